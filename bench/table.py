"""What was measured against what was asked, as lines of one table."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NOTHING = "–"
HEADS = ("what", "measured", "floor", "ratio", "asked", "met")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was asked for, and whether it is so."""

    what: str
    measured: str
    floor: str
    ratio: str
    asked: str
    met: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as it is printed."""
        return (
            self.what,
            self.measured,
            self.floor,
            self.ratio,
            self.asked,
            NOTHING if self.asked == NOTHING else "yes" if self.met else "not met",
        )


def at_most_times(what: str, measured: float, floor: float, limit: float) -> Line:
    """Compare a duration with the floor that was measured beside it."""
    ratio = measured / floor
    return Line(
        what, duration(measured), duration(floor), f"{ratio:.2f}", f"≤ {limit:g} × floor", ratio <= limit
    )


def told_times(what: str, measured: float, floor: float) -> Line:
    """Tell a duration beside the floor, of which nothing is asked."""
    return Line(what, duration(measured), duration(floor), f"{measured / floor:.2f}", NOTHING, True)


def about_same(what: str, measured: float, floor: float, percent: int = 50) -> Line:
    """Compare durations that should not differ; `floor` is that of the smaller number of cases."""
    ratio = measured / floor
    met = abs(ratio - 1) * 100 <= percent
    return Line(what, duration(measured), duration(floor), f"{ratio:.2f}", f"1 ± {percent} %", met)


def at_most(what: str, measured: float, limit: float, say: str = "{:g}") -> Line:
    """Compare a figure with its upper bound."""
    return Line(what, say.format(measured), "", "", f"≤ {say.format(limit)}", measured <= limit)


def at_least(what: str, measured: float, limit: float, say: str = "{:,.0f}") -> Line:
    """Compare a figure with its lower bound."""
    return Line(what, say.format(measured), "", "", f"≥ {say.format(limit)}", measured >= limit)


def duration(seconds: float) -> str:
    """Write a duration with three figures in the unit that suits it."""
    for size, unit in ((1.0, "s"), (1e-3, "ms")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}" if seconds < 1000 * size else f"{seconds / size:.0f} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def render(lines: Iterable[Line]) -> str:
    """Lay the lines out under their heads; words to the left, figures to the right."""
    rows: list[Sequence[str]] = [HEADS, *(line.cells for line in lines)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADS))]
    return "\n".join("  ".join(_cells(row, widths)).rstrip() for row in rows)


def _cells(row: Sequence[str], widths: Sequence[int]) -> Iterable[str]:
    for column, (text, width) in enumerate(zip(row, widths, strict=True)):
        space = " " * (width - _width(text))
        yield text + space if HEADS[column] in {"what", "asked", "met"} else space + text


def _width(text: str) -> int:
    return sum(not unicodedata.combining(sign) for sign in text)
