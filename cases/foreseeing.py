"""What a policy would do before it holds: of how many cases each rule begins or ends to hold. Nothing of it is kept.

These are true numbers: who shows them to somebody who sees no case says them as figures are said. Therefore each number
of the policy is changed by itself, and cases are counted by target group: see docs/suppression.md, previews.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from django.db import connection, transaction

from cases import statements
from cases.models import Case, Policy, TargetGroup
from cases.rules import Policy as Numbers
from cases.rules import Rule
from wijkzorg.tenancy.models import Municipality

MOST = 20_000  # so many cases are judged while somebody waits; of more, the latest
Held = Mapping[Rule | None, set[str]]
ByRule = Mapping[Rule | None, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Effect:
    """What one other number would do: for each rule (None is any) the cases that begin and end, by target group."""

    name: str
    before: int
    after: int
    begins: ByRule
    ends: ByRule


@dataclass(frozen=True, slots=True)
class Foresight:
    """The effect of each number that would change; `together` names those that cannot change without another."""

    all_of_them: bool
    effects: Sequence[Effect]
    together: Sequence[str]


def in_force(*, municipality: Municipality, target_group: TargetGroup | None, on: dt.date) -> Numbers:
    """Return the numbers that hold on a day for a target group, or for whoever is in none with numbers of its own."""
    rows = Policy.objects.filter(municipality=municipality, valid_from__lte=on).order_by("-valid_from")
    own = rows.filter(target_group=target_group).first() if target_group else None
    row = own or rows.filter(target_group__isnull=True).first()
    return row.numbers if row else Numbers()


def foresee_policy(
    *, municipality: Municipality, target_group: TargetGroup | None, numbers: Numbers, on: dt.date
) -> Foresight:
    """Judge the cases of a municipality on a day, as they are and with each other number by itself; then forget it."""
    held = in_force(municipality=municipality, target_group=target_group, on=on)
    other = [
        field.name for field in fields(Numbers) if getattr(held, field.name) != getattr(numbers, field.name)
    ]
    alone = {name: _with(held, name, getattr(numbers, name)) for name in other}
    together = [name for name, one in alone.items() if one is None]
    first, last, all_of_them = _range(municipality)
    groups = _groups(municipality, target_group, on)
    group_of = dict(
        Case.objects.filter(municipality=municipality, pk__range=(first, last)).values_list(
            "ref", "target_group_id"
        )
    )
    before = _held(municipality, first, last, on)
    effects = []
    for name, changed in alone.items():
        if changed is None:
            continue
        with transaction.atomic():
            Policy.objects.update_or_create(
                municipality=municipality,
                target_group=target_group,
                valid_from=on,
                defaults={**asdict(changed), "reason": "preview"},
            )
            after = _held(municipality, first, last, on)
            transaction.set_rollback(True)
        effects.append(
            Effect(
                name,
                getattr(held, name),
                getattr(numbers, name),
                _counted(after, before, groups, group_of),
                _counted(before, after, groups, group_of),
            )
        )
    return Foresight(all_of_them, effects, together)


def _with(held: Numbers, name: str, value: int) -> Numbers | None:
    """Return the numbers with another for one of them; None where that cannot be without changing one more."""
    try:
        return replace(held, **{name: value})
    except ValueError:
        return None


def _groups(municipality: Municipality, target_group: TargetGroup | None, on: dt.date) -> list[int | None]:
    """List the target groups that a policy reaches: one, or all without a policy of their own, and who is in none."""
    if target_group is not None:
        return [target_group.pk]
    own = Policy.objects.filter(municipality=municipality, target_group__isnull=False, valid_from__lte=on)
    rows = TargetGroup.objects.filter(municipality=municipality).exclude(pk__in=own.values("target_group"))
    return [None, *rows.order_by("pk").values_list("pk", flat=True)]


def _range(municipality: Municipality) -> tuple[int, int, bool]:
    rows = Case.objects.filter(municipality=municipality).order_by("-pk").values_list("pk", flat=True)
    ids = list(rows[: MOST + 1])
    kept = ids[:MOST]
    return (kept[-1], kept[0], len(ids) <= MOST) if kept else (0, 0, True)


def _held(municipality: Municipality, first: int, last: int, on: dt.date) -> Held:
    """Say for which cases each rule holds on a day, and for which any does."""
    found: dict[Rule | None, set[str]] = {None: set(), **{rule: set() for rule in Rule}}
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
    more: Held, less: Held, groups: Sequence[int | None], group_of: Mapping[str, int | None]
) -> ByRule:
    found = {}
    for rule, cases in more.items():
        of_group = Counter(group_of.get(case) for case in cases - less[rule])
        found[rule] = tuple(of_group[group] for group in groups)
    return found
