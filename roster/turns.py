"""Whose turn it is: a duty roster, who is away, and a moment in, who is on duty out. Plain Python.

A shift runs from its first moment up to, not including, its last. On a day on which its worker is not there the deputy
takes it; where that one is not there either, nobody is on duty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

There = Callable[[int, dt.date], bool]  # whether a user (id) is at work on a day


@dataclass(frozen=True, slots=True)
class Shift:
    """One turn of somebody, with who takes it when they are away."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    worker: int
    deputy: int | None = None

    def holds(self, at: dt.datetime) -> bool:
        """Tell whether it runs at a moment."""
        return self.starts_at <= at < self.ends_at

    def holder(self, day: dt.date, there: There) -> int | None:
        """Return who takes it on a day; None where neither is there."""
        takers = (self.worker, self.deputy)
        return next((user for user in takers if user is not None and there(user, day)), None)


def on_duty(shifts: Iterable[Shift], at: dt.datetime, zone: dt.tzinfo, there: There) -> int | None:
    """Return who is on duty at a moment; None where nobody is."""
    day = at.astimezone(zone).date()
    holders = (shift.holder(day, there) for shift in shifts if shift.holds(at))
    return next((user for user in holders if user is not None), None)


def next_start(shifts: Iterable[Shift], at: dt.datetime, zone: dt.tzinfo, there: There) -> dt.datetime | None:
    """Return the first moment after `at` on which somebody comes on duty; None where the roster has none.

    In a shift of several days that may be the midnight on which its worker is back.
    """
    starts = (
        moment
        for shift in shifts
        for moment in _mornings(shift, zone)
        if moment > at and shift.holder(moment.astimezone(zone).date(), there) is not None
    )
    return min(starts, default=None)


def _mornings(shift: Shift, zone: dt.tzinfo) -> Iterable[dt.datetime]:
    """Give the first moment of each of a shift's days."""
    yield shift.starts_at
    day = shift.starts_at.astimezone(zone).date() + dt.timedelta(days=1)
    while (midnight := dt.datetime.combine(day, dt.time(), zone)) < shift.ends_at:
        yield midnight
        day += dt.timedelta(days=1)
