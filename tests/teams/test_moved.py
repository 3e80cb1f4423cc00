"""A case that moved to another team: what its former people get at each of its addresses, and that nothing is lost."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import URLResolver, get_resolver

import agreements.forms
import cases.forms
import outreach.forms
import teams.forms
import volunteers.entry.forms
from cases.models import Case, Confirmation
from teams.models import Transfer
from teams.moved import TYPED
from tests.cases.screens import HTMX, sent_form, words_of
from tests.conftest import Place, add_contact, make_member, moment
from tests.teams.conftest import another_team, case_of
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry, Result

pytestmark = pytest.mark.django_db
SAID = "Dit dossier is overgedragen aan Team Noord"


@pytest.fixture
def moved(place: Place, worker: User, today: dt.date) -> Case:
    """A case with a contact that went from the worker to another team."""
    made = case_of(place, worker, today)
    add_contact(made, worker, today)
    north = another_team(place)
    north.phone = "0999 - 12 34 56"
    north.save()
    agreement = made.agreements.get()
    Confirmation.objects.create(
        municipality=place.municipality, case=made, kind="cut", why="scaled_down", agreement=agreement,
        asked_by=worker, asked_at=moment(today),
    )  # fmt: skip
    there = make_member(place, "n@voorbeeldstad.example", "worker", north)
    Transfer.objects.create(
        municipality=place.municipality, case=made, from_team=place.team, from_worker=worker, to_team=north,
        to_worker=there, note="Let op de hond", offered_by=worker, offered_at=moment(today), state="accepted",
        answered_by=there, answered_at=moment(today),
    )  # fmt: skip
    Case.objects.filter(pk=made.pk).update(team=north, worker=there)
    return made


def _addresses(case: Case) -> list[str]:
    """Return every address of a case, by the patterns."""
    found = []
    for route in _routes(get_resolver()):
        if "dossiers/<int:pk>/" in route and "bsn" not in route and "noodtoegang" not in route:
            path = route.replace("<int:pk>", str(case.pk))
            for name in ("flag", "sign", "step", "paper", "wish", "pause_pk"):
                path = path.replace(f"<int:{name}>", "1")
            found.append(f"/{path}")
    return [
        *found,
        f"/contacten/{case.contacts.get().pk}/verbeteren/",
        f"/contacten/samen/?met={case.pk}",
        f"/bevestigen/{case.confirmations.get().pk}/",
        f"/overdracht/{Transfer.objects.get(case=case).pk}/",
    ]


def _routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routes(one, route)
        else:
            yield route


def test_every_address_of_a_case_that_moved_says_so_to_who_had_it_and_to_nobody_else(
    client: Client, place: Place, moved: Case, worker: User, colleague: User, outsider: User, stranger: User
) -> None:
    paths = _addresses(moved)
    assert len(paths) >= 33
    for user in (worker, colleague):
        client.force_login(user)
        for path in paths:
            for ask in (client.get, client.post):
                page = ask(path)
                # One may search for others on that page, by POST: it is about no case yet.
                if page.status_code == 405 or (ask == client.post and "samen" in path):
                    continue
                assert page.status_code == 410, (path, page.status_code)
                words = words_of(page)
                assert SAID in words and "0999 - 12 34 56" in words, path
                assert moved.resident.last_name not in words and moved.ref not in words, path
    line = AccessEntry.objects.filter(user_id=worker.pk, result=Result.REFUSED).latest("id")
    assert line.object_id == str(moved.pk)
    for user in (outsider, stranger):
        client.force_login(user)
        for path in paths:
            assert client.get(path).status_code in (404, 405), path


def test_what_is_not_there_in_a_case_that_is_still_mine_did_not_move(
    client: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = case_of(place, worker, today)
    client.force_login(worker)
    assert client.get(f"/dossiers/{case.pk}/signalen/0/plan/").status_code == 404
    assert client.get("/dossiers/0/").status_code == 404
    assert client.get("/contacten/0/verbeteren/").status_code == 404


FORMS: dict[str, dict[str, Any]] = {
    "contact/": sent_form(note="Koffie gedronken", follow_up_on="2026-12-24"),
    "afspraak/": {"contacts": "3", "per_days": "17", "medium": "5", "valid_from": "2026-12-01", "reason": "budget",
                  "instead": "De buurvrouw kookt", "residents_words": "Jammer", "decision_title": "Besluit 12",
                  "review_on": "2026-12-24"},
    "nodig/": {"contacts": "3", "per_days": "17", "reason": "Samen bekeken"},
    "pauze/": {"first_day": "2026-12-01", "last_day": "2026-12-24", "reason": "Opname"},
    "sluiten/": {"closed_on": "2026-12-24", "reason": "Het gaat goed"},
    "tekens/": {"source": "neighbour", "note": "Liep op straat", "seen_at": "2026-11-20T10:00"},
    "zoekplan/besluit/": {"decision": "We wachten", "second_name": "Wijkagent Jansen", "next_on": "2026-12-24"},
    "zoekplan/gezien/": {"seen_by": "De huisarts", "seen_on": "2026-12-24"},
    "overdragen/": {"note": "Let op de hond", "receiver": "1-"},
    "hulpvraag/": {"text": "De hond uitlaten", "first_on": "2026-12-24", "phone": "06 99 99 99 99",
                   "asker_name": "De buurvrouw", "email": "buurvrouw@voorbeeldstad.example"},
    "gegevens/": {"first_name": "Dennis", "street": "Havenkade", "phone": "06 99 99 99 99", "reason": "Verhuisd"},
}  # fmt: skip


def test_what_was_typed_in_an_answer_about_a_case_that_moved_is_given_back(
    client: Client, moved: Case, team_lead: User
) -> None:
    client.force_login(team_lead)
    sent = {"doe": "terugsturen", "answer": "Vraag eerst de dochter"}
    page = client.post(f"/bevestigen/{moved.confirmations.get().pk}/", sent)
    assert page.status_code == 410 and "Vraag eerst de dochter" in words_of(page)
    sent = {"stap": "weigeren", "answer": "Wij zitten vol"}
    page = client.post(f"/overdracht/{Transfer.objects.get().pk}/", sent)
    assert page.status_code == 410 and "Wij zitten vol" in words_of(page)


def test_one_of_a_group_whose_case_moved_or_closed_meanwhile_is_named_and_nothing_is_lost(
    client: Client, place: Place, moved: Case, worker: User, outsider: User, today: dt.date
) -> None:
    stays = case_of(place, worker, today, "Bos")
    closed = case_of(place, worker, today, "Kaya")
    Case.objects.filter(pk=closed.pk).update(closed_on=today)
    sent = sent_form(who=[moved.pk, stays.pk, closed.pk], note="Soep gegeten", follow_up_on="2027-01-01")
    client.force_login(worker)
    page = client.post("/contacten/samen/", sent)
    words = words_of(page)
    assert page.status_code == 422
    assert "Een van deze dossiers is overgedragen aan Team Noord, telefoon 0999 - 12 34 56." in words
    assert "Het dossier van Dennis Kaya is gesloten." in words and "Hoekstra" not in words
    assert "Soep gegeten" in page.content.decode() and f'value="{stays.pk}" checked' in page.content.decode()
    assert not stays.contacts.exists()
    client.force_login(outsider)
    words = words_of(client.post("/contacten/samen/", sent))
    assert "kun je niet meer openen" in words and "Noord" not in words and "Kaya" not in words


@pytest.mark.parametrize("part", FORMS)
def test_what_was_typed_into_a_form_meanwhile_is_given_back(
    client: Client, moved: Case, worker: User, part: str
) -> None:
    client.force_login(worker)
    page = client.post(f"/dossiers/{moved.pk}/{part}", FORMS[part])
    words = words_of(page)
    assert page.status_code == 410 and "Dit had je getypt; het is niet opgeslagen" in words
    for name, typed in FORMS[part].items():
        if name in ("token", "reached", "medium", "happened_at", "source", "seen_at", "receiver"):
            continue
        said = {"budget": "bezuiniging", "2026-12-24": "24 december 2026", "2026-12-01": "1 december 2026"}
        assert said.get(typed, typed).lower() in words.lower(), name
    assert ", 00:00" not in words, "a day is no midnight"
    assert not moved.contacts.filter(note="Koffie gedronken").exists()


def test_the_form_in_a_line_stays_filled_and_is_told_where_the_case_is(
    client: Client, moved: Case, worker: User
) -> None:
    client.force_login(worker)
    answer = client.post(f"/dossiers/{moved.pk}/contact/", sent_form(note="Koffie"), headers=HTMX)
    words = words_of(answer)
    assert answer.status_code == 410
    assert "overgedragen aan Team Noord" in words and "Wat je typte, staat er nog." in words
    assert "<html" not in answer.content.decode()


def test_all_that_can_be_typed_in_the_forms_of_a_case_has_a_word_to_give_it_back_with() -> None:
    # Of no case, or of one that is not open to whoever fills them in.
    other = {
        *("KnownForm", "EmergencyForm", "SettleForm", "OpenForm", "SendBackForm"),
        *("AbsenceForm", "LastDayForm", "StandInForm", "DutyForm", "ContractForm", "AssignForm", "ShiftForm"),
    }
    missing = []
    for module in (agreements.forms, cases.forms, outreach.forms, teams.forms, volunteers.entry.forms):
        for name, form in inspect.getmembers(module, inspect.isclass):
            if not issubclass(form, forms.Form) or name in other:
                continue
            typed = dict.fromkeys(form.__annotations__) | {
                field: made
                for field, made in form.base_fields.items()
                if not isinstance(made, forms.ChoiceField | forms.BooleanField) and not made.widget.is_hidden
            }
            missing += [(name, field) for field in typed if field not in TYPED]
    assert missing == []
