"""How long what is kept: dates and periods in, the day of destruction out. Plain Python: no Django, no clock.

Sources: Wmo 2015 art. 5.3.4 (15 years from the making of a record, longer if careful care asks it); Jeugdwet art. 7.3.8
(20 years after the help ended); AVG art. 5.1.e (no support granted, help requests, the roster of who works here: the
Autoriteit Persoonsgegevens names two years after which days of absence have no more purpose); NEN 7513 (the log).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum


class Ground(Enum):
    """On what ground a case is kept; chosen when it is opened."""

    WMO = "wmo"
    JEUGDWET = "jeugdwet"
    NONE_GRANTED = "none_granted"


@dataclass(frozen=True, slots=True)
class Periods:
    """How many whole years each kind of record is kept; the defaults of docs/product.md."""

    wmo: int = 15
    jeugdwet: int = 20
    none_granted: int = 5
    requests: int = 2
    log: int = 5
    roster: int = 2

    def of(self, ground: Ground) -> int:
        """Return the years of a ground."""
        return {
            Ground.WMO: self.wmo,
            Ground.JEUGDWET: self.jeugdwet,
            Ground.NONE_GRANTED: self.none_granted,
        }[ground]


# What a municipality may not go below: the two laws and the norm say at least so much; the others are its own choice.
LEAST = Periods(wmo=15, jeugdwet=20, none_granted=1, requests=1, log=5, roster=1)
MOST_YEARS = 100


def years_after(day: dt.date, years: int) -> dt.date:
    """Return the same day so many years later; 29 February is followed by 1 March: no year is cut short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def last_day_due(on: dt.date, years: int) -> dt.date:
    """Return the latest day of making that is due on a day: what was made then or before may go."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return dt.date(on.year - years, 2, 28)


def made_on(recorded_on: dt.date, about: dt.date, *, imported: bool) -> dt.date:
    """Return the day a record was made; an imported one was made before we had it, at the latest then."""
    return min(recorded_on, about) if imported else recorded_on


def record_destroy_on(
    ground: Ground, made: dt.date, closed_on: dt.date | None, periods: Periods
) -> dt.date | None:
    """Return the day from which one record of a case is destroyed; None while its period has not begun."""
    if ground is Ground.WMO:
        return years_after(made, periods.wmo)
    return case_destroy_on(ground, closed_on, made, periods)


def case_destroy_on(
    ground: Ground, closed_on: dt.date | None, last_made: dt.date, periods: Periods
) -> dt.date | None:
    """Return the day from which a case is destroyed as a whole; None while it is open.

    Wmo counts from the making of each record: a whole case goes with the last of them, its closing included.
    """
    if closed_on is None:
        return None
    begins = max(closed_on, last_made) if ground is Ground.WMO else closed_on
    return years_after(begins, periods.of(ground))


def must_keep_until(
    ground: Ground, closed_on: dt.date | None, last_made: dt.date, periods: Periods
) -> dt.date | None:
    """Return until when the law requires a case that someone asks to erase (AVG art. 17.3.b); None: it may go.

    An open case is kept as it is in use: date.max. Where no support was granted no law asks to keep it.
    """
    if closed_on is None:
        return dt.date.max
    if ground is Ground.NONE_GRANTED:
        return None
    return case_destroy_on(ground, closed_on, last_made, periods)
