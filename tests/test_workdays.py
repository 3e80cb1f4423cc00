"""Working days: Monday to Friday, but for the public holidays of the Netherlands."""

from __future__ import annotations

import datetime as dt

import pytest

from wijkzorg.tenancy.workdays import after_workdays, is_workday, workdays_between

FRIDAY = dt.date(2026, 11, 27)
MONDAY = dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-01",
        "2026-04-03",
        "2026-04-06",
        "2026-04-27",
        "2026-05-14",
        "2026-05-25",
        "2026-12-25",
        "2026-12-26",
        "2025-05-05",
    ],
)
def test_a_public_holiday_is_no_working_day(day: str) -> None:
    assert not is_workday(dt.date.fromisoformat(day))


def test_liberation_day_is_free_once_in_five_years() -> None:
    assert is_workday(dt.date(2026, 5, 5))
    assert not is_workday(dt.date(2030, 5, 5) - dt.timedelta(days=365 * 5 + 1))


def test_the_weekend_is_skipped() -> None:
    assert after_workdays(FRIDAY, 1) == MONDAY
    assert after_workdays(FRIDAY, 0) == FRIDAY
    assert workdays_between(FRIDAY, MONDAY) == 1


def test_three_working_days_over_christmas_end_in_the_new_year() -> None:
    # 2026: Christmas falls on Friday and Saturday, New Year on Friday.
    assert after_workdays(dt.date(2026, 12, 24), 3) == dt.date(2026, 12, 30)
    assert after_workdays(dt.date(2026, 12, 29), 3) == dt.date(2027, 1, 4)


@pytest.mark.parametrize("count", range(1, 15))
def test_counting_and_adding_agree(count: int) -> None:
    assert workdays_between(FRIDAY, after_workdays(FRIDAY, count)) == count


def test_no_day_passes_backwards() -> None:
    assert workdays_between(MONDAY, FRIDAY) == 0
