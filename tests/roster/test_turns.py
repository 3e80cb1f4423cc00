"""Whose turn it is: every edge of a shift, an absence and a midnight, in plain Python."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Collection

import pytest

from roster.turns import Shift, There, next_start, on_duty

ZONE = zoneinfo.ZoneInfo("Europe/Amsterdam")
MONDAY = dt.date(2026, 3, 16)
ANN, BEN, CAS = 1, 2, 3
MINUTE = dt.timedelta(minutes=1)


def _at(days: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(MONDAY + dt.timedelta(days=days), dt.time(hour, minute), ZONE)


def _all_but(*away: tuple[int, Collection[int]]) -> There:
    """Everybody is there, but for some on some days after Monday."""
    days = {user: {MONDAY + dt.timedelta(days=day) for day in days} for user, days in away}
    return lambda user, day: day not in days.get(user, ())


DAY = Shift(_at(0, 9), _at(0, 17), ANN, BEN)


@pytest.mark.parametrize(
    ("at", "who"),
    [
        (_at(0, 9) - MINUTE, None),
        (_at(0, 9), ANN),
        (_at(0, 17) - MINUTE, ANN),
        (_at(0, 17), None),
    ],
)
def test_a_shift_runs_from_its_first_moment_up_to_not_including_its_last(
    at: dt.datetime, who: int | None
) -> None:
    assert on_duty([DAY], at, ZONE, _all_but()) == who


def test_one_shift_takes_over_from_another_in_the_same_minute() -> None:
    evening = Shift(_at(0, 17), _at(0, 22), CAS)
    assert on_duty([DAY, evening], _at(0, 17) - MINUTE, ZONE, _all_but()) == ANN
    assert on_duty([DAY, evening], _at(0, 17), ZONE, _all_but()) == CAS


def test_the_deputy_takes_it_on_the_days_on_which_the_worker_is_away() -> None:
    assert on_duty([DAY], _at(0, 12), ZONE, _all_but((ANN, [0]))) == BEN
    assert on_duty([DAY], _at(0, 12), ZONE, _all_but((ANN, [-1, 1]))) == ANN


def test_nobody_is_on_duty_where_neither_is_there_or_there_is_no_deputy() -> None:
    assert on_duty([DAY], _at(0, 12), ZONE, _all_but((ANN, [0]), (BEN, [0]))) is None
    alone = Shift(_at(0, 9), _at(0, 17), ANN)
    assert on_duty([alone], _at(0, 12), ZONE, _all_but((ANN, [0]))) is None
    assert on_duty([], _at(0, 12), ZONE, _all_but()) is None


def test_the_next_duty_begins_at_the_next_shift_in_which_somebody_is_there() -> None:
    days = [Shift(_at(day, 9), _at(day, 17), ANN) for day in range(3)]
    assert next_start(days, _at(0, 8), ZONE, _all_but()) == _at(0, 9)
    assert next_start(days, _at(0, 18), ZONE, _all_but()) == _at(1, 9)
    assert next_start(days, _at(0, 18), ZONE, _all_but((ANN, [1]))) == _at(2, 9)
    assert next_start(reversed(days), _at(0, 18), ZONE, _all_but()) == _at(1, 9)
    assert next_start(days, _at(2, 9), ZONE, _all_but()) is None
    assert next_start(days, _at(0, 18), ZONE, _all_but((ANN, [1, 2]))) is None
    assert next_start([], _at(0), ZONE, _all_but()) is None


def test_in_a_shift_of_days_the_next_duty_is_the_midnight_on_which_its_worker_is_back() -> None:
    week = Shift(_at(0, 9), _at(4, 17), ANN)
    away = _all_but((ANN, [0, 1]))
    assert on_duty([week], _at(1, 23, 59), ZONE, away) is None
    assert next_start([week], _at(0, 12), ZONE, away) == _at(2)
    assert on_duty([week], _at(2), ZONE, away) == ANN
    back_too_late = _all_but((ANN, range(5)))
    assert next_start([week], _at(0, 12), ZONE, back_too_late) is None


def test_a_shift_that_ends_at_midnight_has_no_turn_on_the_day_after() -> None:
    late = Shift(_at(0, 18), _at(1), ANN)
    assert on_duty([late], _at(1) - MINUTE, ZONE, _all_but((ANN, [1]))) == ANN
    assert next_start([late], _at(0, 20), ZONE, _all_but((ANN, [0]))) is None


def test_days_are_those_of_the_municipality_also_on_the_night_of_the_clock_change() -> None:
    """29 March 2026: the clock goes from 02:00 to 03:00."""
    sunday = dt.date(2026, 3, 29)
    night = Shift(
        dt.datetime(2026, 3, 28, 22, tzinfo=ZONE), dt.datetime(2026, 3, 29, 8, tzinfo=ZONE), ANN, BEN
    )
    there: There = lambda user, day: user != ANN or day != sunday  # noqa: E731
    before = dt.datetime(2026, 3, 28, 22, 59, tzinfo=dt.UTC)
    assert on_duty([night], before, ZONE, there) == ANN
    assert on_duty([night], before + MINUTE, ZONE, there) == BEN
    assert on_duty([night], dt.datetime(2026, 3, 29, 5, 59, tzinfo=dt.UTC), ZONE, there) == BEN
    assert on_duty([night], dt.datetime(2026, 3, 29, 6, 0, tzinfo=dt.UTC), ZONE, there) is None
