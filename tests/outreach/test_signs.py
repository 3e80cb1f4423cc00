"""Signs of life: recorded, shown, told to the worker, and of no account to the rules."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases import assessment
from cases.models import Case, Contact
from outreach.models import SignOfLife
from rights import content
from tests.cases.screens import days_ago, words_of
from tests.conftest import ZONE, Place, make_case, signed_in
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(place: Place, worker: User, today: dt.date) -> Case:
    made = make_case(place, worker, days_ago(today, 60))
    assessment.refresh(case_ids=[made.pk], on=today, now=timezone.now(), cause=None)
    return made


def sent(**changed: Any) -> dict[str, Any]:
    now = timezone.now().astimezone(ZONE) - dt.timedelta(minutes=1)
    filled = {"source": "neighbour", "seen_at": f"{now:%Y-%m-%dT%H:%M}", "note": "Zag hem bij de bakker."}
    return filled | {"token": str(uuid.uuid4())} | changed


def test_a_sign_of_life_stands_on_the_case_and_resets_no_rule(
    client: Client, case: Case, colleague: User, today: dt.date
) -> None:
    before = assessment.standings([case.pk], today)[case.pk]
    client.force_login(colleague)
    assert client.post(f"/dossiers/{case.pk}/tekens/", sent()).status_code == 302
    words = words_of(client.get(f"/dossiers/{case.pk}/"))
    assert "Teken van leven: gezien door een buur" in words
    assert words.count("Zag hem bij de bakker.") == 2  # what happened, and the signs by themselves
    assert assessment.standings([case.pk], today)[case.pk] == before
    assert case.flags.filter(state="open").count() == 2
    assert not Contact.objects.exists()


def test_the_worker_is_told_on_vandaag_until_it_is_read(
    client: Client, case: Case, colleague: User, worker: User
) -> None:
    theirs = signed_in(Client(), colleague)
    theirs.post(f"/dossiers/{case.pk}/tekens/", sent())
    client.force_login(worker)
    assert "Teken van leven. Gezien door een buur: vandaag. De klokken lopen door." in words_of(
        client.get("/")
    )
    sign = SignOfLife.objects.get()
    client.post(f"/dossiers/{case.pk}/tekens/{sign.pk}/gelezen/")
    assert "Gezien door een buur: vandaag" not in words_of(client.get("/"))
    theirs.post(f"/dossiers/{case.pk}/tekens/{sign.pk}/gelezen/")
    sign.refresh_from_db()
    assert sign.read_by == worker


def test_what_the_worker_recorded_is_no_news_to_them(client: Client, case: Case, worker: User) -> None:
    client.force_login(worker)
    client.post(f"/dossiers/{case.pk}/tekens/", sent())
    assert "Gezien door een buur" not in words_of(client.get("/"))


def test_sent_twice_it_is_one(client: Client, case: Case, worker: User) -> None:
    client.force_login(worker)
    form = sent()
    for _turn in range(2):
        assert client.post(f"/dossiers/{case.pk}/tekens/", form).status_code == 302
    assert SignOfLife.objects.count() == 1
    other = client.post(f"/dossiers/{case.pk}/tekens/", form | {"note": "Iets anders"})
    assert other.status_code == 422 and "al verstuurd" in words_of(other)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"source": ""}, "Kies wie de bewoner zag."),
        ({"source": "dog"}, "Kies iemand uit de lijst."),
        ({"seen_at": ""}, "Vul in wanneer het was."),
        ({"seen_at": "2199-01-01T10:00"}, "Dit ligt in de toekomst."),
        ({"seen_at": "1899-12-31T10:00"}, "Dit is voor 1900."),
        ({"seen_at": "2026-03-29T02:30"}, "Deze tijd bestaat niet"),
        ({"note": "🙂" * 4001}, "Dit is te lang"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    client: Client, case: Case, worker: User, changed: dict[str, str], said: str
) -> None:
    client.force_login(worker)
    answer = client.post(f"/dossiers/{case.pk}/tekens/", sent(**changed))
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert changed.get("note", "Zag hem bij de bakker.") in answer.content.decode()
    assert not SignOfLife.objects.exists()


def test_one_that_is_not_true_is_taken_back_with_a_reason_that_stays(
    client: Client, case: Case, worker: User
) -> None:
    client.force_login(worker)
    client.post(f"/dossiers/{case.pk}/tekens/", sent())
    sign = SignOfLife.objects.get()
    address = f"/dossiers/{case.pk}/tekens/{sign.pk}/weg/"
    assert client.post(address, {"reason": " ", "seen": 0}).status_code == 422
    assert client.post(address, {"reason": "Het was zijn broer", "seen": 7}).status_code == 422
    assert client.post(address, {"reason": "Het was zijn broer", "seen": 0}).status_code == 302
    assert not SignOfLife.objects.exists()
    parts = content.of_case(case, zoneinfo.ZoneInfo("Europe/Amsterdam"))
    (gone,) = [part for part in parts if part.key.startswith("sign-event")]
    assert "Het was zijn broer" in gone.text and "bij de bakker" in gone.text and gone.who == "Farida"


def test_it_is_among_what_a_resident_may_ask_for(client: Client, case: Case, worker: User) -> None:
    client.force_login(worker)
    client.post(f"/dossiers/{case.pk}/tekens/", sent())
    parts = content.of_case(case, zoneinfo.ZoneInfo("Europe/Amsterdam"))
    assert [part.title for part in parts if part.section == "sign"] == ["Gezien door een buur"]


def test_nobody_else_records_one(client: Client, case: Case, outsider: User, stranger: User) -> None:
    for user in (outsider, stranger):
        client.force_login(user)
        assert client.get(f"/dossiers/{case.pk}/tekens/").status_code == 404
        assert client.post(f"/dossiers/{case.pk}/tekens/", sent()).status_code == 404
