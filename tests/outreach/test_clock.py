"""When a flag asks for somebody, and when for somebody else: every edge, a day to either side."""

from __future__ import annotations

import datetime as dt

import pytest

from outreach.clock import Episode, Given, State, after, first_unanswered, read, wish_lead_on


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


MONDAY = day("03-09")  # a week without holidays follows, and another


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("03-09", State.WAITS),
        ("03-11", State.WAITS),
        ("03-12", State.ESCALATED),
        ("03-20", State.ESCALATED),
        ("03-22", State.ESCALATED),
        ("03-23", State.UNANSWERED),
        ("12-31", State.UNANSWERED),
    ],
)
def test_without_an_answer_it_goes_to_the_lead_after_three_working_days_and_counts_after_ten(
    today: str, state: State
) -> None:
    assert read(Episode(MONDAY), day(today)).state is state


def test_a_reading_says_on_which_days_that_is() -> None:
    reading = read(Episode(MONDAY), MONDAY)
    assert (reading.since, reading.lead_on, reading.unanswered_on) == (MONDAY, day("03-12"), day("03-23"))


@pytest.mark.parametrize(
    ("detected", "lead_on"),
    [
        ("03-13", "03-18"),  # Friday: the weekend does not count
        ("03-14", "03-18"),  # Saturday and Sunday: from Monday on
        ("03-15", "03-18"),
        ("04-02", "04-09"),  # Good Friday, 3 April, and Easter Monday
        ("04-24", "04-30"),  # King's Day, 27 April
        ("12-23", "12-29"),  # Christmas, 25 December (the 26th is a Saturday)
        ("12-30", "01-05"),  # New Year
    ],
)
def test_weekends_and_dutch_holidays_do_not_count(detected: str, lead_on: str) -> None:
    expected = dt.date.fromisoformat(f"2027-{lead_on}") if lead_on < "02" else day(lead_on)
    assert read(Episode(day(detected)), day(detected)).lead_on == expected


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("03-10", State.WAITS),
        ("03-11", State.PLANNED),
        ("03-16", State.PLANNED),
        ("03-17", State.DUE),
        ("03-19", State.DUE),
        ("03-20", State.ESCALATED),
        ("03-30", State.ESCALATED),
        ("03-31", State.UNANSWERED),
    ],
)
def test_an_answer_holds_until_its_date_and_then_the_clock_begins_anew(today: str, state: State) -> None:
    answered = Episode(MONDAY, answers=[Given(day("03-11"), day("03-17"))])
    assert read(answered, day(today)).state is state


def test_an_answer_whose_date_is_the_day_it_was_given_is_due_at_once() -> None:
    answered = Episode(MONDAY, answers=[Given(day("03-11"), day("03-11"))])
    assert read(answered, day("03-11")).state is State.DUE


def test_the_last_answer_holds_also_where_its_date_is_earlier() -> None:
    answers = [Given(day("03-10"), day("03-31")), Given(day("03-11"), day("03-13"))]
    assert read(Episode(MONDAY, answers=answers), day("03-12")).state is State.PLANNED
    assert read(Episode(MONDAY, answers=answers), day("03-13")).state is State.DUE
    assert read(Episode(MONDAY, answers=answers), day("03-10")).state is State.PLANNED


def test_an_answer_after_ten_days_ends_the_waiting_and_the_flag_still_counts_as_unanswered() -> None:
    late = Episode(MONDAY, answers=[Given(day("03-24"), day("04-01"))])
    assert read(late, day("03-24")).state is State.PLANNED
    assert first_unanswered(late, day("03-22")) is None
    assert first_unanswered(late, day("03-23")) == day("03-23")
    assert first_unanswered(late, day("06-01")) == day("03-23")


@pytest.mark.parametrize(("answered", "counts"), [("03-22", False), ("03-23", False), ("03-24", True)])
def test_an_answer_on_the_tenth_day_is_in_time(answered: str, counts: bool) -> None:
    episode = Episode(MONDAY, answers=[Given(day(answered), day("12-01"))])
    assert (first_unanswered(episode, day("06-01")) is not None) is counts


@pytest.mark.parametrize(("closed", "counts"), [("03-22", False), ("03-23", False), ("03-24", True)])
def test_a_flag_that_closes_on_the_tenth_day_never_counted(closed: str, counts: bool) -> None:
    episode = Episode(MONDAY, closed_on=day(closed))
    assert (first_unanswered(episode, day("06-01")) is not None) is counts
    assert read(episode, day(closed)).state is State.OVER
    assert read(episode, day("03-20")).state is State.ESCALATED


def test_a_plan_whose_date_passed_unseen_counts_too() -> None:
    episode = Episode(MONDAY, answers=[Given(day("03-10"), day("03-11")), Given(day("05-01"), day("06-01"))])
    assert first_unanswered(episode, day("05-20")) == after(day("03-11"), 10)


def test_a_pause_interrupts_the_clock_and_it_resumes_where_it_stood() -> None:
    # Tuesday counts, then a pause to Sunday, and Monday and Tuesday make three.
    paused = Episode(MONDAY, pauses=[(day("03-11"), day("03-15"))])
    assert read(paused, day("03-10")).state is State.WAITS
    assert read(paused, day("03-11")).state is State.STILL
    assert read(paused, day("03-15")).state is State.STILL
    assert read(paused, day("03-16")).state is State.WAITS
    assert read(paused, day("03-17")).state is State.ESCALATED


def test_a_pause_of_weekend_days_only_changes_nothing_after_it() -> None:
    assert read(Episode(MONDAY, pauses=[(day("03-14"), day("03-15"))]), MONDAY).unanswered_on == day("03-23")


def test_an_escalated_flag_stays_so_after_a_pause() -> None:
    paused = Episode(MONDAY, pauses=[(day("03-16"), day("04-12"))])
    assert read(paused, day("03-13")).state is State.ESCALATED
    assert read(paused, day("03-16")).state is State.STILL
    assert read(paused, day("04-13")).state is State.ESCALATED
    # Four working days before it, and six after.
    assert read(paused, day("04-13")).unanswered_on == day("04-20")


def test_a_plan_that_ended_in_a_pause_is_due_after_it() -> None:
    paused = Episode(
        MONDAY, answers=[Given(day("03-10"), day("03-12"))], pauses=[(day("03-11"), day("03-20"))]
    )
    assert read(paused, day("03-12")).state is State.STILL
    assert read(paused, day("03-23")).state is State.DUE
    assert read(paused, day("03-25")).state is State.ESCALATED


def test_a_wish_goes_to_the_lead_after_two_working_days() -> None:
    assert wish_lead_on(MONDAY) == day("03-11")
    assert wish_lead_on(day("03-13")) == day("03-17")
    assert wish_lead_on(day("04-02")) == day("04-08")
