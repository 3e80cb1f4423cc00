"""The drawings of the figures as SVG: pure geometry, numbers in, a string out, in the grammar of `cases.drawing`.

A drawing is as wide as its place: x in per cent and y in pixels; paths are stretched in an inner svg. What is hidden is
a veil over the whole height, for nobody may read from a drawing how large a hidden number might be. What was never
published is left blank.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from cases.drawing import Svg

HEIGHT, SMALL = 270, 84
_WIDE = 1000  # units of an inner svg, across and down
_LINES = 4  # of the grid
_FEWEST_TICKS = 6  # labels that fit on a phone; the others show on a laptop


@dataclass(frozen=True, slots=True)
class Level:
    """A number that holds from a day up to, not including, another; None is hidden."""

    first: dt.date
    end: dt.date
    value: float | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A day on the axis, with its word; or a day on which something changed, with its number in the list below."""

    day: dt.date
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Needed, promised and delivered from a day until another, in one unit, said at the highest line."""

    since: dt.date
    end: dt.date
    needed: Sequence[Level]
    promised: Sequence[Level]
    delivered: Sequence[Level]
    first: Sequence[Level] = ()  # what was needed at the very beginning
    unit: str = ""
    ticks: Sequence[Tick] = ()
    marks: Sequence[Tick] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A column for each period; `lack`, where it is given, is the part of it that went wrong, hatched at the foot."""

    since: dt.date
    end: dt.date
    levels: Sequence[Level]
    lack: Sequence[Level] = ()
    unit: str = ""
    ticks: Sequence[Tick] = ()
    marks: Sequence[Tick] = ()
    height: int = 170


def top_of(values: Iterable[float | None]) -> int:
    """Return the highest line of an axis: the least round number at or above every value, and at least 4."""
    most = max((value for value in values if value is not None), default=0)
    size = int(10 ** math.floor(math.log10(max(most, 1))))
    steps = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)
    return max(4, next(round(size * step) for step in steps if size * step >= most))


def course(drawn: Course) -> Svg:
    """Draw needed as a line, promised as a tube and delivered as an area, with gaps where a number is hidden."""
    series = (drawn.needed, drawn.promised, drawn.delivered, drawn.first)
    frame = _Frame(
        drawn.since, drawn.end, 46, HEIGHT - 26, top_of(one.value for row in series for one in row)
    )
    parts = [f'<svg class="wz-chart" height="{HEIGHT}" aria-hidden="true">']
    parts += frame.veils(hidden_stretches(series))
    parts += frame.grid()
    parts.append(frame.curves(drawn))
    if any(one.value is not None for row in series for one in row):
        parts += frame.words(drawn.unit)
    parts += frame.foot(drawn.ticks)
    parts += frame.marks(drawn.marks)
    return Svg("".join(parts) + "</svg>")


def small_course(drawn: Course) -> Svg:
    """Draw the same for one of many places beside each other: no words, and each on its own scale."""
    series = (drawn.needed, drawn.promised, drawn.delivered)
    most = max(map(_most, series))
    frame = _Frame(drawn.since, drawn.end, 4, SMALL - 2, max(1, math.ceil(most)))
    parts = [f'<svg class="wz-chart" height="{SMALL}" aria-hidden="true">']
    parts += frame.veils(hidden_stretches(series))
    parts.append(frame.curves(drawn))
    parts += frame.foot(())
    return Svg("".join(parts) + "</svg>")


def columns(drawn: Columns) -> Svg:
    """Draw a column a period; of a hidden period a veil."""
    both = [*drawn.levels, *drawn.lack]
    frame = _Frame(drawn.since, drawn.end, 34, drawn.height - 26, top_of(one.value for one in both))
    parts = [f'<svg class="wz-chart" height="{drawn.height}" aria-hidden="true">']
    parts += frame.veils(hidden_stretches((drawn.levels,)))
    parts += frame.grid(lines=2)
    for look, levels in (("wz-asked", drawn.levels), ("wz-white", drawn.lack), ("wz-lack", drawn.lack)):
        parts += [frame.column(one, look) for one in levels if one.value]
    shown = {one.first for one in drawn.levels if one.value is not None}
    parts += [frame.strip(one) for one in drawn.lack if one.value is None and one.first in shown]
    if any(
        one.value is not None for one in both
    ):  # an axis beside nothing but veils would seem to say how high it is
        parts += frame.words(drawn.unit, lines=2)
    parts += frame.foot(drawn.ticks)
    parts += frame.marks(drawn.marks)
    return Svg("".join(parts) + "</svg>")


def spark(drawn: Columns, look: str = "wz-asked") -> Svg:
    """Draw the same without words, small beside its number."""
    frame = _Frame(drawn.since, drawn.end, 2, 44, max(1, math.ceil(_most(drawn.levels))))
    parts = ['<svg class="wz-chart" height="46" aria-hidden="true">']
    parts += frame.veils(hidden_stretches((drawn.levels,)))
    parts += [frame.column(one, look) for one in drawn.levels if one.value]
    parts += frame.foot(())
    return Svg("".join(parts) + "</svg>")


def bar(value: int | None, most: int, look: str = "wz-flagged", *, published: bool = True) -> Svg:
    """Draw one bar of a list of bars; `most` is the largest of the list, and a hidden value a veil of its own width."""
    mark = ""
    if value is not None:
        mark = f'<rect class="{look}" width="{_short(100 * value / max(most, 1))}%" height="18"/>'
    elif published:
        mark = '<rect class="wz-veiled" x="1" y="1" width="30%" height="16"/>'
    return Svg(f'<svg class="wz-chart" height="18" aria-hidden="true">{mark}</svg>')


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where days and numbers stand: from `since` to `end` across, from `top` at y `upper` down to 0 at y `floor`."""

    since: dt.date
    end: dt.date
    upper: int
    floor: int
    top: int

    def x(self, day: dt.date) -> float:
        days = max((self.end - self.since).days, 1)
        return min(max((day - self.since).days / days, 0), 1)

    def y(self, value: float) -> float:
        return self.floor - (self.floor - self.upper) * value / self.top

    def grid(self, lines: int = _LINES) -> Iterator[str]:
        for step in range(1, lines + 1):
            y = _short(self.y(self.top * step / lines))
            yield f'<line class="wz-rule" x1="0" x2="100%" y1="{y}" y2="{y}"/>'

    def words(self, unit: str = "", lines: int = _LINES) -> Iterator[str]:
        """Say the lines of the grid, over what is drawn."""
        for step in range(1, lines + 1):
            number = self.top * step / lines
            said = f"{number:,.0f}".replace(",", ".") if number.is_integer() else ""
            if said and step == lines and unit:
                said = f"{said} {escape(unit)}"
            yield (
                f'<text class="wz-label" x="2" y="{_short(self.y(number) - 5)}">{said}</text>' if said else ""
            )

    def veils(self, stretches: Iterable[tuple[dt.date, dt.date]]) -> Iterator[str]:
        for first, end in stretches:
            left, right = self.x(first), self.x(end)
            if right > left:
                yield (
                    f'<rect class="wz-veiled" x="{_short(100 * left)}%" width="{_short(100 * (right - left))}%"'
                    f' y="{self.upper}" height="{self.floor - self.upper}"/>'
                )

    def _across_column(self, level: Level) -> tuple[str, str]:
        left, right = self.x(level.first), self.x(level.end)
        room = (right - left) * 0.12
        return _short(100 * (left + room)), _short(100 * (right - left - 2 * room))

    def strip(self, level: Level) -> str:
        """Draw that a part of a column is hidden: always as low, whatever it is."""
        x, width = self._across_column(level)
        return f'<rect class="wz-unknown" x="{x}%" width="{width}%" y="{self.floor - 9}" height="9"/>'

    def column(self, level: Level, look: str) -> str:
        x, width = self._across_column(level)
        y = self.y(level.value or 0)
        return f'<rect class="{look}" x="{x}%" width="{width}%" y="{_short(y)}" height="{_short(self.floor - y)}"/>'

    def foot(self, ticks: Sequence[Tick]) -> Iterator[str]:
        yield f'<line class="wz-axis" x1="0" x2="100%" y1="{self.floor}" y2="{self.floor}"/>'
        every = math.ceil(len(ticks) / _FEWEST_TICKS) if ticks else 1
        for number, tick in enumerate(ticks):
            if tick.day < self.since or self.x(tick.day) > 0.94:  # its word would stand out of the drawing
                continue
            x, floor = _short(100 * self.x(tick.day)), self.floor
            laptop = " wz-laptop" if number % every else ""
            yield (
                f'<line class="wz-axis" x1="{x}%" x2="{x}%" y1="{floor}" y2="{floor + 5}"/>'
                f'<text class="wz-label{laptop}" x="{x}%" dx="3" y="{floor + 18}">{escape(tick.word)}</text>'
            )

    def marks(self, marks: Sequence[Tick]) -> Iterator[str]:
        """Draw the days on which something changed, each with its number; those close together step down."""
        before, low = -1.0, 0
        for mark in marks:
            if mark.day < self.since:
                continue
            x = self.x(mark.day)
            low = low + 1 if x - before < 0.07 else 0
            before = x
            share, y = _short(100 * min(max(x, 0.02), 0.98)), 11 + 9 * (low % 2)
            yield (
                f'<line class="wz-moment" x1="{share}%" x2="{share}%" y1="{y + 9}" y2="{self.floor}"/>'
                f'<circle class="wz-changed" cx="{share}%" cy="{y}" r="9.5"/>'
                f'<text class="wz-changed__word" x="{share}%" y="{y + 4.5}">{escape(mark.word)}</text>'
            )

    def curves(self, drawn: Course) -> str:
        made = [
            f'<svg class="wz-stretch" y="{self.upper}" width="100%" height="{self.floor - self.upper}" '
            f'viewBox="0 0 {_WIDE} {_WIDE}" preserveAspectRatio="none">'
        ]
        for run in runs(drawn.delivered):
            steps = self._steps(run)
            first = self._across(run[0].first)
            made.append(f'<path class="wz-area" d="{steps}V{_WIDE}H{first}Z"/>')
            made.append(f'<path class="wz-edge" d="{steps}"/>')
        for look in ("wz-tube", "wz-core"):
            made += [f'<path class="{look}" d="{self._steps(run)}"/>' for run in runs(drawn.promised)]
        for look, levels in (("wz-needed", drawn.needed), ("wz-half wz-first-line", drawn.first)):
            made += [f'<path class="{look}" d="{self._steps(run)}"/>' for run in runs(levels)]
        return "".join(made) + "</svg>"

    def _across(self, day: dt.date) -> str:
        return _short(_WIDE * self.x(day))

    def _depth(self, level: Level) -> str:
        return _short(_WIDE - _WIDE * (level.value or 0) / self.top)

    def _steps(self, run: Sequence[Level]) -> str:
        path = f"M{self._across(run[0].first)},{self._depth(run[0])}"
        for before, level in itertools.pairwise(run):
            if self._depth(before) != self._depth(level):
                path += f"H{self._across(level.first)}V{self._depth(level)}"
        return f"{path}H{self._across(run[-1].end)}"


def _most(levels: Sequence[Level]) -> float:
    return max((one.value for one in levels if one.value is not None), default=0)


def runs(levels: Sequence[Level]) -> Iterator[list[Level]]:
    """Yield each unbroken run of shown levels."""
    run: list[Level] = []
    for level in levels:
        if run and run[-1].end != level.first:  # after a hidden level too
            yield run
            run = []
        if level.value is not None:
            run.append(level)
    if run:
        yield run


def hidden_stretches(series: Sequence[Sequence[Level]]) -> list[tuple[dt.date, dt.date]]:
    """Return the stretches in which any of the numbers is hidden, joined where they touch."""
    found = sorted((one.first, one.end) for row in series for one in row if one.value is None)
    joined: list[tuple[dt.date, dt.date]] = []
    for first, end in found:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((first, end))
    return joined


def _short(value: float) -> str:
    """Write a number short: two decimals, no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
