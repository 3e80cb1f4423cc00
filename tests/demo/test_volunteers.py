"""Voorbeeldstad has neighbours who help: volunteers near and far, and requests in every state, one with nobody."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from cases.demo import staff
from day import asked
from neighbourhoods.models import Postcode
from tests.demo.conftest import fill
from tests.outreach.conftest import desk_of
from volunteers import course, demo
from volunteers.models import HelpRequest, Offer, RequestStep, Task, Volunteer
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality


def test_the_story_is_the_same_every_time() -> None:
    assert (demo.helpers(), demo.asks()) == (demo.helpers(), demo.asks())
    assert len(demo.helpers()) == len({one.email for one in demo.helpers()}) == demo.VOLUNTEERS
    assert len(demo.asks()) == 80
    assert {one.neighbourhood for one in demo.helpers()} == set(demo.MIDDLES)


def test_there_are_volunteers_everywhere_and_requests_in_each_state(town: Municipality, on: dt.date) -> None:
    assert Volunteer.objects.count() == demo.VOLUNTEERS
    assert Postcode.objects.count() >= 70
    states = Counter(HelpRequest.objects.filter(part_of__isnull=True).values_list("state", flat=True))
    assert set(states) >= set(course.State) - {course.State.NEW}, states
    assert sum(states.values()) == 80
    assert states["done"] >= 15 and states["accepted"] >= 12 and states["escalated"] >= 4
    tasks = Counter(Task.objects.values_list("state", flat=True))
    assert tasks["done"] > 30 and tasks["no_show"] >= 2 and tasks["handed_back"] >= 3
    assert set(Offer.objects.values_list("state", flat=True)) >= {"open", "accepted", "declined"}
    assert not RequestStep.objects.filter(at__gt=dt.datetime.now(dt.UTC)).exists()
    assert not Task.objects.filter(state="done", day__gt=on).exists()


def test_one_that_nobody_answered_stands_on_the_vandaag_of_the_first_worker(
    town: Municipality, on: dt.date
) -> None:
    codes = {}
    for name in (staff.HEADLINE, demo.TAKES_UP):
        user = User.objects.get(email=staff.email(name))
        codes[name] = Counter(ask.item.code for ask in asked.of_worker(desk_of(user), on).asked.asks)
    assert codes[staff.HEADLINE]["help-request"] >= 1
    assert codes[demo.TAKES_UP]["help-going"] == 2


def test_loading_it_again_changes_nothing(town: Municipality) -> None:
    def counted() -> list[int]:
        return [
            model._default_manager.count() for model in (Volunteer, HelpRequest, Offer, Task, RequestStep)
        ]

    before = counted()
    fill()
    assert counted() == before
