"""The drawings of the board as SVG: pure geometry, numbers in, a string out; the grammar is that of cases.drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from cases.drawing import Svg

FULL = 95  # per cent of the width at which the greatest number stands


def demand(needed: int, agreed: int, room: int, most: int, label: str, *, height: int = 26) -> Svg:
    """Draw what is asked against what there is room for: a line, a tube, a filled bar, and hatching for the shortage.

    All in minutes; `most` is the number at the right end, the same for all drawings of a table.
    """

    def share(minutes: int) -> str:
        return f"{minutes * FULL / most:.1f}" if most else "0"

    lack = max(needed - room, 0)
    tube = (height - 8) / 2
    parts = [f'<svg class="wz-chart" height="{height}" role="img" aria-label="{escape(label)}">']
    if room:
        parts.append(f'<rect class="wz-room" width="{share(room)}%" height="{height}" rx="3"/>')
    if lack:
        parts.append(f'<rect class="wz-lack" x="{share(room)}%" width="{share(lack)}%" height="{height}"/>')
    if agreed:
        parts.append(f'<rect class="wz-promised" x="1" y="{tube:g}" width="{share(agreed)}%" height="8"/>')
    if needed:
        at = share(needed)
        parts.append(f'<line class="wz-needed" x1="{at}%" x2="{at}%" y1="-2" y2="{height + 2}"/>')
    return Svg("".join(parts) + "</svg>")


@dataclass(frozen=True, slots=True)
class Column:
    """One day of the outlook: how many drop out of sight, what stands under it, and whether it is a weekend."""

    count: int
    word: str = ""
    weekend: bool = False
    today: bool = False


OUTLOOK_HEIGHT = 120
_FLOOR, _TOP = 92, 22


def outlook(columns: Sequence[Column], label: str) -> Svg:
    """Draw a column a day with its number above it; weekends are hatched, today has a frame."""
    wide = 100 / len(columns)
    most = max((column.count for column in columns), default=0) or 1
    parts = [
        f'<svg class="wz-chart" width="100%" height="{OUTLOOK_HEIGHT}" role="img" aria-label="{escape(label)}">'
    ]
    for number, column in enumerate(columns):
        left, middle = number * wide, (number + 0.5) * wide
        if column.weekend:
            parts.append(
                f'<rect class="wz-pause" x="{left:.2f}%" y="{_TOP}" width="{wide:.2f}%" height="{_FLOOR - _TOP}"/>'
            )
        if column.today:
            parts.append(
                f'<rect class="wz-promised" x="{left:.2f}%" y="{_TOP}" width="{wide:.2f}%" height="{_FLOOR - _TOP}"/>'
            )
        if column.count:
            tall = max((_FLOOR - _TOP) * column.count // most, 4)
            parts.append(
                f'<rect class="wz-delivered" x="{left + wide * 0.15:.2f}%" y="{_FLOOR - tall}"'
                f' width="{wide * 0.7:.2f}%" height="{tall}"/>'
                f'<text class="wz-label wz-label--mid wz-number" x="{middle:.2f}%" y="{_FLOOR - tall - 4}">'
                f"{column.count}</text>"
            )
        if column.word:
            parts.append(
                f'<line class="wz-axis" x1="{left:.2f}%" x2="{left:.2f}%" y1="{_FLOOR}" y2="{_FLOOR + 8}"/>'
            )
            parts.append(
                f'<text class="wz-label" x="{left + 0.5:.2f}%" y="{_FLOOR + 20}">{escape(column.word)}</text>'
            )
    parts.append(f'<line class="wz-axis" x1="0" x2="100%" y1="{_FLOOR}" y2="{_FLOOR}"/>')
    return Svg("".join(parts) + "</svg>")
