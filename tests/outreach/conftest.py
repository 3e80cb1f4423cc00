"""The browser, the day and the flags of the tests of this room."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from cases import assessment
from cases.models import Case
from tests.cases.screens import days_ago
from tests.conftest import Place, add_contact, make_case
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User


def judge(case: Case, today: dt.date) -> None:
    """Bring the standing and the flags of a case up to date."""
    assessment.refresh(case_ids=[case.pk], on=today, now=timezone.now(), cause=None)


def desk_of(user: User) -> Desk:
    """Return the desk of somebody who asks for a page now."""
    request = HttpRequest()
    request.user, request.session = user, {}  # type: ignore[assignment]
    return Desk(request)


@pytest.fixture
def today(place: Place) -> dt.date:
    """The day that it is in the municipality."""
    return place.municipality.day_of(timezone.now())


@pytest.fixture
def at_work(client: Client, worker: User) -> Client:
    """A browser in which the worker is signed in."""
    client.force_login(worker)
    return client


@pytest.fixture
def flagged(place: Place, worker: User, today: dt.date) -> Case:
    """A case in which nobody ever came: two flags, detected today."""
    case = make_case(place, worker, days_ago(today, 60))
    judge(case, today)
    return case


@pytest.fixture
def lost(place: Place, worker: User, today: dt.date) -> Case:
    """A case in which people tried and failed: the flag `unfindable` among others."""
    case = make_case(place, worker, days_ago(today, 60), ref="D00002", first_name="Ali")
    add_contact(case, worker, days_ago(today, 40))
    for days in (30, 20, 10):
        add_contact(case, worker, days_ago(today, days), reached=False)
    judge(case, today)
    return case
