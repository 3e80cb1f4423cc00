"""A report becomes a case in one step, and remembers it; where that fails nothing is opened."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case
from reports import actions
from reports.models import About, Report
from residents.models import Resident
from tests.cases.screens import words_of
from tests.conftest import Place, make_case
from tests.reports.conftest import File
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(file: File, worker: User) -> Report:
    now = timezone.now()
    return actions.take_up(actor=worker, report=file(now), now=now)


@pytest.fixture
def at_work(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


def _form(place: Place, **changed: Any) -> dict[str, Any]:
    return {
        "first_name": "Wim",
        "last_name": "Terpstra",
        "birth_date": "1944-03-02",
        "neighbourhood": place.neighbourhood.pk,
        "opened_on": f"{place.municipality.day_of(timezone.now()):%Y-%m-%d}",
        "team": place.team.pk,
        "ground": "wmo",
        "target_group": "",
        "contacts": 1,
        "per_days": 7,
        "medium": 1,
        "reason": "Hij vergeet het gas uit te doen",
        "token": str(uuid.uuid4()),
    } | changed


def test_a_case_is_opened_in_one_step_and_the_report_ends_with_it(
    at_work: Client, place: Place, worker: User, taken: Report
) -> None:
    url = f"/meldingen/{taken.pk}/dossier/"
    assert url in at_work.get(f"/meldingen/{taken.pk}/").content.decode()
    form = _form(place)
    for _twice in range(2):
        answer = at_work.post(url, form)
        case = Case.objects.get()
        assert answer["Location"] == f"/dossiers/{case.pk}/"
    stored = Report.objects.get()
    assert (stored.case_id, stored.resident_id, stored.outcome) == (case.pk, case.resident_id, "case_opened")
    assert (case.resident.last_name, case.worker, case.needs.get().per_days) == ("Terpstra", worker, 7)
    assert case.ref in words_of(at_work.get(f"/meldingen/{taken.pk}/"))


def test_for_a_resident_who_is_known_nobody_is_made_anew(
    at_work: Client, place: Place, worker: User, taken: Report
) -> None:
    now = timezone.now()
    former = make_case(place, worker, dt.date(2026, 1, 5))
    Case.objects.update(closed_on=dt.date(2026, 2, 5))
    actions.is_about(actor=worker, report=taken, resident=former.resident, now=now)
    at_work.post(f"/meldingen/{taken.pk}/dossier/", _form(place))
    assert Case.objects.exclude(pk=former.pk).get().resident == former.resident
    assert Resident.objects.count() == 1


def test_what_is_wrong_opens_nothing_and_stays_typed(at_work: Client, place: Place, taken: Report) -> None:
    answer = at_work.post(f"/meldingen/{taken.pk}/dossier/", _form(place, reason="", birth_date="2999-01-01"))
    assert answer.status_code == 422 and "Terpstra" in answer.content.decode()
    assert not Case.objects.exists() and not Resident.objects.exists()
    assert Report.objects.get().state == "taken_up"


def test_who_has_a_case_already_is_told_before_a_second_is_opened(
    at_work: Client, place: Place, worker: User, taken: Report
) -> None:
    make_case(place, worker, dt.date(2026, 1, 5))
    form = _form(place, first_name="Dennis", last_name="Hoekstra", birth_date="2003-02-01")
    answer = at_work.post(f"/meldingen/{taken.pk}/dossier/", form)
    assert answer.status_code == 422 and "Bekend bij Team Oost" in words_of(answer)
    assert Case.objects.count() == 1


def test_only_who_took_it_up_makes_a_case_of_it_and_a_place_becomes_none(
    client: Client, place: Place, worker: User, team_lead: User, taken: Report, file: File
) -> None:
    client.force_login(team_lead)
    assert client.get(f"/meldingen/{taken.pk}/dossier/").status_code == 404
    client.force_login(worker)
    now = timezone.now()
    street = actions.take_up(actor=worker, report=file(now, about=About.PLACE), now=now)
    assert client.get(f"/meldingen/{street.pk}/dossier/").status_code == 404
