"""What a policy would do before it holds: of how many cases each rule begins or ends to hold. Nothing of it is kept.

These are true numbers: who shows them to somebody who sees no case says them as figures are said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction

from cases import statements
from cases.models import Case, Policy, TargetGroup
from cases.rules import Policy as Numbers
from cases.rules import Rule
from wijkzorg.tenancy.models import Municipality

MOST = 20_000  # so many cases are judged while somebody waits; of more, the latest


@dataclass(frozen=True, slots=True)
class Effect:
    """For how many cases a rule would begin to hold with the other policy, and for how many end; None is any rule."""

    all_of_them: bool
    begins: Mapping[Rule | None, int]
    ends: Mapping[Rule | None, int]


def foresee_policy(
    *, municipality: Municipality, target_group: TargetGroup | None, numbers: Numbers, on: dt.date
) -> Effect:
    """Judge the cases of a municipality on a day, as they are and as if the policy held; then forget it again."""
    first, last, all_of_them = _range(municipality)
    before = _held(municipality, first, last, on)
    with transaction.atomic():
        Policy.objects.update_or_create(
            municipality=municipality,
            target_group=target_group,
            valid_from=on,
            defaults={**asdict(numbers), "reason": "preview"},
        )
        after = _held(municipality, first, last, on)
        transaction.set_rollback(True)
    return Effect(all_of_them, _counted(after, before), _counted(before, after))


def _range(municipality: Municipality) -> tuple[int, int, bool]:
    rows = Case.objects.filter(municipality=municipality).order_by("-pk").values_list("pk", flat=True)
    ids = list(rows[: MOST + 1])
    kept = ids[:MOST]
    return (kept[-1], kept[0], len(ids) <= MOST) if kept else (0, 0, True)


def _held(municipality: Municipality, first: int, last: int, on: dt.date) -> dict[Rule | None, set[int]]:
    """Say for which cases each rule holds on a day, and for which any does."""
    found: dict[Rule | None, set[int]] = {None: set(), **{rule: set() for rule in Rule}}
    within: dict[str, Any] = {"municipality": municipality.pk, "first": first, "last": last, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(statements.ASSESS.format(**statements.BY_RANGE), within)
        for case, live, *dates, _due_on in cursor:
            for rule, day in zip(Rule, dates, strict=True):
                if live and day is not None and day <= on:
                    found[rule].add(case)
                    found[None].add(case)
    return found


def _counted(
    more: Mapping[Rule | None, set[int]], less: Mapping[Rule | None, set[int]]
) -> dict[Rule | None, int]:
    return {rule: len(cases - less[rule]) for rule, cases in more.items()}
