"""The page of a wijk: which door is open to the minute, where else somebody can go, whom to call; for everybody."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from centres.actions import announce_closure, withdraw_closure
from centres.models import Activity, Centre
from neighbourhoods.models import District
from reports.models import CallInstead
from roster.models import DutyShift
from tests.cases.screens import words_of
from tests.centres.conftest import make_centre
from tests.conftest import ZONE, Place
from tests.volunteers.public.conftest import OPENED, TOWN, WIJK, get, open_on
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


def words(client: Client, now: dt.datetime = OPENED, address: str = WIJK) -> str:
    # A full stop after a name in bold stands against it on the screen.
    return re.sub(r" (?=[.,:])", "", words_of(get(client, address, now)))


def test_an_open_door_says_until_when_where_it_is_and_what_there_is_to_do(
    client: Client, place: Place, linde: Centre
) -> None:
    Activity.objects.create(
        municipality=place.municipality,
        centre=linde,
        name="Koffie",
        text="Iedereen kan binnenlopen.",
        weekday=2,
        starts=dt.time(10),
        ends=dt.time(12),
    )
    said = words(client)
    assert "Open tot 17:00 uur." in said and "Lindenlaan 2, 1892 PA" in said and "0999 120101" in said
    assert "10:00 – 12:00 Koffie. Iedereen kan binnenlopen." in said
    assert "Goed te bereiken met een rolstoel." in said


def test_a_closed_door_says_when_it_opens_and_which_other_is_open_how_far(
    client: Client, place: Place, linde: Centre, dok: Centre
) -> None:
    open_on(dok, weekday=3)
    said = words(client)
    assert "Het Dok Nu dicht. Open morgen om 09:00 uur." in said
    assert "Hier kunt u wel heen De Linde, 1,1 kilometer. Open tot 17:00 uur." in said


def test_a_closure_says_why_who_decided_until_when_and_where_to_go(
    client: Client, place: Place, linde: Centre, dok: Centre, decider: User
) -> None:
    open_on(dok)
    closure = announce_closure(
        actor=decider,
        centre=dok,
        starts_at=OPENED - dt.timedelta(days=1),
        ends_at=dt.datetime(2027, 1, 1, tzinfo=ZONE),
        reason="Er is minder geld.",
        decided_by="college van B en W",
        instead=linde,
        now=OPENED,
    )
    said = words(client)
    assert "Dicht tot en met donderdag 31 december." in said and "Er is minder geld." in said
    assert "Wie besloot dit? College van B en W." in said and "De Linde, 1,1 kilometer" in said
    withdraw_closure(actor=decider, closure=closure, now=OPENED)
    assert "Er is minder geld." in words(client, OPENED + dt.timedelta(seconds=59)), "kept for this minute"
    assert "Er is minder geld." not in words(client, OPENED + dt.timedelta(minutes=1))


def test_a_door_that_is_shut_for_good_and_a_night_without_any_door_lead_to_the_telephone(
    client: Client, place: Place, linde: Centre, decider: User
) -> None:
    announce_closure(
        actor=decider,
        centre=linde,
        starts_at=OPENED,
        ends_at=None,
        reason="Het huis is verkocht.",
        decided_by="de gemeenteraad",
        instead=None,
        instead_elsewhere="De bibliotheek, Grote Markt 1.",
        now=OPENED,
    )
    CallInstead.objects.create(
        municipality=place.municipality, name="Wijkteam", phone="0999 120010", hours="dag en nacht"
    )
    said = words(client)
    assert "Er is nu geen deur open in deze wijk." in said
    assert "Dit centrum gaat niet meer open." in said and "De bibliotheek, Grote Markt 1." in said
    assert "Bel dan Wijkteam (dag en nacht): 0999 120010" in said
    for form in ("Ik wil hulp vragen", "Ik wil helpen", "Ik maak me zorgen"):
        assert form in said


def test_the_professionals_are_named_with_when_they_are_there(
    client: Client, place: Place, worker: User, colleague: User
) -> None:
    for user, kind, days in ((worker, "social", 0), (colleague, "youth", 5)):
        start = OPENED.replace(hour=9) + dt.timedelta(days=days)
        DutyShift.objects.create(
            municipality=place.municipality,
            neighbourhood=place.neighbourhood,
            kind=kind,
            starts_at=start,
            ends_at=start + dt.timedelta(hours=8),
            worker=user,
            changed_at=OPENED,
        )
    said = words(client)
    assert "Sociaal werker: Farida. Nu aan het werk." in said
    assert "Jongerenwerker: Pim. Aan het werk maandag om 09:00 uur." in said


def test_open_is_right_to_the_minute(client: Client, place: Place, linde: Centre) -> None:
    before = OPENED.replace(hour=16, minute=59, second=59)
    assert "Open tot 17:00 uur." in words(client, before)
    assert "Nu dicht." in words(client, before + dt.timedelta(seconds=1))


def test_a_municipality_shows_its_wijken_with_how_many_doors_are_open(
    client: Client, place: Place, linde: Centre, dok: Centre
) -> None:
    District.objects.create(
        municipality=place.municipality, code="WK999901", name="West", reference_year=2026
    )
    said = words(client, address=TOWN)
    assert "Wijk Oost 1 deur nu open van 2" in said and "Wijk West 0 deuren nu open van 0" in said


def test_an_unknown_wijk_and_one_of_elsewhere_under_the_wrong_number_are_not_there(
    client: Client, place: Place, elsewhere: Place
) -> None:
    assert client.get("/wijk/WK999999/").status_code == 404
    assert client.get("/wijk/WK/").status_code == 404
    assert client.get("/gemeente/GM0000/").status_code == 404
    assert client.post(WIJK).status_code == 405
    assert "Buurstad" in words(client, address="/wijk/WK999800/")


def test_the_page_costs_as_many_queries_for_fifty_doors_as_for_one(
    client: Client, place: Place, linde: Centre, django_assert_max_num_queries: Any
) -> None:
    with CaptureQueriesContext(connection) as one:
        words(client)
    for number in range(49):
        open_on(make_centre(place, f"Centrum {number}"), weekday=number % 7)
    with CaptureQueriesContext(connection) as many:
        words(client, OPENED + dt.timedelta(minutes=1))
    assert len(many) == len(one)
    with django_assert_max_num_queries(1):
        words(client, OPENED + dt.timedelta(minutes=1, seconds=10))


def test_what_stands_behind_the_question_mark_is_no_part_of_what_others_read(
    client: Client, place: Place, linde: Centre
) -> None:
    get(client, WIJK + "?spam=https://koop.example")
    assert "koop.example" not in get(client, WIJK).content.decode()
