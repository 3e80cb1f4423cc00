"""The drawings of figures: where lines stand, and that nothing of a hidden number can be read from them."""

import datetime as dt
import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import drawing
from dashboard.drawing import Columns, Course, Level, Tick
from dashboard.shades import MOST, shade_of, shades

DAY = dt.date(2026, 1, 5)
WEEK = dt.timedelta(days=7)


def levels(*values: int | None) -> list[Level]:
    return [Level(DAY + nth * WEEK, DAY + (nth + 1) * WEEK, value) for nth, value in enumerate(values)]


def course(*values: int | None, **more: object) -> str:
    row = levels(*values)
    return drawing.course(
        Course(since=DAY, end=DAY + len(values) * WEEK, needed=row, promised=row, delivered=row, **more)  # type: ignore[arg-type]
    )


def paths(svg: str, look: str) -> list[str]:
    return re.findall(rf'<path class="{look}" d="([^"]+)"', svg)


def test_a_line_steps_where_the_number_changes_and_goes_on_where_it_does_not() -> None:
    assert paths(course(100, 100, 50, 50), "wz-needed") == ["M0,0H500V500H1000"]


def test_a_hidden_week_is_a_gap_under_a_veil_of_the_full_height() -> None:
    svg = course(100, None, 100, 100)
    assert paths(svg, "wz-needed") == ["M0,0H250", "M500,0H1000"]
    assert re.findall(r'<rect class="wz-veiled" x="([^"]+)" width="([^"]+)"', svg) == [("25%", "25%")]


def test_a_week_that_was_never_published_is_left_blank() -> None:
    row = [level for level in levels(100, 100, 100) if level.first != DAY + WEEK]
    svg = drawing.course(Course(since=DAY, end=DAY + 3 * WEEK, needed=row, promised=row, delivered=row))
    assert len(paths(svg, "wz-needed")) == 2 and "wz-veiled" not in svg


@given(st.lists(st.one_of(st.none(), st.integers(0, 5000)), min_size=1, max_size=60))
def test_whatever_a_hidden_number_is_the_drawing_is_the_same(values: list[int | None]) -> None:
    """There is nothing in the input of a drawing that could tell: a hidden number is None there already."""
    shown = [value for value in values if value is not None]
    columns = drawing.columns(Columns(since=DAY, end=DAY + len(values) * WEEK, levels=levels(*values)))
    bars = re.findall(r'class="wz-asked"[^>]* height="([^"]+)"', columns)
    assert len(bars) == sum(value > 0 for value in shown)
    veils = re.findall(r'class="wz-veiled"[^>]* y="(\d+)" height="(\d+)"', columns)
    assert len(set(veils)) <= 1, "every veil is as high as the drawing"
    assert bool(veils) == (len(shown) < len(values))


def test_a_hidden_part_of_a_column_is_a_strip_of_one_height_whatever_it_is() -> None:
    drawn = [
        drawing.columns(
            Columns(since=DAY, end=DAY + 2 * WEEK, levels=levels(total, None), lack=levels(None, None))
        )
        for total in (20, 400)
    ]
    assert all(re.findall(r'wz-unknown"[^>]* height="(\d+)"', svg) == ["9"] for svg in drawn)


def test_beside_nothing_but_veils_no_axis_seems_to_say_how_high_they_are() -> None:
    hidden = Columns(since=DAY, end=DAY + 2 * WEEK, levels=levels(None, None), unit="hulpvragen")
    assert "hulpvragen" not in drawing.columns(hidden) and "<text" not in course(None, None, unit="punten")
    assert "punten" in course(None, 5, unit="punten")


def test_days_on_which_something_changed_are_numbered_and_those_close_together_step_down() -> None:
    marks = [Tick(DAY + WEEK, "1"), Tick(DAY + WEEK + dt.timedelta(days=1), "2"), Tick(DAY + 30 * WEEK, "3")]
    svg = course(*[100] * 40, marks=marks)
    assert re.findall(r'wz-changed__word" [^>]*>(\d)<', svg) == ["1", "2", "3"]
    assert re.findall(r'wz-changed" cx="[^"]+" cy="(\d+)"', svg) == ["11", "20", "11"]


def test_what_was_before_the_drawing_begins_is_not_in_it() -> None:
    early = [Tick(DAY - WEEK, "7"), Tick(DAY + WEEK, "8")]
    svg = course(*[100] * 10, marks=early, ticks=early)
    assert ">7<" not in svg and svg.count(">8<") == 2


def test_words_in_a_drawing_are_escaped() -> None:
    assert "<script" not in course(1, unit="<script>", ticks=[Tick(DAY, "<script>")])


@pytest.mark.parametrize(("most", "top"), [(0, 4), (4, 4), (5, 5), (31_900, 40_000), (1001, 1200), (10, 10)])
def test_an_axis_ends_at_a_round_number(most: int, top: int) -> None:
    assert drawing.top_of([most, None]) == top


def test_a_drawing_of_nothing_is_no_error() -> None:
    empty = Course(since=DAY, end=DAY, needed=(), promised=(), delivered=())
    assert drawing.course(empty) and drawing.small_course(empty)
    assert drawing.spark(Columns(since=DAY, end=DAY, levels=()))


def test_a_bar_is_as_long_as_its_part_of_the_largest_and_a_hidden_one_says_nothing() -> None:
    assert 'width="50%"' in drawing.bar(20, 40)
    assert drawing.bar(None, 40) == drawing.bar(None, 99999)
    assert "rect" not in drawing.bar(None, 40, published=False)


@given(st.lists(st.one_of(st.none(), st.integers(0, 200)), max_size=80))
def test_the_shades_of_a_map_hold_every_number_once_and_in_order(values: list[int | None]) -> None:
    shown = [value for value in values if value is not None]
    made = shades(values)
    assert len(made) == min(MOST, len(set(shown)))
    assert sum(shade.places for shade in made) == len(shown)
    assert all(before.most < after.least for before, after in itertools.pairwise(made))
    assert all(made[shade_of(value, made) - 1].least <= value for value in shown)
