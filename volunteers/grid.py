"""Who lives near, without looking at everybody: places in square cells, searched ring by ring. Plain Python, metres."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isqrt, sqrt
from sys import maxsize

A_CELL = 4  # places in a cell, about: then a few rings are enough
RINGS = 40  # at most, to as far as anybody goes


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives, in whole metres, how far they go from there, and what of them stays the same for weeks."""

    id: int
    x: int
    y: int
    radius: int
    capacity: int = 0
    parts: int = 0  # of the week, a bit each
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    vog_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest, the first first, with their metres; and whether there are no others within whose reach it is."""

    places: Sequence[tuple[int, Place]]
    all: bool


def metres(x: int, y: int, place: Place) -> int:
    """Return the straight line to a place, to the nearest metre."""
    return _root((place.x - x) ** 2 + (place.y - y) ** 2)


def _root(square: int) -> int:
    """Return the root to the nearest whole number; no root of a whole number ends in .5."""
    return int(sqrt(square) + 0.5)


def _square(distance: int) -> int:
    """Return the largest number of which the root, to the nearest whole number, is no more than a distance."""
    return distance * distance + distance


class Grid:
    """Places that can be searched by nearness; the cells are as large as suits how many there are."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.reach = max((place.radius for place in places), default=0)
        self.size = _size(places)
        self.radii = {place.radius for place in places}
        self.reaches: dict[int, dict[int, int]] = {}
        self.cells: dict[tuple[int, int], list[tuple[int, int, int, Place]]] = defaultdict(list)
        for place in places:
            row = (place.x, place.y, place.radius, place)
            self.cells[place.x // self.size, place.y // self.size].append(row)

    def nearest(
        self,
        x: int,
        y: int,
        wanted: int,
        percent: int = 100,
        suits: Callable[[Place], bool] | None = None,
        within: int | None = None,
    ) -> Near:
        """Return up to so many of the nearest to a point that suit and go that far, or so many percent of that.

        Who is equally near comes in the order of their ids. `within` is how far around the point everybody is known:
        beyond it nobody counts, and there may always be others.
        """
        found: list[tuple[int, int, Place]] = []
        farthest, reaches = percent * self.reach // 100 + 1, self._reaches(percent)
        bound = maxsize
        if within is not None:
            farthest, bound = min(farthest, within), _square(within)
        ring = 0
        while True:
            for cell in self._ring(x // self.size, y // self.size, ring):
                for east, north, radius, place in cell:
                    square = (east - x) ** 2 + (north - y) ** 2
                    # This is done very often: who is too far, or farther than enough others, is asked nothing more.
                    if square <= bound and square <= reaches[radius] and (suits is None or suits(place)):
                        found.append((_root(square), place.id, place))
            # Nobody outside the rings that were searched is nearer than this.
            sure = ring * self.size
            if sure > farthest:
                break
            if len(found) > wanted:
                found.sort()
                del found[wanted + 1 :]
                last = found[wanted][0]
                if last < sure:
                    break
                bound = min(bound, _square(last))
            ring += 1
        found.sort()
        return Near(
            [(away, place) for away, _id, place in found[:wanted]], within is None and len(found) <= wanted
        )

    def _reaches(self, percent: int) -> dict[int, int]:
        """Return by how far somebody goes how large the square of the distance may be, at so many percent of that."""
        if percent not in self.reaches:
            self.reaches[percent] = {radius: _square(percent * radius // 100) for radius in self.radii}
        return self.reaches[percent]

    def _ring(self, column: int, row: int, ring: int) -> Iterator[list[tuple[int, int, int, Place]]]:
        cells = self.cells
        for each in range(column - ring, column + ring + 1):
            edge = each in (column - ring, column + ring)
            for other in range(row - ring, row + ring + 1) if edge else (row - ring, row + ring):
                if (each, other) in cells:
                    yield cells[each, other]


def _size(places: Sequence[Place]) -> int:
    """Return the side of a cell in which about `A_CELL` of the places are if spread evenly; not too many cells."""
    if not places:
        return 1
    wide = max(place.x for place in places) - min(place.x for place in places) + 1
    high = max(place.y for place in places) - min(place.y for place in places) + 1
    reach = max(place.radius for place in places)
    return max(isqrt(A_CELL * wide * high // len(places)), reach // RINGS, 1)
