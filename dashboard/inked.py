"""The drawings of the figures for paper: as SVG that stands by itself, with its own words, colours and key.

The same marks as on the screen (`drawing`): an ink line is needed, a hollow tube promised, an area delivered; what is
hidden is a veil over the whole height, and what was never published is blank. Paper has one width, so all is in plain
units; and the typesetter reads no style sheet, so the colours stand here too. Plain Python.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from dashboard.drawing import Columns, Course, Level, Tick, hidden_stretches, runs, top_of

_FONT = "Libertinus Serif"  # the one that the typesetter brings
_INK, _SOFT, _LINE, _STRONG = "#14282d", "#47595e", "#dde3e4", "#6a7a7f"
_TEAL, _TEAL_SOFT, _TEAL_PALE, _WARM = "#0b5f6d", "#3d8792", "#c8dbdf", "#a6451b"
_PATTERNS = (
    '<defs><pattern id="veil" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<line x1="0" x2="0" y1="0" y2="7" stroke="{_STRONG}" stroke-opacity="0.55"/></pattern>'
    '<pattern id="lack" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    f'<line x1="0" x2="0" y1="0" y2="6" stroke="{_WARM}" stroke-width="1.5"/></pattern></defs>'
)
_VEIL = f'fill="url(#veil)" stroke="{_STRONG}" stroke-width="0.6" stroke-dasharray="2 3"'
_LACK = f'fill="url(#lack)" stroke="{_WARM}" stroke-width="0.6"'
_UNKNOWN = f'fill="#fff" stroke="{_STRONG}" stroke-width="0.6" stroke-dasharray="2 2"'
_FULL, _HALF = 760, 372  # wide: the whole paper, and two beside each other
# The shades of a map, palest first: those of the screen, without transparency.
_SHADES = ("#e2ecee", "#b1ced2", "#7ba9b1", "#44838f", "#0b5f6d")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing on paper: what stands over it, what it says to who does not see it, and itself."""

    title: str
    label: str
    svg: str
    is_half: bool = False  # two beside each other
    is_tall: bool = False  # as high as leaves room for a heading


def course(drawn: Course, key: Sequence[str], *, half: bool = False) -> str:
    """Draw needed, promised and delivered (`key` has their words and, first, that of what was needed at the beginning).

    An empty word in the key is of a line that is not there.
    """
    series = (drawn.needed, drawn.promised, drawn.delivered, drawn.first)
    frame = _Frame(drawn, top_of(one.value for row in series for one in row), half)
    made = [*frame.veils(hidden_stretches(series)), *frame.grid(drawn.unit, _any(series))]
    for run in runs(drawn.delivered):
        steps = frame.steps(run)
        foot = f"V{frame.floor}H{_n(frame.x(run[0].first))}Z"
        made.append(f'<path d="{steps}{foot}" fill="{_TEAL_PALE}"/>')
        made.append(f'<path d="{steps}" fill="none" stroke="{_TEAL}" stroke-width="1.4"/>')
    for colour, width in ((_TEAL, 6), ("#fff", 3.6)):
        made += [
            f'<path d="{frame.steps(run)}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
            for run in runs(drawn.promised)
        ]
    for look, levels in (('stroke-width="2"', drawn.needed), ('stroke-dasharray="2 4"', drawn.first)):
        made += [f'<path d="{frame.steps(run)}" fill="none" stroke="{_INK}" {look}/>' for run in runs(levels)]
    made += [*frame.foot(drawn.ticks), *frame.marks(drawn.marks)]
    samples = (
        f'<path d="M0 0h20" stroke="{_INK}" stroke-dasharray="2 4"/>',
        f'<path d="M0 0h20" stroke="{_INK}" stroke-width="2"/>',
        f'<rect y="-3" width="20" height="6" fill="#fff" stroke="{_TEAL}" stroke-width="1.2"/>',
        f'<rect y="-4" width="20" height="8" fill="{_TEAL_PALE}"/>'
        f'<path d="M0 -4h20" stroke="{_TEAL}" stroke-width="1.4"/>',
        f'<rect y="-5" width="20" height="10" {_VEIL}/>',
    )
    return frame.whole(made, [pair for pair in zip(samples, key, strict=True) if pair[1]])


def columns(drawn: Columns, key: Sequence[str], *, half: bool = False) -> str:
    """Draw a column a period (`key`: what they are, what went wrong, that it is hidden, that all is)."""
    both = [*drawn.levels, *drawn.lack]
    frame = _Frame(drawn, top_of(one.value for one in both), half)
    made = [*frame.veils(hidden_stretches((drawn.levels,))), *frame.grid(drawn.unit, _any((both,)), lines=2)]
    for look, levels in (
        (f'fill="{_WARM if half else _TEAL_SOFT}"', drawn.levels),
        ('fill="#fff"', drawn.lack),
        (_LACK, drawn.lack),
    ):
        made += [frame.column(one, frame.y(one.value), look) for one in levels if one.value]
    shown = {one.first for one in drawn.levels if one.value is not None}
    made += [
        frame.column(one, frame.floor - 8, _UNKNOWN)
        for one in drawn.lack
        if one.value is None and one.first in shown
    ]
    made += [*frame.foot(drawn.ticks), *frame.marks(drawn.marks)]
    samples = (
        f'<rect y="-5" width="10" height="10" fill="{_WARM if half else _TEAL_SOFT}"/>',
        f'<rect y="-5" width="20" height="10" {_LACK}/>',
        f'<rect y="-5" width="20" height="10" {_UNKNOWN}/>',
        f'<rect y="-5" width="20" height="10" {_VEIL}/>',
    )
    return frame.whole(made, [pair for pair in zip(samples, key, strict=True) if pair[1]])


def chart(
    size: tuple[int, int],
    patches: Sequence[tuple[str, str]],
    labels: Sequence[tuple[int, int, int]],
    key: Sequence[tuple[str, str]],
) -> str:
    """Draw a map: a path and a look (`is-1` to `is-5`, `is-hidden`, `is-none`) for each area, its number, the key."""
    width, height = size
    made = [
        f'<path d="{path}" {_shade(look)} stroke="{_SOFT}" stroke-width="0.8"/>' for path, look in patches
    ]
    for number, x, y in labels:
        said = f'x="{x}" y="{y + 4}" text-anchor="middle" font-weight="bold" font-size="13">{number}</text>'
        made.append(f'<text stroke="#fff" stroke-width="3" fill="#fff" {said}<text fill="{_INK}" {said}')
    for row, (look, words) in enumerate(key):
        y = 20 + 18 * row
        made.append(
            f'<rect x="{width + 20}" y="{y - 9}" width="20" height="11" {_shade(look)} stroke="{_SOFT}"/>'
            f'<text x="{width + 48}" y="{y}" fill="{_INK}">{escape(words)}</text>'
        )
    return _svg(width + 200, height, "".join(made))


def _shade(look: str) -> str:
    if look == "is-hidden":
        return 'fill="url(#veil)"'
    return f'fill="{"#fff" if look == "is-none" else _SHADES[int(look[-1]) - 1]}"'


class _Frame:
    """Where days and numbers stand on paper."""

    def __init__(self, drawn: Course | Columns, top: int, half: bool) -> None:
        self.since, self.end, self.top = drawn.since, drawn.end, top
        self.width, self.height = (_HALF, 150) if half else (_FULL, 230)
        self.left, self.right = 52, self.width - 6
        self.upper, self.floor = (54 if drawn.marks else 40), self.height - 22

    def x(self, day: dt.date) -> float:
        days = max((self.end - self.since).days, 1)
        return self.left + (self.right - self.left) * min(max((day - self.since).days / days, 0), 1)

    def y(self, value: float | None) -> float:
        return self.floor - (self.floor - self.upper) * (value or 0) / self.top

    def grid(self, unit: str, said: bool, lines: int = 4) -> Iterator[str]:
        """Draw the lines of the axis, and say them unless all is veiled: they would seem to say how high veils are."""
        for step in range(1, lines + 1):
            number = self.top * step / lines
            y = _n(self.y(number))
            yield f'<line x1="{self.left}" x2="{self.right}" y1="{y}" y2="{y}" stroke="{_LINE}"/>'
            if said and number.is_integer():
                at = f'x="{self.left - 6}" y="{_n(self.y(number) + 4)}" text-anchor="end"'
                yield f'<text {at} fill="{_SOFT}">{f"{number:,.0f}".replace(",", ".")}</text>'
        if said and unit:
            yield f'<text x="{self.left}" y="{_n(self.upper - 5)}" fill="{_SOFT}">{escape(unit)}</text>'

    def veils(self, stretches: Sequence[tuple[dt.date, dt.date]]) -> Iterator[str]:
        for first, end in stretches:
            left, right = self.x(first), self.x(end)
            if right > left:
                yield (
                    f'<rect x="{_n(left)}" width="{_n(right - left)}" y="{self.upper}"'
                    f' height="{self.floor - self.upper}" {_VEIL}/>'
                )

    def steps(self, run: Sequence[Level]) -> str:
        path = f"M{_n(self.x(run[0].first))},{_n(self.y(run[0].value))}"
        for before, level in itertools.pairwise(run):
            if before.value != level.value:
                path += f"H{_n(self.x(level.first))}V{_n(self.y(level.value))}"
        return f"{path}H{_n(self.x(run[-1].end))}"

    def column(self, level: Level, y: float, look: str) -> str:
        left, right = self.x(level.first), self.x(level.end)
        room = (right - left) * 0.12
        return (
            f'<rect x="{_n(left + room)}" width="{_n(right - left - 2 * room)}" y="{_n(y)}"'
            f' height="{_n(self.floor - y)}" {look}/>'
        )

    def foot(self, ticks: Sequence[Tick]) -> Iterator[str]:
        yield f'<line x1="{self.left}" x2="{self.right}" y1="{self.floor}" y2="{self.floor}" stroke="{_STRONG}"/>'
        here = [tick for tick in ticks if self.since <= tick.day and self.x(tick.day) < self.right - 24]
        every = max(1, math.ceil(len(here) * 30 / (self.right - self.left)))
        for tick in here[::every]:
            x = _n(self.x(tick.day))
            yield (
                f'<line x1="{x}" x2="{x}" y1="{self.floor}" y2="{self.floor + 5}" stroke="{_STRONG}"/>'
                f'<text x="{x}" dx="3" y="{self.floor + 15}" fill="{_SOFT}">{escape(tick.word)}</text>'
            )

    def marks(self, marks: Sequence[Tick]) -> Iterator[str]:
        for mark in marks:
            if mark.day < self.since:
                continue
            x, y = _n(min(max(self.x(mark.day), self.left + 9), self.right - 9)), 31
            yield (
                f'<line x1="{x}" x2="{x}" y1="{y + 7}" y2="{self.floor}" stroke="{_INK}" stroke-dasharray="2 4"/>'
                f'<circle cx="{x}" cy="{y}" r="7.5" fill="#fff" stroke="{_INK}"/>'
                f'<text x="{x}" y="{y + 4}" text-anchor="middle" font-weight="bold" fill="{_INK}">'
                f"{escape(mark.word)}</text>"
            )

    def whole(self, made: Sequence[str], key: Sequence[tuple[str, str]]) -> str:
        """Put the key over what was drawn; a place for each of its words."""
        at = 6.0
        said = []
        for sample, words in key:
            words_beside = f'<text x="26" y="4" fill="{_INK}">{escape(words)}</text>'
            said.append(f'<g transform="translate({_n(at)} 9)">{sample}{words_beside}</g>')
            at += 42 + 5.2 * len(words)
        return _svg(self.width, self.height, "".join([*said, *made]))


def _svg(width: int, height: int, made: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="{_FONT}"'
        f' font-size="11">{_PATTERNS}{made}</svg>'
    )


def _any(series: Sequence[Sequence[Level]]) -> bool:
    return any(one.value is not None for row in series for one in row)


def _n(value: float) -> str:
    """Write a number short: two decimals, no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
