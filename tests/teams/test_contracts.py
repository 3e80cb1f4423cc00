"""Contract hours: versions with a first day, what is refused, and what the board makes of them."""

from __future__ import annotations

import datetime as dt
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from cases import assessment
from cases.models import Case, Medium
from roster.models import MediumMinutes, WorkContract
from teams import load
from tests.cases.screens import words_of
from tests.conftest import Browser, Place, make_member, moment, stay_inside
from tests.teams.conftest import Away, case_of
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(lead: Client, place: Place, worker: User, today: dt.date) -> Any:
    """Record the hours of the worker."""

    def send(**sent: Any) -> Any:
        path = f"/team/{place.team.pk}/uren/"
        values = {"user": worker.pk, "valid_from": today.isoformat(), "hours": "36", "client_percent": "70"}
        values["seen"] = seen_on(lead.get(path))
        return lead.post(path, values | sent)

    return send


def seen_on(page: Any) -> str:
    """Return what the form keeps of what stood there when it was opened."""
    found = re.search(r'name="seen"(?: value="([^"]*)")?', page.content.decode())
    assert found is not None
    return found[1] or ""


def room(place: Place, worker: User, day: dt.date) -> int:
    """Return the minutes a week that the board counts with on a day."""
    return load.of_team(place.team, day).loads[worker.pk].room


def test_hours_hold_from_their_day_until_the_next(
    lead: Client, record: Any, place: Place, worker: User, colleague: User, today: dt.date
) -> None:
    assert record(hours="25,25", client_percent="70").status_code == 302
    later = today + dt.timedelta(days=7 - today.weekday())
    assert record(valid_from=later.isoformat(), hours="20.5", client_percent="50").status_code == 302
    words = words_of(lead.get(f"/team/{place.team.pk}/uren/"))
    assert "25,3" in words and "20,5" in words and "Nog geen uren: Joke, Pim." in words
    assert room(place, worker, today - dt.timedelta(days=1)) == 0
    assert room(place, worker, today) == 1515 * 70 // 100
    assert room(place, worker, later) == 1230 * 50 // 100


def test_hours_of_the_same_day_correct_what_stood_there(
    record: Any, place: Place, worker: User, today: dt.date
) -> None:
    record(hours="36")
    record(hours="24")
    assert WorkContract.objects.get().minutes_a_week == 24 * 60
    assert room(place, worker, today) == 24 * 60 * 70 // 100


def test_of_two_leads_who_correct_the_same_day_the_second_is_told_and_may_send_it_again(
    record: Any, place: Place, worker: User, today: dt.date
) -> None:
    deputy = make_member(place, "hennie@voorbeeldstad.example", "team_lead", place.team)
    record(hours="36")
    other = Browser()
    other.force_login(deputy)
    path = f"/team/{place.team.pk}/uren/"
    opened = seen_on(other.get(path))
    record(hours="24")
    sent = {"user": worker.pk, "valid_from": today.isoformat(), "hours": "32,5", "client_percent": "70"}
    page = other.post(path, sent | {"seen": opened})
    assert page.status_code == 422
    assert (
        "Joke heeft voor deze dag intussen iets anders vastgelegd: 24 uur, 70 % voor bewoners."
        in words_of(page)
    )
    assert 'value="32,5"' in page.content.decode(), "what was typed stays"
    assert WorkContract.objects.get().minutes_a_week == 24 * 60
    # Who sends the same twice is not told of themselves; who knows now may change it.
    assert record(hours="24", seen=opened).status_code == 302
    assert other.post(path, sent | {"seen": seen_on(page)}).status_code == 302
    assert WorkContract.objects.get().minutes_a_week == 32.5 * 60


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_who_record_the_same_day_at_once_one_is_told(
    place: Place, worker: User, team_lead: User, today: dt.date
) -> None:
    deputy = make_member(place, "hennie@voorbeeldstad.example", "team_lead", place.team)
    start = threading.Barrier(2)
    browsers = []
    for user in (team_lead, deputy):
        browser = Browser()
        browser.force_login(user)
        browsers.append(browser)

    def send(browser: Client, hours: str) -> int:
        start.wait()
        values = {"user": worker.pk, "valid_from": today.isoformat(), "hours": hours, "client_percent": "70"}
        try:
            return browser.post(f"/team/{place.team.pk}/uren/", values | {"seen": ""}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = [
            one.result(60)
            for one in [pool.submit(send, *two) for two in zip(browsers, ("20", "30"), strict=True)]
        ]
    assert sorted(answers) == [302, 422]
    stay_inside(place.municipality.pk)
    assert WorkContract.objects.get().minutes_a_week in (20 * 60, 30 * 60)


@pytest.mark.parametrize("hours", ["-1", "60,25", "1.234", "veel", "", "NaN", "1e9"])
def test_hours_that_cannot_be_are_refused_beside_the_field(record: Any, hours: str) -> None:
    page = record(hours=hours, client_percent="101", user="")
    words = words_of(page)
    assert page.status_code == 422 and not WorkContract.objects.exists()
    assert "Vul uren in van 0 tot en met 60" in words or "Rond af op een kwartier" in words
    assert "Vul een heel getal in van 0 tot en met 100." in words and "Kies iemand." in words
    assert f'value="{hours}"' in page.content.decode()


def test_a_part_of_a_minute_is_refused(record: Any) -> None:
    assert "Rond af op een kwartier" in words_of(record(hours="25,26"))


def test_the_database_refuses_them_too(place: Place, worker: User, today: dt.date) -> None:
    for minutes, percent in ((-1, 50), (3601, 50), (60, 101), (60, -1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkContract.objects.create(
                municipality=place.municipality, user=worker, team=place.team, valid_from=today,
                minutes_a_week=minutes, client_percent=percent, changed_at=moment(today),
            )  # fmt: skip


def test_what_the_board_asks_is_the_rhythm_times_the_minutes_and_what_is_there_the_contract_less_absence(
    lead: Client, board: str, record: Any, place: Place, worker: User, away: Away, today: dt.date
) -> None:
    MediumMinutes.objects.create(
        municipality=place.municipality, valid_from=today, home_visit=100, phone=20, reason="met reistijd",
        changed_at=moment(today),
    )  # fmt: skip
    case_of(place, worker, today, "A", rhythm=(1, 7, Medium.HOME_VISIT))
    case_of(place, worker, today, "B", rhythm=(2, 21, Medium.PHONE))
    ids = list(Case.objects.values_list("pk", flat=True))
    assessment.refresh(case_ids=ids, on=today, now=timezone.now(), cause=None)
    record(hours="30", client_percent="65")
    monday = -today.weekday()
    away(worker, monday, monday + 1)  # Monday and Tuesday of this week
    own = load.of_team(place.team, today).loads[worker.pk]
    assert own.needed == 100 + 14, "2 calls of 20 minutes in 21 days are 13 1/3 minutes a week, rounded up"
    assert own.room == 30 * 60 * 65 * 3 // 500
    assert own.balance == 702 - 114
    words = words_of(lead.get(board))
    assert "Contract 30 uur, 65 % voor bewoners, 2 van de 5 werkdagen afwezig." in words
    assert "9,8 over" in words and "1 uur en" not in words
