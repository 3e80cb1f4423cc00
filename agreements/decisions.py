"""What a decision cost: the agreements that name it, the points that are promised less, the flags since.

Of the cases of one's own teams: what other teams' residents lost is not this page's to show.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from cases import phrases, rules
from cases.assessment import CaseStanding, policies_on, standings
from cases.models import Agreement, Case, Confirmation, Decision, Flag
from cases.rules import Rule
from wijkzorg.accounts.middleware import Desk

DAYS = 28  # points are said per four weeks, as in the drawing of a year


@dataclass(frozen=True, slots=True)
class Row:
    """One agreement that names a decision."""

    case: Case
    rhythm: str
    valid_from: dt.date
    holds: bool
    points: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """All that a decision did to the cases of somebody's teams."""

    rows: list[Row]
    agreements: int
    residents: int
    in_force: int
    points: int
    flags: list[tuple[phrases.RuleLook, int]]
    flags_total: int
    states: dict[str, int]


def of(decision: Decision, desk: Desk, today: dt.date) -> Sum:
    """Add up a decision, in as many queries for a thousand agreements as for one."""
    own = Q(case__team_id__in=desk.case_teams)
    named = list(
        Agreement.objects.filter(own, decision=decision)
        .select_related("case__resident", "case__team")
        .order_by("case__resident__last_name", "case__resident__first_name", "case_id", "valid_from")
    )
    ids = sorted({row.case_id for row in named})
    held = _in_force(ids, today)
    judged = standings(ids, today) if ids else {}
    since: dict[int, dt.date] = {}
    for row in named:
        since[row.case_id] = min(row.valid_from, since.get(row.case_id, row.valid_from))
    flags: dict[int, list[Flag]] = defaultdict(list)
    for flag in Flag.objects.filter(case_id__in=ids).order_by("since", "pk"):
        if flag.since >= since[flag.case_id]:
            flags[flag.case_id].append(flag)
    policies = policies_on(decision.municipality_id, today)
    rows = [
        Row(
            case=row.case,
            rhythm=phrases.rhythm(row.rhythm),
            valid_from=row.valid_from,
            holds=held.get(row.case_id) == row.pk and judged[row.case_id].live,
            points=_points_short(row.case, judged[row.case_id], policies)
            if held.get(row.case_id) == row.pk
            else 0,
            flags=tuple(dict.fromkeys(phrases.of_rule(Rule(flag.kind)) for flag in flags[row.case_id])),
        )
        for row in named
    ]
    counted = Counter(flag.kind for of_case in flags.values() for flag in of_case)
    states = Confirmation.objects.filter(own, decision=decision).values_list("state")
    return Sum(
        rows=rows,
        agreements=len(named),
        residents=len({row.case.resident_id for row in named}),
        in_force=sum(row.holds for row in rows),
        points=sum(row.points for row in rows),
        flags=[(phrases.RULES[rule], counted[rule.value]) for rule in phrases.BY_NEED if counted[rule.value]],
        flags_total=counted.total(),
        states=dict(states.annotate(count=Count("pk")).order_by("state")),
    )


def _points_short(case: Case, standing: CaseStanding, policies: dict[int | None, rules.Policy]) -> int:
    """Return how many points in four weeks are promised less than needed, rounded; none where nothing counts now."""
    need, agreement = standing.need, standing.agreement
    if not standing.live or need is None or agreement is None:
        return 0
    policy = policies.get(case.target_group_id) or policies.get(None) or rules.DEFAULT_POLICY
    short = rules.rate(need, need, policy) - rules.rate(agreement, need, policy)
    return max(0, (DAYS * short + rules.MILLIONTHS // 2) // rules.MILLIONTHS)


def _in_force(case_ids: list[int], today: dt.date) -> dict[int, int]:
    """Return which agreement of each case holds on a day."""
    versions = Agreement.objects.filter(case_id__in=case_ids, valid_from__lte=today)
    newest = versions.order_by("case_id", "-valid_from").distinct("case_id")
    return dict(newest.values_list("case_id", "pk"))


def listed(desk: Desk, municipality_id: int) -> list[Decision]:
    """Return the decisions of a municipality, newest first, each with how many agreements of own teams name it."""
    own = Q(agreements__case__team_id__in=desk.case_teams)
    return list(
        Decision.objects.filter(municipality_id=municipality_id)
        .annotate(named=Count("agreements", filter=own))
        .order_by("-decided_on", "title")
    )
