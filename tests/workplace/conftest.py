"""Who works at the desk of a centre, who lives in its catchment and who does not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from neighbourhoods.models import Neighbourhood
from residents.models import Resident
from tests.centres import conftest as doors
from tests.conftest import Browser, Place, signed_in
from wijkzorg.accounts.models import User

centre, clerk, coordinator = doors.centre, doors.clerk, doors.coordinator


@pytest.fixture(autouse=True)
def nobody_asked_before(db: None) -> None:
    """Count nothing of another test."""
    cache.clear()


@pytest.fixture
def today(place: Place) -> dt.date:
    """The day that it is in the municipality."""
    return place.municipality.day_of(timezone.now())


@pytest.fixture
def far(place: Place) -> Neighbourhood:
    """A neighbourhood that is not of the centre's catchment."""
    return Neighbourhood.objects.create(
        municipality=place.municipality,
        district=place.neighbourhood.district,
        code="BU99990002",
        name="Havenbuurt",
        reference_year=2026,
    )


def lives(place: Place, where: Neighbourhood | None = None, **fields: Any) -> Resident:
    """Let somebody live in a neighbourhood."""
    ref = f"R{Resident.objects.count() + 1:05}"
    return Resident.objects.create(
        **{
            "municipality": place.municipality,
            "ref": ref,
            "first_name": "Zoë",
            "last_name": "Müller",
            "birth_date": dt.date(1941, 5, 6),
            "neighbourhood": where or place.neighbourhood,
            "street": "Lindenlaan",
            "house_number": "12",
            "postcode": "1892 AB",
            "phone": "06-12345678",
            **fields,
        }
    )


def browser_of(user: User) -> Client:
    """Return a browser in which somebody is signed in."""
    return signed_in(Browser(), user)


@pytest.fixture
def at_desk(clerk: User) -> Client:
    """The browser at the desk."""
    return browser_of(clerk)
