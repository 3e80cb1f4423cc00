"""How far it is from one place to another, as the crow flies. Plain Python."""

from __future__ import annotations

import math
from typing import NamedTuple


class Point(NamedTuple):
    """A place in the rijksdriehoek, in whole metres: within the Netherlands, distances are those of a flat map."""

    x: int
    y: int


def metres(one: Point, other: Point) -> int:
    """Return the straight-line distance in whole metres."""
    return round(math.hypot(one.x - other.x, one.y - other.y))
