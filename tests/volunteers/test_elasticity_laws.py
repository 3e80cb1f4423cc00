"""What always holds of elasticity, on histories that nobody would think of, against a second reading of the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from volunteers.elasticity import (
    ONE,
    WEEKS,
    Asked,
    Facts,
    Task,
    load_parts,
    loads_by_week,
    next_strain,
    read,
    week_of,
)

MONDAY = dt.date(2026, 3, 16)
_LAST = 7 * 20
days = st.integers(-_LAST, _LAST).map(lambda number: MONDAY + dt.timedelta(days=number))
tasks = st.lists(
    st.builds(
        Task,
        on=days,
        minutes=st.integers(15, 480),
        metres=st.integers(0, 20_000),
        weight_percent=st.sampled_from((50, 100, 120, 150)),
    ),
    max_size=40,
)
asked = st.lists(
    st.builds(
        lambda on, wait: Asked(on, None if wait is None else on + dt.timedelta(days=wait)),
        days,
        st.none() | st.integers(0, 40),
    ),
    max_size=20,
)
histories = st.builds(
    lambda capacity, done, questions, pulses: Facts(
        capacity, loads_by_week(done), asked=questions, pulses=pulses
    ),
    st.integers(30, 2400),
    tasks,
    asked,
    st.lists(days, max_size=4),
)


def by_the_page(facts: Facts, day: dt.date) -> tuple[Fraction, float, bool]:
    """Read the page once more, forwards and day by day, with fractions: strain, elasticity, and rest."""
    strain, resting, left = Fraction(0), False, 1.0
    now = week_of(day) - dt.timedelta(weeks=WEEKS)
    while now <= day:
        if now.weekday() == 0 and now > week_of(day) - dt.timedelta(weeks=WEEKS):
            u = Fraction(facts.loads.get(now - dt.timedelta(weeks=1), 0), load_parts())
            strain = Fraction(707, 1000) * strain + Fraction(293, 1000) * u / facts.capacity
        waiting = [
            each for each in facts.asked if each.on <= now and (each.until is None or now < each.until)
        ]
        tired = sum(2 ** (-(now - each.on).days / 7) for each in waiting)
        pulse = any(tapped <= now < tapped + dt.timedelta(days=14) for tapped in facts.pulses)
        left = min(max(1 - float(strain) - 0.15 * max(0.0, tired - 1) - 0.25 * pulse, 0.0), 1.0)
        resting = left == 0 or (resting and left < 0.2)
        now += dt.timedelta(days=1)
    return strain, left, resting


@given(histories, days)
def test_it_is_the_page_read_once_more(facts: Facts, day: dt.date) -> None:
    strain, left, resting = by_the_page(facts, day)
    reading = read(facts, day)
    assert abs(Fraction(reading.strain, ONE) - strain) < Fraction(1, 100_000)
    assert abs(reading.elasticity / ONE - left) < 1e-5
    if min(abs(left - 0.2), left) > 1e-4:  # away from the two limits, where a millionth decides
        assert reading.resting is resting or _near_a_limit(facts, day)


def _near_a_limit(facts: Facts, day: dt.date) -> bool:
    """Tell whether on some day before E was within rounding of a limit without being there."""
    for number in range(7 * WEEKS):
        left = by_the_page(facts, day - dt.timedelta(days=number))[1]
        if 0 < left < 1e-5 or abs(left - 0.2) < 1e-5:
            return True
    return False


@given(histories, days)
def test_it_lies_between_nought_and_one_and_nought_is_rest(facts: Facts, day: dt.date) -> None:
    reading = read(facts, day)
    assert 0 <= reading.elasticity <= ONE
    assert reading.resting >= (reading.elasticity == 0)
    assert not (reading.resting and reading.elasticity >= ONE // 5)


@given(histories, tasks, days)
def test_more_load_never_leaves_more(facts: Facts, more: list[Task], day: dt.date) -> None:
    loads = dict(facts.loads)
    for monday, extra in loads_by_week(more).items():
        loads[monday] = loads.get(monday, 0) + extra
    before, after = read(facts, day), read(replace(facts, loads=loads), day)
    assert after.strain >= before.strain
    assert after.elasticity <= before.elasticity
    assert after.resting >= before.resting


@given(histories, asked, days)
def test_more_questions_never_leave_more(facts: Facts, more: list[Asked], day: dt.date) -> None:
    after = read(replace(facts, asked=[*facts.asked, *more]), day)
    assert after.elasticity <= read(facts, day).elasticity
    assert after.resting >= read(facts, day).resting


@given(histories, days, days)
def test_too_much_never_leaves_more(facts: Facts, tapped: dt.date, day: dt.date) -> None:
    after = read(replace(facts, pulses=[*facts.pulses, tapped]), day)
    assert after.elasticity <= read(facts, day).elasticity


@given(histories, days)
def test_who_gives_more_time_is_strained_no_more(facts: Facts, day: dt.date) -> None:
    assert read(replace(facts, capacity=2 * facts.capacity), day).strain <= read(facts, day).strain


@given(histories, days)
def test_what_comes_later_changes_nothing(facts: Facts, day: dt.date) -> None:
    until = Facts(
        facts.capacity,
        {monday: load for monday, load in facts.loads.items() if monday + dt.timedelta(days=6) < day},
        asked=[each for each in facts.asked if each.on <= day],
        pulses=[tapped for tapped in facts.pulses if tapped <= day],
    )
    assert read(until, day) == read(facts, day)


@given(histories, days, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(facts: Facts, day: dt.date, random: object) -> None:
    turned = replace(facts, asked=list(facts.asked)[::-1], loads=dict(reversed(list(facts.loads.items()))))
    assert read(turned, day) == read(facts, day)


@given(histories, days)
def test_who_is_left_alone_has_room_again(facts: Facts, day: dt.date) -> None:
    quiet = max([day, *facts.pulses, *(each.on for each in facts.asked), *facts.loads]) + dt.timedelta(
        weeks=30
    )
    reading = read(facts, quiet)
    assert not reading.resting
    assert reading.elasticity > 900_000


@given(st.integers(0, 5 * ONE))
def test_two_idle_weeks_halve_strain_to_a_fiftieth_of_a_percent(before: int) -> None:
    after = next_strain(next_strain(before, 0, 60), 0, 60)
    assert abs(2 * after - before) <= before * 31 // 100_000 + 4
