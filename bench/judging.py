"""Judging all cases and what it costs at the least: an aggregate per case over the same index."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from bench import databases
from bench.clock import say, spending, together
from bench.table import Line, about_same, at_most, at_most_times, duration
from bench.town import Town
from cases import assessment, upkeep
from cases.models import Flag

RECENT_DAYS = 84
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


@dataclass(frozen=True, slots=True)
class Judged:
    """What a town's judging took, in seconds."""

    cases: int
    floor_recent: float
    again: float
    floor_whole: float
    first: float
    idle: float


def floor(town: Town, after: dt.date) -> None:
    """Aggregate each case's contacts after a day."""
    with connection.cursor() as cursor:
        cursor.execute(_FLOOR, {"after": after, "on": town.on, "municipality": town.municipality.pk})
        cursor.fetchone()


def reassess(town: Town) -> int:
    """Judge all cases anew, chunk by chunk as a worker does, and return how many changed."""
    municipality, changed = town.municipality.pk, 0
    for first in range(1, town.cases + 1, upkeep.CHUNK):
        changed += len(
            assessment.refresh_range(
                municipality_id=municipality,
                first=first,
                last=min(first + upkeep.CHUNK - 1, town.cases),
                on=town.on,
                now=town.now,
                cause=Flag.Cause.CORRECTED,
            )
        )
    return changed


def forget() -> None:
    """Make all cases new to the rules."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cases_standing, cases_flag")


def settle(town: Town) -> None:
    """Give each case its standing, on tables as they are on a server that has been up for a while."""
    reassess(town)
    databases.vacuum("cases_standing", "cases_flag", "cases_contact")


def measure(town: Town, *, rounds: int) -> Judged:
    """Measure a town; leaves it with its standings up to date."""
    say(f"judging {town.cases:,} cases, {rounds} rounds ...")
    floor_whole, first = together(
        lambda: floor(town, FIRST_DAY), lambda: reassess(town), rounds=rounds, before=forget
    )
    say(f"  first assessment {duration(first)} (whole history {duration(floor_whole)})")
    settle(town)
    floor_recent, again = together(
        lambda: floor(town, town.on - dt.timedelta(days=RECENT_DAYS)), lambda: _unchanged(town), rounds=rounds
    )
    say(f"  again {duration(again)} (84 days {duration(floor_recent)}); {_flags()}")
    return Judged(town.cases, floor_recent, again, floor_whole, first, _idle(town))


def lines(small: Judged, large: Judged) -> list[Line]:
    """Compare what was measured with what was asked."""
    return [
        at_most_times("reassessment, nothing changed", large.again, large.floor_recent, 4),
        at_most_times("first assessment, whole history", large.first, large.floor_whole, 8),
        about_same(
            _linear("reassessment", small, large), large.again / large.cases, small.again / small.cases
        ),
        about_same(
            _linear("first assessment", small, large), large.first / large.cases, small.first / small.cases
        ),
        at_most("periodic task, nothing due, ms in database", 1000 * large.idle, 5, "{:.2g}"),
        about_same(_linear("periodic task", small, large), large.idle, small.idle),
    ]


def _linear(what: str, small: Judged, large: Judged) -> str:
    per = "" if what == "periodic task" else " a case"
    return f"{what}{per}, {large.cases:,} against {small.cases:,} cases"


def _unchanged(town: Town) -> None:
    if changed := reassess(town):
        raise RuntimeError(f"{changed} standings changed although nothing happened")


def _idle(town: Town) -> float:
    """Return what the periodic task spends in the database when no date has come."""
    spent = []
    for _round in range(220):
        with spending() as queries:
            if upkeep.advance(now=town.now):
                raise RuntimeError("a date had come although all standings were up to date")
        spent.append(queries.seconds)
    # The first ones warm up.
    return sorted(spent[20:])[len(spent[20:]) // 2]


def _flags() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, count(*), (SELECT count(*) FROM cases_standing) FROM cases_flag WHERE state = 'open'"
            " GROUP BY kind ORDER BY kind"
        )
        return ", ".join(f"{kind} {100 * count / of:.0f} %" for kind, count, of in cursor.fetchall())
