"""Dutch working days, on which the people of the demo go out: no weekends, no public holidays."""

from __future__ import annotations

import datetime as dt
from functools import cache

ONE_DAY = dt.timedelta(days=1)


def is_working_day(day: dt.date) -> bool:
    """Tell whether people work on a day."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def on_or_before(day: dt.date) -> dt.date:
    """Return the last working day that is not after a day."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def on_or_after(day: dt.date) -> dt.date:
    """Return the first working day that is not before a day."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def workday_from(today: dt.date, count: int) -> dt.date:
    """Return the working day so many after (or, below 0, before) a day; 0 is that day, or the first after it."""
    day = on_or_after(today)
    for _ in range(abs(count)):
        day = on_or_after(day + ONE_DAY) if count > 0 else on_or_before(day - ONE_DAY)
    return day


def monday_of(day: dt.date) -> dt.date:
    """Return the Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


@cache
def _holidays(year: int) -> frozenset[dt.date]:
    """Return the holidays on which most of the Netherlands is free."""
    easter = _easter(year)
    kings_day = dt.date(year, 4, 27)
    fixed = {dt.date(year, 1, 1), dt.date(year, 12, 25), dt.date(year, 12, 26)}
    moving = {
        easter + dt.timedelta(days=after) for after in (1, 39, 50)
    }  # Easter Monday, Ascension, Whit Monday
    return frozenset(fixed | moving | {kings_day - ONE_DAY if kings_day.weekday() == 6 else kings_day})


def _easter(year: int) -> dt.date:
    """Compute Easter Sunday of the Gregorian calendar (Butcher)."""
    century, rest = divmod(year, 100)
    lunar = year % 19
    epact = (19 * lunar + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (lunar + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return dt.date(year, month, day + 1)
