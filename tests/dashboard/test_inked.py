"""The drawings on paper: the same lines as on the screen, with their key, and nothing of a hidden number."""

import datetime as dt
import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from dashboard import inked
from dashboard.drawing import Columns, Course, Tick
from tests.dashboard.test_drawing import DAY, WEEK, levels

KEY = ("", "nodig", "afgesproken", "gegeven", "afgeschermd")
INK, TEAL = "#14282d", "#0b5f6d"


def course(*values: int | None, **more: object) -> str:
    row = levels(*values)
    drawn = Course(since=DAY, end=DAY + len(values) * WEEK, needed=row, promised=row, delivered=row, **more)  # type: ignore[arg-type]
    return inked.course(drawn, KEY)


def columns(*values: int | None, lack: tuple[int | None, ...] = ()) -> str:
    drawn = Columns(
        since=DAY, end=DAY + len(values) * WEEK, levels=levels(*values), lack=levels(*lack), unit="hulpvragen"
    )
    return inked.columns(drawn, ("binnen", "zonder antwoord", "", "afgeschermd"))


def needed(svg: str) -> list[str]:
    return re.findall(rf'<path d="([^"]+)" fill="none" stroke="{INK}" stroke-width="2"', svg)


def test_a_line_steps_where_the_number_changes_between_the_axis_and_its_top() -> None:
    svg = course(100, 100, 50, 50)
    assert needed(svg) == ["M52,40H403V124H754"]  # down to half of what is between 40 and the axis at 208
    assert ">100<" in svg and ">25<" in svg


def test_a_hidden_week_is_a_gap_under_a_veil_of_the_full_height() -> None:
    svg = course(100, None, 100, 100)
    assert len(needed(svg)) == 2
    veils = re.findall(r'<rect x="([^"]+)" width="([^"]+)" y="40" height="168" fill="url\(#veil\)"', svg)
    assert veils == [("227.5", "175.5")]


@given(st.lists(st.one_of(st.none(), st.integers(0, 5000)), min_size=1, max_size=60))
def test_every_veil_is_as_high_as_the_drawing_and_every_column_is_a_shown_number(
    values: list[int | None],
) -> None:
    svg = columns(*values)
    assert len(re.findall(r'<rect x=[^>]*fill="#3d8792"', svg)) == sum(bool(value) for value in values)
    veils = set(
        re.findall(r'<rect x="[^"]+" width="[^"]+" y="(\d+)" height="(\d+)" fill="url\(#veil\)"', svg)
    )
    assert veils == ({("40", "168")} if None in values else set())


def test_a_hidden_part_of_a_column_is_a_strip_of_one_height_whatever_it_is() -> None:
    for total in (20, 400):
        strips = re.findall(
            r'height="([^"]+)" fill="#fff" stroke="#6a7a7f"', columns(total, None, lack=(None, None))
        )
        assert strips == ["8"]


def test_beside_nothing_but_veils_no_axis_seems_to_say_how_high_they_are() -> None:
    assert "hulpvragen" not in columns(None, None) and "hulpvragen" in columns(None, 5)


def test_the_key_names_only_the_lines_that_are_there_and_words_are_escaped() -> None:
    svg = course(5, unit="<b>", ticks=[Tick(DAY, "<i>")], marks=[Tick(DAY + WEEK // 2, "<u>")])
    words = [text.text for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert words[:4] == ["nodig", "afgesproken", "gegeven", "afgeschermd"]
    assert {"<b>", "<i>", "<u>"} <= set(words)


def test_a_map_on_paper_shades_as_the_screen_does_and_hides_what_is_hidden() -> None:
    patches = [("M0,0Z", "is-1"), ("M1,1Z", "is-5"), ("M2,2Z", "is-hidden"), ("M3,3Z", "is-none")]
    svg = inked.chart((400, 300), patches, [(1, 10, 10)], [("is-1", "15"), ("is-hidden", "afgeschermd")])
    fills = re.findall(r'<path d="M\d,\dZ" fill="([^"]+)"', svg)
    assert fills == ["#e2ecee", TEAL, "url(#veil)", "#fff"]
    assert ">afgeschermd<" in svg


def test_a_drawing_of_nothing_is_no_error() -> None:
    nothing = Course(since=DAY, end=DAY, needed=(), promised=(), delivered=())
    assert ElementTree.fromstring(inked.course(nothing, KEY)) is not None
    many = [Tick(DAY + dt.timedelta(days=30 * nth), "jan") for nth in range(200)]
    drawn = Columns(since=DAY, end=DAY + dt.timedelta(days=6000), levels=(), ticks=many)
    assert inked.columns(drawn, ("", "", "", ""), half=True).count("jan") <= 12, (
        "words stand beside each other"
    )
