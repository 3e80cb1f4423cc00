"""Who may be asked, with every reason why not; and the bounds of the numbers of asking (docs/elasticity.md)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.volunteers.matches import BETWEEN, MONDAY, NOW, REQUEST, VOLUNTEER, ZONE, reading, span
from volunteers import matching
from volunteers.elasticity import ONE, load_parts, next_strain
from volunteers.elasticity import Policy as Elastic
from volunteers.matching import (
    BOUNDS,
    DEFAULT,
    Policy,
    Refusal,
    Why,
    is_quiet,
    may_be_asked,
    vog_valid_until,
    would_rest,
)
from volunteers.pairs import Between, Request, Volunteer


def why(
    volunteer: Volunteer = VOLUNTEER,
    request: Request = REQUEST,
    between: Between = BETWEEN,
    now: dt.datetime = NOW,
) -> list[Why]:
    return [refusal.why for refusal in may_be_asked(volunteer, request, between, now)]


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


@given(
    strain=st.integers(0, 1_300_000),
    kept=st.integers(1, 999),
    weeks=st.dictionaries(st.integers(0, 5), st.integers(0, 300), max_size=4),
    minutes=st.integers(1, 300),
    ahead=st.integers(0, 40),
)
@example(strain=999_999, kept=1, weeks={}, minutes=120, ahead=0)
@example(strain=999_999, kept=300, weeks={0: 119}, minutes=1, ahead=0)
def test_strain_is_followed_week_by_week_up_to_the_last_promise(
    strain: int, kept: int, weeks: dict[int, int], minutes: int, ahead: int
) -> None:
    policy = Elastic(strain_kept_thousandths=kept)
    loads = {MONDAY + dt.timedelta(7 * week): asked * load_parts(policy) for week, asked in weeks.items()}
    volunteer = replace(VOLUNTEER, reading=reading(1, strain=strain), coming=loads)
    request = replace(REQUEST, on=MONDAY + dt.timedelta(ahead), minutes=minutes)
    ends, now = False, strain
    for week in range(max([ahead // 7, *weeks]) + 1):
        asked = weeks.get(week, 0) + (minutes if week == ahead // 7 else 0)
        now = next_strain(now, asked * load_parts(policy), volunteer.capacity, policy)
        ends = ends or (now >= ONE and week >= ahead // 7)
    assert bool(would_rest(volunteer, request, replace(BETWEEN, metres=0), MONDAY, policy)) == ends


def test_only_a_block_is_secret() -> None:
    assert {Why.BLOCKED} == matching.SECRET


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
