"""The classes of a map: a few shades of one colour, each with as many places as can be, and never a place in two. Plain
Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST = 5  # shades that an eye tells apart


@dataclass(frozen=True, slots=True)
class Shade:
    """A class of numbers, both ends included, and how many places are in it; the first class is the palest."""

    number: int
    least: int
    most: int
    places: int


def shades(values: Iterable[int | None]) -> tuple[Shade, ...]:
    """Share the shown numbers out over at most five classes of about as many places; equal numbers stay together."""
    shown = sorted(value for value in values if value is not None)
    different = sorted(set(shown))
    wanted = min(MOST, len(different))
    classes: list[list[int]] = []
    rest = shown
    for left in range(wanted, 0, -1):
        share = max(1, round(len(rest) / left))
        last = rest[share - 1]
        # As many different numbers must be left as there are classes to come.
        last = min(last, sorted(set(rest))[-left])
        taken = [value for value in rest if value <= last]
        classes.append(taken)
        rest = rest[len(taken) :]
    return tuple(Shade(number, one[0], one[-1], len(one)) for number, one in enumerate(classes, start=1))


def shade_of(value: int, of: Sequence[Shade]) -> int:
    """Return in which class a number is, counted from 1."""
    return next(shade.number for shade in of if value <= shade.most)
