"""A street with volunteers and requests, for the tests of this room. Time is always an argument."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from neighbourhoods.models import Postcode
from tests.conftest import ZONE, Place, make_member
from volunteers import filing
from volunteers.asked import Asked, Whom
from volunteers.dayparts import ALL_WEEK
from volunteers.models import Channel, DayPart, HelpRequest, Kind, Offer, Task, Volunteer
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership, User
from wijkzorg.outbox.models import Letter

# A Wednesday; nothing is a public holiday until Christmas.
WEDNESDAY = dt.date(2026, 11, 25)
HOME = (155_000, 463_000)  # rijksdriehoek, metres
Neighbour = Callable[..., Volunteer]
Ask = Callable[..., HelpRequest]


def at(day: dt.date, hour: int = 10, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=ZONE)


def days(count: int) -> dt.date:
    return WEDNESDAY + dt.timedelta(days=count)


NOW = at(WEDNESDAY)


def desk(user: User, place: Place, now: dt.datetime = NOW) -> Desk:
    return Desk.at(user, place.municipality, now)


@pytest.fixture
def postcode(place: Place) -> Postcode:
    """Where the street is."""
    return Postcode.objects.create(
        municipality=place.municipality,
        code="1892 AB",
        neighbourhood=place.neighbourhood,
        x=HOME[0],
        y=HOME[1],
    )


@pytest.fixture
def coordinator(place: Place) -> User:
    """The coordinator of the volunteers."""
    return make_member(place, "coby@voorbeeldstad.example", Membership.Role.COORDINATOR)


@pytest.fixture
def neighbour(place: Place) -> Neighbour:
    """Make a volunteer, with an account, who may help with everything at any time."""

    def made(name: str = "buur", **more: Any) -> Volunteer:
        user = more.pop("user", None) or make_member(
            place, f"{name}@voorbeeldstad.example", Membership.Role.VOLUNTEER
        )
        return Volunteer.objects.create(
            **{
                "municipality": place.municipality,
                "user": user,
                "neighbourhood": place.neighbourhood,
                "x": HOME[0] + 300,
                "y": HOME[1] + 400,
                "minutes_a_week": 240,
                "radius_m": 2000,
                "kinds": list(Kind.values),
                "languages": ["nl"],
                "available": list(ALL_WEEK),
                "joined_on": days(-100),
                **more,
            }
        )

    return made


@pytest.fixture
def stored(place: Place) -> Ask:
    """Store a request as it is, without an action: groceries tomorrow at eleven, for somebody whom we do not know."""

    def made(**more: Any) -> HelpRequest:
        return HelpRequest.objects.create(
            **{
                "municipality": place.municipality,
                "neighbourhood": place.neighbourhood,
                "x": HOME[0],
                "y": HOME[1],
                "kind": Kind.GROCERIES,
                "first_on": days(1),
                "day_part": "morning",
                "starts_at": dt.time(11),
                "name": "Mevrouw de Wit",
                "phone": "+31612345678",
                "parties": ["phone:+31612345678"],
                "channel": Channel.PHONE,
                "token": uuid.uuid4(),
                "code_hash": hashlib.sha256(uuid.uuid4().bytes).hexdigest(),
                "received_at": NOW,
                "opened_at": NOW,
                "state": "open",
                **more,
            }
        )

    return made


def offered(request: HelpRequest, volunteer: Volunteer, now: dt.datetime = NOW, **more: Any) -> Offer:
    return Offer.objects.create(
        **{
            "municipality_id": request.municipality_id,
            "request": request,
            "volunteer": volunteer,
            "offered_at": now,
            "held_until": now + dt.timedelta(hours=4),
            **more,
        }
    )


def promised(offer: Offer, starts_at: dt.datetime, minutes: int = 60, **more: Any) -> Task:
    return Task.objects.create(
        **{
            "municipality_id": offer.municipality_id,
            "request": offer.request,
            "volunteer": offer.volunteer,
            "offer": offer,
            "day": starts_at.astimezone(ZONE).date(),
            "starts_at": starts_at,
            "ends_at": starts_at + dt.timedelta(minutes=minutes),
            "minutes": minutes,
            "accepted_at": NOW,
            **more,
        }
    )


TOMORROW = days(1)


def asked(**more: Any) -> Asked:
    return Asked(
        **{
            "kind": Kind.GROCERIES,
            "first_on": TOMORROW,
            "day_part": DayPart.MORNING,
            "starts_at": dt.time(11),
            **more,
        }
    )


def whom(**more: Any) -> Whom:
    return Whom(**{"name": "Mevrouw de Wit", "postcode": "1892 AB", "phone": "06 1234 5678", **more})


@pytest.fixture
def ask(place: Place, postcode: Postcode) -> Ask:
    """Ask for help as a form or a desk does; groceries tomorrow at eleven."""

    def made(now: dt.datetime = NOW, **more: Any) -> HelpRequest:
        what = {name: more.pop(name) for name in list(more) if name in Asked.__dataclass_fields__}
        who = {name: more.pop(name) for name in list(more) if name in Whom.__dataclass_fields__}
        return filing.file_request(
            **{
                "municipality": place.municipality,
                "asked": asked(**what),
                "whom": whom(**who),
                "channel": Channel.PUBLIC,
                "token": uuid.uuid4(),
                "now": now,
                "ask_at_once": False,
                **more,
            }
        ).request

    return made


def letters(template: str) -> list[Letter]:
    return list(Letter.objects.filter(template=template).order_by("pk"))


def kinds(request: HelpRequest) -> list[str]:
    return list(request.steps.order_by("pk").values_list("kind", flat=True))


def again(row: Any) -> Any:
    """Return a row as it stands in the database now."""
    return type(row).objects.get(pk=row.pk)
