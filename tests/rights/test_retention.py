"""How long what is kept, day by day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rights.retention import (
    Ground,
    Periods,
    case_destroy_on,
    last_day_due,
    made_on,
    must_keep_until,
    record_destroy_on,
    years_after,
)
from wijkzorg.tenancy.months import month_after

D = dt.date
DAY = dt.timedelta(days=1)
OURS = Periods()
DAYS = st.dates(min_value=D(1900, 1, 1), max_value=D(2100, 12, 31))
YEARS = st.integers(min_value=1, max_value=100)


def test_a_wmo_record_goes_fifteen_years_after_it_was_made_though_the_case_is_open() -> None:
    assert record_destroy_on(Ground.WMO, D(2011, 3, 5), None, OURS) == D(2026, 3, 5)


def test_a_record_of_youth_help_goes_twenty_years_after_the_help_ended_whenever_it_was_made() -> None:
    for made in (D(1999, 1, 1), D(2006, 6, 30)):
        assert record_destroy_on(Ground.JEUGDWET, made, D(2006, 7, 1), OURS) == D(2026, 7, 1)


@pytest.mark.parametrize("ground", [Ground.JEUGDWET, Ground.NONE_GRANTED])
def test_nothing_of_an_open_case_of_youth_help_or_without_support_has_a_last_day(ground: Ground) -> None:
    assert record_destroy_on(ground, D(1990, 1, 1), None, OURS) is None
    assert case_destroy_on(ground, None, D(1990, 1, 1), OURS) is None


def test_a_case_without_support_goes_five_years_after_it_was_closed() -> None:
    assert case_destroy_on(Ground.NONE_GRANTED, D(2021, 11, 25), D(2021, 11, 1), OURS) == D(2026, 11, 25)


@pytest.mark.parametrize(
    ("closed_on", "last_made", "goes_on"),
    [
        (D(2011, 6, 1), D(2011, 5, 31), D(2026, 6, 1)),
        (D(2011, 6, 1), D(2011, 6, 2), D(2026, 6, 2)),
        (D(2011, 6, 1), D(2011, 6, 1), D(2026, 6, 1)),
    ],
)
def test_a_whole_wmo_case_goes_with_the_last_record_that_was_made_its_closing_included(
    closed_on: dt.date, last_made: dt.date, goes_on: dt.date
) -> None:
    assert case_destroy_on(Ground.WMO, closed_on, last_made, OURS) == goes_on


def test_a_whole_wmo_case_that_is_open_stays() -> None:
    assert case_destroy_on(Ground.WMO, None, D(1990, 1, 1), OURS) is None


@pytest.mark.parametrize(
    ("made", "years", "goes_on"),
    [
        (D(2012, 2, 28), 15, D(2027, 2, 28)),
        (D(2012, 2, 29), 15, D(2027, 3, 1)),
        (D(2012, 3, 1), 15, D(2027, 3, 1)),
        (D(2008, 2, 29), 20, D(2028, 2, 29)),
        (D(2011, 12, 31), 15, D(2026, 12, 31)),
        (D(2012, 1, 1), 15, D(2027, 1, 1)),
    ],
)
def test_a_period_is_of_whole_calendar_years_also_from_29_february(
    made: dt.date, years: int, goes_on: dt.date
) -> None:
    assert years_after(made, years) == goes_on


@given(DAYS, YEARS)
def test_what_is_due_is_what_was_made_until_the_last_day_due_and_not_a_day_later(
    on: dt.date, years: int
) -> None:
    last = last_day_due(on, years)
    assert years_after(last, years) <= on < years_after(last + DAY, years)


@given(DAYS, DAYS, YEARS)
def test_the_last_day_due_and_the_day_of_destruction_say_the_same(
    made: dt.date, on: dt.date, years: int
) -> None:
    assert (made <= last_day_due(on, years)) == (years_after(made, years) <= on)


@pytest.mark.parametrize(
    ("received_on", "answer_by"),
    [
        (D(2026, 1, 15), D(2026, 2, 15)),
        (D(2026, 1, 29), D(2026, 2, 28)),
        (D(2028, 1, 30), D(2028, 2, 29)),
        (D(2026, 5, 31), D(2026, 6, 30)),
        (D(2026, 11, 30), D(2026, 12, 30)),
        (D(2026, 12, 31), D(2027, 1, 31)),
    ],
)
def test_a_request_is_answered_within_a_calendar_month(received_on: dt.date, answer_by: dt.date) -> None:
    assert month_after(received_on) == answer_by


def test_an_imported_record_was_made_when_it_happened_and_one_of_ours_when_it_was_recorded() -> None:
    assert made_on(D(2026, 11, 1), D(2005, 4, 3), imported=True) == D(2005, 4, 3)
    assert made_on(D(2026, 11, 1), D(2005, 4, 3), imported=False) == D(2026, 11, 1)
    assert made_on(D(2026, 11, 1), D(2027, 1, 1), imported=True) == D(2026, 11, 1)


def test_what_a_resident_asks_to_erase_is_kept_while_the_law_asks_and_while_it_is_in_use() -> None:
    assert must_keep_until(Ground.WMO, None, D(2020, 1, 1), OURS) == dt.date.max
    assert must_keep_until(Ground.WMO, D(2020, 1, 2), D(2020, 1, 1), OURS) == D(2035, 1, 2)
    assert must_keep_until(Ground.JEUGDWET, D(2020, 1, 2), D(2020, 1, 1), OURS) == D(2040, 1, 2)
    assert must_keep_until(Ground.NONE_GRANTED, D(2020, 1, 2), D(2020, 1, 1), OURS) is None
    assert must_keep_until(Ground.NONE_GRANTED, None, D(2020, 1, 1), OURS) == dt.date.max
