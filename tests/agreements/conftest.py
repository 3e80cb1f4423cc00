"""The browsers and the cases of the tests of agreements."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from cases import assessment
from cases.models import Case
from tests.cases.screens import days_ago, visited_weekly
from tests.conftest import Browser, Place, make_case
from wijkzorg.accounts.models import User


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
def leading(team_lead: User) -> Client:
    """A browser in which the team lead is signed in."""
    browser = Browser()
    browser.force_login(team_lead)
    return browser


@pytest.fixture
def case(place: Place, worker: User, team_lead: User, today: dt.date) -> Case:
    """A case in which all goes well, with a lead who looks along."""
    made = make_case(place, worker, days_ago(today, 80))
    visited_weekly(made, worker, today, 2)
    assessment.refresh(case_ids=[made.pk], on=today, now=timezone.now(), cause=None)
    return made


@pytest.fixture
def unseen(place: Place, worker: User, team_lead: User, today: dt.date) -> Case:
    """A case that never had a contact, so that flags are open."""
    made = make_case(place, worker, days_ago(today, 80), ref="D2", first_name="Nel", last_name="Bos")
    assessment.refresh(case_ids=[made.pk], on=today, now=timezone.now(), cause=None)
    return made
