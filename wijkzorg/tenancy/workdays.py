"""Working days in the Netherlands: Monday to Friday, but for public holidays. Plain Python; the clock is an argument.

The days are those that the library holidays keeps as public for NL: New Year, Good Friday (as the Algemene termijnenwet
has it), Easter, King's Day, Liberation Day where it is one, Ascension, Whitsun and Christmas.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays


@cache
def _free_days(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("NL", years=year, categories=("public",)))


def is_public_holiday(day: dt.date) -> bool:
    """Tell whether a day is a public holiday."""
    return day in _free_days(day.year)


def is_workday(day: dt.date) -> bool:
    """Tell whether a day is a working day."""
    return day.weekday() < 5 and not is_public_holiday(day)


def after_workdays(day: dt.date, count: int) -> dt.date:
    """Return the day on which `count` working days have passed after a day; 0 gives that day itself."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_workday(day)
    return day


def workdays_between(first: dt.date, last: dt.date) -> int:
    """Count the working days after `first`, up to and including `last`; 0 where `last` is not later."""
    return sum(is_workday(first + dt.timedelta(days=n)) for n in range(1, (last - first).days + 1))
