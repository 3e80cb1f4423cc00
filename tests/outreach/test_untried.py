"""What is left to try, by kind and by part of the day and week."""

from __future__ import annotations

import datetime as dt

import pytest

from outreach.untried import PARTS, Tried, part_of, untried

WAYS = ("home_visit", "phone", "network", "desk")
FRIDAY, SATURDAY, SUNDAY, MONDAY = (dt.date(2026, 3, day) for day in (13, 14, 15, 16))


@pytest.mark.parametrize(
    ("hour", "part"),
    [(0, "morning"), (11, "morning"), (12, "afternoon"), (17, "afternoon"), (18, "evening"), (23, "evening")],
)
def test_an_hour_belongs_to_a_part_of_the_day(hour: int, part: str) -> None:
    assert part_of(hour) == part


def test_before_anything_all_is_untried() -> None:
    left = untried([], WAYS)
    assert (left.ways, left.parts) == (WAYS, PARTS)


def test_what_was_tried_is_left_out_and_the_order_stays() -> None:
    left = untried([Tried("phone", FRIDAY, "morning"), Tried("desk", FRIDAY, "")], WAYS)
    assert left.ways == ("home_visit", "network")
    assert left.parts == ("afternoon", "evening", "weekend")


@pytest.mark.parametrize(
    ("day", "left"), [(FRIDAY, True), (SATURDAY, False), (SUNDAY, False), (MONDAY, True)]
)
def test_the_weekend_is_saturday_and_sunday(day: dt.date, left: bool) -> None:
    assert ("weekend" in untried([Tried("phone", day, "morning")], WAYS).parts) is left
