"""The contact rules set-based in SQL, over any set of cases: judged, stored, compared.

One path: every page, task, file and figure takes a standing from here. `cases.rules` is the same in plain Python.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from cases import rules, statements
from cases.models import Case, Flag, Policy, Standing
from cases.rules import Rhythm, Rule
from cases.rules.rhythms import MILLIONTHS
from cases.rules.standing import HORIZON_DAYS
from wijkzorg.events import actions as events
from wijkzorg.tenancy.prepared import Prepared

HORIZON = dt.timedelta(days=HORIZON_DAYS)
FEW = 20  # so many cases are judged sooner one by one than together


@dataclass(frozen=True, slots=True)
class RuleState:
    """Whether a rule holds; `on` is the day since which it does, or the first day on which it would (None: no day)."""

    holds: bool
    on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStanding:
    """What the rules say of a case on a day, with the numbers behind it (None where the case is not live).

    Points as RULES counts them, `expected` and `credited` in millionths of a point, percentages rounded down.
    """

    live: bool
    paused: bool
    opened_on: dt.date
    rules: dict[Rule, RuleState]
    due_on: dt.date | None
    need: Rhythm | None = None
    agreement: Rhythm | None = None
    promised_percent: int | None = None
    threshold_percent: int | None = None
    window: int | None = None
    days: int | None = None
    window_first_day: dt.date | None = None
    delivered: int | None = None
    expected: int | None = None
    credited: int | None = None
    delivered_percent: int | None = None
    last_seen_on: dt.date | None = None
    unseen_days: int | None = None
    unseen_limit: int | None = None
    last_reached_on: dt.date | None = None
    unreached_days: int | None = None
    unreached_limit: int | None = None
    attempts: int | None = None
    attempts_limit: int | None = None


def assess(*, municipality_id: int, on: dt.date) -> Iterator[tuple[str, rules.Standing]]:
    """Yield case_ref and standing of every case of a municipality on a day, by code points; writes nothing."""
    sql = statements.ASSESS.format(**statements.BY_MUNICIPALITY)
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(sql, {"municipality": municipality_id, "on": on})
        for ref, live, *dates, due_on in cursor:
            states = _states(live, dates, on)
            yield (
                ref,
                rules.Standing(
                    date=on,
                    live=live,
                    flags=tuple(
                        rules.Flag(kind, state.on)
                        for kind, state in states.items()
                        if state.holds and state.on
                    ),
                    breaches_on={kind: state.on for kind, state in states.items() if not state.holds},
                    due_on=_within_horizon(due_on, on),
                ),
            )


def standings(case_ids: Sequence[int], on: dt.date) -> dict[int, CaseStanding]:
    """Judge cases on a day with the numbers behind it, in one query whatever their number."""
    return {row[0]: _standing(row, on) for row in _STANDINGS.rows([list(case_ids), on])}


_STANDINGS = Prepared.named(
    statements.STANDINGS.format(**statements.BY_IDS), {"ids": "bigint[]", "on": "date"}
)
# With each contact that is recorded: planning it takes as long as running it.
_REFRESH_FEW = Prepared.named(
    statements.REFRESH_FEW.format(**statements.BY_IDS), {"ids": "bigint[]", "on": "date"}
)


def refresh(
    *, case_ids: Sequence[int], on: dt.date, now: dt.datetime, cause: Flag.Cause | None, written: bool = False
) -> list[int]:
    """Bring the standing and flags of some cases up to date in this transaction; return the cases that were judged.

    `cause` says why a flag closes; None when only time passed. `written`: the caller changed a record of these cases
    and holds their locks; they are judged without asking whether anything changed, and their standing counts as new
    even if its dates stay, so that whoever judged them from before the change sees that it came too late.
    """
    ids = list(case_ids)
    with transaction.atomic(savepoint=False):
        return _judge(ids if written else _suspects(ids, on), on=on, now=now, cause=cause, written=written)


def refresh_range(
    *,
    municipality_id: int,
    first: int,
    last: int,
    on: dt.date,
    now: dt.datetime,
    cause: Flag.Cause | None,
    distrust: bool = False,
) -> list[int]:
    """Bring a municipality's cases with ids from `first` to `last` up to date; return those that were judged.

    A standing whose digest says that nothing changed is taken for right, unless `distrust`: then all are judged, and
    those stored again of which anything differs.
    """
    within: dict[str, Any] = {"municipality": municipality_id, "first": first, "last": last, "on": on}
    with transaction.atomic(savepoint=False):
        if not Standing.objects.filter(
            municipality_id=municipality_id, case_id__gte=first, case_id__lte=last
        ).exists():
            sql = statements.REFRESH.format(**statements.BY_RANGE)
            saved, lost = _flagged(_one(sql, within), now=now, cause=cause)
            return saved + _judge(_suspects(lost, on), on=on, now=now, cause=cause)
        suspects = set(_ids(statements.SUSPECTS.format(**statements.BY_RANGE), within))
        if distrust:
            suspects.update(differences(municipality_id=municipality_id, first=first, last=last, on=on))
        return _judge(sorted(suspects), on=on, now=now, cause=cause)


def differences(*, municipality_id: int, first: int, last: int, on: dt.date) -> list[int]:
    """Return the cases whose stored standing or open flags differ from a full reassessment on a day.

    Trusts no digest: every case is judged.
    """
    within: dict[str, Any] = {"municipality": municipality_id, "first": first, "last": last, "on": on}
    return sorted(_ids(statements.DIFFERENCES.format(**statements.BY_RANGE), within))


def due_for_change(*, municipality_id: int, on: dt.date, limit: int) -> list[int]:
    """Return the cases for which a stored date has come, the longest waiting first."""
    waiting = Standing.objects.filter(municipality_id=municipality_id, next_on__lte=on).order_by("next_on")
    return list(waiting.values_list("case_id", flat=True)[:limit])


def history_of(case: Case) -> rules.History:
    """Read all that the rules use of one case."""
    policies = Policy.objects.filter(municipality_id=case.municipality_id)
    return rules.History(
        opened_on=case.opened_on,
        closed_on=case.closed_on,
        needs=tuple(rules.Version(row.valid_from, row.rhythm) for row in case.needs.order_by("valid_from")),
        agreements=tuple(
            rules.Version(row.valid_from, row.rhythm) for row in case.agreements.order_by("valid_from")
        ),
        contacts=tuple(
            rules.Contact(day, rules.Medium(medium), reached)
            for day, medium, reached in case.contacts.values_list("day", "medium", "reached").order_by(
                "day", "id"
            )
        ),
        pauses=tuple(rules.Pause(row.first_day, row.last_day) for row in case.pauses.order_by("first_day")),
        **_policies(policies, case.target_group_id),
    )


def policies_on(municipality_id: int, on: dt.date) -> dict[int | None, rules.Policy]:
    """Return the policy of a day of each target group that has one; None: the municipality's own, if it has one."""
    newest = (
        Policy.objects.filter(municipality_id=municipality_id, valid_from__lte=on)
        .order_by("target_group_id", "-valid_from")
        .distinct("target_group_id")
    )
    return {row.target_group_id: row.numbers for row in newest}


def _policies(policies: Any, target_group_id: int | None) -> dict[str, tuple[rules.PolicyVersion, ...]]:
    rows = list(policies.order_by("valid_from"))
    return {
        "group_policies": tuple(
            rules.PolicyVersion(row.valid_from, row.numbers)
            for row in rows
            if row.target_group_id is not None and row.target_group_id == target_group_id
        ),
        "municipality_policies": tuple(
            rules.PolicyVersion(row.valid_from, row.numbers) for row in rows if row.target_group_id is None
        ),
    }


def _judge(
    case_ids: Sequence[int],
    *,
    on: dt.date,
    now: dt.datetime,
    cause: Flag.Cause | None,
    written: bool = False,
) -> list[int]:
    """Judge cases and store what comes out; again where another write came first, now that it is there to be seen."""
    judged: list[int] = []
    while case_ids:
        if len(case_ids) <= FEW:
            (stored,) = _REFRESH_FEW.rows([list(case_ids), on])
        else:
            stored = _one(statements.REFRESH.format(**statements.BY_IDS), {"ids": list(case_ids), "on": on})
        saved, lost = _flagged(stored, now=now, cause=cause)
        judged += saved
        case_ids = lost if written else _suspects(lost, on)
    return judged


def _suspects(case_ids: Sequence[int], on: dt.date) -> list[int]:
    """Return those of some cases whose standing or flags may not be what the rules say."""
    if not case_ids:
        return []
    return _ids(statements.SUSPECTS.format(**statements.BY_IDS), {"ids": list(case_ids), "on": on})


def _flagged(
    stored: tuple[Any, ...], *, now: dt.datetime, cause: Flag.Cause | None
) -> tuple[list[int], list[int]]:
    """Make the flags of standings that were stored; return which were, and to which another write came first."""
    saved, lost, with_flags = stored
    # Most cases have no flag, and none to come.
    if flagged := set(with_flags).intersection(saved):
        values: dict[str, Any] = {"ids": sorted(flagged), "now": now}
        values["cause"] = cause.value if cause else None
        with connection.cursor() as cursor:
            cursor.execute(statements.FLAGS, values)
            if cursor.fetchone()[1] == "1":  # somebody listens
                events.wake()
    return saved, lost


def _one(sql: str, within: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, within)
        row: tuple[Any, ...] = cursor.fetchone()
        return row


def _ids(sql: str, within: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, within)
        return [row[0] for row in cursor.fetchall()]


def _states(live: bool, dates: Sequence[dt.date | None], on: dt.date) -> dict[Rule, RuleState]:
    """Pair the four rules with their days; a day on or before `on` is one since which the rule holds."""
    states = {}
    for kind, day in zip(Rule, dates, strict=True):
        holds = live and day is not None and day <= on
        states[kind] = RuleState(holds, day if holds else _within_horizon(day, on))
    return states


def _within_horizon(day: dt.date | None, on: dt.date) -> dt.date | None:
    return day if day is not None and day <= on + HORIZON else None


def _standing(row: Sequence[Any], on: dt.date) -> CaseStanding:
    _case, live, *dates, due_on, opened_on, paused, numbers = row
    judged: dict[str, Any] = {
        "live": live,
        "paused": paused and opened_on <= on,
        "opened_on": opened_on,
        "rules": _states(live, dates, on),
        "due_on": _within_horizon(due_on, on),
    }
    return CaseStanding(**judged, **_numbers(numbers)) if numbers else CaseStanding(**judged)


def _numbers(numbers: Sequence[int | None]) -> dict[str, Any]:
    """Name the numbers of wz_numbers."""
    (need_n, need_p, need_m, need_w, agreed_n, agreed_p, agreed_m, agreed_w, *measured) = numbers
    (threshold, window, days, first_day, delivered, expected, credited, *clocks) = measured
    (seen, unseen, reached, unreached, attempts, attempts_limit, days_limit) = clocks
    assert need_n and need_p and need_m and need_w and delivered is not None
    assert expected is not None and credited is not None and window is not None
    agreement, promised = None, None
    if agreed_n and agreed_p and agreed_m and agreed_w:
        agreement = Rhythm(agreed_n, agreed_p, rules.Medium(agreed_m))
        promised = 100 * agreed_n * min(agreed_w, need_w) * need_p // (need_n * need_w * agreed_p)
    return {
        "need": Rhythm(need_n, need_p, rules.Medium(need_m)),
        "agreement": agreement,
        "promised_percent": promised,
        "threshold_percent": threshold,
        "window": window,
        "days": days,
        "window_first_day": _date(first_day),
        "delivered": delivered,
        "expected": expected,
        "credited": credited,
        # A rate is rounded up by less than a millionth a day: all that was needed is 100, as in rules.measure.
        "delivered_percent": 100 * (MILLIONTHS * delivered + credited + window) // (expected + credited),
        "last_seen_on": _date(seen),
        "unseen_days": unseen,
        "unseen_limit": window,
        "last_reached_on": _date(reached),
        "unreached_days": unreached,
        "unreached_limit": days_limit,
        "attempts": attempts,
        "attempts_limit": attempts_limit,
    }


def _date(day: int | None) -> dt.date | None:
    return None if day is None else dt.date(2000, 1, 1) + dt.timedelta(days=day)
