"""How much a volunteer can still give: the examples of docs/elasticity.md, and every edge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

import pytest

from volunteers.elasticity import (
    BOUNDS,
    DEFAULT,
    ONE,
    WEEKS,
    Asked,
    Facts,
    Mood,
    Policy,
    Task,
    elasticity,
    exact,
    fading,
    fatigue,
    has_pulse,
    load,
    load_parts,
    loads_by_week,
    next_strain,
    read,
    strain,
    week_of,
)

MONDAY = dt.date(2026, 3, 16)
TWO_HOURS = 120


def day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


def minutes(tasks: list[Task]) -> Fraction:
    return Fraction(load(tasks), load_parts())


def filled(weeks: Mapping[int, Fraction | int], capacity: int = TWO_HOURS) -> Facts:
    """Return facts in which week n (0 is the week of MONDAY) asked so many times the capacity."""
    loads = {day(7 * number): int(times * capacity * load_parts()) for number, times in weeks.items()}
    return Facts(capacity, loads)


def strained(to: Fraction, day_: dt.date, capacity: int = TWO_HOURS) -> Facts:
    """Return facts that give a strain on a day, by one heavy week before it."""
    monday = week_of(day_) - dt.timedelta(days=7)
    return Facts(capacity, {monday: int(to / Fraction(293, 1000) * capacity * load_parts())})


# --- Load ---


def test_an_hour_of_groceries_a_kilometre_away_asks_an_hour_and_ten_minutes() -> None:
    assert minutes([Task(MONDAY, 60, 1000, 100)]) == 70


@pytest.mark.parametrize(("weight", "asked"), [(50, 35), (100, 70), (120, 84), (150, 105)])
def test_time_and_travel_weigh_by_the_kind(weight: int, asked: int) -> None:
    assert minutes([Task(MONDAY, 60, 1000, weight)]) == asked


def test_travel_is_there_and_back_at_the_speed_of_the_policy() -> None:
    assert minutes([Task(MONDAY, 0, 1, 100)]) == Fraction(1, 100)  # 2 m at 200 m a minute
    slow = Policy(travel_kmh=6)
    assert Fraction(load([Task(MONDAY, 0, 1, 100)], slow), load_parts(slow)) == Fraction(1, 50)


def test_a_week_runs_from_monday_to_sunday() -> None:
    assert week_of(day(0)) == week_of(day(6)) == MONDAY
    assert week_of(day(-1)) == day(-7)
    tasks = [Task(day(number), 60, 0, 100) for number in (-1, 0, 6, 7)]
    assert loads_by_week(tasks) == {
        day(-7): load(tasks[:1]),
        MONDAY: load(tasks[1:3]),
        day(7): load(tasks[3:]),
    }


# --- Strain ---


def test_strain_keeps_707_thousandths_and_takes_293_of_the_week() -> None:
    assert next_strain(800_000, 2 * TWO_HOURS * load_parts(), TWO_HOURS) == 1_151_600
    assert next_strain(0, TWO_HOURS * load_parts(), TWO_HOURS) == 293_000
    assert next_strain(ONE, 0, TWO_HOURS) == 707_000


def test_strain_is_rounded_once_to_the_nearest_millionth_half_up() -> None:
    assert next_strain(1, 0, 30) == 1  # 0.707
    assert next_strain(500, 0, 30) == 354  # 353.5
    # A load of one part: 0.293 millionth and less.
    assert next_strain(0, 1, 30) == 0
    assert next_strain(0, load_parts() * 30 // ONE, 30) == 0
    assert next_strain(0, 2 * load_parts() * 30 // ONE, 30) == 1


def test_two_idle_weeks_halve_strain() -> None:
    for before in (ONE, 800_000, 123_456):
        after = next_strain(next_strain(before, 0, 60), 0, 60)
        assert abs(Fraction(after, before) - Fraction(1, 2)) < Fraction(1, 5000)


def test_the_running_week_counts_when_it_is_over() -> None:
    facts = filled({0: 1})
    assert strain(facts, day(-1)) == strain(facts, day(0)) == strain(facts, day(6)) == 0
    assert strain(facts, day(7)) == strain(facts, day(13)) == 293_000
    assert strain(facts, day(14)) == 207_151


def test_as_many_hours_as_one_gives_each_week_comes_to_a_strain_of_one_and_no_more() -> None:
    facts = filled(dict.fromkeys(range(-60, 0), 1))
    strains = [strain(facts, day(7 * number)) for number in range(-59, 1)]
    assert strains == sorted(strains)
    assert strains[-1] <= ONE
    assert ONE - strains[-1] < 10


def test_a_week_is_reckoned_with_what_was_given_in_that_week() -> None:
    loads = {day(-7): 120 * load_parts()}
    assert strain(Facts(120, loads), MONDAY) == 293_000
    assert strain(Facts(240, loads), MONDAY) == 146_500
    assert strain(Facts(240, loads, {day(-7): 120}), MONDAY) == 293_000


def test_of_what_is_longer_ago_than_a_year_nothing_counts() -> None:
    heavy = filled({-WEEKS - 1: 40})
    assert strain(heavy, MONDAY) == 0
    assert strain(filled({-WEEKS: 40}), MONDAY) <= 1


def test_half_an_hour_a_week_is_the_least_that_divides() -> None:
    with pytest.raises(ValueError, match="some time"):
        read(Facts(0), MONDAY)
    with pytest.raises(ValueError, match="some time"):
        read(Facts(60, capacities={day(-7): 0}), MONDAY)


# --- Fatigue ---


@pytest.mark.parametrize(("days", "left"), [(0, ONE), (7, 500_000), (14, 250_000), (1, 905_724), (70, 977)])
def test_a_question_without_an_answer_fades_by_half_in_a_week(days: int, left: int) -> None:
    assert fading(days, 7) == left


def test_an_answer_ends_what_a_question_weighs_whether_yes_or_no() -> None:
    asked = [Asked(day(0), day(3))]
    assert [fatigue(asked, day(number)) > 0 for number in range(-1, 5)] == [
        False,
        True,
        True,
        True,
        False,
        False,
    ]


def test_one_that_ran_out_goes_on_weighing() -> None:
    assert fatigue([Asked(day(0)), Asked(day(0))], day(7)) == ONE


def test_ten_times_no_changes_nothing() -> None:
    answered = [Asked(day(number), day(number)) for number in range(10)]
    assert read(Facts(TWO_HOURS, asked=answered), day(10)) == read(Facts(TWO_HOURS), day(10))


# --- Elasticity ---


@pytest.mark.parametrize(
    ("strain_", "tired", "pulse", "left"),
    [
        (0, 0, False, ONE),
        (0, ONE, False, ONE),  # the first question is free
        (0, 2 * ONE, False, 850_000),
        (0, 0, True, 750_000),
        (300_000, 2 * ONE, True, 300_000),
        (ONE, 0, False, 0),
        (ONE - 1, 0, False, 1),
        (5 * ONE, 9 * ONE, True, 0),
        (0, ONE + 1, False, ONE),  # 0.15 millionth
        (0, ONE + 10, False, ONE - 2),  # 1.5, in favour of rest
    ],
)
def test_elasticity_is_what_strain_questions_and_too_much_leave(
    strain_: int, tired: int, pulse: bool, left: int
) -> None:
    assert elasticity(strain_, tired, pulse) == left


@pytest.mark.parametrize(("number", "counts"), [(-1, False), (0, True), (13, True), (14, False)])
def test_too_much_counts_for_fourteen_days(number: int, counts: bool) -> None:
    assert has_pulse([day(0)], day(number)) is counts
    facts = Facts(TWO_HOURS, pulses=[day(0), day(0)])  # twice is once
    assert read(facts, day(number)).elasticity == (750_000 if counts else ONE)


@pytest.mark.parametrize(
    ("left", "mood"), [(ONE, Mood.ROOMY), (500_000, Mood.ROOMY), (499_999, Mood.MIND), (1, Mood.MIND)]
)
def test_half_of_the_elastic_is_roomy_and_less_is_to_be_minded(left: int, mood: Mood) -> None:
    reading = read(strained(Fraction(ONE - left, ONE), MONDAY), MONDAY)
    assert (reading.elasticity, reading.resting, reading.mood()) == (left, False, mood)


# --- Rest ---


def test_a_strain_of_080_and_a_double_week_is_rest_and_two_idle_weeks_end_it() -> None:
    # The strain of 0.80 comes from the week before; then a double week.
    facts = filled({-1: Fraction(800, 293), 0: 2})
    readings = [read(facts, day(7 * number)) for number in range(4)]
    assert [reading.strain for reading in readings] == [800_000, 1_151_600, 814_181, 575_626]
    assert [reading.elasticity for reading in readings] == [200_000, 0, 185_819, 424_374]
    assert [reading.resting for reading in readings] == [False, True, True, False]
    assert [reading.mood() for reading in readings] == [Mood.MIND, Mood.REST, Mood.REST, Mood.MIND]


def test_a_low_elasticity_that_never_was_nought_is_no_rest() -> None:
    reading = read(strained(Fraction(9, 10), MONDAY), MONDAY)
    assert (reading.elasticity, reading.resting) == (100_000, False)


@pytest.mark.parametrize(("strain_", "resting"), [(800_000, False), (800_001, True)])
def test_rest_ends_at_exactly_a_fifth(strain_: int, resting: bool) -> None:
    # Empty in the week before; what the strain is now is made by what that week itself asked.
    before = 1_200_000
    kept = next_strain(before, 0, TWO_HOURS)
    more = Fraction(strain_ - kept, ONE) / Fraction(293, 1000)
    assert more < 0  # an idle week leaves more than 0.8: so begin lower
    before = 1_050_000
    more = Fraction(strain_ - next_strain(before, 0, TWO_HOURS), ONE) / Fraction(293, 1000)
    facts = filled({-2: Fraction(before, 293_000), -1: more})
    assert read(facts, day(-7)).resting
    reading = read(facts, MONDAY)
    assert (reading.strain, reading.resting) == (strain_, resting)


def test_rest_that_ended_does_not_come_back_before_the_elastic_is_empty_again() -> None:
    # Empty, then room again, then low: minded, but no rest.
    facts = filled({-4: 5, -1: Fraction(3, 2)})
    assert read(facts, day(-21)).resting
    assert read(facts, day(-7)).elasticity > 200_000
    reading = read(facts, MONDAY)
    assert 0 < reading.elasticity < 200_000
    assert not reading.resting


def test_rest_can_end_in_the_middle_of_a_week() -> None:
    # A strain of 0.78 that stays, with "te veel" on a Wednesday: empty until the fourteen days are over.
    steady = dict.fromkeys(range(-60, 10), Fraction(78, 100))
    facts = Facts(TWO_HOURS, filled(steady).loads, pulses=[day(2)])
    assert [read(facts, day(number)).resting for number in (1, 2, 15, 16)] == [False, True, True, False]


def test_company_for_all_the_hours_that_one_gives_comes_to_rest_and_the_series_may_go_on() -> None:
    tasks = [Task(day(7 * number + 2), TWO_HOURS, 500, 120) for number in range(30)]
    facts = Facts(TWO_HOURS, loads_by_week(tasks))
    readings = [read(facts, day(7 * number)) for number in range(30)]
    left = [reading.elasticity for reading in readings]
    assert left == sorted(left, reverse=True)
    first = next(number for number, reading in enumerate(readings) if reading.resting)
    assert first == 5
    assert all(reading.resting for reading in readings[first:])


# --- Policy ---


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_a_number_of_the_policy_beyond_its_bounds_is_refused(name: str) -> None:
    least, most = BOUNDS[name]
    assert least <= getattr(DEFAULT, name) <= most
    for number in (least - 1, most + 1):
        with pytest.raises(ValueError, match=name):
            Policy(**{name: number})


def test_who_has_room_does_not_rest() -> None:
    with pytest.raises(ValueError, match="roomy"):
        Policy(rest_until_percent=50, roomy_percent=49)
    assert Policy(rest_until_percent=50).roomy_percent == 50


def test_another_policy_is_another_answer() -> None:
    facts = strained(Fraction(9, 10), MONDAY)
    assert read(facts, MONDAY).mood() == Mood.MIND
    generous = Policy(rest_until_percent=5, roomy_percent=10)
    assert read(facts, MONDAY, generous).mood(generous) == Mood.ROOMY


def test_millionths_are_what_they_are() -> None:
    assert exact(250_000) == Fraction(1, 4)
