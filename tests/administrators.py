"""Who sets up, for the tests of the set-up: the administrator of a municipality, and who operates the installation."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from tests.conftest import PASSWORD, Place, make_member
from wijkzorg.accounts.models import Membership, User

Role = Membership.Role
USERS, MEMBERSHIPS = "/beheer/accounts/user/", "/beheer/accounts/membership/"


@pytest.fixture(autouse=True)
def no_waits(db: None) -> None:
    """Count nothing of another test."""
    cache.clear()


@pytest.fixture
def administrator(place: Place) -> User:
    """The administrator of the municipality."""
    return make_member(place, "beheer@voorbeeldstad.example", Role.ADMINISTRATOR)


@pytest.fixture
def operator(db: None) -> User:
    """Who operates the installation."""
    return User.objects.create_superuser("alles@wijkzorg.example", PASSWORD)


@pytest.fixture
def at_work(client: Client, administrator: User) -> Client:
    """A browser in which the administrator is signed in."""
    client.force_login(administrator)
    return client
