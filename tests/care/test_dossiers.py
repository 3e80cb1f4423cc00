"""A record system reads the dossiers of its organisation alone, and opens one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cases import assessment
from cases.models import Case, Ground
from residents.models import Resident
from tests.api.conftest import MakeSystem, System
from tests.api.test_frame import problem
from tests.care.conftest import ALL, at, clashing, days_ago, said, send, wrong
from tests.conftest import Place, add_contact, make_case
from wijkzorg.accounts.models import Team, User
from wijkzorg.audit.models import AccessEntry
from wijkzorg.clients.scopes import Scope
from wijkzorg.oversight.looking import _looks


def opening(**other: Any) -> dict[str, Any]:
    """Return a dossier as a system opens it."""
    told: dict[str, Any] = {
        "bewoner": {
            "voornaam": "Samira",
            "achternaam": "el Amrani",
            "geboorteDatum": "1990-05-04",
            "buurtCode": "BU99990001",
        },
        "grondslag": "jeugdwet",
        "geopendDatum": str(days_ago(10)),
        "nodig": {"aantal": 1, "perDagen": 14, "kanaal": "telefoon", "reden": "Samen bepaald."},
    }
    return told | other


def test_a_dossier_says_what_the_rules_say(system: System, case: Case, worker: User, place: Place) -> None:
    add_contact(case, worker, days_ago(3))
    add_contact(case, worker, days_ago(10))
    assessment.refresh(case_ids=[case.pk], on=timezone.localdate(), now=timezone.now(), cause=None)
    row = system.ask(f"dossiers/{case.uuid}").json()
    assert row["bewoner"] == {
        "voornaam": "Dennis",
        "achternaam": "Hoekstra",
        "geboorteDatum": "2003-02-01",
        "buurtCode": "BU99990001",
    }
    assert (row["dossiernummer"], row["team"], row["medewerker"]) == (case.ref, "Team Oost", worker.email)
    rhythm = {"aantal": 1, "perDagen": 7, "kanaal": "huisbezoek", "vanafDatum": str(days_ago(60))}
    assert row["nodig"] == row["afgesproken"] == rhythm
    standing = row["stand"]
    assert standing["peilDatum"] == str(timezone.localdate())
    assert (standing["loopt"], standing["gepauzeerd"]) == (True, False)
    assert standing["volgendContactDatum"] == str(days_ago(-4))
    (judged,) = assessment.standings([case.pk], timezone.localdate()).values()
    for rule, told in zip(judged.rules.values(), standing["regels"], strict=True):
        day = str(rule.on) if rule.on else None
        assert (told["geldt"], told["sindsDatum"], told["vanafDatum"]) == (
            rule.holds,
            day if rule.holds else None,
            None if rule.holds else day,
        )
    assert [flag["soort"] for flag in row["signaleringen"]] == ["sluipendAfgeschaald"]
    assert system.ask("dossiers").json() == {"dossiers": [row]}
    line = AccessEntry.objects.order_by("-id")[1]
    assert (line.action, line.case_ids, line.resident_ids) == ("read", [case.pk], [case.resident_id])


def test_the_privacy_officer_reads_which_system_and_for_whom(system: System, case: Case) -> None:
    system.ask(f"dossiers/{case.uuid}", **{"X-Gebruiker": "j.jansen"})
    send(system, "contactmomenten", said(case), **{"X-Gebruiker": "j.jansen"})
    lines = list(AccessEntry.objects.order_by("id"))[-3:]
    looks = _looks(lines, case.municipality.zone, named=True)
    # Under one name, whether it read or wrote: what it writes stands to an account of its own.
    assert lines[1].user_id is not None
    assert {look.who for look in looks} == {"Zaaksysteem (Voorbeeldstad)"}
    assert {look.role for look in looks} == {"koppeling, voor j.jansen"}
    assert [pk for pk, _name in looks[0].whom] == [case.resident_id]


def test_dossiers_of_another_organisation_are_not_there(
    system: System, case: Case, other_case: Case, place: Place, make_system: MakeSystem
) -> None:
    assert [row["id"] for row in system.ask("dossiers").json()["dossiers"]] == [str(case.uuid)]
    assert system.ask("dossiers", {"dossiernummer": other_case.ref}).json() == {"dossiers": []}
    problem(system.ask(f"dossiers/{other_case.uuid}"), 404)
    problem(system.ask("contactmomenten", {"dossierId": str(other_case.uuid)}), 404)
    theirs = make_system(place, scopes=ALL, bound_to=other_case.team.organisation)
    made = send(theirs, "contactmomenten", said(other_case))
    assert made.status_code == 201
    path = f"contactmomenten/{made.json()['id']}"
    problem(system.ask(path), 404)
    for method, body in (("PATCH", {"reden": "x"}), ("DELETE", "")):
        problem(send(system, path, body, method, **{"If-Match": made["ETag"]}), 404)
    # Moved to another organisation: not there any more from the next request on.
    Case.objects.filter(pk=other_case.pk).update(team=place.team)
    assert system.ask(path).status_code == 200
    problem(theirs.ask(path), 404)


def test_a_system_of_no_organisation_sees_no_dossier(
    case: Case, place: Place, make_system: MakeSystem
) -> None:
    nobodys = make_system(place, scopes=ALL)
    for path in ("dossiers", f"dossiers/{case.uuid}"):
        assert "organisatie" in problem(nobodys.ask(path), 403)["detail"]
    problem(nobodys.ask("contactmomenten", {"dossierId": str(case.uuid)}), 403)
    problem(send(nobodys, "contactmomenten", said(case)), 403)
    problem(send(nobodys, "contactmomenten/batches", {"contactmomenten": [said(case)]}), 403)
    assert nobodys.ask("signaleringen").status_code == 200


def test_who_may_only_read_writes_nothing(case: Case, place: Place, make_system: MakeSystem) -> None:
    reader = make_system(place, scopes=[Scope.CASES], bound_to=place.team.organisation)
    assert reader.ask("dossiers").status_code == 200
    for path, body in (("contactmomenten", said(case)), ("dossiers", opening())):
        problem(send(reader, path, body), 403)
    assert not case.contacts.exists() and Case.objects.count() == 1


def test_closed_ones_are_listed_when_asked_for(system: System, case: Case, place: Place) -> None:
    shut = make_case(place, None, days_ago(90), ref="D2")
    Case.objects.filter(pk=shut.pk).update(closed_on=days_ago(5))

    def refs(**asked: str) -> list[str]:
        return [row["dossiernummer"] for row in system.ask("dossiers", asked).json()["dossiers"]]

    assert refs() == ["D00001", "D2"]
    assert refs(gesloten="true") == ["D2"]
    assert refs(gesloten="false") == ["D00001"]


def test_a_dossier_is_opened_with_a_need_and_a_ground(system: System, place: Place, worker: User) -> None:
    key = {"Idempotency-Key": "dossier-1"}
    made = send(system, "dossiers", opening(medewerker=worker.email), **key)
    assert made.status_code == 201, made.content
    row = made.json()
    case = Case.objects.get()
    assert (case.ground, case.team, case.worker, case.opened_on) == (
        Ground.JEUGDWET,
        place.team,
        worker,
        days_ago(10),
    )
    assert row["id"] == str(case.uuid) and made["Location"].endswith(f"/api/v1/dossiers/{case.uuid}")
    assert row["nodig"] == {
        "aantal": 1,
        "perDagen": 14,
        "kanaal": "telefoon",
        "vanafDatum": str(days_ago(10)),
    }
    assert row["afgesproken"] is None and case.standing.as_of == timezone.localdate()
    need = case.needs.get()
    assert (need.reason, need.created_by and need.created_by.name) == (
        "Samen bepaald.",
        "Zaaksysteem (koppeling)",
    )
    # Sent again: the same; with another key: the team has one already.
    assert send(system, "dossiers", opening(medewerker=worker.email), **key).json() == row
    assert case.ref in problem(send(system, "dossiers", opening()), 409)["detail"]
    assert (Case.objects.count(), Resident.objects.count()) == (1, 1)


def test_somebody_whom_the_organisation_knows_is_no_second_person(
    system: System, case: Case, other_case: Case
) -> None:
    Case.objects.filter(pk=case.pk).update(closed_on=days_ago(20))
    who = {"voornaam": "dennis", "achternaam": "Hoekstra", "geboorteDatum": "2003-02-01"}
    body = opening(bewoner=who | {"buurtCode": "BU99990001"})
    assert send(system, "dossiers", body).status_code == 201
    assert Case.objects.filter(resident=case.resident).count() == 2
    # Whom another organisation knows, this one does not: that would tell that they do.
    body = opening(bewoner=who | {"achternaam": "Anders", "buurtCode": "BU99990001"})
    assert send(system, "dossiers", body).status_code == 201
    assert Case.objects.filter(resident=other_case.resident).count() == 1


def test_all_that_is_wrong_with_an_opening_is_said_at_once(system: System, worker: User) -> None:
    body = opening(
        bewoner={
            "voornaam": " ",
            "geboorteDatum": "1890-01-01",
            "buurtCode": "BU99990009",
            "bsn": "111222333",
        },
        team="West",
        medewerker="niemand@voorbeeldstad.example",
        doelgroep="jongeren",
        grondslag="zomaar",
        geopendDatum=str(days_ago(-1)),
        nodig={"aantal": 400, "perDagen": 0, "kanaal": "duif", "reden": ""},
    )
    assert {(name, code) for _in, name, code in wrong(send(system, "dossiers", body))} == {
        ("bewoner.voornaam", "blank"),
        ("bewoner.achternaam", "required"),
        ("bewoner.geboorteDatum", "conflict"),
        ("bewoner.buurtCode", "doesNotExist"),
        ("bewoner.bsn", "unknown"),
        ("team", "doesNotExist"),
        ("medewerker", "doesNotExist"),
        ("doelgroep", "doesNotExist"),
        ("grondslag", "invalidChoice"),
        ("geopendDatum", "conflict"),
        ("nodig.aantal", "maxValue"),
        ("nodig.perDagen", "minValue"),
        ("nodig.kanaal", "invalidChoice"),
        ("nodig.reden", "blank"),
    }
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("told", "names", "status"),
    [
        ({"nodig": {"aantal": 8, "perDagen": 7, "kanaal": "bericht", "reden": "x"}}, {"nodig.aantal"}, 409),
        ({"geopendDatum": "1990-05-03"}, {"geopendDatum"}, 409),
        ({"geopendDatum": "0001-01-01"}, {"geopendDatum"}, 409),
        ({"geopendDatum": "0001-01-01", "team": "West"}, {"geopendDatum", "team"}, 409),
        ({"geopendDatum": "0001-01-01", "grondslag": "zomaar"}, {"geopendDatum", "grondslag"}, 400),
        ({"team": "We\0st", "medewerker": "a\0@b.example"}, {"team", "medewerker"}, 400),
        ({"bewoner": "Dennis"}, {"bewoner"}, 400),
    ],
)
def test_what_does_not_go_together_is_refused(
    told: dict[str, Any], names: set[str], status: int, system: System
) -> None:
    assert {one[1] for one in wrong(send(system, "dossiers", opening(**told)), status)} == names
    assert not Case.objects.exists()


def test_of_several_teams_one_is_named(system: System, place: Place, worker: User) -> None:
    Team.objects.create(
        municipality=place.municipality, organisation=place.team.organisation, name="Team West"
    )
    assert clashing(send(system, "dossiers", opening())) == {"team"}
    body = opening(team="Team West", medewerker=worker.email)
    assert clashing(send(system, "dossiers", body)) == {"medewerker"}
    body = opening(team="Team Oost", medewerker=worker.email)
    assert send(system, "dossiers", body).status_code == 201


def test_a_contact_of_a_new_dossier_can_be_recorded(system: System) -> None:
    made = send(system, "dossiers", opening()).json()
    told = {
        "dossierId": made["id"],
        "plaatsgevondenOp": at(days_ago(2)),
        "kanaal": "telefoon",
        "indicatieContactGelukt": False,
    }
    assert send(system, "contactmomenten", told).status_code == 201
    assert dt.date.fromisoformat(made["geopendDatum"]) == days_ago(10)
