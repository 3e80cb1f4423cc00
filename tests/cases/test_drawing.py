"""The drawings say what the numbers say, at any width, without a style attribute."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET

import pytest

from cases import drawing
from cases.rules import Contact, History, Medium, Pause, Rhythm, Version
from cases.rules.course import CourseDay, course, unit

OPENED = dt.date(2026, 1, 5)
WEEKLY_VISIT = Version(OPENED, Rhythm(1, 7, Medium.HOME_VISIT))


def _elements(svg: str, look: str) -> list[ET.Element]:
    return [
        element for element in ET.fromstring(svg).iter() if element.get("class", "").split()[:1] == [look]
    ]


def _day(number: int) -> dt.date:
    return OPENED + dt.timedelta(days=number)


def _year(days: list[CourseDay], **more: object) -> drawing.Svg:
    return drawing.year(drawing.Year(course=days, weight=100, unit="huisbezoeken", months=[], **more))  # type: ignore[arg-type]


def test_a_bar_as_long_as_the_need_ends_at_the_line_of_the_need() -> None:
    bar = drawing.bar(100, 50, "alles beloofd, de helft gekomen")
    (needed,) = _elements(bar, "wz-needed")
    (promised,), (delivered,) = _elements(bar, "wz-promised"), _elements(bar, "wz-delivered")
    assert promised.get("width") == needed.get("x1") == "66%"
    assert delivered.get("width") == "33%"


@pytest.mark.parametrize("percent", [110, 119, 900])
def test_a_bar_far_above_the_need_stays_inside_and_its_number_tells_the_rest(percent: int) -> None:
    bar = drawing.bar(percent, 0, "meer")
    assert _elements(bar, "wz-promised")[0].get("width") == "72.6%"
    assert f"{percent}\N{NO-BREAK SPACE}%" in bar


def test_nothing_promised_draws_no_tube_and_says_so_with_a_dash() -> None:
    bar = drawing.bar(None, 30, "niets beloofd")
    assert not _elements(bar, "wz-promised")
    assert ">–</text>" in bar


def test_words_in_a_drawing_are_escaped() -> None:
    bar = drawing.bar(1, 1, '"><script>')
    assert "<script>" not in bar
    assert ET.fromstring(bar).get("aria-label") == '"><script>'


@pytest.mark.parametrize(("days", "past"), [(0, 0), (21, 21), (28, 28), (60, 28)])
def test_a_dial_has_a_tick_a_day_and_inks_the_days_that_are_past(days: int, past: int) -> None:
    dial = drawing.dial(str(days), days, 28, "x", "dagen")
    assert len(_elements(dial, "is-past")) == past
    assert len(_elements(dial, "is-left")) == 28 - past


def test_a_dial_without_a_limit_has_no_ticks() -> None:
    assert "<line" not in drawing.dial("3", 3, 0, "3 dagen", "dagen")


def test_the_course_of_a_weekly_visit_that_comes_is_four_visits_in_four_weeks() -> None:
    visits = tuple(Contact(_day(1 + 7 * week), Medium.HOME_VISIT, True) for week in range(8))
    history = History(OPENED, None, (WEEKLY_VISIT,), (WEEKLY_VISIT,), visits)
    day = course(history, _day(0), _day(50))[-1]
    assert day.needed == day.promised == 14_285_715
    assert day.delivered == 400 * 1_000_000 // 28


def test_the_course_of_a_young_case_credits_the_days_before_it_opened() -> None:
    history = History(OPENED, None, (WEEKLY_VISIT,))
    first, *_, last = course(history, _day(0), _day(27))
    assert first.delivered == 27 * 14_285_715 // 28
    assert last.delivered == 0
    assert first.promised is None


def test_the_course_stands_still_before_the_opening_in_a_pause_and_after_the_closing() -> None:
    history = History(OPENED, _day(20), (WEEKLY_VISIT,), pauses=(Pause(_day(5), _day(6)),))
    days = course(history, _day(-1), _day(21))
    assert [day.day for day in days if day.needed is None] == [_day(n) for n in (-1, 5, 6, 20, 21)]


def test_the_course_ignores_what_happens_after_its_last_day() -> None:
    history = History(OPENED, None, (WEEKLY_VISIT,), contacts=(Contact(_day(9), Medium.HOME_VISIT, True),))
    assert course(history, _day(0), _day(8)) == course(
        History(OPENED, None, (WEEKLY_VISIT,)), _day(0), _day(8)
    )


def test_the_unit_of_a_case_that_is_still_to_open_is_that_of_its_opening() -> None:
    calls = Version(OPENED, Rhythm(1, 7, Medium.PHONE))
    assert unit(History(OPENED, None, (calls,)), _day(-10)) == (Medium.PHONE, 40)


def test_a_pause_breaks_every_line_and_is_hatched() -> None:
    days = [CourseDay(_day(n), 10_000_000, 5_000_000, 10_000_000) for n in range(10)]
    days[4] = CourseDay(_day(4))
    svg = _year(days, pauses=[drawing.Span(_day(4), _day(4))], pause_word="pauze")
    assert [path.get("d") for path in _elements(svg, "wz-needed")] == ["M0,66.67H4", "M5,66.67H10"]
    (hatch,) = _elements(svg, "wz-pause")
    assert (hatch.get("x"), hatch.get("width")) == ("40%", "10%")


def test_a_cut_is_a_step_down_on_its_day() -> None:
    full, half = 28_571_428, 14_285_714  # 8 and 4 visits in four weeks
    days = [CourseDay(_day(n), full, full if n < 6 else half, full) for n in range(10)]
    (tube,) = _elements(_year(days), "wz-tube")
    assert re.fullmatch(r"M0,0(\.\d+)?H6V500(\.\d+)?H10", tube.get("d", ""))


def test_what_is_delivered_above_the_need_is_drawn_pale_and_the_edge_stays_at_the_need() -> None:
    days = [CourseDay(_day(n), 10_000_000, None, 20_000_000) for n in range(3)]
    svg = _year(days)
    (edge,), (needed,) = _elements(svg, "wz-edge"), _elements(svg, "wz-needed")
    assert edge.get("d") == needed.get("d")
    assert not _elements(svg, "wz-tube")


def test_each_kind_of_contact_has_its_own_row_and_shape() -> None:
    days = [CourseDay(_day(n), 1, 1, 1) for n in range(10)]
    svg = _year(days, seen=[_day(1), _day(1)], reached=[_day(2)], failed=[_day(3)])
    (seen,), (reached,), (failed,) = (_elements(svg, look) for look in ("wz-seen", "wz-reached", "wz-failed"))
    assert (seen.get("cx"), reached.get("cx"), failed.get("x")) == ("10%", "20%", "30%")
    assert (seen.tag, failed.tag) == ("circle", "svg")


def test_a_year_without_a_single_counted_day_can_be_drawn() -> None:
    ET.fromstring(_year([CourseDay(_day(n)) for n in range(365)]))


@pytest.mark.parametrize("svg", [drawing.bar(10, 20, "x"), drawing.dial("1", 1, 28, "x", "dag")])
def test_no_drawing_needs_an_exception_in_the_content_security_policy(svg: drawing.Svg) -> None:
    assert "style" not in svg
    assert svg.__html__() == svg
