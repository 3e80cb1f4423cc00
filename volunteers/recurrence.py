"""On which days a series falls: RFC 5545 in, days out. Plain Python, no clock.

A rule is of days alone (FREQ=DAILY, WEEKLY or MONTHLY), so a clock that is changed moves nothing: a task at ten is at
ten, before and after.
"""

from __future__ import annotations

import datetime as dt
import re

from dateutil import rrule as rfc

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_RULE = re.compile(
    r"FREQ=(?:DAILY|WEEKLY|MONTHLY)(?:;(?:INTERVAL=[1-9][0-9]?|COUNT=[1-9][0-9]{0,2}|WKST=MO"
    r"|BYDAY=(?:[1-5]|-1)?(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:[1-5]|-1)?(?:MO|TU|WE|TH|FR|SA|SU))*"
    r"|BYMONTHDAY=[1-9][0-9]?|UNTIL=[0-9]{8}))*"
)


class NotARule(ValueError):
    """What was given is no series that is kept here."""


def checked(rule: str, first_on: dt.date) -> str:
    """Return a rule as it is stored; raises NotARule for one that is not read here, or that never falls on a day."""
    said = rule.strip().upper().removeprefix("RRULE:")
    if not _RULE.fullmatch(said):
        raise NotARule
    try:
        found = occurrences(said, first_on, None, first_on, first_on + dt.timedelta(days=366))
    except ValueError as error:
        raise NotARule from error
    if not found:
        raise NotARule
    return said


def weekly(*, interval: int = 1, weekdays: tuple[int, ...] = ()) -> str:
    """Return the rule of some weekdays (0 is Monday) every week or every so many weeks."""
    parts = ["FREQ=WEEKLY"]
    if interval != 1:
        parts.append(f"INTERVAL={interval}")
    if weekdays:
        parts.append("BYDAY=" + ",".join(_DAYS[day] for day in sorted(set(weekdays))))
    return ";".join(parts)


def occurrences(
    rule: str, first_on: dt.date, last_on: dt.date | None, since: dt.date, until: dt.date
) -> list[dt.date]:
    """Return the days of a series from a day up to and including another; of what is once, its one day."""
    until = min(until, last_on) if last_on else until
    if not rule:
        return [first_on] if since <= first_on <= until else []
    start = dt.datetime.combine(first_on, dt.time())
    found = rfc.rrulestr(rule, dtstart=start)
    ends = (dt.datetime.combine(since, dt.time()), dt.datetime.combine(until, dt.time()))
    return [moment.date() for moment in found.between(*ends, inc=True)] if since <= until else []
