"""Who may be asked, with every reason why not; and what a pair costs, by its parts (docs/elasticity.md)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.volunteers.matches import BETWEEN, MONDAY, NOW, REQUEST, VOLUNTEER, ZONE, reading, span
from volunteers import matching
from volunteers.elasticity import ONE, load_parts
from volunteers.matching import (
    BOUNDS,
    DEFAULT,
    SCALE,
    Cost,
    Policy,
    Refusal,
    Why,
    further_cost,
    is_bridge,
    is_idle,
    is_known,
    is_quiet,
    may_be_asked,
    pair_cost,
    unmatched_cost,
    vog_valid_until,
    would_rest,
)
from volunteers.pairs import Between, Request, Tier, Volunteer


def why(
    volunteer: Volunteer = VOLUNTEER,
    request: Request = REQUEST,
    between: Between = BETWEEN,
    now: dt.datetime = NOW,
) -> list[Why]:
    return [refusal.why for refusal in may_be_asked(volunteer, request, between, now)]


# --- Who may be asked ---


def test_somebody_against_whom_nothing_speaks_may_be_asked() -> None:
    assert why() == []


def test_away_from_1_to_14_august_a_task_on_the_10th_is_refused_with_the_days_and_the_15th_is_free_by_itself() -> (
    None
):
    away = replace(VOLUNTEER, away=((dt.date(2026, 8, 1), dt.date(2026, 8, 14)),))
    before = dt.datetime(2026, 7, 30, 12, tzinfo=ZONE)
    refusals = may_be_asked(away, replace(REQUEST, on=dt.date(2026, 8, 10)), BETWEEN, before)
    assert refusals == [Refusal(Why.AWAY, first=dt.date(2026, 8, 1), last=dt.date(2026, 8, 14))]
    for number, refused in ((1, True), (14, True), (15, False), (31, False)):
        assert (why(away, replace(REQUEST, on=dt.date(2026, 8, number)), now=before) == [Why.AWAY]) is refused
    assert why(away, replace(REQUEST, on=dt.date(2026, 7, 31)), now=before) == []
    on_the_15th = dt.datetime(2026, 8, 15, 12, tzinfo=ZONE)
    assert why(away, replace(REQUEST, on=dt.date(2026, 8, 15)), now=on_the_15th) == []


def test_who_is_away_today_is_left_alone_about_later_too() -> None:
    away = replace(VOLUNTEER, away=((MONDAY, MONDAY),))
    assert why(away, replace(REQUEST, on=dt.date(2026, 9, 1))) == [Why.AWAY]


@pytest.mark.parametrize(
    ("given_on", "until"),
    [
        (dt.date(2023, 8, 5), dt.date(2026, 8, 5)),
        (dt.date(2024, 2, 29), dt.date(2027, 2, 28)),
        (dt.date(2021, 2, 28), dt.date(2024, 2, 28)),
    ],
)
def test_a_vog_counts_until_the_same_day_three_years_later(given_on: dt.date, until: dt.date) -> None:
    assert vog_valid_until(given_on) == until
    holder = replace(VOLUNTEER, vog_on=given_on)
    one_day = dt.timedelta(days=1)
    for day, refused in ((until, []), (until + one_day, [Why.VOG_LAPSES])):
        assert why(holder, replace(REQUEST, on=day, needs_vog=True)) == refused
        assert why(holder, replace(REQUEST, on=day)) == []  # cards are still allowed


def test_without_a_vog_only_what_needs_none() -> None:
    assert why(request=replace(REQUEST, needs_vog=True)) == [Why.VOG_MISSING]
    assert vog_valid_until(dt.date(2025, 5, 1), Policy(vog_years=5)) == dt.date(2030, 5, 1)


@pytest.mark.parametrize(
    ("volunteer", "request_", "between", "reason"),
    [
        ({"active": False}, {}, {}, Why.INACTIVE),
        ({}, {}, {"blocked": True}, Why.BLOCKED),
        ({}, {}, {"own": True}, Why.OWN),
        ({}, {}, {"asked_before": True}, Why.ASKED_BEFORE),
        ({}, {"kind": "dog"}, {}, Why.KIND),
        ({}, {"essential": frozenset({"car"})}, {}, Why.SKILL),
        ({}, {"language": "tr", "language_essential": True}, {}, Why.LANGUAGE),
        ({"parts": frozenset({6, 7})}, {"parts": frozenset({5})}, {}, Why.TIME),
        ({"busy": (span(9, 11),)}, {"span": span(10, 12)}, {}, Why.BUSY),
        ({}, {}, {"metres": 2001}, Why.TOO_FAR),
        ({"used": {MONDAY: 61}}, {}, {}, Why.FULL),
        ({"reading": reading(100_000, resting=True)}, {}, {}, Why.RESTING),
        ({"reading": reading(0)}, {}, {}, Why.RESTING),
        ({"open_offers": 2}, {}, {}, Why.OFFERS_OPEN),
        ({"week_offers": 3}, {}, {}, Why.OFFERS_WEEK),
    ],
)
def test_each_rule_refuses_alone(
    volunteer: dict[str, Any], request_: dict[str, Any], between: dict[str, Any], reason: Why
) -> None:
    assert why(
        replace(VOLUNTEER, **volunteer), replace(REQUEST, **request_), replace(BETWEEN, **between)
    ) == [reason]  # fmt: skip


@pytest.mark.parametrize(
    ("volunteer", "request_", "between"),
    [
        ({"skills": frozenset({"car"})}, {"essential": frozenset({"car"})}, {}),
        ({}, {"skills": frozenset({"car"})}, {}),  # asked, and not essential
        ({"languages": frozenset({"tr"})}, {"language": "tr", "language_essential": True}, {}),
        ({}, {"language": "tr"}, {}),
        ({"parts": frozenset({5, 6})}, {"parts": frozenset({4, 5})}, {}),
        ({"parts": None}, {"parts": frozenset({5})}, {}),
        ({"parts": frozenset()}, {"parts": None}, {}),
        ({"busy": (span(8, 10), span(12, 13))}, {"span": span(10, 12)}, {}),
        ({}, {}, {"metres": 2000}),
        ({}, {"radius_percent": 150}, {"metres": 3000}),
        ({"used": {MONDAY: 60}}, {}, {}),
        ({"used": {MONDAY - dt.timedelta(7): 120, MONDAY + dt.timedelta(7): 120}}, {}, {}),
        ({"reading": reading(1)}, {}, {}),
        ({"open_offers": 1, "week_offers": 2}, {}, {}),
    ],
)
def test_and_to_the_edge_of_it_nothing_is_refused(
    volunteer: dict[str, Any], request_: dict[str, Any], between: dict[str, Any]
) -> None:
    assert (
        why(replace(VOLUNTEER, **volunteer), replace(REQUEST, **request_), replace(BETWEEN, **between)) == []
    )


def test_two_of_two_hours_used_is_full_in_that_week() -> None:
    full = replace(VOLUNTEER, used={MONDAY: 120})
    assert may_be_asked(full, REQUEST, BETWEEN, NOW) == [Refusal(Why.FULL, first=MONDAY, has=0, asks=120)]


@pytest.mark.parametrize(
    ("time", "quiet"),
    [
        (dt.time(0), True),
        (dt.time(7, 59, 59), True),
        (dt.time(8), False),
        (dt.time(20, 59, 59), False),
        (dt.time(21), True),
        (dt.time(23, 59), True),
    ],
)
def test_nobody_is_asked_in_the_evening_and_at_night(time: dt.time, quiet: bool) -> None:
    assert is_quiet(time) is quiet
    assert why(now=dt.datetime.combine(MONDAY, time, ZONE)) == ([Why.QUIET] if quiet else [])


def test_all_reasons_are_given_at_once() -> None:
    nobody = Volunteer(
        id=1,
        capacity=30,
        radius=1,
        reading=reading(0, resting=True),
        active=False,
        away=((MONDAY, MONDAY + dt.timedelta(7)),),
        parts=frozenset(),
        busy=(span(0, 23),),
        open_offers=9,
        week_offers=9,
    )
    everything = Request(
        id=1,
        kind="dog",
        on=REQUEST.on,
        minutes=60,
        parts=frozenset({1}),
        span=span(9, 10),
        needs_vog=True,
        essential=frozenset({"car"}),
        language="tr",
        language_essential=True,
    )
    between = Between(metres=2, blocked=True, own=True, asked_before=True)
    night = dt.datetime(2026, 8, 3, 23, tzinfo=ZONE)
    assert set(why(nobody, everything, between, night)) == set(Why) - {Why.VOG_LAPSES, Why.WOULD_REST}


@pytest.mark.parametrize(
    ("strain", "coming", "minutes", "refused"),
    [
        (0, {}, 120, False),
        (999_999, {}, 30, False),  # 0.707 + 0.073
        (999_999, {}, 120, False),  # 0.707 + 0.293, less than a millionth below 1
        (1_000_001, {}, 120, True),
        (900_000, {0: 60}, 60, False),
        (900_000, {0: 180}, 60, True),
        (900_000, {7: 300}, 60, True),  # room in this week, and then too much in the next
        (900_000, {7: 200}, 0, False),
        (900_000, {-7: 600}, 60, False),  # over, and in the strain already
    ],
)
def test_matching_by_itself_brings_nobody_to_the_end_of_their_elastic(
    strain: int, coming: dict[int, int], minutes: int, refused: bool
) -> None:
    loads = {MONDAY + dt.timedelta(days): asked * load_parts() for days, asked in coming.items()}
    volunteer = replace(VOLUNTEER, reading=reading(1, strain=strain), coming=loads)
    found = would_rest(volunteer, replace(REQUEST, minutes=minutes), BETWEEN, MONDAY)
    assert [refusal.why for refusal in found] == [Why.WOULD_REST] * refused


def test_a_task_of_a_later_week_is_weighed_in_that_week() -> None:
    later = replace(REQUEST, on=REQUEST.on + dt.timedelta(14), minutes=120)
    volunteer = replace(VOLUNTEER, reading=reading(1, strain=1_100_000))
    assert would_rest(volunteer, replace(later, on=REQUEST.on), BETWEEN, MONDAY)
    assert would_rest(volunteer, later, BETWEEN, MONDAY) == []  # after two idle weeks
    travels = replace(BETWEEN, metres=100_000)
    assert would_rest(volunteer, later, travels, MONDAY)


def test_only_a_block_is_secret() -> None:
    assert {Why.BLOCKED} == matching.SECRET


# --- What a pair costs ---


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


# --- Policy ---


def _number(name: str, number: int) -> dict[str, Any]:
    return {name: number}


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_no_number_of_asking_is_zero_or_beyond_its_bounds(name: str) -> None:
    least, most = BOUNDS[name]
    assert 1 <= least <= getattr(DEFAULT, name) <= most
    for number in (0, least - 1, most + 1):
        with pytest.raises(ValueError, match=name):
            Policy(**_number(name, number))


def test_the_quiet_hours_hold_a_night() -> None:
    with pytest.raises(ValueError, match="evening"):
        Policy(quiet_from=dt.time(7))
