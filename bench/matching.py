"""Matching a large city in one go, one new request alone, and a year of a neighbourhood by three ways of choosing."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable
from statistics import median
from typing import Any

from django.conf import settings
from django.utils import timezone

from bench import databases, histories, places, volunteering, year
from bench.clock import say
from bench.memory import MEGABYTE
from bench.table import NOTHING, Line, at_most, duration

SECONDS, MEGABYTES, ALONE = 10, 1024, 200  # what is asked of a round, and of one request in milliseconds
SEEDS = (1, 2, 3)
WAYS: dict[str, year.Choose] = {
    "by elasticity": year.by_elasticity,
    "nearest first": year.by_nearness,
    "nearest first, with a cap": year.by_nearness_with_a_cap,
}


def measure(empty: str, name: str, *, requests: int, volunteers: int, weeks: int) -> list[Line]:
    """Make so many requests and volunteers in a database of their own, share them out, and drop them; then the year."""
    return [*_round(empty, name, requests, volunteers), *_years(weeks)]


def _round(empty: str, name: str, requests: int, volunteers: int) -> list[Line]:
    say(f"making {volunteers:,} volunteers and {requests:,} open requests ...")
    # At noon: at night nobody is asked anything.
    today = timezone.localdate(timezone.now(), places.ZONE)
    noon = dt.datetime.combine(today, dt.time(12), places.ZONE)
    values: dict[str, Any] = {"today": today, "now": noon, "municipality": places.MUNICIPALITY}
    databases.create(name, empty)
    try:
        with databases.loading(name, guarded=False) as cursor:
            cursor.execute("SET timezone = 'Europe/Amsterdam'")
            cursor.execute(histories.DICE)
            for statement in volunteering.STATEMENTS:
                cursor.execute(statement, values | {"requests": requests, "volunteers": volunteers})
        databases.use(name)
        databases.vacuum(*volunteering.TABLES)
        say("sharing them out ...")
        took = _child(databases.address(name), noon.isoformat())
    finally:
        databases.drop(name)
    parts = ", ".join(f"{part} {duration(spent)}" for part, spent in took["parts"].items())
    say(f"  {took['asked']:,} asked, {took['people']:,} volunteers read, {took['pairs']:,} pairs; {parts}")
    if took["failed"]:
        raise RuntimeError(f"the solver failed: {took['failed']}")
    what = f"{requests:,} open requests × {volunteers:,} volunteers"
    return [
        at_most(f"{what}, s", took["seconds"], SECONDS, "{:.3g}"),
        at_most("sharing out, most memory at once, MB", took["memory"] / MEGABYTE, MEGABYTES, "{:.0f}"),
        at_most("one new request alone, slowest of 20, ms", 1000 * max(took["alone"]), ALONE, "{:.3g}"),
        _told("median, ms", f"{1000 * median(took['alone']):.3g}"),
    ]


def _child(address: str, now: str) -> dict[str, Any]:
    """Run one round in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "bench.one_round", now],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(f"the round ended with {ran.returncode}: {ran.stderr[-2000:]}")
    took: dict[str, Any] = json.loads(ran.stdout)
    return took


def _years(weeks: int) -> list[Line]:
    lines = []
    for way, choose in WAYS.items():
        say(f"{len(SEEDS)} times {weeks} weeks of 150 volunteers and 200 requests, {way} ...")
        outcomes = [year.live(seed, choose, weeks=weeks) for seed in SEEDS]
        upper, answered = (
            _sum(outcomes, lambda each: each.upper),
            _sum(outcomes, lambda each: each.upper_answered),
        )
        overloaded = _sum(outcomes, lambda each: each.overloaded)
        of = _sum(outcomes, lambda each: each.requests)
        metres = sum(each.metres for each in outcomes) / len(outcomes)
        bridges = sum(each.bridges for each in outcomes) / len(outcomes)
        tiers = (f"{way}: upper tiers answered", f"{answered:,} of {upper:,}")
        weeks_over = (f"{way}: overloaded volunteer-weeks", f"{overloaded:,}")
        if choose is year.by_elasticity:
            lines += [
                Line(*tiers, "", "", "all", answered == upper),
                Line(*weeks_over, "", "", "none", overloaded == 0),
            ]
        else:
            lines += [_told(*tiers), _told(*weeks_over)]
        lines += [
            _told("all requests answered", f"{_sum(outcomes, lambda each: each.answered):,} of {of:,}"),
            _told("metres to go, on average", f"{metres:.0f}"),
            _told("help between neighbourhoods", f"{100 * bridges:.0f} %"),
        ]
    return lines


def _sum(outcomes: list[year.Outcome], number: Callable[[year.Outcome], int]) -> int:
    return sum(number(outcome) for outcome in outcomes)


def _told(what: str, measured: str) -> Line:
    return Line(f"  {what}", measured, "", "", NOTHING, True)
