"""Every edge of the four rules, on the day itself and on the days beside it."""

from dataclasses import replace

import pytest

from cases.rules import History, Medium, Policy, Rhythm, Rule, scaled_down
from tests.cases.by_hand import (
    VISIT,
    WEEKLY,
    case,
    failed,
    first_day,
    from_day,
    holding,
    pause,
    policy_from,
    reached,
    stands,
)

SCALED_DOWN, ERODING, NOT_SEEN, UNFINDABLE = Rule
VIDEO, PHONE, MESSAGE = Medium.VIDEO, Medium.PHONE, Medium.MESSAGE


# Rule 1: less is promised than needed


@pytest.mark.parametrize(
    ("need", "agreement", "threshold", "holds"),
    [
        pytest.param(WEEKLY, Rhythm(1, 14, VISIT), 50, True, id="half is scaled down"),
        pytest.param(WEEKLY, Rhythm(1, 13, VISIT), 50, False, id="a day less than half the rhythm is not"),
        pytest.param(WEEKLY, Rhythm(1, 15, VISIT), 50, True, id="less than half is"),
        pytest.param(WEEKLY, Rhythm(3, 35, VISIT), 60, True, id="exactly the threshold of the policy"),
        pytest.param(WEEKLY, Rhythm(3, 35, VISIT), 59, False, id="one percent above the threshold"),
        pytest.param(Rhythm(2, 7, VISIT), WEEKLY, 50, True, id="one of two a week"),
        pytest.param(Rhythm(2, 7, VISIT), Rhythm(8, 55, VISIT), 50, False, id="a little over one of two"),
        pytest.param(Rhythm(2, 365, VISIT), Rhythm(1, 365, VISIT), 50, True, id="one of two a year"),
        pytest.param(Rhythm(1, 1, VISIT), Rhythm(182, 365, VISIT), 50, True, id="half a day short of half"),
        pytest.param(Rhythm(1, 1, VISIT), Rhythm(183, 365, VISIT), 50, False, id="half a day over half"),
        pytest.param(WEEKLY, Rhythm(7, 7, VIDEO), 50, True, id="video every day is no visit"),
        pytest.param(WEEKLY, Rhythm(1, 7, Medium.WALK_IN), 50, False, id="walk-in is seen"),
        pytest.param(WEEKLY, Rhythm(1, 7, Medium.OUTDOORS), 50, False, id="outdoors is seen"),
        pytest.param(Rhythm(1, 7, PHONE), Rhythm(1, 7, MESSAGE), 50, True, id="20 of 40 points"),
        pytest.param(Rhythm(1, 7, VIDEO), Rhythm(1, 7, PHONE), 50, False, id="40 of 50 points"),
        pytest.param(Rhythm(1, 7, VIDEO), Rhythm(1, 7, PHONE), 80, True, id="40 of 50 points is 80 percent"),
        pytest.param(
            Rhythm(1, 7, PHONE), Rhythm(1, 14, VISIT), 50, True, id="a visit is worth the call needed"
        ),
        pytest.param(Rhythm(1, 7, PHONE), Rhythm(1, 13, VISIT), 50, False, id="and no less"),
        pytest.param(Rhythm(1, 7, PHONE), Rhythm(1, 7, PHONE), 90, False, id="as needed"),
        pytest.param(WEEKLY, Rhythm(7, 7, VISIT), 50, False, id="more than needed"),
    ],
)
def test_scaled_down_at_the_threshold(need: Rhythm, agreement: Rhythm, threshold: int, holds: bool) -> None:
    assert scaled_down(agreement, need, Policy(threshold_percent=threshold)) is holds
    history = case(need, agreement=agreement, policy={"threshold_percent": threshold})
    assert (SCALED_DOWN in holding(history, 3)) is holds


@pytest.mark.parametrize(("message", "holds"), [(19, True), (20, True), (21, False)])
def test_scaled_down_weighs_by_the_policy(message: int, holds: bool) -> None:
    history = case(Rhythm(1, 7, PHONE), agreement=Rhythm(1, 7, MESSAGE), policy={"message": message})
    assert (SCALED_DOWN in holding(history, 0)) is holds


def test_without_an_agreement_in_force_nothing_is_scaled_down() -> None:
    agreements = (from_day(10, Rhythm(1, 28, VISIT)),)
    assert SCALED_DOWN not in holding(case(agreements=agreements), 9)
    assert holding(case(agreements=agreements), 10)[SCALED_DOWN] == 10


def test_small_steps_are_compared_with_the_need_and_not_with_the_agreement_before() -> None:
    steps = tuple(from_day(day, Rhythm(1, 7 + day, VISIT)) for day in range(12))
    assert first_day(SCALED_DOWN, case(agreements=steps)) == 7


def test_a_lowered_need_ends_scaled_down_on_its_day_and_a_raised_one_begins_it() -> None:
    needs = (from_day(0, WEEKLY), from_day(10, Rhythm(1, 14, VISIT)), from_day(20, Rhythm(2, 14, VISIT)))
    history = case(agreement=Rhythm(1, 14, VISIT), needs=needs)
    assert [day for day in range(25) if SCALED_DOWN in holding(history, day)] == [*range(10), *range(20, 25)]
    assert holding(history, 9)[SCALED_DOWN] == 0
    assert holding(history, 24)[SCALED_DOWN] == 20


# Rule 2: less is delivered than needed


@pytest.mark.parametrize(
    ("video", "phone", "holds"), [(49, 50, True), (50, 50, True), (50, 1, True), (1, 1, True)]
)
def test_eroding_never_counts_two_contacts_of_one_day(video: int, phone: int, holds: bool) -> None:
    history = case(
        WEEKLY,
        reached(14, 21),
        reached(21, 21, by=VIDEO),
        reached(21, by=PHONE),
        policy={"video": video, "phone": phone},
    )
    assert (ERODING in holding(history, 27)) is holds


@pytest.mark.parametrize(
    ("threshold", "extra", "holds"),
    [(50, 0, True), (50, 1, False), (51, 4, True), (51, 5, False), (90, 50, True)],
)
def test_eroding_holds_at_exactly_the_threshold_and_not_one_point_above(
    threshold: int, extra: int, holds: bool
) -> None:
    some = reached(21, by=MESSAGE) if extra else ()
    policy = {"threshold_percent": threshold, "message": extra or 20}
    assert (ERODING in holding(case(WEEKLY, reached(7, 14), some, policy=policy), 27)) is holds


def test_a_visit_counts_for_28_counted_days_its_own_included() -> None:
    history = case(WEEKLY, reached(30, 40, 50))
    assert ERODING not in holding(history, 57)
    assert ERODING in holding(history, 58)
    assert first_day(ERODING, case(WEEKLY, reached(3, 9, 16, 23))) == 37


def test_days_before_the_opening_count_as_delivered() -> None:
    assert first_day(ERODING, case()) == 13
    assert first_day(ERODING, case(WEEKLY, reached(0))) == 20
    assert first_day(ERODING, case(WEEKLY, reached(-1))) == 13
    assert first_day(ERODING, case(policy={"threshold_percent": 75})) == 6


def test_a_fast_need_has_the_shortest_window() -> None:
    assert first_day(ERODING, case(Rhythm(1, 1, VISIT))) == 6
    assert first_day(ERODING, case(Rhythm(7, 7, VISIT), policy={"window_min_days": 15})) == 7
    assert first_day(ERODING, case(Rhythm(2, 7, VISIT))) == 6


def test_a_slow_need_has_three_intervals() -> None:
    slow = Rhythm(1, 365, VISIT)
    assert first_day(ERODING, case(slow), through=600) == 547
    assert first_day(ERODING, case(Rhythm(1, 28, VISIT))) == 41
    assert first_day(ERODING, case(Rhythm(1, 29, VISIT))) == 43


def test_paused_days_are_no_part_of_the_window() -> None:
    visits = reached(30, 40, 50)
    for first, last in ((45, 45), (57, 57), (51, 57), (31, 40)):
        history = case(WEEKLY, visits, pauses=(pause(first, last),))
        moved = last - first + 1
        if first == 31:
            assert ERODING in holding(history, 57), (
                "the visit of the 40th was on a paused day and earns nothing"
            )
            continue
        assert ERODING not in holding(history, 57 + moved)
        assert holding(history, 58 + moved)[ERODING] == 58 + moved


@pytest.mark.parametrize(
    ("first", "last", "earns"), [(41, 42, True), (40, 42, False), (38, 40, False), (38, 39, True)]
)
def test_a_contact_on_a_paused_day_earns_nothing(first: int, last: int, earns: bool) -> None:
    history = case(WEEKLY, reached(30, 40, 50), pauses=(pause(first, last),))
    assert (ERODING not in holding(history, 57)) is earns


def test_an_attempt_that_did_not_reach_earns_nothing() -> None:
    assert first_day(ERODING, case(WEEKLY, failed(*range(14)))) == 13


def test_a_visit_where_a_call_was_needed_is_one_needed_contact() -> None:
    need = Rhythm(1, 7, PHONE)
    assert ERODING in holding(case(need, reached(10, 20)), 30)
    assert ERODING not in holding(case(need, reached(10, 15, 20)), 30)
    assert ERODING not in holding(case(need, reached(10, 15, 20, by=PHONE)), 30)
    assert ERODING in holding(case(need, reached(10, 15, 20, by=MESSAGE)), 30)


def test_a_past_day_is_never_asked_more_than_was_needed_then() -> None:
    needs = (from_day(0, Rhythm(1, 28, VISIT)), from_day(56, WEEKLY))
    history = case(WEEKLY, reached(35), needs=needs)
    assert ERODING not in holding(history, 58)
    assert ERODING in holding(history, 70)
    with_visits_as_asked = case(WEEKLY, reached(7, 35), needs=needs)
    assert [day for day in range(54, 70) if ERODING in holding(with_visits_as_asked, day)] == [*range(63, 70)]


def test_a_past_day_is_never_asked_more_than_is_needed_now() -> None:
    needs = (from_day(0, WEEKLY), from_day(60, Rhythm(1, 28, VISIT)))
    one = case(WEEKLY, reached(28), needs=needs)
    assert [day for day in range(55, 75) if ERODING in holding(one, day)] == [*range(55, 60), *range(69, 75)]
    two = case(WEEKLY, reached(28, 56), needs=needs)
    assert ERODING in holding(two, 59)
    assert ERODING not in holding(two, 60)


def test_a_need_that_became_a_call_asks_of_past_visits_no_more_than_a_call() -> None:
    needs = (from_day(0, WEEKLY), from_day(30, Rhythm(1, 7, PHONE)))
    history = case(WEEKLY, reached(9, 16, 23, by=PHONE), needs=needs)
    assert ERODING in holding(history, 29)
    assert ERODING not in holding(history, 30)
    slower = (from_day(0, Rhythm(1, 28, VISIT)), from_day(56, Rhythm(1, 7, PHONE)))
    assert ERODING not in holding(case(WEEKLY, reached(40), needs=slower), 56)


# Rule 3: nobody has met the resident


def test_not_seen_after_more_than_the_window() -> None:
    assert NOT_SEEN not in holding(case(), 27)
    assert holding(case(), 28) == {ERODING: 13, NOT_SEEN: 28}
    assert first_day(NOT_SEEN, case(WEEKLY, reached(5))) == 34
    assert first_day(NOT_SEEN, case(WEEKLY, reached(0))) == 29
    assert first_day(NOT_SEEN, case(WEEKLY, reached(-1))) == 28


@pytest.mark.parametrize("medium", list(Medium))
def test_only_face_to_face_is_seen(medium: Medium) -> None:
    seen = medium in (Medium.HOME_VISIT, Medium.WALK_IN, Medium.OUTDOORS)
    contacts = reached(5) + reached(5, by=PHONE) + reached(10, by=medium)
    assert first_day(NOT_SEEN, case(WEEKLY, contacts)) == (39 if seen else 34)
    assert first_day(NOT_SEEN, case(Rhythm(1, 7, medium))) == (28 if seen else None)


def test_a_failed_visit_is_not_seen() -> None:
    assert first_day(NOT_SEEN, case(WEEKLY, reached(5), failed(20))) == 34


def test_seen_in_hospital_is_seen() -> None:
    history = case(WEEKLY, reached(5, 15), pauses=(pause(10, 20),))
    assert first_day(NOT_SEEN, history) == 20 + 29
    assert first_day(NOT_SEEN, case(WEEKLY, reached(5), pauses=(pause(10, 20),))) == 34 + 11


def test_paused_days_do_not_count_as_unseen_at_either_end() -> None:
    for first, last, day in ((6, 6, 35), (5, 5, 34), (33, 33, 35), (34, 34, 35), (35, 35, 34), (30, 40, 45)):
        assert first_day(NOT_SEEN, case(WEEKLY, reached(5), pauses=(pause(first, last),))) == day


# Rule 4: people tried and failed


@pytest.mark.parametrize("attempts", [1, 2, 3, 4])
def test_unfindable_after_three_days_of_attempts(attempts: int) -> None:
    history = case(WEEKLY, failed(*range(1, attempts + 1)))
    assert first_day(UNFINDABLE, history) == (13 if attempts >= 3 else None)


def test_several_attempts_on_one_day_are_one() -> None:
    assert first_day(UNFINDABLE, case(WEEKLY, failed(1, 1, 1, 2, 2))) is None
    assert first_day(UNFINDABLE, case(WEEKLY, failed(1, 1, 2, 30, by=MESSAGE))) == 30


def test_unfindable_after_fourteen_counted_days_and_not_thirteen() -> None:
    tries = failed(1, 2, 3)
    assert first_day(UNFINDABLE, case(WEEKLY, tries)) == 13
    assert first_day(UNFINDABLE, case(WEEKLY, reached(0), tries)) == 14
    assert first_day(UNFINDABLE, case(WEEKLY, tries, pauses=(pause(8, 9),))) == 15
    assert first_day(UNFINDABLE, case(WEEKLY, reached(-3), failed(-2, -1, 0))) is None


@pytest.mark.parametrize(
    ("need", "policy", "days"),
    [
        (Rhythm(7, 7, VISIT), {}, 7),
        (Rhythm(2, 7, VISIT), {}, 7),
        (Rhythm(4, 15, VISIT), {}, 8),
        (Rhythm(3, 7, VISIT), {"unfindable_min_days": 1}, 5),
        (WEEKLY, {"unfindable_intervals": 1}, 7),
        (WEEKLY, {"unfindable_intervals": 3}, 21),
        (Rhythm(1, 14, VISIT), {}, 28),
        (Rhythm(1, 15, VISIT), {}, 28),
        (Rhythm(1, 365, VISIT), {}, 28),
        (Rhythm(1, 15, VISIT), {"unfindable_max_days": 29}, 29),
        (Rhythm(1, 15, VISIT), {"unfindable_max_days": 40}, 30),
        (WEEKLY, {"unfindable_min_days": 15}, 15),
        (Rhythm(1, 7, PHONE), {}, 14),
    ],
)
def test_the_days_after_which_nobody_is_findable(need: Rhythm, policy: dict[str, int], days: int) -> None:
    history = case(need, failed(0, 1, 2), policy=policy or {"phone": 40})
    assert first_day(UNFINDABLE, history) == days - 1


@pytest.mark.parametrize("attempts", [1, 2, 4])
def test_the_policy_sets_the_number_of_attempts(attempts: int) -> None:
    policy = {"unfindable_attempts": attempts}
    assert (
        first_day(UNFINDABLE, case(WEEKLY, failed(*range(20, 20 + attempts)), policy=policy)) == 19 + attempts
    )


@pytest.mark.parametrize("medium", list(Medium))
def test_reached_by_any_medium_is_found(medium: Medium) -> None:
    history = case(WEEKLY, failed(1, 2, 3), reached(20, by=medium), failed(21, 22, 23))
    assert [day for day in range(45) if UNFINDABLE in holding(history, day)] == [
        *range(13, 20),
        *range(34, 45),
    ]


def test_a_day_with_a_reached_contact_is_a_reached_day_whatever_else_was_tried() -> None:
    for contacts in ((failed(3), reached(3, by=MESSAGE)), (reached(3, by=MESSAGE), failed(3))):
        assert first_day(UNFINDABLE, case(WEEKLY, *contacts, failed(4, 5))) is None
        assert first_day(UNFINDABLE, case(WEEKLY, *contacts, failed(4, 5, 6))) == 17


@pytest.mark.parametrize(
    ("first", "last", "day"), [(3, 3, None), (2, 2, 14), (4, 4, 14), (1, 2, None), (3, 9, None)]
)
def test_an_attempt_on_a_paused_day_does_not_count(first: int, last: int, day: int | None) -> None:
    paused = (pause(first, last),)
    tries = failed(1, 3, 5) if day else failed(1, 3, 12)
    assert first_day(UNFINDABLE, case(WEEKLY, tries, pauses=paused)) == day


def test_reached_on_a_paused_day_is_reached() -> None:
    history = case(WEEKLY, failed(1, 2, 3), reached(6, by=PHONE), pauses=(pause(5, 7),))
    assert first_day(UNFINDABLE, history) is None
    again = replace(history, contacts=history.contacts + failed(8, 9, 10))
    assert first_day(UNFINDABLE, again) == 21


# Time: which days are live, which version and which policy is in force


def test_a_case_is_live_from_its_opening_until_the_day_before_its_closing_and_not_in_a_pause() -> None:
    history = case(agreement=Rhythm(1, 28, VISIT), closed=40, pauses=(pause(10, 12),))
    live = [day for day in range(-3, 45) if stands(history, day).live]
    assert live == [day for day in range(40) if day not in (10, 11, 12)]
    assert [day for day in range(-3, 45) if SCALED_DOWN in holding(history, day)] == live
    assert not any(holding(history, day) for day in (-1, 10, 12, 40, 41))
    closed_at_once = case(agreement=Rhythm(1, 28, VISIT), closed=0)
    assert not stands(closed_at_once, 0).live


def test_nothing_uses_a_contact_before_the_opening_or_after_the_day() -> None:
    plain = case(agreement=WEEKLY)
    for extra in (reached(-1), failed(-1, -2, -3), reached(21), failed(21, 22, 23)):
        assert stands(replace(plain, contacts=extra), 20) == stands(plain, 20)


def test_the_order_in_which_records_stand_does_not_matter() -> None:
    versions = (from_day(0, WEEKLY), from_day(9, Rhythm(1, 28, VISIT)), from_day(5, Rhythm(1, 9, VISIT)))
    history = case(
        needs=versions, agreements=versions, contacts=reached(3, 1, 2), pauses=(pause(30, 31), pause(8, 9))
    )
    turned = History(
        opened_on=history.opened_on,
        closed_on=None,
        needs=versions[::-1],
        agreements=versions[::-1],
        contacts=history.contacts[::-1],
        pauses=history.pauses[::-1],
    )
    for day in range(60):
        assert stands(history, day) == stands(turned, day)


def scaled_down_days(history: History) -> list[int]:
    return [day for day in range(20) if SCALED_DOWN in holding(history, day)]


def test_a_policy_applies_from_its_day_and_of_the_target_group_before_the_municipality() -> None:
    strict, loose = {"threshold_percent": 80}, {"threshold_percent": 50}
    history = case(agreement=Rhythm(1, 10, VISIT))
    assert scaled_down_days(history) == []
    history = replace(history, municipality_policies=(policy_from(10, **strict),))
    assert scaled_down_days(history) == [*range(10, 20)]
    newer = replace(history, municipality_policies=(*history.municipality_policies, policy_from(15, **loose)))
    assert scaled_down_days(newer) == [*range(10, 15)]
    group = replace(newer, group_policies=(policy_from(12, **loose),))
    assert scaled_down_days(group) == [10, 11]
    group = replace(newer, group_policies=(policy_from(17, **strict), policy_from(5, **loose)))
    assert scaled_down_days(group) == [17, 18, 19]


def test_the_policy_of_the_day_judges_all_days_that_the_rule_looks_at() -> None:
    history = case(municipality_policies=(policy_from(40, video=1),))
    calls = replace(history, contacts=reached(12) + reached(19, 21, 23, by=VIDEO))
    assert ERODING not in holding(calls, 39)
    assert holding(calls, 40)[ERODING] == 40
    window = case(municipality_policies=(policy_from(25, window_intervals=2),))
    assert first_day(NOT_SEEN, window) == 25


@pytest.mark.parametrize(("phone", "message", "holds"), [(40, 20, False), (10, 50, False), (10, 20, True)])
def test_the_best_of_a_day_is_the_best_by_the_policy_of_the_day_judged(
    phone: int, message: int, holds: bool
) -> None:
    both = reached(10, 15, 20, by=PHONE) + reached(10, 15, 20, by=MESSAGE)
    policies = (policy_from(30, phone=phone, message=message),)
    history = case(Rhythm(1, 7, VIDEO), both, municipality_policies=policies)
    assert ERODING not in holding(history, 29)
    assert (ERODING in holding(history, 30)) is holds
