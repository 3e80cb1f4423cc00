"""What has not been tried yet to find somebody: media, parts of the day, the network, the desk. Plain Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

MORNING, AFTERNOON, EVENING, WEEKEND = "morning", "afternoon", "evening", "weekend"
PARTS = (MORNING, AFTERNOON, EVENING, WEEKEND)
_NOON, _DUSK = 12, 18
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Tried:
    """One thing that was tried: how (a medium, or the network or desk), on which day, in which part of it."""

    way: str
    on: dt.date
    part: str


@dataclass(frozen=True, slots=True)
class Untried:
    """What is left to try."""

    ways: tuple[str, ...]
    parts: tuple[str, ...]


def part_of(hour: int) -> str:
    """Name the part of the day in which an hour falls: before noon, before six, or after."""
    if hour < _NOON:
        return MORNING
    return AFTERNOON if hour < _DUSK else EVENING


def untried(tried: Iterable[Tried], ways: Iterable[str]) -> Untried:
    """Return which of all ways and which parts of the day and week were never tried, in their own order."""
    done = list(tried)
    used = {one.way for one in done}
    parts = {one.part for one in done} | {WEEKEND for one in done if one.on.weekday() >= _SATURDAY}
    return Untried(
        ways=tuple(way for way in ways if way not in used),
        parts=tuple(part for part in PARTS if part not in parts),
    )
