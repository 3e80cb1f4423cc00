"""The words of the rules as values: what is refused, what a rhythm comes to, the numbers behind a day."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from cases.rules import (
    DEFAULT_POLICY,
    CountedContact,
    History,
    Measures,
    Medium,
    Pause,
    PauseFault,
    Policy,
    Rhythm,
    Rule,
    asks_reason,
    measure,
    rate,
    refuse_pauses,
    unfindable_days,
    window_days,
)
from tests.cases.by_hand import OPENED, VISIT, WEEKLY, case, failed, from_day, on, pause, policy_from, reached

TOO_LONG, OVERLAPS, TOO_MANY_DAYS = PauseFault


def test_a_medium_has_a_code_both_ways() -> None:
    codes = ["home_visit", "walk_in", "outdoors", "video", "phone", "message"]
    assert [medium.code for medium in Medium] == codes
    assert [Medium.from_code(code) for code in codes] == list(Medium)
    assert [medium.value for medium in Medium] == [1, 2, 3, 4, 5, 6]
    assert [medium.face_to_face for medium in Medium] == [True, True, True, False, False, False]
    for unknown in ("", "HOME_VISIT", "fax"):
        with pytest.raises(ValueError, match="unknown medium"):
            Medium.from_code(unknown)


def test_the_rules_stand_in_the_order_of_the_page() -> None:
    assert [rule.value for rule in Rule] == ["scaled_down", "eroding", "not_seen", "unfindable"]


@pytest.mark.parametrize(
    ("contacts", "per_days"), [(0, 7), (-1, 7), (8, 7), (1, 366), (366, 366), (1, 0), (0, 0)]
)
def test_a_rhythm_outside_its_bounds_is_refused(contacts: int, per_days: int) -> None:
    with pytest.raises(ValueError, match="not a rhythm"):
        Rhythm(contacts, per_days, VISIT)


@pytest.mark.parametrize(("contacts", "per_days"), [(1, 1), (1, 365), (365, 365), (7, 7)])
def test_a_rhythm_at_its_bounds_is_taken(contacts: int, per_days: int) -> None:
    assert Rhythm(contacts, per_days, VISIT).contacts == contacts


def test_the_default_policy() -> None:
    assert Policy(50, 40, 20, 50, 4, 14, 84, 3, 2, 7, 28) == Policy() == DEFAULT_POLICY
    assert [DEFAULT_POLICY.weight(medium) for medium in Medium] == [100, 100, 100, 50, 40, 20]
    assert [Policy(49, 39, 19).weight(medium) for medium in Medium] == [100, 100, 100, 49, 39, 19]


@pytest.mark.parametrize(
    "changes",
    [
        *({weight: value} for weight in ("video", "phone", "message") for value in (0, -1, 51)),
        *({"threshold_percent": value} for value in (49, 91)),
        *({name: 0} for name in ("window_intervals", "unfindable_attempts", "unfindable_intervals")),
        {"window_min_days": 13},
        {"window_min_days": 85},
        {"window_max_days": 13},
        {"unfindable_min_days": 0},
        {"unfindable_min_days": 29},
        {"unfindable_max_days": 6},
    ],
)
def test_a_policy_outside_its_bounds_is_refused(changes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"is|are"):
        Policy(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        *({weight: value} for weight in ("video", "phone", "message") for value in (1, 50)),
        *({"threshold_percent": value} for value in (50, 90)),
        *({name: 1} for name in ("window_intervals", "unfindable_attempts", "unfindable_intervals")),
        {"window_min_days": 14},
        {"window_min_days": 84},
        {"window_max_days": 14},
        {"unfindable_min_days": 1},
        {"unfindable_min_days": 28},
        {"unfindable_max_days": 7},
    ],
)
def test_a_policy_at_its_bounds_is_taken(changes: dict[str, int]) -> None:
    policy = Policy(**changes)
    assert {name: getattr(policy, name) for name in changes} == changes


def test_a_history_that_the_rules_refuse_is_refused() -> None:
    twice = (from_day(0, WEEKLY), from_day(0, Rhythm(1, 14, VISIT)))
    policies = (policy_from(3), policy_from(3, video=1))
    kinds: dict[str, Any] = {"needs": twice, "agreements": twice}
    kinds |= {"group_policies": policies, "municipality_policies": policies}
    for kind, versions in kinds.items():
        with pytest.raises(ValueError, match="same valid_from"):
            case(**{kind: versions})
    for needs in ((), (from_day(1, WEEKLY),)):
        with pytest.raises(ValueError, match="no need"):
            case(needs=needs)
    with pytest.raises(ValueError, match="closed_on"):
        case(closed=-1)
    assert case(closed=0, needs=(from_day(0, WEEKLY), from_day(1, WEEKLY))).closed_on == OPENED


# Pauses


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    assert (pause(3, 3).length, list(pause(3, 4).days())) == (1, [on(3), on(4)])
    with pytest.raises(ValueError, match="before it begins"):
        pause(3, 2)


def test_a_pause_of_42_days_is_allowed_and_one_of_43_is_not() -> None:
    assert refuse_pauses([pause(0, 41)]) == []
    assert refuse_pauses([pause(0, 42)]) == [(TOO_LONG, pause(0, 42))]
    assert refuse_pauses([]) == []


@pytest.mark.parametrize(
    ("first", "last", "allowed"),
    [
        *((5, 8, True), (5, 9, False), (5, 10, False), (12, 13, False), (14, 25, False), (20, 25, False)),
        *((21, 25, False), (22, 25, True), (5, 30, False), (10, 20, False)),
    ],
)
def test_pauses_have_a_day_between_them(first: int, last: int, allowed: bool) -> None:
    for pauses in ([pause(10, 20), pause(first, last)], [pause(first, last), pause(10, 20)]):
        later = max(pauses, key=lambda one: (one.first, one.last))
        assert refuse_pauses(pauses) == ([] if allowed else [(OVERLAPS, later)])


def test_a_pause_within_a_long_one_before_the_last_overlaps() -> None:
    faults = refuse_pauses([pause(0, 40), pause(5, 6), pause(30, 31)])
    assert faults == [(OVERLAPS, pause(5, 6)), (OVERLAPS, pause(30, 31))]


def test_84_paused_days_within_365_are_allowed_and_85_are_not() -> None:
    two = [pause(0, 41), pause(100, 141)]
    assert refuse_pauses(two) == []
    assert refuse_pauses([*two, pause(364, 364)]) == [(TOO_MANY_DAYS, pause(364, 364))]
    assert refuse_pauses([*two, pause(365, 365)]) == []
    assert refuse_pauses([pause(-500, -500), *two, pause(364, 364)]) == [(TOO_MANY_DAYS, pause(364, 364))]
    assert refuse_pauses([*two, pause(365, 366)]) == []
    assert refuse_pauses([*two, pause(365, 406)]) == []
    assert refuse_pauses([*two, pause(364, 405)]) == [(TOO_MANY_DAYS, pause(364, 405))]
    assert refuse_pauses([pause(363, 363), *two[::-1]]) == [(TOO_MANY_DAYS, pause(363, 363))]
    weekly = [pause(day, day + 1) for day in range(0, 294, 7)]
    assert len(weekly) == 42
    assert refuse_pauses(weekly) == []
    assert refuse_pauses([*weekly, pause(294, 294)]) == [(TOO_MANY_DAYS, pause(294, 294))]


def test_the_calendar_s_first_and_longest_pause_is_judged_without_an_error() -> None:
    whole = Pause(dt.date.min, dt.date.max)
    assert [fault for fault, _ in refuse_pauses([whole])] == [TOO_LONG, TOO_MANY_DAYS]


# Windows and rates


@pytest.mark.parametrize(
    ("contacts", "per_days", "days"),
    [
        *((1, 1, 14), (7, 7, 14), (2, 7, 14), (3, 10, 14), (4, 15, 15), (1, 4, 16), (1, 7, 28), (1, 21, 84)),
        *((1, 22, 84), (1, 28, 84), (1, 29, 87), (2, 57, 87), (2, 58, 87), (12, 365, 93), (5, 365, 219)),
        *((2, 365, 549), (1, 365, 1095), (365, 365, 14)),
    ],
)
def test_the_window(contacts: int, per_days: int, days: int) -> None:
    assert window_days(Rhythm(contacts, per_days, VISIT), DEFAULT_POLICY) == days


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({"window_intervals": 1}, 21),
        ({"window_intervals": 3}, 21),
        ({"window_intervals": 5}, 35),
        ({"window_intervals": 12}, 84),
        ({"window_intervals": 13}, 84),
        ({"window_intervals": 13, "window_max_days": 90}, 90),
        ({"window_intervals": 13, "window_max_days": 92}, 91),
        ({"window_min_days": 29}, 29),
        ({"window_max_days": 27}, 27),
        ({"window_max_days": 20}, 21),
    ],
)
def test_the_window_by_policy(changes: dict[str, int], days: int) -> None:
    assert window_days(WEEKLY, Policy(**changes)) == days


@pytest.mark.parametrize(
    ("rhythm", "need", "millionths"),
    [
        (WEEKLY, WEEKLY, 14285715),
        (Rhythm(2, 7, VISIT), WEEKLY, 28571429),
        (Rhythm(1, 1, VISIT), WEEKLY, 100000000),
        (Rhythm(1, 365, Medium.MESSAGE), WEEKLY, 54795),
        (WEEKLY, Rhythm(1, 7, Medium.PHONE), 5714286),
        (Rhythm(1, 7, Medium.PHONE), Rhythm(1, 7, Medium.VIDEO), 5714286),
        (Rhythm(1, 4, Medium.VIDEO), WEEKLY, 12500000),
    ],
)
def test_a_rate_is_rounded_up(rhythm: Rhythm, need: Rhythm, millionths: int) -> None:
    assert rate(rhythm, need, DEFAULT_POLICY) == millionths


def test_unfindable_days_are_rounded_up_and_clamped() -> None:
    days = [
        unfindable_days(Rhythm(*some, VISIT), DEFAULT_POLICY) for some in ((4, 15), (1, 1), (1, 14), (1, 15))
    ]
    assert days == [8, 7, 28, 28]


@pytest.mark.parametrize(
    ("agreement", "need", "asks"),
    [
        (WEEKLY, WEEKLY, False),
        (Rhythm(2, 14, VISIT), WEEKLY, False),
        (Rhythm(1, 8, VISIT), WEEKLY, True),
        (Rhythm(1, 6, VISIT), WEEKLY, False),
        (Rhythm(364, 365, VISIT), Rhythm(365, 365, VISIT), True),
        (Rhythm(7, 7, Medium.VIDEO), WEEKLY, True),
        (Rhythm(1, 7, Medium.OUTDOORS), WEEKLY, False),
        (Rhythm(1, 7, VISIT), Rhythm(1, 7, Medium.PHONE), False),
        (Rhythm(1, 8, VISIT), Rhythm(1, 7, Medium.PHONE), True),
        (Rhythm(1, 7, Medium.MESSAGE), Rhythm(1, 7, Medium.PHONE), True),
        (Rhythm(2, 7, Medium.MESSAGE), Rhythm(1, 7, Medium.PHONE), False),
    ],
)
def test_less_needs_a_reason(agreement: Rhythm, need: Rhythm, asks: bool) -> None:
    assert asks_reason(agreement, need, DEFAULT_POLICY) is asks


def test_less_is_weighed_by_the_policy() -> None:
    call, message = Rhythm(1, 7, Medium.PHONE), Rhythm(1, 7, Medium.MESSAGE)
    assert [asks_reason(message, call, Policy(message=weight)) for weight in (39, 40, 41)] == [
        True,
        False,
        False,
    ]


# Measures


def full_case() -> History:
    return case(
        WEEKLY,
        reached(2, 20, 30),
        reached(20, 26, by=Medium.PHONE),
        reached(25, by=Medium.VIDEO) + reached(38),
        failed(26, 34, 35, 35, 39),
        agreement=Rhythm(1, 14, Medium.PHONE),
        pauses=(pause(24, 25), pause(36, 37)),
    )


def test_the_numbers_of_a_full_window() -> None:
    numbers = measure(
        replace(full_case(), contacts=full_case().contacts + reached(36, by=Medium.MESSAGE)), on(37 + 1)
    )
    assert (numbers.last_seen, numbers.days_unseen) == (on(38), 0)
    numbers = measure(full_case(), on(35))
    assert numbers == Measures(
        policy=DEFAULT_POLICY,
        need=from_day(0, WEEKLY),
        agreement=from_day(0, Rhythm(1, 14, Medium.PHONE)),
        agreed_points=280,
        needed_points=1400,
        agreed_percent=20,
        window=28,
        window_first_day=on(6),
        days=28,
        paused_days=2,
        delivered=240,
        expected=400000020,
        credited=0,
        limit=200,
        delivered_percent=60,
        contacts=(
            CountedContact(on(20), VISIT, 100),
            CountedContact(on(26), Medium.PHONE, 40),
            CountedContact(on(30), VISIT, 100),
        ),
        last_seen=on(30),
        days_unseen=5,
        last_reached=on(30),
        days_unreached=5,
        attempts=2,
        unfindable_days=14,
    )


def test_the_numbers_of_a_young_case_without_an_agreement() -> None:
    numbers = measure(case(WEEKLY, failed(1, 1)), on(3))
    assert (numbers.agreement, numbers.agreed_points, numbers.needed_points, numbers.agreed_percent) == (
        None,
    ) * 4
    assert (numbers.window_first_day, numbers.days, numbers.paused_days) == (OPENED, 4, 0)
    assert (numbers.delivered, numbers.expected, numbers.credited) == (0, 4 * 14285715, 24 * 14285715)
    assert (numbers.limit, numbers.delivered_percent, numbers.contacts) == (-143, 85, ())
    assert (numbers.last_seen, numbers.days_unseen) == (None, 4)
    assert (numbers.last_reached, numbers.days_unreached, numbers.attempts) == (None, 4, 1)


@pytest.mark.parametrize(("per_days", "percent"), [(6, 116), (7, 100), (8, 87), (14, 50), (15, 46)])
def test_the_agreed_percentage_is_rounded_down(per_days: int, percent: int) -> None:
    assert measure(case(agreement=Rhythm(1, per_days, VISIT)), on(0)).agreed_percent == percent


def test_of_equal_media_on_a_day_the_first_is_named() -> None:
    history = case(WEEKLY, reached(3, by=Medium.OUTDOORS), reached(3, by=Medium.WALK_IN))
    assert measure(history, on(5)).contacts[0].medium is Medium.WALK_IN


@pytest.mark.parametrize("day", [-1, 5, 20, 21])
def test_there_are_no_numbers_where_the_case_is_not_live(day: int) -> None:
    assert measure(case(closed=20, pauses=(pause(5, 5),)), on(day)) == Measures()
