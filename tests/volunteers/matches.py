"""A volunteer who may be asked, a plain request, and what is between them; each test changes one thing."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from volunteers.elasticity import ONE, Reading
from volunteers.pairs import Between, Request, Volunteer

ZONE = ZoneInfo("Europe/Amsterdam")
MONDAY = dt.date(2026, 8, 3)
NOW = dt.datetime(2026, 8, 3, 12, tzinfo=ZONE)


def reading(elasticity: int = ONE, *, resting: bool = False, strain: int = 0) -> Reading:
    return Reading(strain, 0, False, elasticity, resting)


VOLUNTEER = Volunteer(
    id=1,
    capacity=120,
    radius=2000,
    reading=reading(),
    kinds=frozenset({"groceries"}),
    joined_on=MONDAY,
    neighbourhood=1,
)
REQUEST = Request(id=1, kind="groceries", on=dt.date(2026, 8, 5), minutes=60, neighbourhood=1)
BETWEEN = Between(metres=0)


def span(first: int, last: int, day: dt.date = REQUEST.on) -> tuple[dt.datetime, dt.datetime]:
    """Return the span between two whole hours of a day."""
    return dt.datetime(day.year, day.month, day.day, first, tzinfo=ZONE), dt.datetime(
        day.year, day.month, day.day, last, tzinfo=ZONE
    )
