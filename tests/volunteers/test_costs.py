"""What it costs to ask somebody, by its parts; a further task, and to leave a request (docs/elasticity.md)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.volunteers.matches import BETWEEN, MONDAY, REQUEST, VOLUNTEER, reading
from volunteers.elasticity import ONE
from volunteers.matching import (
    DEFAULT,
    SCALE,
    Cost,
    further_cost,
    is_bridge,
    is_idle,
    is_known,
    pair_cost,
    unmatched_cost,
)
from volunteers.pairs import Between, Tier, Volunteer


def test_somebody_new_next_door_costs_only_that_nothing_is_known_yet() -> None:
    assert pair_cost(VOLUNTEER, REQUEST, BETWEEN, MONDAY) == Cost(0, 0, 4 * SCALE, 0, 0, 0, 0)


def test_the_example_of_the_page() -> None:
    volunteer = replace(
        VOLUNTEER,
        reading=reading(400_000),
        promised=4,
        kept=3,
        skills=frozenset({"lifting"}),
        neighbourhood=2,
    )
    request = replace(REQUEST, skills=frozenset({"lifting", "car"}))
    between = Between(metres=600, together_on=MONDAY - dt.timedelta(30))
    cost = pair_cost(volunteer, request, between, MONDAY)
    assert cost == Cost(12_000, 21_600, 4_444, 7_500, -30_000, -10_000, 0)
    assert cost.total == 5_544


@pytest.mark.parametrize(
    ("promised", "kept", "points"),
    [
        (0, 0, Fraction(4)),
        (1, 1, Fraction(20, 6)),
        (1, 0, Fraction(40, 6)),
        (95, 95, Fraction(1, 5)),
        (5, 0, Fraction(12)),
    ],
)
def test_reliability_is_kept_and_four_over_promised_and_five(
    promised: int, kept: int, points: Fraction
) -> None:
    assert points == 20 * (1 - Fraction(kept + 4, promised + 5))
    cost = pair_cost(replace(VOLUNTEER, promised=promised, kept=kept), REQUEST, BETWEEN, MONDAY)
    assert abs(Fraction(cost.unreliable, SCALE) - points) <= Fraction(1, 2 * SCALE)


@pytest.mark.parametrize(("number", "counts"), [(0, True), (180, True), (181, False), (-1, False)])
def test_together_counts_for_180_days(number: int, counts: bool) -> None:
    assert is_known(Between(0, together_on=MONDAY - dt.timedelta(number)), MONDAY) is counts


@pytest.mark.parametrize(("number", "idle"), [(13, False), (14, True), (-3, False)])
def test_fourteen_days_without_a_task_is_idle(number: int, idle: bool) -> None:
    day = MONDAY - dt.timedelta(number)
    assert is_idle(replace(VOLUNTEER, joined_on=dt.date(2020, 1, 1), last_task_on=day), MONDAY) is idle
    assert is_idle(replace(VOLUNTEER, joined_on=day), MONDAY) is idle  # somebody new


@pytest.mark.parametrize(
    ("one", "other", "bridge"), [(1, 2, True), (1, 1, False), (None, 1, False), (1, None, False)]
)
def test_help_between_two_neighbourhoods_is_a_bridge(
    one: int | None, other: int | None, bridge: bool
) -> None:
    assert is_bridge(replace(VOLUNTEER, neighbourhood=one), replace(REQUEST, neighbourhood=other)) is bridge


@pytest.mark.parametrize(
    ("speaks", "can", "points"),
    [((), (), 15), (("tr",), (), 10), (("tr",), ("car",), 5), (("tr",), ("car", "x"), 0)],
)
def test_fit_is_the_share_of_what_is_asked(
    speaks: tuple[str, ...], can: tuple[str, ...], points: int
) -> None:
    request = replace(REQUEST, skills=frozenset({"car", "x"}), language="tr")
    volunteer = replace(VOLUNTEER, languages=frozenset(speaks), skills=frozenset(can))
    assert pair_cost(volunteer, request, BETWEEN, MONDAY).unfit == points * SCALE


volunteers = st.builds(
    lambda radius, left, promised, missed, joined, neighbourhood: replace(
        VOLUNTEER,
        radius=radius,
        reading=reading(left),
        promised=promised + missed,
        kept=promised,
        joined_on=MONDAY - dt.timedelta(joined),
        neighbourhood=neighbourhood,
    ),
    st.integers(1, 50_000),
    st.integers(1, ONE),
    st.integers(0, 200),
    st.integers(0, 50),
    st.integers(0, 30),
    st.integers(1, 3),
)


@given(volunteers, st.integers(0, 50_000), st.booleans())
def test_a_cost_is_the_formula_of_the_page(volunteer: Volunteer, metres: int, known: bool) -> None:
    metres = min(metres, volunteer.radius)
    between = Between(metres, together_on=MONDAY if known else None)
    left = Fraction(volunteer.reading.elasticity, ONE)
    reliable = Fraction(volunteer.kept + 4, volunteer.promised + 5)
    page = 40 * Fraction(metres, volunteer.radius) + 60 * (1 - left) ** 2 + 20 * (1 - reliable) - 30 * known
    page -= 10 * (volunteer.neighbourhood != 1) + 8 * ((MONDAY - volunteer.joined_on).days >= 14)
    cost = pair_cost(volunteer, REQUEST, between, MONDAY)
    assert abs(Fraction(cost.total, SCALE) - page) <= Fraction(3, 2 * SCALE)  # three parts are rounded


@given(volunteers, st.integers(0, 49_999))
def test_further_away_and_more_tired_costs_no_less(volunteer: Volunteer, metres: int) -> None:
    metres = min(metres, volunteer.radius - 1)
    cost = pair_cost(volunteer, REQUEST, Between(metres), MONDAY).total
    assert pair_cost(volunteer, REQUEST, Between(metres + 1), MONDAY).total >= cost
    tired = replace(volunteer, reading=reading(volunteer.reading.elasticity // 2))
    assert pair_cost(tired, REQUEST, Between(metres), MONDAY).total >= cost


@pytest.mark.parametrize(
    ("number", "strain", "points"),
    [(0, 0, 7.5), (1, 0, 22.5), (0, 300_000, 12), (1, 300_000, 36), (2, 500_000, 75)],
)
def test_each_further_task_of_a_run_costs_more(number: int, strain: int, points: float) -> None:
    assert further_cost(number, strain) == points * SCALE


@given(st.integers(0, ONE - 1), st.integers(1, 10))
def test_tasks_together_cost_their_square(strain: int, tasks: int) -> None:
    together = sum(further_cost(number, strain) for number in range(tasks))
    exact = 15 * tasks**2 * (Fraction(1, 2) + Fraction(strain, ONE))
    assert abs(Fraction(together, SCALE) - exact) <= Fraction(tasks, 2 * SCALE)


@given(volunteers, st.integers(0, 50_000), st.sampled_from(Tier), st.integers(1, 10_000))
def test_to_leave_a_request_costs_more_than_any_pair(
    volunteer: Volunteer, metres: int, tier: Tier, requests: int
) -> None:
    cost = pair_cost(volunteer, REQUEST, Between(min(metres, volunteer.radius)), MONDAY).total
    assert unmatched_cost(tier, requests) > cost + further_cost(DEFAULT.open_offers, ONE - 1)


def test_no_saving_on_all_others_weighs_up_against_a_request_of_a_higher_tier() -> None:
    dearest = (40 + 60 + 20 + 15) * SCALE + further_cost(DEFAULT.week_offers - 1, ONE - 1)
    cheapest = -(30 + 10 + 8) * SCALE
    for requests in (1, 2, 100, 10_000):
        for tier in (Tier.NORMAL, Tier.EITHER):
            more = unmatched_cost(Tier(tier + 1), requests) - unmatched_cost(tier, requests)
            assert more > requests * (dearest - cheapest)


@pytest.mark.parametrize(
    ("urgent", "no_network", "tier"),
    [
        (False, False, Tier.NORMAL),
        (True, False, Tier.EITHER),
        (False, True, Tier.EITHER),
        (True, True, Tier.BOTH),
    ],
)
def test_urgent_and_without_a_network_goes_first(urgent: bool, no_network: bool, tier: Tier) -> None:
    assert replace(REQUEST, urgent=urgent, no_network=no_network).tier == tier
