"""A map of neighbourhoods as SVG paths, drawn from their boundaries: no tiles, nothing from elsewhere. Plain Python."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from neighbourhoods.points import Point

WIDTH = 400  # of the box: about as wide as a telephone, so that what is written in it can be read there
_MARGIN = 18
_TALLEST = 600

Rings = Sequence[Sequence[Sequence[int]]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A neighbourhood: its path, and where its number stands."""

    number: int
    name: str
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A door: where it is, which letter it has in the list, and whether it is open."""

    letter: str
    x: int
    y: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Map:
    """All that is drawn, in a box of `width` by `height`."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    marks: tuple[Mark, ...]


def draw(areas: Mapping[str, Rings], doors: Sequence[tuple[str, Point, bool]]) -> Map | None:
    """Draw neighbourhoods (by name, rings in metres) and doors (letter, place, open); None where there is no boundary.

    A door that lies outside the neighbourhoods is drawn too, so the map is as large as both.
    """
    points = [Point(x, y) for rings in areas.values() for ring in rings for x, y in ring]
    if not points:
        return None
    points += [place for _letter, place, _is_open in doors]
    west, north = min(point.x for point in points), max(point.y for point in points)
    wide, tall = max(point.x for point in points) - west, north - min(point.y for point in points)
    scale = min((WIDTH - 2 * _MARGIN) / max(wide, 1), (_TALLEST - 2 * _MARGIN) / max(tall, 1))

    def at(x: float, y: float) -> tuple[int, int]:
        return round(_MARGIN + (x - west) * scale), round(_MARGIN + (north - y) * scale)

    shapes = []
    for number, name in enumerate(areas, start=1):
        placed = [[at(*point) for point in ring] for ring in areas[name]]
        if not placed:
            continue
        x, y = _inside(max(placed, key=_size))
        shapes.append(Shape(number, name, "".join(map(_path, placed)), x, y))
    return Map(
        width=round(2 * _MARGIN + wide * scale),
        height=round(2 * _MARGIN + tall * scale),
        shapes=tuple(shapes),
        marks=tuple(Mark(letter, *at(*place), is_open) for letter, place, is_open in doors),
    )


def _path(ring: Sequence[tuple[int, int]]) -> str:
    """Return a ring as a path, each point from the one before: short to send."""
    (x, y), *others = ring[:-1]
    said = [f"M{x} {y}l"]
    for next_x, next_y in others:
        said.append(f"{next_x - x} {next_y - y} ")
        x, y = next_x, next_y
    return "".join(said).rstrip() + "z"


def _size(ring: Sequence[tuple[int, int]]) -> int:
    return abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in itertools.pairwise(ring)))


def _inside(ring: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return a place within a ring: half way the widest part of the line through its middle."""
    middle = (min(y for _x, y in ring) + max(y for _x, y in ring)) / 2 + 0.01
    crossed = sorted(
        x + (middle - y) * (next_x - x) / (next_y - y)
        for (x, y), (next_x, next_y) in itertools.pairwise(ring)
        if (y > middle) != (next_y > middle)
    )
    spans = list(zip(crossed[::2], crossed[1::2], strict=False))
    if not spans:
        return ring[0]
    left, right = max(spans, key=lambda span: span[1] - span[0])
    return round((left + right) / 2), round(middle)
