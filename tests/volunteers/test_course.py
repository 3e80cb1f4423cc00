"""The tables of moves, and when somebody is called: every move and every moment, one by one."""

from __future__ import annotations

import datetime as dt
import itertools
import zoneinfo

import pytest

from volunteers.clock import Asked, ClockHours, Step, steps
from volunteers.course import (
    ENDED,
    OFFER_MOVES,
    REQUEST_MOVES,
    SOUGHT,
    TASK_MOVES,
    OfferState,
    State,
    TaskState,
    may_move,
)
from volunteers.dayparts import first_free, is_over, part_of, slots

ZONE = zoneinfo.ZoneInfo("Europe/Amsterdam")
OPENED = dt.datetime(2026, 11, 25, 10, tzinfo=ZONE)


def test_only_these_moves_of_a_request_are_allowed() -> None:
    new, opened, offered, accepted, done, withdrawn, escalated, not_solved = State
    allowed = {
        (one, other)
        for one, other in itertools.product(State, repeat=2)
        if may_move(REQUEST_MOVES, one, other)
    }
    ends = {
        (one, end) for one in (opened, offered, accepted, escalated) for end in (done, withdrawn, not_solved)
    }
    assert allowed == ends | {
        (new, opened),
        (new, withdrawn),
        (new, not_solved),
        (opened, offered),
        (opened, accepted),
        (opened, escalated),
        (offered, opened),
        (offered, accepted),
        (offered, escalated),
        (accepted, opened),
        (accepted, escalated),
        (escalated, accepted),
    }
    assert {done, withdrawn, not_solved} == ENDED
    assert not ENDED & SOUGHT


def test_a_late_yes_is_a_move_and_what_was_taken_back_is_not() -> None:
    late = {state for state in OfferState if may_move(OFFER_MOVES, state, OfferState.ACCEPTED)}
    assert late == {OfferState.OPEN, OfferState.EXPIRED, OfferState.DECLINED}
    assert OFFER_MOVES[OfferState.ACCEPTED] == {OfferState.VOID}, "what was handed back"
    ended = {state for state in TaskState if not TASK_MOVES[state]}
    assert ended == {TaskState.HANDED_BACK, TaskState.CANCELLED}


def _hours(asked: Asked) -> list[tuple[Step, float]]:
    return [
        (step, (moment - asked.opened_at).total_seconds() / 3600)
        for step, moment in steps(asked, ClockHours())
    ]


def test_who_is_called_when_nobody_answers() -> None:
    assert _hours(Asked(OPENED, urgent=False)) == [(Step.WIDEN, 24), (Step.COORDINATOR, 48), (Step.DUTY, 72)]
    assert _hours(Asked(OPENED, urgent=True)) == [(Step.COORDINATOR, 0), (Step.DUTY, 4)]
    assert _hours(Asked(OPENED, urgent=True, of_case=True)) == [
        (Step.COORDINATOR, 0),
        (Step.WORKER, 2),
        (Step.DUTY, 4),
    ]
    danger = Asked(OPENED, urgent=True, danger=True, of_case=True)
    assert _hours(danger) == [(Step.COORDINATOR, 0), (Step.WORKER, 0), (Step.DUTY, 0)]


@pytest.mark.parametrize("day", [dt.date(2026, 3, 28), dt.date(2026, 10, 24)])
def test_an_hour_is_an_hour_when_the_clock_is_changed(day: dt.date) -> None:
    opened = dt.datetime.combine(day, dt.time(23), ZONE)
    duty = list(steps(Asked(opened, urgent=True), ClockHours()))[-1][1]
    assert duty.astimezone(dt.UTC) - opened.astimezone(dt.UTC) == dt.timedelta(hours=4)


def test_parts_of_a_day() -> None:
    wednesday = dt.date(2026, 11, 25)
    assert slots(wednesday, "morning") == (6,)
    assert slots(wednesday, "any") == (6, 7, 8)
    assert [part_of(dt.time(hour)) for hour in (3, 8, 11, 12, 16, 17, 22)] == [
        "morning", "morning", "morning", "afternoon", "afternoon", "evening", "evening",
    ]  # fmt: skip


def test_a_task_is_put_where_there_is_room() -> None:
    day = dt.date(2026, 11, 25)

    def at(hour: int, minute: int = 0) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(hour, minute), ZONE)

    assert first_free(day, "morning", 60, [], ZONE) == at(8)
    assert first_free(day, "morning", 60, [(at(8), at(9, 15))], ZONE) == at(9, 30)
    assert first_free(day, "morning", 60, [(at(7), at(12))], ZONE) is None
    assert first_free(day, "any", 60, [(at(7), at(12))], ZONE) == at(12)
    assert first_free(day, "any", 60, [], ZONE, allowed=slots(day, "evening")) == at(17)
    assert first_free(day, "any", 60, [], ZONE, since=at(13, 10)) == at(13, 30)
    assert first_free(day, "morning", 60, [], ZONE, since=at(11, 10)) is None


def test_a_part_of_today_is_over_when_its_last_hour_is() -> None:
    over = [
        (part, hour)
        for part in ("morning", "evening", "any")
        for hour in (11, 12, 20, 21, 23)
        if is_over(part, dt.time(hour))
    ]
    assert over == [
        ("morning", 12),
        ("morning", 20),
        ("morning", 21),
        ("morning", 23),
        ("evening", 21),
        ("evening", 23),
    ]
