"""Boundaries in degrees become outlines in metres, and a map that fits its box. Nothing here knows a database."""

from __future__ import annotations

import math

import pytest

from neighbourhoods.geometry import NoBoundary, area, middle, outline, polygons_of, to_rd
from neighbourhoods.map import draw
from neighbourhoods.points import Point
from tests.neighbourhoods.conftest import HOLE, SQUARE


def square(*rings: list[list[float]]) -> list[list[list[tuple[float, float]]]]:
    return polygons_of({"type": "Polygon", "coordinates": list(rings)})


@pytest.mark.parametrize(
    ("longitude", "latitude", "x", "y"),
    [
        (5.38720621, 52.15517440, 155_000, 463_000),  # Amersfoort, where the rijksdriehoek begins
        (4.88352559, 52.37453253, 120_700.723, 487_525.501),  # the Westertoren, as the Kadaster gives it
        (6.56820053, 53.21938317, 233_883.131, 582_065.167),  # the Martinitoren
    ],
)
def test_degrees_become_metres_of_the_rijksdriehoek(
    longitude: float, latitude: float, x: float, y: float
) -> None:
    assert math.dist(to_rd(longitude, latitude), (x, y)) < 1


def test_a_hole_is_no_part_of_the_area() -> None:
    whole, holed = area(square(SQUARE)), area(square(SQUARE, HOLE))
    assert 700_000 < whole < 800_000
    assert holed == pytest.approx(whole * (1 - 0.04), rel=1e-3)


def test_the_middle_of_a_square_is_its_middle() -> None:
    x, y = to_rd(5.405, 52.155)
    assert math.dist(middle(square(SQUARE)), (x, y)) < 2


def test_what_lies_on_the_line_is_not_drawn_and_corners_stay() -> None:
    many = [[5.40 + n / 10_000, 52.15] for n in range(100)] + SQUARE[1:]
    (ring,) = outline(square(many), 5)
    assert len(ring) == 5 and ring[0] == ring[-1]


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (None, "no geometry"),
        ({"type": "Point", "coordinates": [5, 52]}, "not a Polygon"),
        ({"type": "Polygon", "coordinates": []}, "no ring"),
        ({"type": "MultiPolygon", "coordinates": []}, "no ring"),
        ({"type": "Polygon", "coordinates": [SQUARE[:4]]}, "not closed"),
        ({"type": "Polygon", "coordinates": [[SQUARE[0]] * 5]}, "no area"),
        ({"type": "Polygon", "coordinates": [[[52.15, 5.4]] * 4]}, "outside the Netherlands"),
        ({"type": "Polygon", "coordinates": [[["5", "52"]] * 4]}, "not a longitude"),
    ],
)
def test_what_bounds_nothing_is_refused_in_words(geometry: object, words: str) -> None:
    with pytest.raises(NoBoundary, match=words):
        polygons_of(geometry)


def test_a_map_holds_every_neighbourhood_and_door_within_its_box() -> None:
    ring = [[0, 0], [1000, 0], [1000, 500], [0, 500], [0, 0]]
    beside = [[x + 1000, y] for x, y in ring]
    drawn = draw({"Oost": [ring], "West": [beside], "Zonder grens": []}, [("A", Point(2600, 250), True)])
    assert drawn is not None
    assert [(one.number, one.name) for one in drawn.shapes] == [(1, "Oost"), (2, "West")]
    (door,) = drawn.marks
    assert 0 < door.x < drawn.width and 0 < door.y < drawn.height
    assert drawn.shapes[0].x < drawn.shapes[1].x < door.x
    assert drawn.shapes[0].path.startswith("M") and drawn.shapes[0].path.endswith("z")
    assert draw({"Oost": []}, []) is None


def test_the_number_of_a_neighbourhood_stands_within_it_also_where_its_middle_is_not() -> None:
    horseshoe = [[0, 0], [900, 0], [900, 900], [800, 900], [800, 100], [0, 100], [0, 0]]
    drawn = draw({"Hoef": [horseshoe]}, [])
    assert drawn is not None
    shape = drawn.shapes[0]
    assert shape.x > drawn.width * 0.85
