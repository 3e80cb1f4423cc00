"""A door from the code that hangs there: where to go instead, and one tap that counts who came for nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from centres.actions import announce_closure
from centres.models import CameForNothing, Centre
from tests.cases.screens import words_of
from tests.centres.conftest import make_centre
from tests.conftest import ZONE, Place
from tests.volunteers.public.conftest import OPENED, SENT, get, open_on, send, stamp, stamp_of
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(dok: Centre, linde: Centre, decider: User) -> str:
    open_on(dok)
    announce_closure(
        actor=decider,
        centre=dok,
        starts_at=OPENED - dt.timedelta(days=1),
        ends_at=dt.datetime(2027, 1, 1, tzinfo=ZONE),
        reason="Er is minder geld.",
        decided_by="college van B en W",
        instead=linde,
        now=OPENED,
    )
    return f"/deur/GM9999/{dok.pk}/"


def test_who_stands_before_a_closed_door_reads_where_to_go_and_counts_with_one_tap(
    client: Client, address: str, dok: Centre
) -> None:
    page = get(client, address)
    said = words_of(page)
    assert "Deze deur is dicht" in said and "Er is minder geld." in said and "De Linde" in said
    answer = send(client, address, {"stamp": stamp_of(page)})
    assert "Dank u. We tellen dit mee." in words_of(answer)
    send(client, address, {"stamp": stamp_of(page)})
    counted = CameForNothing.objects.get()
    assert (counted.centre, counted.way, counted.at) == (dok, "poster", SENT)
    assert counted.closure is not None


def test_the_tap_needs_no_cookie_and_leaves_none(address: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = get(browser, address)
    send(browser, address, {"stamp": stamp_of(page)})
    assert CameForNothing.objects.count() == 1 and not browser.cookies


def test_a_tap_that_we_did_not_make_counts_nothing(client: Client, address: str) -> None:
    for sent in ({}, {"stamp": "iets"}, {"stamp": stamp(OPENED - dt.timedelta(days=2))}):
        answer = send(client, address, sent)
        assert answer.status_code == 422 and "Dit lukte net niet." in words_of(answer)
    assert not CameForNothing.objects.exists()


def test_who_taps_often_is_told_and_counts_no_more(client: Client, address: str) -> None:
    answers: list[Any] = [send(client, address, {"stamp": stamp()}) for _tap in range(7)]
    assert answers[-1].status_code == 429 and "al een paar keer geteld" in words_of(answers[-1])
    assert CameForNothing.objects.count() == 6


def test_an_open_door_counts_nobody_and_says_until_when_it_is_open(client: Client, linde: Centre) -> None:
    page = get(client, f"/deur/GM9999/{linde.pk}/")
    assert "Deze deur is open" in words_of(page) and "Ik kwam voor niets" not in words_of(page)
    send(client, f"/deur/GM9999/{linde.pk}/", {"stamp": stamp_of(get(client, "/hulp/GM9999/vragen/"))})
    assert not CameForNothing.objects.exists()


def test_a_door_of_elsewhere_or_of_nowhere_is_not_there(
    client: Client, elsewhere: Place, address: str
) -> None:
    foreign = make_centre(elsewhere)
    for where in (
        f"/deur/GM9999/{foreign.pk}/",
        "/deur/GM9999/0/",
        "/deur/GM0000/1/",
        "/wijk/WK999977/poster/",
    ):
        assert client.get(where).status_code == 404
        assert client.get(f"{where}poster/").status_code == 404
    assert client.delete(address).status_code == 405
    assert client.post(f"{address}poster/").status_code == 405


def test_the_poster_of_a_closed_door_says_all_and_has_a_code(client: Client, address: str) -> None:
    page = get(client, f"{address}poster/")
    said = words_of(page)
    for words in (
        "Deze deur is dicht",
        "Dicht tot en met donderdag 31 december.",
        "De Linde",
        "1,1 kilometer",
    ):
        assert words in said
    assert 'aria-label="Code om te scannen"' in page.content.decode() and address in said


def test_the_poster_of_a_wijk_has_the_hours_of_the_week(client: Client, address: str, linde: Centre) -> None:
    open_on(linde, weekday=3)
    open_on(linde, weekday=4, opens=20, closes=2)
    said = words_of(get(client, "/wijk/WK999900/poster/"))
    assert "Welke deur is open in wijk Oost?" in said
    assert "Wie kan ik bellen? Kan het niet wachten? Bel dan" in said
    assert "Woensdag en donderdag 09:00 – 17:00" in said and "Vrijdag 20:00 – 02:00" in said
    assert "Dicht tot en met donderdag 31 december." in said


def test_a_poster_costs_as_many_queries_for_fifty_doors_as_for_one(
    client: Client, place: Place, linde: Centre, django_assert_max_num_queries: Any
) -> None:
    get(client, "/wijk/WK999900/poster/")
    with django_assert_max_num_queries(12):
        get(client, "/wijk/WK999900/poster/")
    for number in range(49):
        open_on(make_centre(place, f"Centrum {number}"), weekday=number % 7)
    with django_assert_max_num_queries(12):
        get(client, "/wijk/WK999900/poster/")
