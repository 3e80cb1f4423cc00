"""While a door is shut, what is asked in its neighbourhoods goes to who works at the door that opens instead."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from centres.actions import announce_closure, withdraw_closure
from centres.models import Catchment, Centre
from tests.centres.conftest import employ, make_centre
from tests.conftest import ZONE, Place, make_member
from volunteers.models import HelpRequest
from volunteers.owners import coordinators_of
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership, User

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 25, 12, tzinfo=ZONE)


@pytest.fixture
def dok(place: Place) -> Centre:
    """A centre that is there for no neighbourhood of its own in these tests."""
    made = make_centre(place, "Het Dok")
    Catchment.objects.filter(centre=made).delete()
    return made


@pytest.fixture
def linde(place: Place) -> Centre:
    return make_centre(place)


@pytest.fixture
def samira(place: Place, linde: Centre) -> User:
    user = make_member(place, "samira@voorbeeldstad.example", Membership.Role.COORDINATOR)
    employ(linde, user, "coordinator")
    return user


@pytest.fixture
def peter(place: Place, dok: Centre) -> User:
    user = make_member(place, "peter@voorbeeldstad.example", Membership.Role.COORDINATOR)
    employ(dok, user, "coordinator")
    return user


def sees(user: User, place: Place, now: dt.datetime) -> int:
    return HelpRequest.objects.visible_to(Desk.at(user, place.municipality, now)).count()


def called(place: Place, now: dt.datetime) -> list[str]:
    found = coordinators_of(place.municipality, place.neighbourhood.pk, now)
    return [user.email.partition("@")[0] for user in found]


def test_requests_go_to_the_door_that_opens_instead_and_back_again(
    place: Place, linde: Centre, dok: Centre, samira: User, peter: User
) -> None:
    HelpRequest.objects.create(
        municipality=place.municipality,
        neighbourhood=place.neighbourhood,
        x=155_000,
        y=463_000,
        kind="groceries",
        first_on=NOON.date(),
        name="Mevrouw de Wit",
        channel="desk",
        token=uuid.uuid4(),
        code_hash="x",
        received_at=NOON,
        opened_at=NOON,
        state="open",
    )
    assert (sees(samira, place, NOON), sees(peter, place, NOON)) == (1, 0)
    assert called(place, NOON) == ["samira", "peter"]
    begins = NOON + dt.timedelta(hours=2)
    closure = announce_closure(
        actor=samira,
        centre=linde,
        starts_at=begins,
        ends_at=begins + dt.timedelta(days=3),
        reason="Er is een lek.",
        decided_by="de beheerder",
        instead=dok,
        now=NOON,
    )
    assert sees(peter, place, begins - dt.timedelta(minutes=1)) == 0
    assert (sees(samira, place, begins), sees(peter, place, begins)) == (1, 1)
    assert called(place, begins) == ["peter", "samira"]
    after = begins + dt.timedelta(days=3)
    assert sees(peter, place, after) == 0 and called(place, after) == ["samira", "peter"]
    withdraw_closure(actor=samira, closure=closure, now=NOON)
    assert called(place, begins) == ["samira", "peter"]


def test_without_another_door_nothing_changes(
    place: Place, linde: Centre, dok: Centre, samira: User, peter: User
) -> None:
    announce_closure(
        actor=samira,
        centre=linde,
        starts_at=NOON,
        ends_at=None,
        reason="Er is een lek.",
        decided_by="de beheerder",
        instead=None,
        now=NOON,
    )
    assert called(place, NOON) == ["samira", "peter"]
    assert not Catchment.objects.served_by(Desk.at(peter, place.municipality, NOON)).exists()
