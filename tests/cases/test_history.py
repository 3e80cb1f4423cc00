"""Who changed what, in plain sentences, whoever did it and however; and nobody of the application can hide it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pghistory
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import actions, history, lifecycle, promises, rules
from cases.changing import version_of
from cases.models import Case, Medium, Need, Reason
from neighbourhoods.models import Neighbourhood
from residents.models import Resident
from tests.cases.import_folder import Folder
from tests.cases.less import less
from tests.cases.screens import words_of
from tests.conftest import ZONE, Place, add_contact, make_case, moment
from wijkzorg.accounts.models import Team, User

pytestmark = pytest.mark.django_db
OPENED = dt.date(2026, 1, 5)
TODAY = dt.date(2026, 3, 3)
NOW = moment(TODAY)
CALL = rules.Rhythm(1, 14, rules.Medium.PHONE)


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    return make_case(place, worker, OPENED)


def told(case: Case, number: int = 1) -> list[str]:
    """Return the sentences of a page of the history, without their day.

    A test is one transaction, so all of it has one moment; within that it is told by kind: contacts first, then pauses.
    """
    page = history.page(case, number=number, zone=ZONE)
    return [change.sentence.partition(" heeft ")[2] for change in page.changes]


def agree(case: Case, worker: User, *, valid_from: dt.date = TODAY, rhythm: rules.Rhythm = CALL) -> None:
    promises.agree(
        actor=worker,
        case=case,
        valid_from=valid_from,
        rhythm=rhythm,
        less=less(case, Reason.BUDGET, max(valid_from, TODAY)),
        now=NOW,
    )


def test_a_new_agreement_is_said_against_the_former_with_who_and_why(case: Case, worker: User) -> None:
    agree(case, worker)
    assert told(case)[0] == (
        "Farida de afspraak veranderd vanaf 3 maart 2026: van 1× per week huisbezoek naar 1× per 2 weken bellen. "
        "Reden: bezuiniging."
    )
    first = history.page(case, number=1, zone=ZONE).changes[0]
    today = dt.datetime.now(ZONE)
    assert first.sentence.startswith(f"Op {today.day} ")


def test_the_former_is_the_version_before_it_and_not_the_one_recorded_last(case: Case, worker: User) -> None:
    agree(case, worker, valid_from=dt.date(2026, 4, 1))
    agree(case, worker, valid_from=dt.date(2026, 3, 15), rhythm=rules.Rhythm(1, 7, rules.Medium.VIDEO))
    assert "van 1× per week huisbezoek naar 1× per week beeldbellen" in told(case)[0]


def test_a_need_says_its_ground(case: Case, worker: User) -> None:
    promises.assess_need(
        actor=worker, case=case, valid_from=TODAY, rhythm=CALL, reason="gaat beter, samen bekeken", now=NOW
    )
    assert told(case)[0] == (
        "Farida wat nodig is veranderd vanaf 3 maart 2026: van 1× per week huisbezoek naar 1× per 2 weken bellen. "
        "Reden: gaat beter, samen bekeken."
    )


def test_a_corrected_contact_shows_old_and_new_and_why(case: Case, worker: User, colleague: User) -> None:
    contact = add_contact(case, worker, dt.date(2026, 2, 3))
    for actor, medium, reason in (
        (worker, Medium.PHONE, "was bellen"),
        (colleague, Medium.VIDEO, "was beeld"),
    ):
        actions.correct_contact(
            actor=actor,
            contact=contact,
            happened_at=contact.happened_at,
            medium=medium,
            reached=True,
            note="",
            reason=reason,
            seen=version_of(contact),
            now=NOW,
        )
    seen = version_of(contact)
    actions.delete_contact(actor=worker, contact=contact, reason="dubbel", seen=seen, now=NOW)
    when = "op 3 februari 2026 10:00, gelukt"
    assert [sentence for sentence in told(case) if " een contact " in sentence] == [
        f"Farida een contact weggehaald: beeldbellen {when}. Reden: dubbel.",
        f"Pim een contact verbeterd: van telefoon {when} naar beeldbellen {when}. Reden: was beeld.",
        f"Farida een contact verbeterd: van huisbezoek {when} naar telefoon {when}. Reden: was bellen.",
    ]


def test_pauses_closing_and_transfer_are_said(
    place: Place, case: Case, worker: User, colleague: User
) -> None:
    pause = lifecycle.pause(
        actor=worker,
        case=case,
        first_day=dt.date(2026, 2, 1),
        last_day=dt.date(2026, 2, 5),
        reason="ziekenhuis",
        now=NOW,
    )
    seen = version_of(pause)
    lifecycle.cancel_pause(actor=worker, pause=pause, reason="ging niet door", seen=seen, now=NOW)
    seen = version_of(case)
    lifecycle.close_case(actor=worker, case=case, closed_on=TODAY, reason="klaar", seen=seen, now=NOW)
    west = Team.objects.create(
        municipality=place.municipality, organisation=place.team.organisation, name="Team West"
    )
    with pghistory.context(user=colleague.pk, reason="verhuisd"):
        Case.objects.filter(pk=case.pk).update(team=west)
    assert set(told(case)) >= {
        "Pim “team” veranderd: van Team Oost naar Team West. Reden: verhuisd.",
        "Farida het dossier gesloten op 3 maart 2026. Reden: klaar.",
        "Farida de pauze van 1 februari 2026 tot en met 5 februari 2026 weggehaald. Reden: ging niet door.",
        "Farida een pauze vastgelegd van 1 februari 2026 tot en met 5 februari 2026. Reden: ziekenhuis.",
    }


def test_a_resident_who_moved_or_was_misspelt_is_in_it(place: Place, case: Case) -> None:
    other = Neighbourhood.objects.create(
        municipality=place.municipality,
        district=place.neighbourhood.district,
        code="BU99990002",
        name="Havenkwartier",
        reference_year=2026,
    )
    Resident.objects.filter(pk=case.resident_id).update(last_name="Hoekstra-Bos", neighbourhood=other)
    Resident.objects.filter(pk=case.resident_id).update(last_name="Hoekstra")
    assert set(told(case)) >= {
        "het systeem “achternaam” veranderd: van Hoekstra naar Hoekstra-Bos.",
        "het systeem “achternaam” veranderd: van Hoekstra-Bos naar Hoekstra.",
        "het systeem “buurt” veranderd: van Lindenhof naar Havenkwartier.",
    }


def test_what_an_import_made_and_changed_says_so(place: Place, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.load()
    folder.replace("agreements.csv", "D1,2026-01-05,1,14,phone,budget")
    folder.replace("residents.csv", "R1,Dennis,Hoekstra-Bos,2003-02-01,BU99990101")
    folder.load()
    said = told(Case.objects.get())
    assert set(said) >= {
        "de import de afspraak vanaf 5 januari 2026 verbeterd: van 1× per week huisbezoek naar 1× per 2 weken bellen.",
        "de import “achternaam” veranderd: van Hoekstra naar Hoekstra-Bos.",
    }
    assert all(sentence.startswith("de import ") for sentence in said)


def test_a_change_of_worker_has_words_of_its_own(case: Case, colleague: User) -> None:
    Case.objects.filter(pk=case.pk).update(worker=colleague)
    assert "het systeem “vaste werker” veranderd: van Farida naar Pim." in told(case)


def test_it_is_paged_newest_first_in_as_many_queries_for_many_as_for_few(
    client: Client, case: Case, worker: User
) -> None:
    agree(case, worker)
    client.force_login(worker)
    address = f"/dossiers/{case.pk}/geschiedenis/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    for number in range(2, 42):
        Need.objects.create(
            municipality=case.municipality,
            case=case,
            valid_from=OPENED + dt.timedelta(days=number),
            contacts=1,
            per_days=number,
            medium=Medium.HOME_VISIT,
            created_by=worker,
        )
    with CaptureQueriesContext(connection) as many:
        page = words_of(client.get(address))
    assert len(many) == len(few)
    assert "per 41 dagen" in page and "dossier geopend" not in page
    assert "dossier geopend bij Team Oost" in words_of(client.get(address, {"pagina": "2"}))
    assert client.get(address, {"pagina": "x"}).status_code == 200
    assert client.get(address, {"pagina": "9999"}).status_code == 200


@pytest.mark.parametrize("who", ["outsider", "stranger", "volunteer"])
def test_the_history_of_others_is_not_there(
    client: Client, case: Case, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/dossiers/{case.pk}/geschiedenis/").status_code == 404


def test_the_history_answers_no_post(client: Client, case: Case, worker: User) -> None:
    client.force_login(worker)
    assert client.post(f"/dossiers/{case.pk}/geschiedenis/").status_code == 405
