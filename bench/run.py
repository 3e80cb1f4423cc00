"""One run: make the towns, measure the parts that were asked for, drop what was made."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator

from bench import (
    asking,
    databases,
    importing,
    judging,
    looking,
    matching,
    public,
    recording,
    screen,
    searching,
    serving,
    working,
)
from bench.table import Line
from bench.town import Town, build


def measure(options: argparse.Namespace) -> list[Line]:
    """Measure the parts and return the lines of the table."""
    lines: list[Line] = []
    with databases.made(f"{options.database}_empty") as empty:
        if set(options.parts) - {"search", "matching", "public", "admin"}:
            lines += _of_cases(options, empty)
        if "search" in options.parts:
            lines += searching.measure(empty, f"{options.database}_search", residents=options.residents)
        if "matching" in options.parts:
            lines += matching.measure(
                empty,
                f"{options.database}_matching",
                requests=options.requests,
                volunteers=options.volunteers,
                weeks=options.weeks,
            )
        if "public" in options.parts:
            lines += public.measure(empty, f"{options.database}_public")
        if "admin" in options.parts:
            lines += working.measure(
                empty,
                f"{options.database}_admin",
                residents=options.residents,
                requests=options.listed,
            )
    return lines


def _of_cases(options: argparse.Namespace, empty: str) -> list[Line]:
    lines: list[Line] = []
    with _town(options, empty, "large", options.cases) as large:
        if "rules" in options.parts:
            with _town(options, empty, "small", options.small) as small:
                lines += judging.measure(small, large, rounds=options.rounds or _rounds(large))
        else:
            judging.settle(large)
        databases.use(large.database)
        if "record" in options.parts:
            lines += recording.measure(large)
        if "today" in options.parts:
            lines += screen.measure(large)
        if "http" in options.parts:
            lines += serving.measure(large, seconds=options.seconds)
        if "log" in options.parts:
            lines += looking.measure(large)
        if "api" in options.parts:
            lines += asking.measure(large, seconds=options.seconds)
        if "import" in options.parts:
            lines += importing.measure(large, empty, contacts=options.imported)
    return lines


@contextlib.contextmanager
def _town(options: argparse.Namespace, empty: str, size: str, cases: int) -> Iterator[Town]:
    name = f"{options.database}_{size}"
    try:
        yield build(name, empty, cases=cases, contacts=options.contacts, reuse=options.keep)
    finally:
        if not options.keep:
            databases.drop(name)


def _rounds(town: Town) -> int:
    return 5 if town.cases <= 200_000 else 3
