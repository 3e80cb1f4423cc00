"""Staff enter a request that is told by telephone, or make one of a case or a report in one step."""

from __future__ import annotations

import datetime as dt
import html
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from reports.actions import Told, file_report, take_up
from reports.models import About, Channel, Report
from residents.models import Resident
from tests.cases.screens import words_of
from tests.conftest import Place, make_case, make_member, signed_in, stay_inside
from volunteers.models import HelpRequest
from wijkzorg.accounts.models import Membership, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("postcode")]
NEW = "/hulpvragen/nieuw/"


def told(**changed: Any) -> dict[str, Any]:
    """Return what somebody tells by telephone, as it is typed in."""
    return {
        "kind": "company",
        "text": "",
        "first_on": (timezone.localdate() + dt.timedelta(days=2)).isoformat(),
        "day_part": "afternoon",
        "repeat": "once",
        "channel": "phone",
        "name": "Meneer Terpstra",
        "phone": "06 1234 5678",
        "postcode": "1892 AB",
        "who": "me",
        "token": str(uuid.uuid4()),
    } | changed


@pytest.fixture
def clerk(place: Place) -> User:
    return make_member(place, "balie@voorbeeldstad.example", Membership.Role.CENTRE_STAFF)


def test_the_desk_enters_a_request_and_reads_the_code_aloud(
    client: Client, place: Place, clerk: User
) -> None:
    client.force_login(clerk)
    form = told(needs_vog="on")
    page = client.post(NEW, form, follow=True)
    words = words_of(page)
    assert "De hulpvraag staat erin" in words and "Lees deze code voor" in words
    client.post(NEW, form)
    made = HelpRequest.objects.get()
    assert (made.channel, made.filed_by, made.name, made.phone) == (
        "phone",
        clerk,
        "Meneer Terpstra",
        "+31612345678",
    )
    assert made.needs_vog and not made.urgent
    assert words_of(client.get("/hulpvragen/nieuw/klaar/")) == words


def test_a_daughter_asks_for_her_father_with_the_ground_on_which_she_may(
    client: Client, place: Place, clerk: User
) -> None:
    client.force_login(clerk)
    form = told(who="other", asker_name="Dochter")
    refused = client.post(NEW, form)
    assert refused.status_code == 422 and "Kies waarom iemand dit voor een ander mag vragen." in words_of(
        refused
    )
    client.post(NEW, form | {"consent": "representative"})
    made = HelpRequest.objects.get()
    assert (made.on_behalf, made.consent, made.asker_name) == (True, "representative", "Dochter")


def test_a_second_request_of_the_same_telephone_and_kind_is_pointed_out(
    client: Client, place: Place, clerk: User
) -> None:
    client.force_login(clerk)
    client.post(NEW, told())
    page = client.post(NEW, told(), follow=True)
    assert "van dezelfde persoon staat er al zo'n vraag open" in html.unescape(words_of(page))


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    client: Client, place: Place, clerk: User
) -> None:
    client.force_login(clerk)
    wrong = {"first_on": "2020-01-01", "phone": "x", "postcode": "9999 ZZ", "kind": "goud", "name": ""}
    answer = client.post(NEW, told(text="Dit typte ik", **wrong))
    words = words_of(answer)
    assert answer.status_code == 422 and "Dit typte ik" in answer.content.decode()
    for fault in (
        "Deze dag is voorbij.",
        "Dit is geen telefoonnummer",
        "ligt niet in Voorbeeldstad.",
        "Kies wat voor hulp.",
        "Vul de naam in.",
    ):
        assert words.count(fault) == 2
    assert not HelpRequest.objects.exists()


def test_a_worker_asks_help_for_the_resident_of_a_case_in_one_step(
    client: Client, place: Place, worker: User
) -> None:
    case = make_case(place, worker, dt.date(2026, 1, 5))
    Resident.objects.filter(pk=case.resident_id).update(postcode="1892 AB", phone="06 1111 1111")
    client.force_login(worker)
    address = f"/dossiers/{case.pk}/hulpvraag/"
    assert address in client.get(f"/dossiers/{case.pk}/").content.decode()
    page = client.get(address)
    assert "Hulpvraag voor Dennis Hoekstra" in words_of(page) and "06 1111 1111" in page.content.decode()
    form = told(channel="worker", phone="06 1111 1111")
    for gone in ("name", "postcode"):
        form.pop(gone)
    client.post(address, form)
    made = HelpRequest.objects.get()
    assert (made.resident_id, made.case_id, made.channel) == (case.resident_id, case.pk, "worker")
    assert made.phone == "+31611111111" and made.postcode == "1892 AB"


def test_a_report_becomes_a_request_in_one_step(client: Client, place: Place, worker: User) -> None:
    report = _report(place, worker)
    client.force_login(worker)
    page = client.get(f"/meldingen/{report.pk}/hulpvraag/")
    assert "Hij haalt geen boodschappen meer." in page.content.decode()
    client.post(f"/meldingen/{report.pk}/hulpvraag/", told(kind="groceries"))
    assert HelpRequest.objects.get().report_id == report.pk


def _report(place: Place, worker: User) -> Report:
    made = file_report(
        municipality=place.municipality,
        neighbourhood=place.neighbourhood,
        told=Told(about=About.PERSON, text="Hij haalt geen boodschappen meer.", subject="Meneer Terpstra"),
        channel=Channel.PHONE,
        token=uuid.uuid4(),
        now=timezone.now() - dt.timedelta(hours=1),
    )
    return take_up(actor=worker, report=made, now=timezone.now())


def test_cases_and_reports_of_others_are_not_there(
    client: Client, place: Place, worker: User, outsider: User, clerk: User, stranger: User, volunteer: User
) -> None:
    case = make_case(place, worker, dt.date(2026, 1, 5))
    for user in (outsider, clerk, stranger, volunteer):
        browser = signed_in(Client(), user)
        assert browser.get(f"/dossiers/{case.pk}/hulpvraag/").status_code == 404
        assert browser.get("/meldingen/999999/hulpvraag/").status_code == 404
        stay_inside(place.municipality.pk)
    assert signed_in(Client(), volunteer).get(NEW).status_code == 404
    stay_inside(place.municipality.pk)


def test_without_having_entered_anything_there_is_no_code(client: Client, place: Place, clerk: User) -> None:
    client.force_login(clerk)
    assert client.get("/hulpvragen/nieuw/klaar/")["Location"] == NEW


def test_beside_the_words_it_says_who_reads_them(
    client: Client, place: Place, worker: User, coordinator: User
) -> None:
    client.force_login(coordinator)
    assert "Wie ja zegt, leest dit. Schrijf niets over gezondheid of zorg." in words_of(client.get(NEW))
    stay_inside(place.municipality.pk)
    case = make_case(place, worker, timezone.localdate() - dt.timedelta(days=9))
    other = signed_in(Client(), worker)
    page = other.get(f"/dossiers/{case.pk}/hulpvraag/")
    assert "De vrijwilliger leest dit niet." in words_of(page)
