"""Hours asked for against hours available: whole minutes, and every edge."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.models import Medium
from roster.capacity import DEFAULT_MINUTES, Minutes, absent_days, asked, available, week_of

MONDAY = dt.date(2026, 3, 16)
ALL = tuple[dt.date, dt.date | None]


def _day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("contacts", "per_days", "minutes", "week"),
    [
        (1, 7, 90, 90),
        (1, 14, 90, 45),
        (2, 7, 90, 180),
        (1, 28, 30, 8),  # 7.5
        (1, 365, 1, 1),
        (365, 365, 480, 3360),
        (3, 10, 45, 95),  # 94.5
        (1, 7, 1, 1),
    ],
)
def test_a_rhythm_asks_its_minutes_a_week_rounded_up(
    contacts: int, per_days: int, minutes: int, week: int
) -> None:
    assert asked(contacts, per_days, minutes) == week


@given(st.integers(1, 365), st.integers(1, 365), st.integers(1, 480))
def test_what_is_asked_is_less_than_a_minute_above_the_exact_number(
    one: int, other: int, minutes: int
) -> None:
    contacts, per_days = sorted((one, other))
    exact = Fraction(7 * contacts * minutes, per_days)
    assert 0 <= asked(contacts, per_days, minutes) - exact < 1


@pytest.mark.parametrize(
    ("contract", "share", "away", "left"),
    [
        (2160, 70, 0, 1512),
        (2160, 70, 1, 1209),  # 1209.6
        (2160, 70, 5, 0),
        (2160, 0, 0, 0),
        (0, 100, 0, 0),
        (2160, 100, 0, 2160),
        (1, 99, 0, 0),
    ],
)
def test_a_contract_has_its_part_for_residents_less_the_days_of_absence_rounded_down(
    contract: int, share: int, away: int, left: int
) -> None:
    assert available(contract, share, away) == left


@pytest.mark.parametrize(
    ("absences", "days"),
    [
        ([], 0),
        ([(_day(0), _day(4))], 5),
        ([(_day(-7), _day(-1))], 0),
        ([(_day(-7), _day(0))], 1),
        ([(_day(4), _day(9))], 1),
        ([(_day(5), _day(6))], 0),  # a weekend
        ([(_day(5), None)], 0),
        ([(_day(4), None)], 1),
        ([(_day(-100), None)], 5),
        ([(_day(7), None)], 0),
        ([(_day(0), _day(0)), (_day(2), _day(2))], 2),
        ([(_day(0), _day(2)), (_day(1), _day(3))], 4),  # a day counts once
    ],
)
def test_absence_takes_the_working_days_of_the_week(absences: list[ALL], days: int) -> None:
    for number in range(7):
        assert absent_days(_day(number), absences) == days


def test_a_week_runs_from_monday_to_sunday() -> None:
    assert week_of(_day(0)) == week_of(_day(6)) == MONDAY
    assert week_of(_day(-1)) == _day(-7)


def test_the_minutes_are_those_of_the_medium_by_its_number() -> None:
    minutes = Minutes(home_visit=1, walk_in=2, outdoors=3, video=4, phone=5, message=6)
    assert [minutes.of(medium) for medium in Medium] == [1, 2, 3, 4, 5, 6]
    assert [getattr(minutes, medium.name.lower()) for medium in Medium] == [1, 2, 3, 4, 5, 6]
    assert DEFAULT_MINUTES.of(Medium.HOME_VISIT) == 90
    for number in (0, 7, -1):
        with pytest.raises(IndexError):
            minutes.of(number)
