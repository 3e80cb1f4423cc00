"""What a policy would do before it holds: how many more cases each rule would flag. Nothing of it is kept."""

from __future__ import annotations

import datetime as dt
from collections import Counter
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
    """How many cases a rule holds for now, and with the other policy; of how many that were judged."""

    judged: int
    all_of_them: bool
    before: Mapping[Rule, int]
    after: Mapping[Rule, int]
    flagged_before: int
    flagged_after: int

    @property
    def more(self) -> int:
        """How many more cases would have a flag; fewer where it is below zero."""
        return self.flagged_after - self.flagged_before


def foresee_policy(
    *, municipality: Municipality, target_group: TargetGroup | None, numbers: Numbers, on: dt.date
) -> Effect:
    """Judge the cases of a municipality on a day, as they are and as if the policy held; then forget it again."""
    first, last, judged, all_of_them = _range(municipality)
    before = _count(municipality, first, last, on)
    with transaction.atomic():
        Policy.objects.update_or_create(
            municipality=municipality,
            target_group=target_group,
            valid_from=on,
            defaults={**asdict(numbers), "reason": "preview"},
        )
        after = _count(municipality, first, last, on)
        transaction.set_rollback(True)
    return Effect(judged, all_of_them, before[0], after[0], before[1], after[1])


def _range(municipality: Municipality) -> tuple[int, int, int, bool]:
    rows = Case.objects.filter(municipality=municipality).order_by("-pk").values_list("pk", flat=True)
    ids = list(rows[: MOST + 1])
    kept = ids[:MOST]
    return (kept[-1], kept[0], len(kept), len(ids) <= MOST) if kept else (0, 0, 0, True)


def _count(municipality: Municipality, first: int, last: int, on: dt.date) -> tuple[Counter[Rule], int]:
    """Count for how many cases each rule holds on a day, and for how many any does."""
    found: Counter[Rule] = Counter()
    flagged = 0
    within: dict[str, Any] = {"municipality": municipality.pk, "first": first, "last": last, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(statements.ASSESS.format(**statements.BY_RANGE), within)
        for _ref, live, *dates, _due_on in cursor:
            held = [
                rule for rule, day in zip(Rule, dates, strict=True) if live and day is not None and day <= on
            ]
            found.update(held)
            flagged += bool(held)
    return found, flagged
