"""How much work rhythms ask in a week, and how much a contract has room for: whole minutes, integers throughout.

Of each case the minutes a week are rounded up, of a contract the time that is there is rounded down; nothing else is
rounded, so a team's sum is that of its workers, and a worker's that of the cases.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

DAYS = 7
WORKDAYS = 5  # Monday to Friday; a contract's hours are spread over these


@dataclass(frozen=True, slots=True)
class Minutes:
    """What one contact takes by each medium, in minutes, with the journey and with writing it down."""

    home_visit: int = 90
    walk_in: int = 45
    outdoors: int = 60
    video: int = 45
    phone: int = 30
    message: int = 15

    def by_number(self) -> tuple[int, ...]:
        """Return the minutes in the order of the media's numbers, which begin at 1 with the home visit."""
        return (self.home_visit, self.walk_in, self.outdoors, self.video, self.phone, self.message)

    def of(self, medium: int) -> int:
        """Return the minutes of a medium by its number; raises IndexError for one that is none."""
        if medium < 1:
            raise IndexError(medium)
        return self.by_number()[medium - 1]


DEFAULT_MINUTES = Minutes()


def asked(contacts: int, per_days: int, minutes: int) -> int:
    """Return how many minutes a week a rhythm asks: so many contacts in so many days, each of so many minutes."""
    return -(-DAYS * contacts * minutes // per_days)


def available(contract: int, share_percent: int, absent_days: int) -> int:
    """Return how many of a contract's minutes a week there are for residents, less the working days of absence."""
    return contract * share_percent * (WORKDAYS - absent_days) // (100 * WORKDAYS)


def week_of(day: dt.date) -> dt.date:
    """Return the Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def absent_days(week: dt.date, absences: Iterable[tuple[dt.date, dt.date | None]]) -> int:
    """Count the days from Monday to Friday on which somebody is away; None is an absence without an end yet."""
    away = list(absences)
    days = (week_of(week) + dt.timedelta(days=number) for number in range(WORKDAYS))
    return sum(any(first <= day and (last is None or day <= last) for first, last in away) for day in days)
