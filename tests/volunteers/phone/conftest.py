"""A volunteer with a telephone, at ten in the morning on a Wednesday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from time_machine import Traveller, travel

from tests.conftest import Browser
from tests.volunteers.conftest import NOW, Ask, Neighbour, offered, promised
from volunteers.models import HelpRequest, Offer, Task, Volunteer
from wijkzorg.accounts.models import User

START = "/vrijwilliger/"
TASKS = "/vrijwilliger/taken/"
WEEK = "/vrijwilliger/week/"


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[Traveller]:
    """The time, which a test may move."""
    cache.clear()
    with travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def me(neighbour: Neighbour, volunteer: User) -> Volunteer:
    """The volunteer whose pages these are, half a kilometre from who asks."""
    return neighbour(user=volunteer)


@pytest.fixture
def phone(client: Client, me: Volunteer) -> Client:
    """My telephone, signed in."""
    client.force_login(me.user)
    return client


@pytest.fixture
def other(neighbour: Neighbour) -> Volunteer:
    """Another volunteer."""
    return neighbour("ander")


def telephone_of(user: User) -> Client:
    """Return the telephone of somebody else, signed in."""
    found = Browser()
    found.force_login(user)
    return found


@pytest.fixture
def question(stored: Ask, me: Volunteer) -> Offer:
    """Groceries tomorrow at eleven, put to me just now."""
    return asked(
        stored(street="Geheimstraat", house_number="12", postcode="1892 AB", text="Melk en brood"), me
    )


def asked(request: HelpRequest, volunteer: Volunteer, **more: Any) -> Offer:
    """Put a request to a volunteer, as the matching does."""
    HelpRequest.objects.filter(pk=request.pk, state="open").update(state="offered")
    request.refresh_from_db()
    return offered(request, volunteer, **more)


@pytest.fixture
def task(stored: Ask, me: Volunteer) -> Task:
    """Groceries tomorrow at eleven, promised by me."""
    request = stored(
        street="Geheimstraat", house_number="12", postcode="1892 AB", text="Melk en brood", state="accepted"
    )
    return taken(request, me)


def taken(
    request: HelpRequest, volunteer: Volunteer, starts_at: dt.datetime | None = None, **more: Any
) -> Task:
    """Let a volunteer have promised a request."""
    offer = offered(request, volunteer, state="accepted", answered_at=NOW)
    return promised(offer, starts_at or NOW + dt.timedelta(days=1, hours=1), request.minutes, **more)
