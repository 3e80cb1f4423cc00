"""The browser and the day of the tests of the screens."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case
from tests.cases.screens import days_ago
from tests.conftest import Place, make_case
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
def waiting(place: Place, worker: User, today: dt.date) -> Case:
    """A case that has never had a contact, so that two flags are open."""
    return make_case(place, worker, days_ago(today, 60))
