"""What becomes of a promise: done with thanks, handed back with its age, not kept; and series that go on."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from tests.volunteers.conftest import (
    NOW,
    TOMORROW,
    Ask,
    Neighbour,
    again,
    at,
    days,
    kinds,
    letters,
)
from volunteers import filing, keeping, offering, tasks, volunteering
from volunteers.changing import version_of
from volunteers.models import HelpRequest, Task, Volunteer
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


def _promise(request: HelpRequest, volunteer: Volunteer, now: dt.datetime = NOW) -> list[Task]:
    held = offering.offer(request=request, volunteer=volunteer, now=now)
    return offering.accept(actor=volunteer.user, offer=held, now=now)


def test_done_is_thanked_and_both_are_told_once(ask: Ask, neighbour: Neighbour) -> None:
    request, volunteer = ask(email="wit@voorbeeldstad.example"), neighbour()
    (task,) = _promise(request, volunteer)
    with pytest.raises(ValidationError, match="moet nog komen"), transaction.atomic():
        keeping.did(actor=volunteer.user, task=task, now=at(TOMORROW, 10))
    for _ in range(2):
        keeping.did(actor=volunteer.user, task=task, now=at(TOMORROW, 13))
    assert (again(request).state, again(task).thanked_at) == ("done", at(TOMORROW, 13))
    assert [letter.recipient for letter in letters("task_thanks")] == [volunteer.user]
    assert len(letters("help_done")) == 1


def test_away_set_over_an_accepted_task_asks_to_keep_it_or_to_hand_it_back(
    ask: Ask, neighbour: Neighbour
) -> None:
    kept, back = ask(first_on=days(3)), ask(first_on=days(4))
    volunteer = neighbour()
    for request in (kept, back):
        _promise(request, volunteer)
    with pytest.raises(ValidationError, match="28 november, 29 november") as refused, transaction.atomic():
        volunteering.go_away(
            actor=volunteer.user, volunteer=volunteer, first_day=days(1), last_day=days(9), now=NOW
        )
    assert refused.value.code == volunteering.TASKS_MEANWHILE
    later = at(days(2))
    volunteering.go_away(
        actor=volunteer.user,
        volunteer=volunteer,
        first_day=days(3),
        last_day=days(3),
        now=later,
        tasks="keep",
    )
    assert again(kept).state == "accepted"
    volunteering.go_away(
        actor=volunteer.user,
        volunteer=volunteer,
        first_day=days(4),
        last_day=days(9),
        now=later,
        tasks="hand_back",
    )
    opened = again(back)
    assert (opened.state, opened.opened_at, opened.received_at) == ("open", NOW, NOW), (
        "the original age stays"
    )
    assert opened.clock.get(kind="duty").due_at == NOW + dt.timedelta(hours=72)
    assert (again(kept).state, volunteer.away.count()) == ("accepted", 2)


def test_handed_back_twice_is_handed_back_once(ask: Ask, neighbour: Neighbour) -> None:
    request, volunteer = ask(), neighbour()
    (task,) = _promise(request, volunteer)
    for _ in range(2):
        assert keeping.hand_back(actor=volunteer.user, task=task, now=NOW) == request
    assert kinds(request).count("handed_back") == 1
    other = neighbour("bo")
    assert _promise(again(request), other), "somebody else can come"


def test_what_is_over_is_not_handed_back(ask: Ask, neighbour: Neighbour) -> None:
    volunteer = neighbour()
    (task,) = _promise(ask(), volunteer)
    with pytest.raises(ValidationError, match="al geweest"), transaction.atomic():
        keeping.hand_back(actor=volunteer.user, task=task, now=at(TOMORROW, 13))


def test_weekly_groceries_with_the_regular_one_ill_seeks_for_that_date_only(
    ask: Ask, neighbour: Neighbour
) -> None:
    request = ask(rrule="FREQ=WEEKLY;BYDAY=TH", email="wit@voorbeeldstad.example")
    regular, other = neighbour("an"), neighbour("bo")
    planned = _promise(request, regular)
    assert [task.day for task in planned] == [days(1 + 7 * n) for n in range(8)]
    now = at(days(7))
    date = keeping.hand_back(actor=regular.user, task=planned[1], now=now, why="ziek")
    assert (date.part_of, date.first_on, date.state, date.urgent) == (request, days(8), "open", True)
    assert date.opened_at == now and date.phone == request.phone
    assert again(request).state == "accepted"
    (task,) = _promise(date, other, now)
    assert task.day == days(8)
    assert keeping.hand_back(actor=regular.user, task=planned[1], now=now) == date
    assert HelpRequest.objects.filter(part_of=request).count() == 1
    assert keeping.extend(request=request, now=at(days(8))) == 2, "the series goes on"
    assert not Task.objects.filter(request=request, day=days(8), state="accepted").exists()
    (letter,) = letters("help_date_again")
    assert letter.numbers == {"day": 3, "month": 12}


def test_a_series_is_handed_back_as_a_whole_and_found_again(ask: Ask, neighbour: Neighbour) -> None:
    request, regular = ask(rrule="FREQ=WEEKLY"), neighbour("an")
    planned = _promise(request, regular)
    keeping.did(actor=regular.user, task=planned[0], now=at(days(1), 13))
    now = at(days(2))
    keeping.hand_back(actor=regular.user, task=planned[1], now=now, also_later=True)
    opened = again(request)
    assert (opened.state, opened.first_on, opened.opened_at) == ("open", days(8), NOW)
    assert set(request.tasks.values_list("state", flat=True)) == {"done", "handed_back"}
    assert keeping.extend(request=request, now=now) == 0
    assert len(_promise(opened, neighbour("bo"), now)) == 8


def test_exactly_the_hours_of_company_every_week_goes_on_until_it_is_handed_back(
    ask: Ask, neighbour: Neighbour
) -> None:
    volunteer = neighbour(minutes_a_week=60)
    request = ask(kind="company", rrule="FREQ=WEEKLY")
    _promise(request, volunteer)
    for week in range(1, 9):
        keeping.extend(request=request, now=at(days(7 * week)))
    assert Task.objects.going().filter(request=request).count() == 16


def test_a_series_that_ends_is_done_with_its_last_date(ask: Ask, neighbour: Neighbour) -> None:
    request, volunteer = ask(rrule="FREQ=WEEKLY", last_on=days(8)), neighbour()
    first, last = _promise(request, volunteer)
    keeping.did(actor=volunteer.user, task=first, now=at(first.day, 13))
    assert again(request).state == "accepted"
    keeping.did(actor=volunteer.user, task=last, now=at(last.day, 13))
    assert again(request).state == "done"
    assert kinds(request)[-2:] == ["date_done", "done"]


def test_two_no_shows_and_a_third_ask_for_a_kind_call_and_ban_nobody(
    ask: Ask, neighbour: Neighbour, coordinator: User
) -> None:
    volunteer = neighbour()
    before = Volunteer.objects.values().get(pk=volunteer.pk)
    called = []
    for day in (1, 8, 15):
        now = at(days(day - 1))
        (task,) = _promise(ask(now=now, first_on=days(day)), volunteer, now)
        keeping.did_not_come(actor=coordinator, task=task, now=at(days(day), 13))
        keeping.did_not_come(actor=coordinator, task=task, now=at(days(day), 14))
        called.append([(letter.recipient, letter.numbers) for letter in letters("volunteer_call")])
    assert called[0] == []
    assert called[1] == [(coordinator, {"count": 2})]
    assert len(called[2]) == 2
    assert Volunteer.objects.values().get(pk=volunteer.pk) == before
    now = at(days(70))  # the first two are more than sixty days ago
    (task,) = _promise(ask(now=now, first_on=days(71)), volunteer, now)
    Task.objects.filter(day__lt=days(12)).update(state="no_show")
    keeping.did_not_come(actor=coordinator, task=task, now=at(days(71), 13))
    assert letters("volunteer_call")[-1].numbers == {"count": 2}, "of the last sixty days"


def test_who_did_not_come_is_sought_again(ask: Ask, neighbour: Neighbour, coordinator: User) -> None:
    request = ask(email="wit@voorbeeldstad.example")
    (task,) = _promise(request, neighbour())
    keeping.did_not_come(actor=coordinator, task=task, now=at(days(2), 9))
    opened = again(request)
    assert (opened.state, opened.first_on, opened.opened_at) == ("open", days(2), NOW)
    assert letters("help_again")


def test_of_two_who_were_asked_for_one_came_and_it_is_done(ask: Ask, neighbour: Neighbour) -> None:
    request = ask(helpers=2)
    (task,) = _promise(request, neighbour())
    keeping.did(actor=task.volunteer.user, task=task, now=at(TOMORROW, 13))
    assert again(request).state == "done"


def test_what_was_done_stays_done_when_a_series_is_withdrawn(ask: Ask, neighbour: Neighbour) -> None:
    request, volunteer = ask(rrule="FREQ=WEEKLY"), neighbour()
    planned = _promise(request, volunteer)
    now = at(days(2))
    filing.withdraw(actor=None, request=request, now=now)
    assert [again(task).state for task in planned[:2]] == ["accepted", "cancelled"]
    keeping.settle_past(task=planned[0], now=at(days(4)))
    assert again(planned[0]).state == "done" and again(request).state == "withdrawn"


def test_what_nobody_says_anything_of_is_done_after_two_days(ask: Ask, neighbour: Neighbour) -> None:
    request = ask()
    (task,) = _promise(request, neighbour())
    keeping.settle_past(task=task, now=at(days(3), 11))
    assert again(task).state == "accepted"
    keeping.settle_past(task=task, now=at(days(3), 12))
    assert (again(task).state, again(request).state) == ("done", "done")


def test_who_stops_hands_back_what_they_promised(ask: Ask, neighbour: Neighbour) -> None:
    volunteer = neighbour()
    once, series, asked_for = ask(first_on=days(3)), ask(rrule="FREQ=WEEKLY"), ask(first_on=days(5))
    for request in (once, series):
        _promise(request, volunteer)
    held = offering.offer(request=asked_for, volunteer=volunteer, now=NOW)
    volunteering.stop(actor=volunteer.user, volunteer=volunteer, now=NOW)
    assert {again(request).state for request in (once, series, asked_for)} == {"open"}
    assert again(held).state == "void"
    assert not Task.objects.going().exists()
    stopped = again(volunteer)
    assert (stopped.active, stopped.left_on) == (False, days(0))


@pytest.mark.django_db(transaction=True)
def test_the_schedule_may_run_twice_or_late(ask: Ask, neighbour: Neighbour) -> None:
    request = ask(now=at(dt.date(2026, 1, 5)), first_on=dt.date(2026, 1, 6))
    now = at(dt.date(2026, 1, 5))
    held = offering.offer(request=request, volunteer=neighbour("an"), now=now)
    (task,) = _promise(ask(now=now, first_on=dt.date(2026, 1, 6)), neighbour("bo"), now)
    for _ in range(2):
        tasks.expire_offers()
        tasks.settle_tasks()
        tasks.call_who_is_due()
    assert again(held).state == "expired"
    assert again(task).state == "done"
    assert kinds(request).count("expired") == 1
    assert version_of(request) and len(letters("task_thanks")) == 1
