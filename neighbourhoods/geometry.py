"""Boundaries: rings of WGS 84 degrees in, what can be drawn in metres of the rijksdriehoek out. Plain Python.

The formulas to the rijksdriehoek are the approximation of F.H. Schreutelkamp and G.L. Strang van Hees, right to less
than a metre in the Netherlands.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, TypeAlias

from neighbourhoods.points import Point

Degrees: TypeAlias = tuple[float, float]  # longitude, latitude, as GeoJSON has them (RFC 7946)
Ring: TypeAlias = Sequence[Degrees]
Polygon: TypeAlias = Sequence[Ring]  # the outer ring, then its holes
Outline: TypeAlias = list[list[Point]]  # rings in metres, holes among them

_WEST, _SOUTH, _EAST, _NORTH = 3.0, 50.5, 7.5, 54.0  # the Netherlands, with room
_FAR = 1e12  # farther than any degree or metre
_LEAST = 1.0  # square metres: less is no area
_LON0, _LAT0, _X0, _Y0 = 5.38720621, 52.15517440, 155_000.0, 463_000.0
_X = (
    (0, 1, 190_094.945),
    (1, 1, -11_832.228),
    (2, 1, -114.221),
    (0, 3, -32.391),
    (1, 0, -0.705),
    (3, 1, -2.340),
    (1, 3, -0.608),
    (0, 2, -0.008),
    (2, 3, 0.148),
)
_Y = (
    (1, 0, 309_056.544),
    (0, 2, 3638.893),
    (2, 0, 73.077),
    (1, 2, -157.984),
    (3, 0, 59.788),
    (0, 1, 0.433),
    (2, 2, -6.439),
    (1, 1, -0.032),
    (0, 4, 0.092),
    (1, 4, -0.054),
)


class Flaw(StrEnum):
    """Why a geometry bounds nothing we can use."""

    NONE = "there is no geometry"
    NO_POLYGON = "the geometry is not a Polygon or MultiPolygon"
    NO_RING = "a polygon has no ring"
    NO_AREA = "the boundary has no area"
    NO_LISTS = "the coordinates are not lists of rings"
    NOT_CLOSED = "a ring is not closed: it ends where it begins, after three points or more"
    NO_POINT = "a point is not a longitude and a latitude"
    NO_DEGREES = "the points are not WGS 84 degrees; rijksdriehoek (EPSG:28992) cannot be read"
    ELSEWHERE = "a point lies outside the Netherlands; GeoJSON has the longitude first"


class NoBoundary(ValueError):
    """A geometry that bounds nothing we can use; says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(str(flaw))
        self.flaw = flaw


def polygons_of(geometry: Any) -> list[list[list[Degrees]]]:
    """Return the polygons of a GeoJSON geometry, holes included; raises NoBoundary."""
    if not isinstance(geometry, dict):
        raise NoBoundary(Flaw.NONE)
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list):
        raise NoBoundary(Flaw.NO_POLYGON)
    found = [coordinates] if kind == "Polygon" else coordinates
    polygons = [[_ring(ring) for ring in _list(polygon)] for polygon in found]
    if not polygons or any(not polygon for polygon in polygons):
        raise NoBoundary(Flaw.NO_RING)
    if area(polygons) < _LEAST:
        raise NoBoundary(Flaw.NO_AREA)
    return polygons


def area(polygons: Iterable[Polygon]) -> float:
    """Return the area in square metres, without the holes."""
    return sum(
        abs(_signed([to_rd(*place) for place in polygon[0]]))
        - sum(abs(_signed([to_rd(*place) for place in hole])) for hole in polygon[1:])
        for polygon in polygons
    )


def middle(polygons: Iterable[Polygon]) -> Point:
    """Return the centre of gravity of the largest polygon, in metres: where a postcode is taken to be."""
    largest = max(
        ([to_rd(*place) for place in polygon[0]] for polygon in polygons), key=lambda ring: abs(_signed(ring))
    )
    twice = 2 * _signed(largest)
    x0, y0 = largest[0]
    sums = [0.0, 0.0]
    for (x, y), (next_x, next_y) in itertools.pairwise(largest):
        cross = (x - x0) * (next_y - y0) - (next_x - x0) * (y - y0)
        sums[0] += (x + next_x - 2 * x0) * cross
        sums[1] += (y + next_y - 2 * y0) * cross
    return Point(round(x0 + sums[0] / (3 * twice)), round(y0 + sums[1] / (3 * twice)))


def outline(polygons: Iterable[Polygon], tolerance: float) -> Outline:
    """Return the rings in whole metres, without what is within `tolerance` metres of the line that is left."""
    rings = ([to_rd(*place) for place in ring] for polygon in polygons for ring in polygon)
    drawn = ([Point(round(x), round(y)) for x, y in _simpler(ring, tolerance)] for ring in rings)
    return [ring for ring in drawn if len(ring) > 3]


def holds(rings: Iterable[Sequence[Sequence[int]]], place: Point) -> bool:
    """Tell whether a place lies within an outline: a line from it crosses the rings an odd number of times."""
    crossed = 0
    for ring in rings:
        for (x, y), (next_x, next_y) in itertools.pairwise(ring):
            if (y > place.y) != (next_y > place.y):
                crossed += place.x < x + (place.y - y) * (next_x - x) / (next_y - y)
    return crossed % 2 == 1


def to_rd(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a place in the rijksdriehoek, in metres."""
    east, north = 0.36 * (longitude - _LON0), 0.36 * (latitude - _LAT0)
    x = _X0 + sum(factor * north**p * east**q for p, q, factor in _X)
    y = _Y0 + sum(factor * north**p * east**q for p, q, factor in _Y)
    return x, y


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise NoBoundary(Flaw.NO_LISTS)
    return value


def _ring(ring: Any) -> list[Degrees]:
    places = [_place(place) for place in _list(ring)]
    if len(places) < 4 or places[0] != places[-1]:
        raise NoBoundary(Flaw.NOT_CLOSED)
    return places


def _place(place: Any) -> Degrees:
    if not isinstance(place, list) or len(place) < 2 or not all(_is_number(one) for one in place[:2]):
        raise NoBoundary(Flaw.NO_POINT)
    longitude, latitude = float(place[0]), float(place[1])
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise NoBoundary(Flaw.NO_DEGREES)
    if not (_WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH):
        raise NoBoundary(Flaw.ELSEWHERE)
    return longitude, latitude


def _is_number(value: Any) -> bool:
    # A whole number of JSON may have more digits than a float can hold; nan and inf are not below anything either.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _FAR


def _signed(ring: Sequence[tuple[float, float]]) -> float:
    """Return the area within a ring, negative for one that goes clockwise; from its first point, for the digits."""
    x0, y0 = ring[0]
    pairs = itertools.pairwise(ring)
    return sum((x - x0) * (next_y - y0) - (next_x - x0) * (y - y0) for (x, y), (next_x, next_y) in pairs) / 2


def _simpler(ring: list[tuple[float, float]], tolerance: float) -> list[tuple[float, float]]:
    """Leave out what lies near the line (Douglas and Peucker), from the two points that are furthest apart."""
    far = max(range(len(ring)), key=lambda n: math.dist(ring[0], ring[n]))
    keep = {0, far, len(ring) - 1}
    waiting = [(0, far), (far, len(ring) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        worst = max(range(first + 1, last), key=lambda n: _off(ring[n], ring[first], ring[last]))
        if _off(ring[worst], ring[first], ring[last]) > tolerance:
            keep.add(worst)
            waiting += [(first, worst), (worst, last)]
    return [ring[n] for n in sorted(keep)]


def _off(place: tuple[float, float], one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return how far a place is from a line, or from its end where the two ends are one."""
    long = math.dist(one, other)
    if not long:
        return math.dist(place, one)
    cross = (other[0] - one[0]) * (place[1] - one[1]) - (other[1] - one[1]) * (place[0] - one[0])
    return abs(cross) / long
