"""The drawings of the screens as SVG: pure geometry, numbers in, a string out.

One grammar of marks everywhere: ink line = needed, hollow tube = promised, solid = delivered, hatch = a pause. A
drawing is as wide as its place: x in per cent and y in pixels, so that words keep their size on a phone; paths are
stretched in an inner svg. No style attributes, so that the Content-Security-Policy needs no exception.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from cases.rules.course import CourseDay
from cases.rules.rhythms import MILLIONTHS

NEEDED_AT = 66  # per cent of the bar's width at which 100 % of the need stands
_MOST = 110  # per cent of the need up to which a bar is drawn; the number beside it says the rest


class Svg(str):
    """A drawing that a template may show as it is; every word in it was escaped here."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def bar(promised: int | None, delivered: int | None, label: str, *, numbers: bool = True) -> Svg:
    """Draw what is promised and delivered, in per cent of the need, against the line of what is needed.

    None draws no mark: nothing was promised, or the case is not live. `label` says the drawing in one sentence.
    """
    full = NEEDED_AT if numbers else 88
    parts = [f'<svg class="wz-bar" height="32" role="img" aria-label="{escape(label)}">']
    parts.append(f'<rect class="wz-track" y="3" width="{full}%" height="26"/>')
    if promised is not None:
        parts.append(f'<rect class="wz-promised" x="1" y="6" width="{_share(promised, full)}%" height="7"/>')
    if delivered is not None:
        parts.append(f'<rect class="wz-delivered" y="18" width="{_share(delivered, full)}%" height="8"/>')
    parts.append(f'<line class="wz-needed" x1="{full}%" x2="{full}%" y1="1" y2="31"/>')
    if numbers:
        for percent, y in ((promised, 14), (delivered, 27)):
            words = "–" if percent is None else f"{percent}\N{NO-BREAK SPACE}%"
            parts.append(f'<text class="wz-label wz-label--end wz-number" x="100%" y="{y}">{words}</text>')
    return Svg("".join(parts) + "</svg>")


def _share(percent: int, full: int) -> str:
    return _number(min(percent, _MOST, 100 * 100 // full) * full / 100)


def dial(number: str, days: int, limit: int, label: str, unit: str) -> Svg:
    """Draw a clock with one tick a day up to a limit; the days that are past are ink, the others pale.

    A limit of 0 draws no ticks: nothing runs out.
    """
    parts = [f'<svg class="wz-dial" viewBox="0 0 120 120" role="img" aria-label="{escape(label)}">']
    for tick in range(limit):
        angle = 2 * math.pi * (tick + 0.5) / limit
        inner, outer = ((60 + r * math.sin(angle), 60 - r * math.cos(angle)) for r in (46, 57))
        (x1, y1), (x2, y2) = inner, outer
        look = "is-past" if tick < days else "is-left"
        parts.append(f'<line class="{look}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')
    parts.append(f'<text class="wz-dial__number" x="60" y="68">{escape(number)}</text>')
    parts.append(f'<text class="wz-dial__unit" x="60" y="85">{escape(unit)}</text></svg>')
    return Svg("".join(parts))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both included, with a word or an icon's address to mark it."""

    first: dt.date
    last: dt.date
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What the drawing of a year shows; `course` has a day for each column, the last one is today."""

    course: Sequence[CourseDay]
    weight: int  # points of one contact by the medium that is needed now: the unit of the axis
    unit: str  # said at the highest line of the axis: "huisbezoeken per 4 weken"
    months: Sequence[tuple[dt.date, str]]
    pauses: Sequence[Span] = ()
    pause_word: str = ""
    flags: Sequence[Span] = ()
    seen: Iterable[dt.date] = ()
    reached: Iterable[dt.date] = ()
    failed: Iterable[dt.date] = ()


YEAR_HEIGHT = 330
_TOP, _FLOOR = 40, 240  # y of the highest value and of zero
_ROWS = (276, 296, 316)  # y of the dots: seen, reached, failed
_DAYS_A_UNIT = 28  # the axis counts per four weeks


def year(drawn: Year) -> Svg:
    """Draw needed, promised and delivered day by day, with pauses, flags and a row of dots a kind of contact."""
    return Svg(_YearDrawing(drawn).svg())


@dataclass
class _YearDrawing:
    drawn: Year
    parts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.first = self.drawn.course[0].day
        self.columns = len(self.drawn.course)
        self.levels = [
            (self._level(day.needed), self._level(day.promised), self._level(day.delivered))
            for day in self.drawn.course
        ]
        highest = max((value for row in self.levels for value in row if value is not None), default=0.0)
        self.top = max(1, math.ceil(highest - 0.05))

    def svg(self) -> str:
        self.parts.append(f'<svg class="wz-chart" height="{YEAR_HEIGHT}" aria-hidden="true">')
        self._bands()
        self._grid()
        self._curves()
        self._marks()
        self._months()
        self._dots()
        return "".join(self.parts) + "</svg>"

    def _level(self, millionths: int | None) -> float | None:
        """Turn millionths of a point a day into contacts per four weeks."""
        return None if millionths is None else _DAYS_A_UNIT * millionths / (MILLIONTHS * self.drawn.weight)

    def _x(self, day: dt.date) -> str:
        """Return where a day begins, in per cent of the width."""
        return _number(100 * min(max((day - self.first).days, 0), self.columns) / self.columns)

    def _y(self, value: float) -> float:
        return _FLOOR - (_FLOOR - _TOP) * value / self.top

    def _bands(self) -> None:
        for look, spans, top in (("wz-band", self.drawn.flags, 26), ("wz-pause", self.drawn.pauses, _TOP)):
            for span in spans:
                begin, end = self._x(span.first), self._x(span.last + dt.timedelta(days=1))
                width = _number(float(end) - float(begin))
                self.parts.append(
                    f'<rect class="{look}" x="{begin}%" width="{width}%" y="{top}" height="{_FLOOR - top}"/>'
                )

    def _grid(self) -> None:
        step = max(1, math.ceil(self.top / 4))
        lines = list(range(step, self.top + 1, step))
        for value in lines:
            y = self._y(value)
            words = f"{value} {escape(self.drawn.unit)}" if value == lines[-1] else str(value)
            self.parts.append(f'<line class="wz-rule" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>')
            self.parts.append(f'<text class="wz-label" x="3" y="{y - 7:.1f}">{words}</text>')

    def _curves(self) -> None:
        self.parts.append(
            f'<svg class="wz-stretch" y="{_TOP}" width="100%" height="{_FLOOR - _TOP}" '
            f'viewBox="0 0 {self.columns} 1000" preserveAspectRatio="none">'
        )
        delivered = [row[2] for row in self.levels]
        within = [None if row[2] is None else min(row[2], row[0] or 0.0) for row in self.levels]
        for look, values in (("wz-area wz-area--more", delivered), ("wz-area", within)):
            for start, run in _runs(values):
                self.parts.append(f'<path class="{look}" d="{self._area(start, run)}"/>')
        for start, run in _runs(within):
            self.parts.append(f'<path class="wz-edge" d="{self._steps(start, run)}"/>')
        for look, column in (("wz-tube", 1), ("wz-core", 1), ("wz-needed", 0)):
            for start, run in _runs([row[column] for row in self.levels]):
                self.parts.append(f'<path class="{look}" d="{self._steps(start, run)}"/>')
        self.parts.append("</svg>")

    def _steps(self, start: int, run: list[float]) -> str:
        """Draw a level for each day as a horizontal step, merging days that are equal."""
        path = [f"M{start},{self._depth(run[0])}"]
        for before, (column, value) in zip(run, enumerate(run[1:], start + 1), strict=False):
            if value != before:
                path.append(f"H{column}V{self._depth(value)}")
        return "".join(path) + f"H{start + len(run)}"

    def _area(self, start: int, run: list[float]) -> str:
        return f"{self._steps(start, run)}V1000H{start}Z"

    def _depth(self, value: float) -> str:
        return _number(1000 - 1000 * value / self.top)

    def _marks(self) -> None:
        for span in self.drawn.pauses:
            middle = _number(
                (float(self._x(span.first)) + float(self._x(span.last + dt.timedelta(days=1)))) / 2
            )
            self.parts.append(
                f'<text class="wz-label wz-label--mid" x="{middle}%" y="{_FLOOR - 6}">'
                f"{escape(self.drawn.pause_word)}</text>"
            )
        # Icons of flags that began in the same fortnight would cover each other: they step to the left.
        previous, shift = None, 0
        for span in sorted(self.drawn.flags, key=lambda flag: flag.first, reverse=True):
            near = previous is not None and (previous - span.first).days < 21
            shift = shift + 22 if near else 0
            previous = span.first
            left = (-20 if float(self._x(span.first)) > 90 else 0) - shift
            self.parts.append(
                f'<svg class="wz-flagged" x="{self._x(span.first)}%" overflow="visible">'
                f'<use href="{escape(span.mark)}" x="{left}" y="2" width="20" height="20"/></svg>'
            )

    def _months(self) -> None:
        self.parts.append(f'<line class="wz-axis" x1="0" x2="100%" y1="{_FLOOR}" y2="{_FLOOR}"/>')
        for number, (day, name) in enumerate(self.drawn.months):
            x = self._x(day)
            laptop = " wz-laptop" if number % 2 else ""
            self.parts.append(
                f'<line class="wz-axis" x1="{x}%" x2="{x}%" y1="{_FLOOR}" y2="{_FLOOR + 5}"/>'
                f'<text class="wz-label{laptop}" x="{x}%" dx="3" y="{_FLOOR + 17}">{escape(name)}</text>'
            )

    def _dots(self) -> None:
        rows = (self.drawn.seen, self.drawn.reached, self.drawn.failed)
        for y, days, look in zip(_ROWS, rows, ("wz-seen", "wz-reached", "wz-failed"), strict=True):
            self.parts.append(f'<line class="wz-rule" x1="0" x2="100%" y1="{y}" y2="{y}"/>')
            for day in sorted(set(days)):
                x = self._x(day)
                if look == "wz-failed":
                    cross = '<path d="M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5"/>'
                    self.parts.append(
                        f'<svg class="{look}" x="{x}%" y="{y}" overflow="visible">{cross}</svg>'
                    )
                else:
                    self.parts.append(f'<circle class="{look}" cx="{x}%" cy="{y}" r="3.6"/>')


def _runs(values: Sequence[float | None]) -> Iterable[tuple[int, list[float]]]:
    """Yield each unbroken run of values with the column at which it begins."""
    start, run = 0, list[float]()
    for column, value in enumerate(values):
        if value is None:
            if run:
                yield start, run
            run = []
        else:
            if not run:
                start = column
            run.append(value)
    if run:
        yield start, run


def _number(value: float) -> str:
    """Write a number short: two decimals, no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
