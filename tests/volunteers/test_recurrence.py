"""On which days a series falls, across the ends of months and both changes of the clock."""

from __future__ import annotations

import datetime as dt

import pytest

from volunteers.recurrence import NotARule, checked, occurrences, weekly

MONDAY = dt.date(2026, 3, 23)
YEAR = dt.timedelta(days=366)


def _days(rule: str, count: int = 4, first: dt.date = MONDAY) -> list[str]:
    return [day.strftime("%m-%d") for day in occurrences(rule, first, None, first, first + YEAR)[:count]]


def test_the_days_of_rules() -> None:
    assert _days("FREQ=WEEKLY") == ["03-23", "03-30", "04-06", "04-13"]
    assert _days(weekly(interval=2)) == ["03-23", "04-06", "04-20", "05-04"]
    assert _days(weekly(weekdays=(3, 1))) == ["03-24", "03-26", "03-31", "04-02"]
    assert _days("FREQ=MONTHLY;BYDAY=-1FR") == ["03-27", "04-24", "05-29", "06-26"]
    assert _days("FREQ=MONTHLY", first=dt.date(2026, 1, 31)) == ["01-31", "03-31", "05-31", "07-31"]
    assert _days("FREQ=DAILY;COUNT=2") == ["03-23", "03-24"]
    assert _days("FREQ=WEEKLY;UNTIL=20260330") == ["03-23", "03-30"]
    assert _days("") == ["03-23"]


def test_a_series_has_a_last_day() -> None:
    last = MONDAY + dt.timedelta(days=7)
    assert len(occurrences("FREQ=WEEKLY", MONDAY, last, MONDAY, MONDAY + YEAR)) == 2
    assert occurrences("FREQ=WEEKLY", MONDAY, last, MONDAY + YEAR, MONDAY + 2 * YEAR) == []


@pytest.mark.parametrize(
    "rule",
    ["FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;INTERVAL=0", "WEEKLY", "FREQ=WEEKLY\nRRULE:FREQ=DAILY",
     "FREQ=WEEKLY;UNTIL=20200101", "FREQ=MONTHLY;BYMONTHDAY=99"],
)  # fmt: skip
def test_what_is_no_series_here_is_refused(rule: str) -> None:
    with pytest.raises(NotARule):
        checked(rule, MONDAY)


def test_a_rule_is_stored_in_one_way() -> None:
    assert checked(" rrule:freq=weekly;byday=mo ", MONDAY) == "FREQ=WEEKLY;BYDAY=MO"
