"""Contacts after the first tap: taken back, put right, seen twice, the next time, and what is typed wrong."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cases import agenda, assessment, follow_ups
from cases.actions import record_contact
from cases.contacts import undo
from cases.forms import ContactForm
from cases.models import Case, Contact, Flag, Medium
from tests.cases.screens import HTMX, days_ago, sent_form, words_of
from tests.conftest import ZONE, Browser, Place, add_contact, make_case
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db
TAKE_BACK = "/contacten/ongedaan/"


@pytest.fixture
def others(place: Place, worker: User, today: dt.date) -> list[Case]:
    """Three more cases of the worker."""
    names = (("Nel", "Bos"), ("Ali", "Kaya"), ("Jan", "Dijk"))
    return [
        make_case(place, worker, days_ago(today, 60), ref=f"D{n}", first_name=first, last_name=last)
        for n, (first, last) in enumerate(names, start=10)
    ]


def _record(browser: Client, case: Case, **changed: Any) -> Any:
    return browser.post(f"/dossiers/{case.pk}/contact/", sent_form(**changed), follow=True)


def _judge(case: Case, today: dt.date) -> None:
    assessment.refresh(case_ids=[case.pk], on=today, now=timezone.now(), cause=None)


# --- Taking back ---------------------------------------------------------------------------------------------------


def test_what_was_just_recorded_can_be_taken_back_with_one_button_without_javascript(
    at_work: Client, waiting: Case
) -> None:
    page = _record(at_work, waiting, origin="dossier")
    button = '<button type="submit" class="wz-plain">Ongedaan maken</button>'
    assert button in page.content.decode() and "&lt;form" not in page.content.decode()
    (contact,) = Contact.objects.all()
    answer = at_work.post(TAKE_BACK, {"contact": contact.pk, "origin": "dossier"}, follow=True)
    assert answer.redirect_chain == [(f"/dossiers/{waiting.pk}/", 302)]
    assert "Ongedaan gemaakt" in words_of(answer)
    assert not Contact.objects.exists()
    again = at_work.post(TAKE_BACK, {"contact": contact.pk}, follow=True)
    assert "Dit contact is er niet meer." in words_of(again)


def test_with_htmx_the_line_goes_back_to_what_it_was(at_work: Client, waiting: Case) -> None:
    recorded = at_work.post(f"/dossiers/{waiting.pk}/contact/", sent_form(), headers=HTMX)
    assert f'hx-post="{TAKE_BACK}"' in recorded.content.decode()
    (contact,) = Contact.objects.all()
    answer = at_work.post(TAKE_BACK, {"contact": contact.pk, "origin": "vandaag"}, headers=HTMX)
    page = answer.content.decode()
    assert f'id="dossier-{waiting.pk}"' in page and 'data-kind="not_seen"' in page
    assert "Ongedaan gemaakt" in words_of(answer) and "Ongedaan maken" not in words_of(answer)


def test_a_flag_that_a_slip_closed_is_the_same_flag_again(
    waiting: Case, worker: User, today: dt.date
) -> None:
    _judge(waiting, today)
    before = list(Flag.objects.order_by("kind").values("pk", "kind", "since", "state", "detected_at"))
    assert [flag["kind"] for flag in before] == ["eroding", "not_seen"]
    now = timezone.now()
    made = record_contact(
        actor=worker, case=waiting, happened_at=now, medium=Medium.HOME_VISIT, reached=True, now=now
    )
    assert Flag.objects.get(kind="not_seen").state == Flag.State.CLOSED
    undo(actor=worker, contacts=[made], now=now + dt.timedelta(seconds=59))
    assert list(Flag.objects.order_by("kind").values("pk", "kind", "since", "state", "detected_at")) == before


@pytest.mark.parametrize(("seconds", "gone"), [(60, True), (61, False)])
def test_the_minute_is_a_minute(
    client: Client, waiting: Case, worker: User, seconds: int, gone: bool
) -> None:
    at = timezone.now()
    with time_machine.travel(at, tick=False):
        client.force_login(worker)
        _record(client, waiting, happened_at=f"{at.astimezone(ZONE) - dt.timedelta(hours=1):%Y-%m-%dT%H:%M}")
    (contact,) = Contact.objects.all()
    with time_machine.travel(contact.recorded_at + dt.timedelta(seconds=seconds), tick=False):
        answer = client.post(TAKE_BACK, {"contact": contact.pk}, follow=True)
    assert Contact.objects.exists() is not gone
    if not gone:
        assert "Dit kan alleen in de eerste minuut. Verbeter het contact" in words_of(answer)


def test_nobody_takes_back_what_a_colleague_recorded_or_what_was_changed(
    client: Client, at_work: Client, waiting: Case, worker: User, colleague: User
) -> None:
    _record(at_work, waiting)
    (contact,) = Contact.objects.all()
    other = Browser()
    other.force_login(colleague)
    other.post(TAKE_BACK, {"contact": contact.pk})
    assert Contact.objects.exists()
    Contact.objects.update(note="anders")
    assert "Dit kan alleen in de eerste minuut" in words_of(
        at_work.post(TAKE_BACK, {"contact": contact.pk}, follow=True)
    )
    assert Contact.objects.exists()


# --- Putting right -------------------------------------------------------------------------------------------------


def _correction(browser: Client, contact: Contact, **changed: Any) -> dict[str, Any]:
    """Return what the form of a correction sends as it opens, but for what is changed."""
    page = browser.get(f"/contacten/{contact.pk}/verbeteren/").content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen is not None
    local = contact.happened_at.astimezone(ZONE)
    return (
        sent_form(
            medium=contact.medium,
            happened_at=f"{local:%Y-%m-%dT%H:%M}",
            reached="true" if contact.reached else "false",
            note=contact.note,
            reason="verkeerde dag",
            seen=seen[1],
        )
        | changed
    )


def test_a_contact_is_put_right_with_a_reason_and_what_it_was_stays(
    at_work: Client, waiting: Case, worker: User, today: dt.date
) -> None:
    contact = add_contact(waiting, worker, days_ago(today, 1))
    assert f"/contacten/{contact.pk}/verbeteren/" in at_work.get(f"/dossiers/{waiting.pk}/").content.decode()
    day = days_ago(today, 40)
    sent = _correction(
        at_work, contact, happened_at=f"{day}T09:30", medium=5, reached="false", note="Voicemail"
    )
    answer = at_work.post(f"/contacten/{contact.pk}/verbeteren/", sent, follow=True)
    assert "Het contact is verbeterd." in words_of(answer)
    contact.refresh_from_db()
    assert (contact.day, contact.medium, contact.reached, contact.note) == (day, 5, False, "Voicemail")
    assert Flag.objects.get(kind="not_seen").state == Flag.State.OPEN, "the standing follows at once"
    told = words_of(at_work.get(f"/dossiers/{waiting.pk}/geschiedenis/"))
    assert "een contact verbeterd" in told and "verkeerde dag" in told


def test_a_contact_that_never_was_is_taken_away_with_a_reason(
    at_work: Client, waiting: Case, worker: User, today: dt.date
) -> None:
    contact = add_contact(waiting, worker, days_ago(today, 1))
    sent = _correction(at_work, contact, reason="verkeerde bewoner", weghalen="1")
    at_work.post(f"/contacten/{contact.pk}/verbeteren/", sent)
    assert not Contact.objects.exists()
    assert "verkeerde bewoner" in words_of(at_work.get(f"/dossiers/{waiting.pk}/geschiedenis/"))


def test_without_a_reason_nothing_changes_and_nothing_typed_is_lost(
    at_work: Client, waiting: Case, worker: User, today: dt.date
) -> None:
    contact = add_contact(waiting, worker, days_ago(today, 1))
    sent = _correction(at_work, contact, reason="", note="Wat ik typte")
    answer = at_work.post(f"/contacten/{contact.pk}/verbeteren/", sent)
    assert answer.status_code == 422
    assert words_of(answer).count("Schrijf in een paar woorden waarom.") == 2
    assert "Wat ik typte" in answer.content.decode()
    contact.refresh_from_db()
    assert contact.note == ""


def test_the_second_of_two_who_correct_is_told_and_overwrites_nothing_unseen(
    at_work: Client, waiting: Case, worker: User, today: dt.date
) -> None:
    contact = add_contact(waiting, worker, days_ago(today, 1))
    address = f"/contacten/{contact.pk}/verbeteren/"
    first, second = (_correction(at_work, contact, note=note) for note in ("eerste", "tweede"))
    at_work.post(address, first)
    answer = at_work.post(address, second)
    assert answer.status_code == 422 and "Iemand anders heeft dit veranderd" in words_of(answer)
    assert "tweede" in answer.content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', answer.content.decode())
    assert seen is not None
    at_work.post(address, second | {"seen": seen[1]})
    contact.refresh_from_db()
    assert contact.note == "tweede"


def test_another_team_finds_no_contact_to_correct(
    client: Client, outsider: User, waiting: Case, worker: User, today: dt.date
) -> None:
    contact = add_contact(waiting, worker, days_ago(today, 1))
    client.force_login(outsider)
    assert client.get(f"/contacten/{contact.pk}/verbeteren/").status_code == 404
    assert client.post(f"/contacten/{contact.pk}/verbeteren/", sent_form()).status_code == 404


# --- The same visit ------------------------------------------------------------------------------------------------


def test_two_who_recorded_one_visit_are_told_and_may_keep_both_with_one_tap(
    at_work: Client, waiting: Case, colleague: User
) -> None:
    now = timezone.now()
    record_contact(
        actor=colleague, case=waiting, happened_at=now, medium=Medium.HOME_VISIT, reached=True, now=now
    )
    sent = sent_form(note="Wij waren er samen")
    answer = at_work.post(f"/dossiers/{waiting.pk}/contact/", sent)
    words = words_of(answer)
    assert answer.status_code == 422
    assert "Pim legde vast: huisbezoek met Dennis Hoekstra, vandaag om" in words
    assert "Wij waren er samen" in answer.content.decode()
    assert 'name="reached" value="true">Een ander contact: toch vastleggen' in answer.content.decode()
    assert Contact.objects.count() == 1
    offered = re.search(r'name="offered" value="(\d+)"', answer.content.decode())
    assert offered is not None
    assert at_work.post(f"/dossiers/{waiting.pk}/contact/", sent | {"offered": offered[1]}).status_code == 302
    assert Contact.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "minutes", "asked"),
    [
        ({}, 120, True),
        ({}, 121, False),
        ({"medium": Medium.PHONE.value}, 0, False),
    ],
)
def test_only_the_same_medium_on_the_same_day_within_two_hours_may_be_the_same(
    at_work: Client, waiting: Case, colleague: User, changed: dict[str, Any], minutes: int, asked: bool
) -> None:
    day = days_ago(timezone.now().astimezone(ZONE).date(), 2)
    there = dt.datetime.combine(day, dt.time(10), ZONE)
    now = timezone.now()
    record_contact(
        actor=colleague, case=waiting, happened_at=there, medium=Medium.HOME_VISIT, reached=True, now=now
    )
    mine = there + dt.timedelta(minutes=minutes)
    answer = at_work.post(
        f"/dossiers/{waiting.pk}/contact/", sent_form(happened_at=f"{mine:%Y-%m-%dT%H:%M}", **changed)
    )
    assert (answer.status_code == 422) is asked


def test_who_calls_twice_in_an_hour_is_not_asked(at_work: Client, waiting: Case) -> None:
    for reached in ("false", "true"):
        assert (
            at_work.post(f"/dossiers/{waiting.pk}/contact/", sent_form(medium=5, reached=reached)).status_code
            == 302
        )


# --- The next time -------------------------------------------------------------------------------------------------


def test_a_chosen_next_time_stands_on_the_line_in_the_case_and_on_its_day_on_vandaag(
    at_work: Client, waiting: Case, worker: User, today: dt.date
) -> None:
    day = today + dt.timedelta(days=3)
    _record(at_work, waiting, follow_up_on=day.isoformat())
    assert "Gekozen volgende keer:" in words_of(at_work.get("/"))
    assert "Volgende keer:" in words_of(at_work.get(f"/dossiers/{waiting.pk}/"))
    contact = Contact.objects.get()
    assert contact.follow_up_on == day
    assert follow_ups.of_cases([waiting.pk], today)[waiting.pk].on == day


def test_an_attempt_keeps_the_next_time_and_reaching_somebody_ends_it(
    waiting: Case, worker: User, today: dt.date
) -> None:
    contact = add_contact(waiting, worker, days_ago(today, 5))
    Contact.objects.filter(pk=contact.pk).update(follow_up_on=today)
    add_contact(waiting, worker, days_ago(today, 2), Medium.PHONE, reached=False)
    assert follow_ups.of_cases([waiting.pk], today)[waiting.pk].on == today
    add_contact(waiting, worker, days_ago(today, 1), Medium.PHONE)
    assert follow_ups.of_cases([waiting.pk], today) == {}


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "Deze dag is al voorbij."), (367, "meer dan een jaar vooruit"), (0, ""), (366, "")],
)
def test_a_next_time_is_to_come_and_not_in_years(
    at_work: Client, waiting: Case, today: dt.date, days: int, words: str
) -> None:
    sent = sent_form(follow_up_on=(today + dt.timedelta(days=days)).isoformat(), note="Blijft")
    answer = at_work.post(f"/dossiers/{waiting.pk}/contact/", sent)
    assert answer.status_code == (422 if words else 302)
    if words:
        assert words_of(answer).count(words) == 2 and "Blijft" in answer.content.decode()


def test_the_agenda_has_what_was_chosen_for_today_and_before(
    at_work: Client, waiting: Case, others: list[Case], worker: User, today: dt.date
) -> None:
    for case, days in ((waiting, 0), (others[0], -2), (others[1], 1)):
        contact = add_contact(case, worker, days_ago(today, 5))
        Contact.objects.filter(pk=contact.pk).update(follow_up_on=today + dt.timedelta(days=days))
    desk = at_work.get("/").wsgi_request.desk  # type: ignore[attr-defined]
    items = agenda.ROOM.for_worker(desk, today)
    assert {(item.name, item.due_on) for item in items} == {
        ("Dennis Hoekstra", today),
        ("Nel Bos", days_ago(today, 2)),
    }


# --- Bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("which", "utc"), [("0", "2026-10-25 00:30"), ("1", "2026-10-25 01:30"), ("", None), ("2", None)]
)
def test_of_the_hour_that_comes_twice_one_is_chosen(which: str, utc: str | None) -> None:
    now = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    sent = {"medium": "1", "reached": "true", "happened_at": "2026-10-25T02:30", "which": which}
    form = ContactForm(sent, zone=ZONE, now=now)
    assert form.is_valid() is (utc is not None)
    if utc:
        assert f"{form.cleaned_data['happened_at'].astimezone(dt.UTC):%Y-%m-%d %H:%M}" == utc
    else:
        assert set(form.errors) == {"which"}


def test_the_choice_is_shown_where_the_hour_came_twice_and_nowhere_else(
    at_work: Client, waiting: Case
) -> None:
    address = f"/dossiers/{waiting.pk}/contact/"
    assert 'name="which"' not in at_work.get(address).content.decode()
    answer = at_work.post(address, sent_form(happened_at="2025-10-26T02:30", note="Nacht"))
    page = answer.content.decode()
    assert answer.status_code == 422 and page.count('name="which"') == 2 and "Nacht" in page
    assert "Dit uur kwam twee keer" in words_of(answer)


@pytest.mark.parametrize("sign", ["x", "\N{GRINNING FACE}", "\N{ARABIC LETTER ALEF}"])
def test_a_note_of_a_hundred_thousand_signs_is_refused_at_the_field_and_comes_back_whole(
    at_work: Client, waiting: Case, sign: str
) -> None:
    answer = at_work.post(f"/dossiers/{waiting.pk}/contact/", sent_form(note=sign * 100_000))
    assert answer.status_code == 422
    assert "Het verslag is te lang: hoogstens 4000 tekens, het zijn er 100000." in words_of(answer)
    assert sign * 100_000 in answer.content.decode()


def test_emoji_and_right_to_left_text_are_kept_as_they_were_typed(at_work: Client, waiting: Case) -> None:
    note = "مرحبا \N{GRINNING FACE} \N{RIGHT-TO-LEFT OVERRIDE}abc"
    _record(at_work, waiting, note=note)
    assert Contact.objects.get().note == note
    page = at_work.get(f"/dossiers/{waiting.pk}/").content.decode()
    assert f'dir="auto">{note}' in page, "its direction is its own, and turns nothing else round"
