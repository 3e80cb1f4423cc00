"""Voorbeeldstad on the days for which tests make it."""

from __future__ import annotations

import datetime as dt
from functools import cache

from cases import rules
from cases.demo import make

MONDAY, SUNDAY = dt.date(2026, 3, 16), dt.date(2026, 5, 17)
LEAP_DAY, NEW_YEAR = dt.date(2028, 2, 29), dt.date(2027, 1, 1)
DAYS = (MONDAY, SUNDAY, LEAP_DAY, NEW_YEAR)

made_on = cache(make)


@cache
def standings_on(today: dt.date) -> dict[str, rules.Standing]:
    return {case.ref: rules.assess(case.history, today) for case in made_on(today).cases}
