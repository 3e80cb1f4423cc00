"""What is agreed: who comes next and when, how often a series comes, and its dates in the order in which they come."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import Place, make_case
from tests.volunteers.board.test_board import text_of
from tests.volunteers.conftest import NOW, Ask, Neighbour, at, days, offered, promised
from volunteers import words
from volunteers.models import HelpRequest, Offer, Volunteer
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db
AGREED = "/hulpvragen/?toon=afgesproken"


def _agreed(stored: Ask, volunteer: Volunteer, *ahead: int, **more: object) -> HelpRequest:
    """Store a request for which a volunteer comes, or came, on some days at eleven."""
    request = stored(state="accepted", first_on=days(ahead[0]), **more)
    held = offered(request, volunteer, state=Offer.State.ACCEPTED, answered_at=NOW)
    for day in ahead:
        begins = at(days(day), 11)
        if day < 0:
            promised(held, begins, state="done", accepted_at=at(days(-60)), ended_at=begins)
        else:
            promised(held, begins)
    return request


def test_it_says_who_comes_next_and_when_the_soonest_first_and_before_it_what_nobody_comes_for(
    at_the_board: Client, stored: Ask, neighbour: Neighbour
) -> None:
    _agreed(stored, neighbour("ans"), 9, name="Later")
    _agreed(stored, neighbour("bea"), -20, -13, 1, 8, name="Reeks", rrule="FREQ=WEEKLY;BYDAY=TH")
    _agreed(stored, neighbour("cor"), -3, name="Geweest")
    _agreed(stored, neighbour("dirk"), 1, name="Samen", starts_at=None, day_part="morning")
    said = text_of(at_the_board.get(AGREED))
    assert "Ans komt 4 december om 11:00." in said and "Bea komt morgen om 11:00." in said
    assert "Dirk komt morgen in de ochtend." in said, "the two choose the hour together"
    assert "elke week op donderdag om 11:00." in said and "al " not in said
    places = [said.index(f" {name} ") for name in ("Geweest", "Reeks", "Later")]
    assert places == sorted(places)


def test_who_sees_no_volunteers_reads_that_somebody_comes(
    client: Client, place: Place, worker: User, stored: Ask, neighbour: Neighbour
) -> None:
    _agreed(stored, neighbour("geheimpje"), 1, case=make_case(place, worker, days(-90)))
    client.force_login(worker)
    said = text_of(client.get(AGREED))
    assert "Iemand komt morgen om 11:00." in said and "Geheimpje" not in said


def test_it_costs_as_many_queries_for_fifty_as_for_one(
    at_the_board: Client, stored: Ask, neighbour: Neighbour
) -> None:
    volunteer, counts = neighbour(), []
    for more in (1, 24):
        for number in range(more):
            _agreed(stored, volunteer, 40 * more + number, name=f"Nummer {number}")
        with CaptureQueriesContext(connection) as captured:
            at_the_board.get(AGREED)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_dates_of_a_series_begin_with_the_next_and_what_was_is_a_tap_away(
    at_the_board: Client, stored: Ask, neighbour: Neighbour
) -> None:
    series = (-14, -7, *range(0, 49, 7))
    request = _agreed(stored, neighbour("ans"), *series, rrule="FREQ=WEEKLY;BYDAY=WE")
    said = text_of(at_the_board.get(reverse("help-request", args=[request.pk])))
    dates = ["Vandaag om 11:00 ,", "2 december om 11:00 ,", "9 december om 11:00 ,", "En daarna (4)"]
    dates += ["16 december om 11:00 ,", "Eerder (2)", "18 november om 11:00 ,", "11 november om 11:00 ,"]
    assert [date for date in dates if date not in said] == [], said[said.find("Wat is afgesproken") :]
    places = [said.index(date) for date in dates]
    assert places == sorted(places), said


@pytest.mark.parametrize(
    ("rrule", "ahead", "said"),
    [
        ("", 1, "morgen om 11:00"),
        ("FREQ=WEEKLY", 1, "elke week vanaf morgen om 11:00"),
        ("FREQ=WEEKLY", -6, "elke week op donderdag om 11:00"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", -6, "elke 2 weken op donderdag om 11:00"),
        ("FREQ=WEEKLY;BYDAY=MO,TH", -6, "elke week op maandag en donderdag om 11:00"),
        ("FREQ=MONTHLY", -6, "elke maand om 11:00"),
    ],
)
def test_when_it_is_is_said_as_one_says_it(stored: Ask, rrule: str, ahead: int, said: str) -> None:
    request = stored(first_on=days(ahead), rrule=rrule, starts_at=dt.time(11))
    assert words.on_day(request, days(0)) == said
