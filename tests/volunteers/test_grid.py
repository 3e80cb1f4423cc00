"""The nearest are found by cells, and are those that looking at everybody finds."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from volunteers.grid import Grid, Near, Place, metres

numbers = st.integers(-3000, 3000)
places = st.lists(st.tuples(numbers, numbers, st.integers(1, 4000)), max_size=20).map(
    lambda rows: [Place(number, x, y, radius) for number, (x, y, radius) in enumerate(rows)]
)


def by_looking_at_everybody(all_of: list[Place], x: int, y: int, wanted: int, percent: int) -> Near:
    able = sorted(
        (away, place.id)
        for place in all_of
        for away in (metres(x, y, place),)
        if 100 * away <= percent * place.radius
    )
    by_id = {place.id: place for place in all_of}
    return Near([(away, by_id[number]) for away, number in able[:wanted]], len(able) <= wanted)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(places, numbers, numbers, st.integers(1, 20), st.sampled_from((100, 150, 500)))
def test_the_nearest_are_those_that_looking_at_everybody_finds(
    all_of: list[Place], x: int, y: int, wanted: int, percent: int
) -> None:
    assert Grid(all_of).nearest(x, y, wanted, percent) == by_looking_at_everybody(
        all_of, x, y, wanted, percent
    )


@given(places, numbers, numbers, st.integers(1, 20), st.integers(0, 3000))
def test_beyond_how_far_everybody_is_known_nobody_counts(
    all_of: list[Place], x: int, y: int, wanted: int, within: int
) -> None:
    there = [place for place in all_of if metres(x, y, place) <= within]
    known = by_looking_at_everybody(there, x, y, wanted, 100)
    assert Grid(all_of).nearest(x, y, wanted, within=within) == Near(known.places, False)


@pytest.mark.parametrize("seed", range(20))
def test_in_a_town_too(seed: int) -> None:
    random = Random(seed)
    centres = [(random.randrange(10_000), random.randrange(10_000)) for _ in range(5)]
    all_of = [
        Place(number, int(random.gauss(x, 300)), int(random.gauss(y, 300)), random.choice((500, 2000, 5000)))
        for number in range(2000)
        for x, y in (random.choice(centres),)
    ]
    grid = Grid(all_of)
    for _ in range(20):
        x, y = random.randrange(-2000, 12_000), random.randrange(-2000, 12_000)
        assert grid.nearest(x, y, 16) == by_looking_at_everybody(all_of, x, y, 16, 100)


@pytest.mark.parametrize(
    ("dx", "dy", "away"), [(0, 0, 0), (3, 4, 5), (1, 1, 1), (2, 1, 2), (0, -7, 7), (1000, 1, 1000)]
)
def test_a_distance_is_whole_metres(dx: int, dy: int, away: int) -> None:
    assert metres(100, 100, Place(1, 100 + dx, 100 + dy, 1)) == away


def test_who_goes_exactly_as_far_is_near_enough_and_nobody_is_nobody() -> None:
    grid = Grid([Place(1, 0, 0, 1000)])
    assert [place.id for _away, place in grid.nearest(1000, 0, 5).places] == [1]
    assert grid.nearest(1001, 0, 5) == Near([], True)
    assert grid.nearest(1500, 0, 5, percent=150).places
    assert Grid([]).nearest(0, 0, 5) == Near([], True)
