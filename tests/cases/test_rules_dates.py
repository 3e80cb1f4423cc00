"""Every edge of `since`, `breaches_on` and `due_on`."""

from dataclasses import replace

import pytest

from cases.rules import Medium, Rhythm, Rule, assess
from tests.cases.by_hand import (
    VISIT,
    WEEKLY,
    breach,
    case,
    day_number,
    due,
    failed,
    from_day,
    holding,
    on,
    pause,
    policy_from,
    reached,
    stands,
)

SCALED_DOWN, ERODING, NOT_SEEN, UNFINDABLE = Rule
HALF = Rhythm(1, 14, VISIT)


# since


def test_since_is_the_first_day_of_the_last_unbroken_run() -> None:
    steps = (from_day(0, HALF), from_day(10, WEEKLY), from_day(15, HALF))
    history = case(agreements=steps)
    assert [holding(history, day).get(SCALED_DOWN) for day in (9, 10, 14, 15, 30)] == [0, None, None, 15, 15]


def test_since_is_never_before_the_opening() -> None:
    early = (from_day(-300, WEEKLY),)
    history = case(needs=early, agreements=(from_day(-200, HALF),), pauses=(pause(-10, -2),))
    assert holding(history, 0)[SCALED_DOWN] == 0
    assert holding(history, 30)[SCALED_DOWN] == 0


def test_a_case_that_opens_in_a_pause_holds_since_the_day_after_it() -> None:
    history = case(agreement=HALF, pauses=(pause(-3, 4),))
    assert holding(history, 4) == {}
    assert holding(history, 8)[SCALED_DOWN] == 5


def test_a_pause_does_not_break_a_run() -> None:
    history = case(agreement=HALF, pauses=(pause(20, 30), pause(40, 40)))
    assert holding(history, 19)[SCALED_DOWN] == 0
    assert holding(history, 31)[SCALED_DOWN] == 0
    assert holding(history, 41)[SCALED_DOWN] == 0


def test_a_pause_does_not_start_a_run() -> None:
    history = case(agreements=(from_day(25, HALF),), pauses=(pause(20, 30),))
    assert holding(history, 35)[SCALED_DOWN] == 31
    begins_before = case(agreements=(from_day(19, HALF),), pauses=(pause(20, 30),))
    assert holding(begins_before, 35)[SCALED_DOWN] == 19


def test_what_would_have_ended_and_begun_in_a_pause_leaves_the_run_whole() -> None:
    steps = (from_day(0, HALF), from_day(22, WEEKLY), from_day(28, HALF))
    assert holding(case(agreements=steps, pauses=(pause(20, 30),)), 35)[SCALED_DOWN] == 0
    assert holding(case(agreements=steps, pauses=(pause(23, 30),)), 35)[SCALED_DOWN] == 31


def test_since_judges_each_day_with_the_contacts_up_to_that_day() -> None:
    history = case(WEEKLY, reached(40))
    assert holding(history, 39) == {ERODING: 13, NOT_SEEN: 28}
    assert holding(history, 40) == {ERODING: 13}
    assert holding(history, 69) == {ERODING: 13, NOT_SEEN: 69}


def test_since_judges_each_day_with_the_policy_and_the_need_of_that_day() -> None:
    strict = {"threshold_percent": 80}
    policies = (policy_from(0, **strict), policy_from(10), policy_from(20, **strict))
    history = case(agreement=Rhythm(1, 10, VISIT), municipality_policies=policies)
    assert [holding(history, day).get(SCALED_DOWN) for day in (9, 10, 19, 20, 40)] == [0, None, None, 20, 20]
    across = replace(
        history, municipality_policies=(policy_from(5, **strict), policy_from(10, threshold_percent=90))
    )
    assert holding(across, 40)[SCALED_DOWN] == 5


def test_since_has_no_look_back_limit() -> None:
    assert holding(case(), 3000) == {ERODING: 13, NOT_SEEN: 28}


# breaches_on


def test_breaches_on_starts_the_day_after() -> None:
    assert breach(case(), NOT_SEEN, 27) == 28
    assert breach(case(agreements=(from_day(5, HALF),)), SCALED_DOWN, 4) == 5


@pytest.mark.parametrize(("begins", "expected"), [(399, 399), (400, 400), (401, None)])
def test_breaches_on_looks_400_days_ahead(begins: int, expected: int | None) -> None:
    assert breach(case(agreements=(from_day(begins, HALF),)), SCALED_DOWN, 0) == expected
    later = None if expected is None else expected + 7
    assert breach(case(agreements=(from_day(begins + 7, HALF),)), SCALED_DOWN, 7) == later


def test_breaches_on_knows_what_is_recorded_for_later_dates() -> None:
    plain = case(WEEKLY, reached(0))
    assert breach(plain, NOT_SEEN, 5) == 29
    assert breach(replace(plain, pauses=(pause(10, 19),)), NOT_SEEN, 5) == 39
    assert breach(replace(plain, pauses=(pause(29, 30),)), NOT_SEEN, 5) == 31
    slower = (from_day(0, WEEKLY), from_day(20, Rhythm(1, 28, VISIT)))
    assert breach(replace(plain, needs=slower), NOT_SEEN, 5) == 85
    shorter = (policy_from(25, window_intervals=3),)
    assert breach(replace(plain, municipality_policies=shorter), NOT_SEEN, 5) == 25
    assert breach(replace(plain, group_policies=shorter), NOT_SEEN, 5) == 25


@pytest.mark.parametrize(("closed", "expected"), [(28, None), (29, None), (30, 29)])
def test_breaches_on_stops_at_a_closing(closed: int, expected: int | None) -> None:
    assert breach(case(WEEKLY, reached(0), closed=closed), NOT_SEEN, 5) == expected


def test_breaches_on_ignores_contacts_after_the_day() -> None:
    assert breach(case(WEEKLY, reached(0, 20)), NOT_SEEN, 19) == 29
    assert breach(case(WEEKLY, reached(0, 20)), NOT_SEEN, 20) == 49
    assert breach(case(WEEKLY, failed(1, 2, 10)), UNFINDABLE, 9) is None
    assert breach(case(WEEKLY, failed(1, 2, 10)), UNFINDABLE, 10) == 13


def test_a_case_that_opens_later_is_listed_with_all_four_rules() -> None:
    standing = stands(case(agreement=HALF), -1)
    assert (standing.live, standing.flags, standing.due_on) == (False, (), None)
    assert list(standing.breaches_on) == list(Rule)
    assert [day_number(day) for day in standing.breaches_on.values()] == [0, 13, 28, None]
    assert breach(case(agreement=HALF), SCALED_DOWN, -400) == 0
    assert breach(case(agreement=HALF), SCALED_DOWN, -401) is None
    assert breach(case(), NOT_SEEN, -372) == 28
    assert breach(case(), NOT_SEEN, -373) is None


def test_in_a_pause_what_held_before_it_breaches_on_the_first_day_after_it() -> None:
    history = case(agreement=HALF, pauses=(pause(40, 50),))
    assert holding(history, 39) == {SCALED_DOWN: 0, ERODING: 13, NOT_SEEN: 28}
    for day in (40, 50):
        numbers = [day_number(breaches) for breaches in stands(history, day).breaches_on.values()]
        assert numbers == [51, 51, 51, None]
    assert holding(history, 51) == {SCALED_DOWN: 0, ERODING: 13, NOT_SEEN: 28}


def test_a_closed_case_is_listed_with_nothing_to_come() -> None:
    history = case(agreement=HALF, closed=40)
    assert stands(history, 39).live
    for day in (40, 41, 400):
        standing = stands(history, day)
        assert (standing.live, standing.flags, standing.due_on) == (False, (), None)
        assert standing.breaches_on == dict.fromkeys(Rule)


def test_the_calendar_ends_without_an_error() -> None:
    history = case(agreement=WEEKLY)
    near_the_end = replace(
        history,
        opened_on=on(2912000),
        needs=(replace(history.needs[0], valid_from=on(2912000)),),
        agreements=(replace(history.agreements[0], valid_from=on(2912000)),),
    )
    assert near_the_end.opened_on.year == 9998
    assert assess(near_the_end, near_the_end.opened_on.replace(year=9999, month=12, day=31)).live


# due_on


def test_due_a_rhythm_after_the_last_contact_and_due_in_the_past_stays() -> None:
    history = case(WEEKLY, reached(3, 5), agreement=WEEKLY)
    assert [due(history, day) for day in (0, 2, 3, 4, 5, 12, 13, 90, 800)] == [
        7,
        7,
        10,
        10,
        12,
        12,
        12,
        12,
        12,
    ]


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [(Rhythm(2, 7, VISIT), 4), (Rhythm(3, 7, VISIT), 3), (Rhythm(7, 7, VISIT), 1), (Rhythm(2, 14, VISIT), 7)],
)
def test_due_after_the_interval_rounded_up(rhythm: Rhythm, days: int) -> None:
    assert due(case(WEEKLY, reached(3), agreement=rhythm), 3) == 3 + days


def test_never_contacted_is_due_from_the_later_of_opening_and_agreement() -> None:
    assert due(case(agreements=(from_day(-30, WEEKLY),)), 0) == 7
    assert due(case(agreements=(from_day(4, WEEKLY),)), 4) == 11
    assert due(case(agreements=(from_day(4, WEEKLY),)), 3) is None


def test_not_due_before_the_agreement_itself() -> None:
    agreements = (from_day(0, WEEKLY), from_day(20, WEEKLY))
    history = case(WEEKLY, reached(5), agreements=agreements)
    assert due(history, 19) == 12
    assert due(history, 20) == 20
    assert due(replace(history, contacts=reached(5, 14)), 20) == 21
    assert due(replace(history, contacts=reached(5, 13)), 20) == 20
    assert due(replace(history, contacts=reached(5, 12)), 20) == 20


@pytest.mark.parametrize("medium", list(Medium))
def test_only_a_contact_worth_the_agreed_medium_moves_the_due_day(medium: Medium) -> None:
    weights = {Medium.VIDEO: 50, Medium.PHONE: 40, Medium.MESSAGE: 20}
    for agreed in Medium:
        worthy = weights.get(medium, 100) >= weights.get(agreed, 100)
        history = case(WEEKLY, reached(2), reached(4, by=medium), agreement=Rhythm(1, 7, agreed))
        assert due(history, 6) == (11 if worthy else 9)


def test_due_weighs_by_the_policy_of_the_day() -> None:
    equal = (policy_from(10, message=40), policy_from(15, message=39))
    agreement = Rhythm(1, 7, Medium.PHONE)
    history = case(WEEKLY, reached(4, by=Medium.MESSAGE), agreement=agreement, group_policies=equal)
    assert [due(history, day) for day in (9, 10, 14, 15)] == [7, 11, 11, 7]


def test_of_several_contacts_on_a_day_the_best_counts_for_due() -> None:
    history = case(WEEKLY, reached(4, by=Medium.MESSAGE), reached(4), agreement=WEEKLY)
    assert due(history, 5) == 11


def test_failed_contacts_and_those_before_the_opening_or_after_the_day_do_not_move_the_due_day() -> None:
    history = case(WEEKLY, failed(3), reached(-2, 9), agreement=WEEKLY)
    assert [due(history, day) for day in (0, 8, 9)] == [7, 7, 16]


def test_the_due_day_is_the_kth_day_in_no_pause() -> None:
    history = case(WEEKLY, reached(3), agreement=WEEKLY)
    for first, last, day in (
        (4, 4, 11),
        (3, 3, 10),
        (10, 10, 11),
        (11, 11, 10),
        (8, 20, 23),
        (-5, 3, 10),
        (4, 14, 21),
    ):
        assert due(replace(history, pauses=(pause(first, last),)), 25) == day
    twice = replace(history, pauses=(pause(5, 6), pause(8, 9)))
    assert due(twice, 4) == 14


def test_a_contact_on_a_paused_day_counts_for_due() -> None:
    history = case(WEEKLY, reached(3, 6), agreement=WEEKLY, pauses=(pause(5, 8),))
    assert due(history, 9) == 15
    assert due(history, 4) == 14
    assert due(history, 6) is None


def test_nothing_is_due_when_not_live() -> None:
    history = case(agreement=WEEKLY, closed=20, pauses=(pause(10, 12),))
    assert [due(history, day) for day in (-1, 0, 10, 12, 20)] == [None, 7, None, None, None]
    assert due(history, 9) == 7
    assert due(history, 13) == 7


def test_a_due_day_after_the_closing_is_not_suppressed() -> None:
    for closed in (6, 7, 8):
        assert due(case(agreement=WEEKLY, closed=closed), 5) == 7


def test_a_due_day_more_than_400_days_ahead_is_not_given() -> None:
    yearly = Rhythm(1, 365, VISIT)
    for paused, expected in ((35, 400), (36, None)):
        pauses = (pause(10, 9 + paused),)
        assert due(case(agreement=yearly, pauses=pauses), 0) == expected
    assert due(case(agreement=yearly, pauses=(pause(10, 45),)), 1) == 401
