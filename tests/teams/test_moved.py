"""A case that moved to another team: what its former people get at each of its addresses, and that nothing is lost."""

from __future__ import annotations

import datetime as dt
import inspect
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import get_resolver

import agreements.forms
import cases.forms
import outreach.forms
import teams.forms
from cases.models import Case
from teams.moved import TYPED
from tests.cases.screens import HTMX, sent_form, words_of
from tests.conftest import Place, add_contact, make_member
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
    Case.objects.filter(pk=made.pk).update(
        team=north, worker=make_member(place, "n@voorbeeldstad.example", "worker", north)
    )
    return made


def _addresses(case: Case) -> list[str]:
    """Return every address of a case, by the patterns."""
    found = []
    for resolver in get_resolver().url_patterns:
        for pattern in getattr(resolver, "url_patterns", []):
            route = str(getattr(resolver, "pattern", "")) + str(pattern.pattern)
            if "dossiers/<int:pk>/" in route and "bsn" not in route and "noodtoegang" not in route:
                path = route.replace("<int:pk>", str(case.pk))
                for name in ("flag", "sign", "step", "paper", "wish", "pause_pk"):
                    path = path.replace(f"<int:{name}>", "1")
                found.append(f"/{path}")
    return [*found, f"/contacten/{case.contacts.get().pk}/verbeteren/"]


def test_every_address_of_a_case_that_moved_says_so_to_who_had_it_and_to_nobody_else(
    client: Client, place: Place, moved: Case, worker: User, colleague: User, outsider: User, stranger: User
) -> None:
    paths = _addresses(moved)
    assert len(paths) >= 29
    for user in (worker, colleague):
        client.force_login(user)
        for path in paths:
            for ask in (client.get, client.post):
                page = ask(path)
                if page.status_code == 405:
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
    "gegevens/": {"first_name": "Dennis", "street": "Havenkade", "phone": "06 99 99 99 99", "reason": "Verhuisd"},
}  # fmt: skip


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
    for module in (agreements.forms, cases.forms, outreach.forms, teams.forms):
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
