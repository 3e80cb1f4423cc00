"""Parts of a day and of a week: which hours they are, and in which of them something falls. Plain Python, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

# From which hour up to, not including, which.
HOURS = {"morning": (8, 12), "afternoon": (12, 17), "evening": (17, 21)}
NAMES = tuple(HOURS)
ALL_WEEK = tuple(range(7 * len(NAMES)))


def slot(weekday: int, part: str) -> int:
    """Number a part of a weekday (0 is Monday): 0 to 20."""
    return weekday * len(NAMES) + NAMES.index(part)


def slots(day: dt.date, part: str) -> tuple[int, ...]:
    """Return the parts of a week in which something of a day may fall; "any" may fall in each of that day's."""
    parts = NAMES if part == "any" else (part,)
    return tuple(slot(day.weekday(), name) for name in parts)


def bits(parts: Iterable[int]) -> int:
    """Return parts of a week as one number, a bit each: two have one in common where `&` leaves something."""
    number = 0
    for part in parts:
        number |= 1 << part
    return number


def part_of(time: dt.time) -> str:
    """Return the part of the day in which a time falls; what is earlier than all is morning, what is later evening."""
    for name, (_first, last) in HOURS.items():
        if time.hour < last:
            return name
    return NAMES[-1]


def is_over(part: str, time: dt.time) -> bool:
    """Tell whether a part of the day is over at a time; a day itself ("any") is not over before midnight."""
    return part in HOURS and time.hour >= HOURS[part][1]


def first_free(
    day: dt.date,
    part: str,
    minutes: int,
    taken: Iterable[tuple[dt.datetime, dt.datetime]],
    zone: dt.tzinfo,
    allowed: Iterable[int] = ALL_WEEK,
    since: dt.datetime | None = None,
) -> dt.datetime | None:
    """Return the first half hour of a part of a day at which something fits beside what is taken; None for nowhere.

    `allowed` are the parts of the week in which it may begin, for "any"; before `since` nothing begins.
    """
    may = set(allowed)
    busy = sorted(taken)
    for name in NAMES if part == "any" else (part,):
        if slot(day.weekday(), name) not in may:
            continue
        first, last = (dt.datetime.combine(day, dt.time(hour), zone) for hour in HOURS[name])
        start = first
        while start + dt.timedelta(minutes=min(minutes, 60)) <= last:
            end = start + dt.timedelta(minutes=minutes)
            late = since is not None and start < since
            if not late and all(end <= begun or start >= over for begun, over in busy):
                return start
            start += dt.timedelta(minutes=30)
    return None
