"""It is a Wednesday morning, and the coordinator is at the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from roster.models import DutyShift
from tests.conftest import Place, make_member
from tests.volunteers.conftest import NOW
from wijkzorg.accounts.models import Membership, User


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    """Pages read the clock, and at night nobody is asked anything."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def at_the_board(client: Client, coordinator: User) -> Client:
    """A browser in which the coordinator is signed in."""
    client.force_login(coordinator)
    return client


@pytest.fixture
def desk_clerk(place: Place) -> User:
    """Somebody at the desk of a centre."""
    return make_member(place, "balie@voorbeeldstad.example", Membership.Role.CENTRE_STAFF)


@pytest.fixture
def shift(place: Place, worker: User) -> DutyShift:
    """The worker is on duty."""
    return DutyShift.objects.create(
        municipality=place.municipality,
        neighbourhood=place.neighbourhood,
        kind=DutyShift.Kind.SOCIAL,
        starts_at=NOW - dt.timedelta(days=5),
        ends_at=NOW + dt.timedelta(days=1),
        worker=worker,
        changed_at=NOW,
    )
