"""What the tests of the public pages share: a form that lay open long enough, and its answer."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache, caches
from django.test import Client

from centres.models import Centre, OpeningHours
from tests.centres.conftest import make_centre
from tests.conftest import ZONE, Place, make_member
from wijkzorg.accounts.models import Membership, User
from wijkzorg.shell.guarded_forms import make_stamp

OPENED = dt.datetime(2026, 11, 25, 10, tzinfo=ZONE)  # a Wednesday
SENT = OPENED + dt.timedelta(minutes=2)
ASK = "/hulp/GM9999/vragen/"
OFFER = "/hulp/GM9999/aanbieden/"
FOLLOW = "/hulp/GM9999/volgen/"
WIJK = "/wijk/WK999900/"
TOWN = "/gemeente/GM9999/"


@pytest.fixture(autouse=True)
def counted_anew() -> Iterator[None]:
    cache.clear()
    caches["tenant"].clear()
    yield
    cache.clear()
    caches["tenant"].clear()


def stamp(now: dt.datetime = OPENED) -> str:
    """Return the stamp of a form that was opened at a moment."""
    with time_machine.travel(now, tick=False):
        return make_stamp()


def get(client: Client, address: str, now: dt.datetime = OPENED, **more: Any) -> Any:
    """Open a page at a moment."""
    with time_machine.travel(now, tick=False):
        return client.get(address, **more)


def send(client: Client, address: str, form: dict[str, Any], now: dt.datetime = SENT) -> Any:
    """Send a form and go where it leads."""
    with time_machine.travel(now, tick=False):
        return client.post(address, form, follow=True)


def asking(**changed: Any) -> dict[str, Any]:
    """Return a request as somebody fills it in for themselves."""
    return {
        "who": "me",
        "kind": "groceries",
        "text": "De lift is stuk.",
        "first_on": "2026-11-26",
        "day_part": "morning",
        "repeat": "once",
        "name": "Mevrouw De Wit",
        "phone": "06 1234 5678",
        "postcode": "1892ab",
        "house_number": "12",
        "stamp": stamp(),
    } | changed


def offering(**changed: Any) -> dict[str, Any]:
    """Return an application as somebody fills it in."""
    return {
        "kinds": ["groceries", "dog"],
        "when": ["workday_morning", "weekend_day"],
        "minutes_a_week": "120",
        "radius_m": "2000",
        "languages": ["nl", "tr"],
        "name": "Ayşe Yılmaz",
        "email": "Ayse@voorbeeld.example",
        "phone": "0612345678",
        "postcode": "1892 AB",
        "stamp": stamp(),
    } | changed


def stamp_of(page: Any) -> str:
    """Return the stamp that stands in a page."""
    found = re.search(r'name="stamp" value="([^"]+)"', page.content.decode())
    assert found is not None
    return html.unescape(found[1])


def told_first(page: str) -> list[str]:
    """Return of which fields a fault is told above the form, in that order."""
    (above,) = re.findall(r'class="wz-faults.*?</ul>', page, re.DOTALL)
    return [name.removesuffix("_0") for name in re.findall(r'href="#id_(\w+)"', above)]


def told_beside(page: str) -> list[str]:
    """Return beside which fields a fault is told, in that order."""
    return re.findall(r'id="id_(\w+)_fout"', page)


def open_on(centre: Centre, opens: int = 9, closes: int = 17, weekday: int = 2) -> None:
    OpeningHours.objects.create(
        municipality_id=centre.municipality_id,
        centre=centre,
        weekday=weekday,
        opens=dt.time(opens),
        closes=dt.time(closes),
    )


@pytest.fixture
def linde(place: Place) -> Centre:
    centre = make_centre(place, "De Linde", phone="0999 120101", wheelchair=True)
    open_on(centre)
    return centre


@pytest.fixture
def dok(place: Place) -> Centre:
    centre = make_centre(place, "Het Dok")
    Centre.objects.filter(pk=centre.pk).update(x=161_100)
    return centre


@pytest.fixture
def decider(place: Place) -> User:
    return make_member(place, "besluit@voorbeeldstad.example", Membership.Role.COORDINATOR)
