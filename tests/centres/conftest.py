"""Who works at the centres of the tests, and the doors they work behind."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from centres.models import Catchment, Centre, CentreStaff
from tests.conftest import START, Place, make_member
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.wall import inside


def make_centre(place: Place, name: str = "De Linde", **fields: Any) -> Centre:
    """Make a centre for the neighbourhood of a place."""
    with inside(place.municipality.pk):
        centre = Centre.objects.create(
            municipality=place.municipality,
            name=name,
            street="Lindenlaan",
            house_number="2",
            postcode="1892 PA",
            x=160_000,
            y=456_000,
            **fields,
        )
        Catchment.objects.create(
            municipality=place.municipality, centre=centre, neighbourhood=place.neighbourhood
        )
    return centre


def employ(centre: Centre, user: User, role: str, until: dt.date | None = None) -> CentreStaff:
    """Let somebody work at a centre."""
    with inside(centre.municipality_id):
        return CentreStaff.objects.create(
            municipality_id=centre.municipality_id,
            centre=centre,
            user=user,
            role=role,
            first_day=START,
            last_day=until,
        )


@pytest.fixture
def centre(place: Place) -> Centre:
    """The centre of the neighbourhood."""
    return make_centre(place)


@pytest.fixture
def other_centre(place: Place) -> Centre:
    """Another centre of the same municipality."""
    return make_centre(place, "Het Dok")


@pytest.fixture
def clerk(place: Place, centre: Centre) -> User:
    """Who works at the desk of the centre."""
    user = make_member(place, "ruben@voorbeeldstad.example", Membership.Role.CENTRE_STAFF)
    employ(centre, user, Membership.Role.CENTRE_STAFF)
    return user


@pytest.fixture
def coordinator(place: Place, centre: Centre) -> User:
    """The coordinator of the centre."""
    user = make_member(place, "samira@voorbeeldstad.example", Membership.Role.COORDINATOR)
    employ(centre, user, Membership.Role.COORDINATOR)
    return user
