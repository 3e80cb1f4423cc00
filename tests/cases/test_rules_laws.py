"""What always holds, for any history; `oracle.py` is the judge."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.rules import Contact, History, Medium, Pause, Rule, Standing, assess, measure, refuse_pauses
from tests.cases import oracle
from tests.cases.histories import AROUND, histories, judging_days, random_history

T = TypeVar("T")


def same_every_time(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Draw the same histories in every run, so that what fails once fails every time."""
    slow = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)
    return settings(
        derandomize=True, database=None, deadline=None, max_examples=examples, suppress_health_check=slow
    )


def holds(standing: Standing) -> set[Rule]:
    return {flag.kind for flag in standing.flags}


def nothing_after(history: History, on: dt.date) -> History:
    """Leave out what takes effect after a day, and a pause or closing that would hide the standing on it."""
    return replace(
        history,
        closed_on=None,
        needs=tuple(one for one in history.needs if one.valid_from <= on),
        agreements=tuple(one for one in history.agreements if one.valid_from <= on),
        contacts=tuple(one for one in history.contacts if one.day <= on),
        pauses=tuple(one for one in history.pauses if one.last < on),
        group_policies=tuple(one for one in history.group_policies if one.valid_from <= on),
        municipality_policies=tuple(one for one in history.municipality_policies if one.valid_from <= on),
    )


def later(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days)


@same_every_time(120)
@given(histories(), judging_days())
def test_the_rules_say_what_the_page_says(history: History, on: dt.date) -> None:
    assert assess(history, on).as_json("X") == oracle.standing(history, on)


@pytest.mark.parametrize("seed", range(8))
def test_the_rules_say_what_the_page_says_of_long_histories(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(25):
        history = random_history(rng, AROUND)
        on = later(AROUND, rng.choice((0, 0, -1, -30, rng.randint(-250, 120))))
        assert assess(history, on).as_json("X") == oracle.standing(history, on)


@same_every_time(150)
@given(histories(), st.integers(-200, 60))
def test_a_day_judged_by_itself_is_that_day_in_since_and_breaches_on(history: History, days: int) -> None:
    on = later(AROUND, days)
    standing = assess(history, on)
    judge = oracle.Case(history, on)
    for flag in standing.flags:
        assert flag.since <= on
        day = on
        while day >= flag.since:
            assert flag.kind in holds(assess(history, day)) or judge.paused(day)
            day = later(day, -max(1, (on - flag.since).days // 10))
        assert flag.kind in holds(assess(history, flag.since))
        before = later(flag.since, -1)
        while judge.paused(before):
            before = later(before, -1)
        assert flag.kind not in holds(assess(history, before))
    known = replace(history, contacts=tuple(one for one in history.contacts if one.day <= on))
    for rule, first in standing.breaches_on.items():
        if first is None:
            assert rule not in holds(assess(known, later(on, 400)))
            continue
        assert on < first <= later(on, 400)
        assert rule in holds(assess(known, first))
        for day in {later(on, 1), later(first, -1), later(on, (first - on).days // 2)} - {on, first}:
            assert rule not in holds(assess(known, day))


@same_every_time(60)
@given(histories(most_contacts=12), st.integers(-60, 60))
def test_silence_never_helps(history: History, days: int) -> None:
    on = max(later(AROUND, days), history.opened_on)
    settled = nothing_after(history, on)
    flags = set(assess(settled, on).flags)
    for step in (1, 2, 7, 30, 400, 2000):
        later_flags = set(assess(settled, later(on, step)).flags)
        assert flags <= later_flags, "what held holds, since the same day"
        flags = later_flags


@same_every_time(80)
@given(histories(most_contacts=12), st.integers(-60, 60), st.integers(1, 30), st.integers(1, 42))
def test_after_a_pause_to_come_the_case_stands_where_it_stood(
    history: History, days: int, away: int, length: int
) -> None:
    on = max(later(AROUND, days), history.opened_on)
    settled = nothing_after(history, on)
    pause = Pause(later(on, away), later(on, away + length - 1))
    paused = replace(settled, pauses=(*settled.pauses, pause))
    assert assess(paused, on).flags == assess(settled, on).flags
    for day in range(away, away + 40, 6):
        expected = {
            (flag.kind, flag.since if flag.since < pause.first else later(flag.since, length))
            for flag in assess(settled, later(on, day)).flags
        }
        flags = assess(paused, later(on, day + length)).flags
        assert {(flag.kind, flag.since) for flag in flags} == expected


@same_every_time(40)
@given(histories(), judging_days(), st.randoms(use_true_random=False))
def test_the_order_of_records_is_irrelevant(history: History, on: dt.date, shuffler: random.Random) -> None:
    def shuffle(records: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(shuffler.sample(records, len(records)))

    shuffled = History(
        opened_on=history.opened_on,
        closed_on=history.closed_on,
        needs=shuffle(history.needs),
        agreements=shuffle(history.agreements),
        contacts=shuffle(history.contacts),
        pauses=shuffle(history.pauses),
        group_policies=shuffle(history.group_policies),
        municipality_policies=shuffle(history.municipality_policies),
    )
    assert assess(shuffled, on) == assess(history, on)


@same_every_time(60)
@given(histories(), judging_days(), st.sampled_from(list(Medium)), st.integers(0, 60))
def test_a_contact_more_opens_no_flag_and_brings_none_forward(
    history: History, on: dt.date, medium: Medium, ago: int
) -> None:
    more = replace(history, contacts=(*history.contacts, Contact(later(on, -ago), medium, True)))
    before, after = assess(history, on), assess(more, on)
    since = {flag.kind: flag.since for flag in before.flags}
    assert all(flag.since >= since[flag.kind] for flag in after.flags)


@same_every_time(120)
@given(histories(), judging_days())
def test_the_numbers_give_the_same_verdict_as_the_rules(history: History, on: dt.date) -> None:
    numbers, standing = measure(history, on), assess(history, on)
    if not standing.live:
        assert numbers.policy is None
        return
    assert numbers.policy and numbers.need
    assert None not in (
        numbers.delivered,
        numbers.limit,
        numbers.days_unseen,
        numbers.window,
        numbers.attempts,
    )
    seen = numbers.need.rhythm.medium.face_to_face
    verdicts = {
        Rule.ERODING: numbers.delivered <= numbers.limit,  # type: ignore[operator]
        Rule.NOT_SEEN: seen and numbers.days_unseen > numbers.window,  # type: ignore[operator]
        Rule.UNFINDABLE: numbers.attempts >= numbers.policy.unfindable_attempts  # type: ignore[operator]
        and numbers.days_unreached >= numbers.unfindable_days,  # type: ignore[operator]
    }
    assert {rule for rule, held in verdicts.items() if held} == holds(standing) - {Rule.SCALED_DOWN}
    assert sum(contact.points for contact in numbers.contacts) == numbers.delivered


@same_every_time(150)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 44)), max_size=8))
def test_pauses_are_refused_as_the_page_says(spans: list[tuple[int, int]]) -> None:
    pauses = [Pause(later(AROUND, first), later(AROUND, first + length - 1)) for first, length in spans]
    days = [{(one.first - AROUND).days + n for n in range(one.length)} for one in pauses]
    touching = any(
        {day + step for day in days[a]} & days[b]
        for a in range(len(days))
        for b in range(a)
        for step in (-1, 0, 1)
    )
    all_days = set[int]().union(*days)
    fullest = max((len(all_days & set(range(day, day + 365))) for day in all_days), default=0)
    wrong = touching or fullest > 84 or any(one.length > 42 for one in pauses)
    assert bool(refuse_pauses(pauses)) is wrong


def test_the_histories_are_nasty_enough() -> None:
    """A generator that no longer makes a rule hold would prove nothing."""
    seen: dict[str, int] = {}
    for seed in range(400):
        history = random_history(random.Random(seed), AROUND)
        assert not refuse_pauses(history.pauses)
        assert all(contact.day <= AROUND for contact in history.contacts)
        standing = assess(history, AROUND)
        marks = [f"holds {flag.kind}" for flag in standing.flags]
        marks += [f"to come {rule}" for rule, day in standing.breaches_on.items() if day]
        marks += ["due"] if standing.due_on else ["closed"] if history.closed_on else []
        marks += ["paused"] if any(one.first <= AROUND <= one.last for one in history.pauses) else []
        marks += ["opens later"] if history.opened_on > AROUND else []
        marks += ["two policies"] if history.group_policies and history.municipality_policies else []
        for mark in marks:
            seen[mark] = seen.get(mark, 0) + 1
    expected = {f"{what} {rule}" for what in ("holds", "to come") for rule in Rule}
    assert expected | {"due", "closed", "paused", "opens later", "two policies"} <= set(seen)
    assert min(seen.values()) >= 5
