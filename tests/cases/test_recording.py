"""Recording a contact: with htmx and without, right and wrong."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from cases.forms import ContactForm
from cases.models import Case, Contact, Medium
from tests.cases.screens import HTMX, days_ago, sent_form, words_of
from tests.conftest import ZONE
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_form_comes_with_now_and_the_agreed_medium_filled_in(at_work: Client, waiting: Case) -> None:
    page = at_work.get(f"/dossiers/{waiting.pk}/contact/").content.decode()
    now = timezone.now().astimezone(ZONE)
    assert f'value="{now:%Y-%m-%dT%H:}' in page
    assert re.findall(r'value="(\d)" checked', page) == [str(Medium.HOME_VISIT.value)]


def test_without_htmx_the_form_is_a_page_and_returns_to_where_it_began(
    at_work: Client, waiting: Case
) -> None:
    path = f"/dossiers/{waiting.pk}/contact/"
    assert "<html" in at_work.get(path).content.decode()
    assert at_work.post(path, sent_form())["Location"] == f"/#dossier-{waiting.pk}"
    answer = at_work.post(path, sent_form(origin="dossier"), follow=True)
    assert answer.redirect_chain == [(f"/dossiers/{waiting.pk}/", 302)]
    assert "Dennis Hoekstra: Huisbezoek vastgelegd: vandaag om" in words_of(answer)


def test_an_address_to_return_to_is_never_taken_from_the_form(at_work: Client, waiting: Case) -> None:
    answer = at_work.post(f"/dossiers/{waiting.pk}/contact/", sent_form(origin="https://elders.example/"))
    assert answer["Location"] == f"/#dossier-{waiting.pk}"


def test_what_was_recorded_is_stored_with_who_and_when(at_work: Client, waiting: Case, worker: User) -> None:
    day = days_ago(timezone.now().astimezone(ZONE).date(), 3)
    sent = sent_form(medium=5, reached="false", note="Voicemail", happened_at=f"{day}T14:05")
    assert at_work.post(f"/dossiers/{waiting.pk}/contact/", sent).status_code == 302
    (contact,) = Contact.objects.all()
    assert (contact.medium, contact.reached, contact.note) == (Medium.PHONE, False, "Voicemail")
    assert (contact.worker, contact.day) == (worker, day)
    assert contact.happened_at == dt.datetime.combine(day, dt.time(14, 5), tzinfo=ZONE)


def test_with_htmx_the_line_and_the_counts_come_back_corrected(at_work: Client, waiting: Case) -> None:
    path = f"/dossiers/{waiting.pk}/contact/"
    form = at_work.get(path, headers=HTMX).content.decode()
    assert "<html" not in form and f'hx-post="{path}"' in form
    answer = at_work.post(path, sent_form(), headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in page
    assert f'<li class="wz-line" id="dossier-{waiting.pk}">' in page
    assert "Huisbezoek vastgelegd: vandaag om" in page
    assert 'id="geteld" hx-swap-oob="true"' in page and 'id="telling-nu" hx-swap-oob="true"' in page
    assert "not_seen" not in page, "the resident was just seen"
    assert 'data-kind="eroding"' in page, "one visit does not make up for eight weeks"


def test_sent_twice_it_counts_once(at_work: Client, waiting: Case) -> None:
    sent = sent_form()
    for _time in range(2):
        assert at_work.post(f"/dossiers/{waiting.pk}/contact/", sent).status_code == 302
    assert Contact.objects.count() == 1


def test_the_same_form_with_other_words_is_not_lost_silently(at_work: Client, waiting: Case) -> None:
    address = f"/dossiers/{waiting.pk}/contact/"
    form = sent_form(note="eerste")
    at_work.post(address, form)
    again = at_work.post(address, form | {"note": "tweede", "medium": Medium.PHONE.value})
    assert again.status_code == 422
    assert "al verstuurd, met andere gegevens" in words_of(again)
    assert "tweede" in again.content.decode()
    token = re.search(r'name="token" value="([^"]+)"', again.content.decode())
    assert token is not None
    assert token[1] != form["token"], "sent once more it counts as another contact"
    at_work.post(address, form | {"note": "tweede", "token": token[1]})
    notes = (
        Contact.objects.filter(case=waiting).exclude(note="").order_by("id").values_list("note", flat=True)
    )
    assert list(notes) == ["eerste", "tweede"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"medium": ""}, "Kies hoe je contact had."),
        ({"medium": "7"}, "Kies een van de zes manieren."),
        ({"reached": ""}, "Kies “Gelukt” of “Niet gelukt”."),
        ({"happened_at": ""}, "Vul in wanneer het was."),
        ({"happened_at": "gisteren"}, "Vul een datum en een tijd in"),
        ({"happened_at": "2199-01-01T10:00"}, "Dit ligt in de toekomst."),
        ({"happened_at": "1899-12-31T10:00"}, "Dit is voor 1900."),
        ({"happened_at": "0001-01-01T00:00"}, "Vul een datum en een tijd in"),
        ({"happened_at": "9999-12-31T23:59"}, "Dit ligt in de toekomst."),
        ({"happened_at": "2026-03-29T02:30"}, "Deze tijd bestaat niet"),
        ({"note": "x" * 4001}, "Het verslag is te lang"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_wrong_form_says_why_at_the_field_and_loses_nothing_that_was_typed(
    at_work: Client, waiting: Case, wrong: dict[str, str], words: str, headers: dict[str, str]
) -> None:
    sent = sent_form(**{"medium": "5", "note": "Wat ik typte"} | wrong)
    answer = at_work.post(f"/dossiers/{waiting.pk}/contact/", sent, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words_of(answer).count(words) == 2, "in the summary and at the field"
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert sent["note"] in page and f'value="{sent["happened_at"]}"' in page and sent["token"] in page
    if sent["medium"] == "5":
        assert 'value="5" checked' in page
    assert not Contact.objects.exists()
    if headers:
        assert answer["HX-Retarget"] == f"#dossier-{waiting.pk} .wz-line__record"


def test_what_a_note_holds_is_never_markup(at_work: Client, waiting: Case) -> None:
    at_work.post(f"/dossiers/{waiting.pk}/contact/", sent_form(note="<script>alert(1)</script>"))
    page = at_work.get(f"/dossiers/{waiting.pk}/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_part_of_a_page_answers_401_when_the_session_is_over(client: Client, waiting: Case) -> None:
    answer = client.post(f"/dossiers/{waiting.pk}/contact/", sent_form(), headers=HTMX)
    assert answer.status_code == 401
    assert not Contact.objects.exists()


def _moment(typed: str) -> ContactForm:
    now = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    return ContactForm({"medium": "1", "reached": "true", "happened_at": typed}, zone=ZONE, now=now)


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("2026-03-29T01:59", "2026-03-29 00:59"),
        ("2026-03-29T03:00", "2026-03-29 01:00"),
        ("17-03-2026 10:42", "2026-03-17 09:42"),
    ],
)
def test_a_typed_time_is_that_of_the_municipalitys_clock(typed: str, utc: str) -> None:
    form = _moment(typed)
    assert form.is_valid()
    assert f"{form.cleaned_data['happened_at'].astimezone(dt.UTC):%Y-%m-%d %H:%M}" == utc


@pytest.mark.parametrize("typed", ["2026-03-29T02:00", "2026-03-29T02:59"])
def test_the_hour_that_the_clock_skips_does_not_exist(typed: str) -> None:
    assert _moment(typed).errors["happened_at"].as_data()[0].code == "no_such_hour"
