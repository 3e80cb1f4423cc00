"""Somebody is asked and answers: limits and quiet hours, a yes that is late, a yes twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
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
    offered,
    promised,
)
from volunteers import keeping, offering, volunteering
from volunteers.models import Away, HelpRequest, Offer, Task, Volunteer
from wijkzorg.accounts.models import User
from wijkzorg.outbox import actions as outbox

pytestmark = pytest.mark.django_db


def _offer(request: HelpRequest, volunteer: Volunteer, now: dt.datetime = NOW, **more: Any) -> Offer:
    return offering.offer(request=request, volunteer=volunteer, now=now, **more)


def _yes(held: Offer, now: dt.datetime = NOW) -> list[Task]:
    return offering.accept(actor=held.volunteer.user, offer=held, now=now)


def _refused(request: HelpRequest, volunteer: Volunteer, now: dt.datetime = NOW) -> str:
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        _offer(request, volunteer, now)
    assert refused.value.code == "refused"
    return str(refused.value.message)


def test_an_offer_is_held_four_hours_and_an_urgent_one_half_an_hour(ask: Ask, neighbour: Neighbour) -> None:
    request, urgent = ask(), ask(urgent=True)
    assert _offer(request, neighbour("an")).held_until - NOW == dt.timedelta(hours=4)
    assert _offer(urgent, neighbour("bo")).held_until - NOW == dt.timedelta(minutes=30)
    assert again(request).state == "offered"
    assert len(letters("offer_new")) == 2


def test_nobody_is_asked_for_a_day_that_is_over(ask: Ask, neighbour: Neighbour) -> None:
    request, series = ask(), ask(rrule="FREQ=WEEKLY")
    later = at(days(2))
    assert _refused(request, neighbour("an"), later).startswith("De dag van deze hulpvraag is voorbij.")
    assert _offer(series, neighbour("bo"), later).state == "open"


def test_the_same_offer_twice_is_one(ask: Ask, neighbour: Neighbour) -> None:
    request, volunteer = ask(), neighbour()
    assert _offer(request, volunteer) == _offer(request, volunteer)
    assert len(letters("offer_new")) == 1


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"), [(20, 59, False), (21, 0, True), (7, 59, True), (8, 0, False)]
)
def test_nobody_is_asked_at_night(
    ask: Ask, neighbour: Neighbour, hour: int, minute: int, quiet: bool
) -> None:
    request, volunteer = ask(first_on=days(4)), neighbour()
    now = at(days(1), hour, minute)
    if quiet:
        assert "nacht" in _refused(request, volunteer, now)
    else:
        _offer(request, volunteer, now)


def test_two_open_offers_and_three_a_week_are_enough(ask: Ask, neighbour: Neighbour) -> None:
    volunteer = neighbour()
    first, _second = (_offer(ask(first_on=days(5 + n)), volunteer) for n in range(2))
    assert "open vragen" in _refused(ask(first_on=days(8)), volunteer)
    offering.decline(actor=volunteer.user, offer=first, now=NOW)
    third = _offer(ask(first_on=days(9)), volunteer)
    offering.decline(actor=volunteer.user, offer=third, now=NOW)
    assert "deze week" in _refused(ask(first_on=days(10)), volunteer)
    _offer(ask(first_on=days(11)), volunteer, at(days(5)))  # a new week


def test_away_1_to_14_august_and_a_task_on_the_10th(ask: Ask, neighbour: Neighbour) -> None:
    now = at(dt.date(2027, 7, 20))
    volunteer = neighbour()
    volunteering.go_away(
        actor=volunteer.user,
        volunteer=volunteer,
        first_day=dt.date(2027, 8, 1),
        last_day=dt.date(2027, 8, 14),
        now=now,
    )
    assert "14 augustus" in _refused(ask(now=now, first_on=dt.date(2027, 8, 10)), volunteer, now)
    after = ask(now=now, first_on=dt.date(2027, 8, 15))
    assert _yes(_offer(after, volunteer, now), now), "on the 15th they are there by themselves"
    last_day, day_after = (at(dt.date(2027, 8, day)) for day in (14, 15))
    soon = ask(now=last_day, first_on=dt.date(2027, 8, 17))
    assert "14 augustus" in _refused(soon, volunteer, last_day), "who is away is left alone about later too"
    assert _yes(_offer(soon, volunteer, day_after), day_after)
    there = {day: Volunteer.objects.at_home_on(dt.date(2027, 8, day)).exists() for day in (1, 14, 15)}
    assert there == {1: False, 14: False, 15: True}


def test_vog_older_than_the_policy_for_a_home_visit_and_cards_still_allowed(
    ask: Ask, neighbour: Neighbour
) -> None:
    volunteer = neighbour(vog_on=TOMORROW.replace(year=2023), vog_outcome="given")
    visit = ask(kind="company", needs_vog=True, first_on=days(2))
    assert "VOG" in _refused(visit, volunteer)
    assert _yes(_offer(ask(kind="cards", first_on=days(3)), volunteer))
    last = ask(kind="company", needs_vog=True, first_on=TOMORROW)  # three years, the last day included
    assert _yes(_offer(last, volunteer))
    refused = neighbour("geweigerd", vog_on=days(-10), vog_outcome="refused")
    assert "VOG" in _refused(visit, refused)


def test_vog_lapsing_within_a_series(ask: Ask, neighbour: Neighbour) -> None:
    volunteer = neighbour(vog_on=days(15).replace(year=2023), vog_outcome="given")
    request = ask(kind="company", needs_vog=True, rrule="FREQ=WEEKLY")
    tasks = _yes(_offer(request, volunteer))
    assert [task.day for task in tasks] == [days(1), days(8), days(15)]
    open_dates = HelpRequest.objects.filter(part_of=request).order_by("first_on")
    assert [row.first_on for row in open_dates] == [days(22)], "what comes later is opened when it is near"
    volunteering.record_vog(actor=volunteer.user, volunteer=volunteer, on=days(0), outcome="given", now=NOW)
    assert keeping.extend(request=request, now=NOW) == 4
    assert keeping.extend(request=request, now=NOW) == 0


def test_a_late_yes_on_a_still_open_request(ask: Ask, neighbour: Neighbour) -> None:
    request, volunteer = ask(first_on=days(3)), neighbour()
    held = _offer(request, volunteer)
    later = NOW + dt.timedelta(hours=5)
    offering.expire(offer=held, now=NOW + dt.timedelta(hours=3))
    assert again(held).state == "open", "it is held until its moment"
    offering.expire(offer=held, now=later)
    assert (again(held).state, again(request).state) == ("expired", "open")
    assert _yes(held, later)
    assert (again(held).state, again(request).state) == ("accepted", "accepted")


def test_a_late_yes_after_somebody_else_is_thanked(ask: Ask, neighbour: Neighbour) -> None:
    request = ask(first_on=days(3))
    late, quick = neighbour("an"), neighbour("bo")
    held = _offer(request, late)
    offering.expire(offer=held, now=NOW + dt.timedelta(hours=5))
    _yes(_offer(request, quick))
    with pytest.raises(ValidationError, match="Al opgelost, dank je") as refused, transaction.atomic():
        _yes(held)
    assert refused.value.code == "solved"


def test_ten_times_no_changes_nothing(ask: Ask, neighbour: Neighbour) -> None:
    volunteer = neighbour()
    before = Volunteer.objects.values().get(pk=volunteer.pk)
    for week in range(10):
        now = at(days(7 * week))
        held = _offer(ask(now=now, first_on=days(7 * week + 2)), volunteer, now)
        offering.decline(actor=volunteer.user, offer=held, now=now)
    assert Volunteer.objects.values().get(pk=volunteer.pk) == before
    later = at(days(75))
    _offer(ask(now=later, first_on=days(77)), volunteer, later)


def test_a_coordinator_who_asks_somebody_says_why(ask: Ask, neighbour: Neighbour, coordinator: User) -> None:
    request, volunteer = ask(), neighbour()
    with pytest.raises(ValidationError), transaction.atomic():
        _offer(request, volunteer, actor=coordinator)
    held = _offer(request, volunteer, actor=coordinator, why="Ze kennen elkaar")
    assert (held.offered_by, held.why) == (coordinator, "Ze kennen elkaar")


def test_only_who_was_asked_may_answer(ask: Ask, neighbour: Neighbour) -> None:
    held, other = _offer(ask(), neighbour("an")), neighbour("bo")
    for verb in (offering.accept, offering.decline):
        with pytest.raises(PermissionDenied), transaction.atomic():
            verb(actor=other.user, offer=held, now=NOW)


def test_accepting_twice_is_once(ask: Ask, neighbour: Neighbour) -> None:
    request = ask(email="wit@voorbeeldstad.example")
    held = _offer(request, neighbour())
    assert _yes(held) == _yes(held)
    assert Task.objects.count() == 1
    assert kinds(request).count("accepted") == 1
    (letter,) = letters("help_accepted")
    assert letter.numbers == {"day": 26, "month": 11, "hour": 11, "minute": 0}


def test_where_the_two_choose_the_time_who_asked_hears_the_day_and_no_hour(
    ask: Ask, neighbour: Neighbour
) -> None:
    _yes(_offer(ask(email="wit@voorbeeldstad.example", starts_at=None), neighbour()))
    (letter,) = letters("help_accepted")
    assert letter.numbers == {"day": 26, "month": 11}
    outbox.deliver(municipality_id=letter.municipality_id, letter_id=letter.pk, now=NOW)
    body = str(mail.outbox[-1].body)
    assert "Dat is op 26-11." in body and "U wordt eerst gebeld." in body and " uur" not in body


@pytest.mark.parametrize(("part", "begins"), [("any", 14), ("morning", 14), ("evening", 17)])
def test_a_yes_for_today_is_for_what_is_left_of_today(
    ask: Ask, neighbour: Neighbour, part: str, begins: int
) -> None:
    asked_at = at(days(0), 11)
    request = ask(first_on=days(0), starts_at=None, day_part=part)
    held = _offer(request, neighbour(), asked_at)
    (task,) = _yes(held, at(days(0), 13) + dt.timedelta(minutes=40))
    assert task.starts_at == at(days(0), begins)


def test_accepting_while_overlapping(ask: Ask, neighbour: Neighbour) -> None:
    volunteer = neighbour()
    _yes(_offer(ask(), volunteer))
    other = _offer(ask(starts_at=dt.time(11, 30)), volunteer)
    with pytest.raises(ValidationError, match="al iets anders"), transaction.atomic():
        _yes(other)
    assert again(other).state == "open"
    roomy = ask(starts_at=None)  # somewhere in the morning: beside it there is room
    assert _yes(_offer(roomy, neighbour("bo")))[0].starts_at == at(TOMORROW, 8)


def test_a_blocked_pair_trying_through_another_member_of_the_household(
    ask: Ask, neighbour: Neighbour, coordinator: User
) -> None:
    request = ask(house_number="3")
    blocked = neighbour("an", postcode="1892 AC", house_number="12")
    housemate = neighbour("bo", postcode="1892 AC", house_number="12")
    held = _offer(request, blocked)
    volunteering.block(
        actor=coordinator,
        volunteer=blocked,
        request=request,
        wished_by="requester",
        scope="household",
        now=NOW,
    )
    assert (again(held).state, again(request).state) == ("void", "open")
    assert _refused(request, blocked) == _refused(request, housemate)
    by_her_husband = ask(house_number="3", phone="06 99999999", name="Meneer de Wit")
    assert "niet bij elkaar" in _refused(by_her_husband, housemate)
    Offer.objects.filter(pk=held.pk).update(state="expired")
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        _yes(held)
    assert refused.value.message == "Al opgelost, dank je.", "nobody hears of a block"


def test_two_places_are_for_two(ask: Ask, neighbour: Neighbour) -> None:
    request = ask(helpers=2)
    first, second, third = (_offer(request, neighbour(name)) for name in ("an", "bo", "cas"))
    _yes(first)
    assert again(request).state == "offered"
    _yes(second)
    assert again(request).state == "accepted"
    assert sorted(request.tasks.values_list("place", flat=True)) == [1, 2]
    assert again(third).state == "void"


def test_a_volunteer_who_is_away_from_an_accepted_series_hands_back_those_dates(
    ask: Ask, neighbour: Neighbour
) -> None:
    volunteer = neighbour()
    Away.objects.create(
        municipality_id=volunteer.municipality_id, volunteer=volunteer, first_day=days(7), last_day=days(9)
    )
    request = ask(rrule="FREQ=WEEKLY")
    tasks = _yes(_offer(request, volunteer))
    assert days(8) not in {task.day for task in tasks} and len(tasks) == 7
    assert HelpRequest.objects.get(part_of=request).first_on == days(8)


def test_a_task_that_is_in_the_way_of_nobody(ask: Ask, neighbour: Neighbour) -> None:
    volunteer = neighbour()
    promised(offered(ask(), volunteer), at(TOMORROW, 10), minutes=60)
    assert _yes(_offer(ask(), volunteer))[0].starts_at == at(TOMORROW, 11)
