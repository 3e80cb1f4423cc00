"""Judging all cases and what it costs at the least: an aggregate per case over the same index."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db import connection

from bench import databases
from bench.clock import Took, in_turn, median, say, spending
from bench.places import MUNICIPALITY
from bench.table import Line, about_same, at_most, at_most_times, duration, told_times
from bench.town import Town
from cases import assessment, upkeep
from cases.models import Flag

RECENT_DAYS = 84
IDLE_ROUNDS = 220
FIRST_DAY = dt.date(1900, 1, 1)

# Count, weighted sum and last dates of each case; the outer sums keep a million rows from being sent.
_FLOOR = """
SELECT count(*), sum(contacts), sum(points), max(seen), max(reached)
FROM (
    SELECT c.id, own.* FROM cases_case c
    CROSS JOIN LATERAL (
        SELECT count(*) AS contacts,
               sum(CASE WHEN medium <= 3 THEN 100 WHEN medium = 4 THEN 50 WHEN medium = 5 THEN 40 ELSE 20 END)
                   FILTER (WHERE reached) AS points,
               max(day) FILTER (WHERE reached AND medium <= 3) AS seen, max(day) FILTER (WHERE reached) AS reached
        FROM cases_contact WHERE case_id = c.id AND day > %(after)s AND day <= %(on)s
    ) AS own
    WHERE c.municipality_id = %(municipality)s
) AS each_case
"""


def floor(town: Town, after: dt.date) -> None:
    """Aggregate each case's contacts after a day."""
    with connection.cursor() as cursor:
        cursor.execute(_FLOOR, {"after": after, "on": town.on, "municipality": MUNICIPALITY})
        cursor.fetchone()


def reassess(town: Town, *, distrust: bool = False) -> int:
    """Judge all cases anew, chunk by chunk as a worker does, and return how many changed."""
    changed = 0
    for first in range(1, town.cases + 1, upkeep.CHUNK):
        changed += len(
            assessment.refresh_range(
                municipality_id=MUNICIPALITY,
                first=first,
                last=min(first + upkeep.CHUNK - 1, town.cases),
                on=town.on,
                now=town.now,
                cause=Flag.Cause.CORRECTED,
                distrust=distrust,
            )
        )
    return changed


def settle(town: Town) -> None:
    """Give each case its standing, on tables as they are on a server that has been up for a while."""
    databases.use(town.database)
    reassess(town)
    databases.vacuum("cases_standing", "cases_flag", "cases_contact")


def measure(small: Town, large: Town, *, rounds: int) -> list[Line]:
    """Measure two towns in turn; leaves both with their standings up to date and the large one in use."""
    say(f"judging {large.cases:,} and {small.cases:,} cases, {rounds} rounds ...")
    first = in_turn(
        {
            "floor": (partial(databases.use, large.database), partial(floor, large, FIRST_DAY)),
            "large": (partial(_forget, large), partial(reassess, large)),
            "small": (partial(_forget, small), partial(reassess, small)),
        },
        rounds=rounds,
    )
    _tell("first assessment", first)
    for town in (small, large):
        settle(town)
    again = in_turn(
        {
            "floor": (
                partial(databases.use, large.database),
                partial(floor, large, large.on - dt.timedelta(days=RECENT_DAYS)),
            ),
            "large": (partial(databases.use, large.database), partial(_unchanged, large)),
            "small": (partial(databases.use, small.database), partial(_unchanged, small)),
            "distrust": (
                partial(databases.use, large.database),
                partial(_unchanged, large, distrust=True),
            ),
        },
        rounds=rounds,
    )
    _tell("reassessment", again)
    return [
        at_most_times("reassessment, nothing changed", again["large"].seconds, again["floor"].seconds, 4),
        told_times("the same with --distrust: all judged", again["distrust"].seconds, again["floor"].seconds),
        at_most_times("first assessment, whole history", first["large"].seconds, first["floor"].seconds, 8),
        _linear("reassessment", small, large, again),
        _linear("first assessment", small, large, first),
        *_idle(small, large),
    ]


def _linear(what: str, small: Town, large: Town, took: dict[str, Took]) -> Line:
    return about_same(
        f"{what} a case, {large.cases:,} against {small.cases:,} cases",
        took["large"].seconds / large.cases,
        took["small"].seconds / small.cases,
    )


def _tell(what: str, took: dict[str, Took]) -> None:
    large, least = took["large"], took["floor"]
    by_processor = f", {large.server / least.server:.2f} × by processor time" if least.server else ""
    say(f"  {what} {duration(large.seconds)}, floor {duration(least.seconds)}{by_processor}")


def _forget(town: Town) -> None:
    """Make all cases new to the rules."""
    databases.use(town.database)
    databases.empty("cases_standing", "cases_flag")


def _unchanged(town: Town, *, distrust: bool = False) -> None:
    if changed := reassess(town, distrust=distrust):
        raise RuntimeError(f"{changed} standings changed although nothing happened")


def _idle(small: Town, large: Town) -> list[Line]:
    """Measure what the periodic task spends in the database when no date has come, in both towns in turn."""
    spent: dict[str, list[float]] = {town.database: [] for town in (small, large)}
    for number in range(IDLE_ROUNDS):
        for town in (small, large):
            databases.use(town.database)
            with spending() as queries:
                if upkeep.advance(now=town.now):
                    raise RuntimeError("a date had come although all standings were up to date")
            # The first ones warm up.
            if number >= 20:
                spent[town.database].append(queries.seconds)
    few, many = median(spent[small.database]), median(spent[large.database])
    return [
        at_most("periodic task, nothing due, ms in the database", 1000 * many, 5, "{:.2g}"),
        about_same(f"periodic task, {large.cases:,} against {small.cases:,} cases", many, few),
    ]
