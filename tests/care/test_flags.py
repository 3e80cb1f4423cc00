"""Flags and help requests as they stand: of one municipality, with a ground, and without anybody's name."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.utils import timezone

from care.words import CLOSE_CAUSES, FLAG_KINDS, FLAG_STATES, HELP_KINDS, HELP_STATES
from cases import assessment
from cases.actions import record_contact
from cases.models import Case, Flag, Ground, Medium
from tests.api.conftest import MakeSystem, System
from tests.api.test_frame import problem
from tests.care.conftest import days_ago
from tests.conftest import Place, make_case
from tests.volunteers import conftest as street
from volunteers.models import DayPart, HelpRequest, RequestStep
from volunteers.models import Kind as HelpKind
from volunteers.models.requests import State as HelpState
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry
from wijkzorg.clients.scopes import Scope
from wijkzorg.tenancy.wall import inside

stored = street.stored


def flags_of(*cases: Case) -> list[Flag]:
    """Open the flags of cases that nobody contacts."""
    with inside(cases[0].municipality_id):
        assessment.refresh(
            case_ids=[case.pk for case in cases], on=timezone.localdate(), now=timezone.now(), cause=None
        )
        return list(Flag.objects.order_by("pk"))


def test_a_flag_says_what_holds_and_of_nobody_who(
    system: System, case: Case, place: Place, worker: User
) -> None:
    _eroding, not_seen = flags_of(case)
    rows = system.ask("signaleringen").json()["signaleringen"]
    assert [row["soort"] for row in rows] == ["sluipendAfgeschaald", "uitBeeld"]
    row = rows[1]
    assert row["id"] == str(not_seen.uuid)
    assert (row["toestand"], row["geslotenOp"], row["reden"]) == ("open", None, None)
    assert row["sindsDatum"] == not_seen.since.isoformat()
    assert row["gezienOp"] == not_seen.detected_at.isoformat().replace("+00:00", "Z")
    assert row["buurtCode"] == place.neighbourhood.code
    assert row["onderbouwing"]["nodig"] == {"aantal": 1, "perDagen": 7, "kanaal": "huisbezoek"}
    assert (row["onderbouwing"]["vensterDagen"], row["onderbouwing"]["dagen"]) == (
        28,
        not_seen.evidence["days"],
    )
    assert rows[0]["onderbouwing"]["nodigPunten"] == 400
    text = json.dumps(rows)
    for secret in ("Dennis", "Hoekstra", case.ref, str(case.uuid), "2003"):
        assert secret not in text
    record_contact(
        actor=worker, case=case, happened_at=timezone.now(), medium=Medium.HOME_VISIT, reached=True,
        now=timezone.now(),
    )  # fmt: skip
    closed = system.ask(f"signaleringen/{not_seen.uuid}").json()
    assert (closed["toestand"], closed["reden"]) == ("gesloten", "hersteld")
    assert closed["geslotenOp"]
    assert system.ask("signaleringen", {"toestand": "open"}).json()["signaleringen"] == [
        row for row in system.ask("signaleringen").json()["signaleringen"] if row["toestand"] == "open"
    ]
    line = AccessEntry.objects.filter(object_kind="api.signaleringen").order_by("-id")[0]
    assert (line.case_ids, line.resident_ids) == ([case.pk], [case.resident_id])


def test_flags_are_filtered_and_come_in_pages(system: System, place: Place, worker: User) -> None:
    cases = [make_case(place, worker, days_ago(60), ref=f"D{number}") for number in range(3)]
    flags = flags_of(*cases)
    assert len(flags) == 6
    answer, found = system.ask("signaleringen", {"limit": 4}), []
    found += answer.json()["signaleringen"]
    (link,) = [part for part in answer["Link"].split(", ") if 'rel="next"' in part]
    found += system.get(link.partition(">")[0].strip("<")).json()["signaleringen"]
    assert [row["id"] for row in found] == [str(flag.uuid) for flag in flags]

    def count(**asked: str) -> int:
        return len(system.ask("signaleringen", asked).json()["signaleringen"])

    later = (timezone.now() + dt.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert count(soort="uitBeeld") == 3
    assert count(toestand="gesloten") == 0
    assert count(buurtCode="BU99990001") == 6 and count(buurtCode="BU99990002") == 0
    assert count(gezienOpVanaf=later) == 0 and count(gezienOpVanaf="2026-01-01T00:00:00Z") == 6
    assert count(geslotenOpVanaf="2026-01-01T00:00:00Z") == 0
    # What changed has no moment of its own, so nobody may ask for it.
    assert problem(system.ask("signaleringen", {"gewijzigdOpVanaf": later}), 400)["invalidParams"]


@pytest.fixture
def asked(stored: street.Ask, case: Case) -> HelpRequest:
    """A help request of somebody with a case, with two steps and a note."""
    made = stored(
        resident=case.resident, text="Zij is slecht ter been", street="Kerkstraat", house_number="12"
    )
    for kind, state, text in (("received", "new", ""), ("note", "new", "belde zelf"), ("opened", "open", "")):
        RequestStep.objects.create(
            municipality_id=made.municipality_id,
            request=made,
            kind=kind,
            state=state,
            text=text,
            at=street.NOW,
        )
    return made


def test_a_help_request_says_what_is_asked_and_of_nobody_who(system: System, asked: HelpRequest) -> None:
    (row,) = system.ask("hulpvragen").json()["hulpvragen"]
    assert (row["soort"], row["toestand"], row["buurtCode"]) == ("boodschappen", "open", "BU99990001")
    assert [step["soort"] for step in row["stappen"]] == ["binnengekomen", "geopend"]
    assert row["ontvangenOp"] == row["stappen"][0]["gebeurdeOp"] == "2026-11-25T09:00:00Z"
    text = json.dumps(row)
    for secret in ("Wit", "612345678", "slecht", "Kerkstraat", "belde", "1892"):
        assert secret not in text
    assert system.ask(f"hulpvragen/{asked.uuid}").json() == row
    for told, count in (
        ({"toestand": "gedaan"}, 0),
        ({"soort": "boodschappen"}, 1),
        ({"buurtCode": "BU99990009"}, 0),
        ({"ontvangenOpVanaf": "2026-11-25T09:00:01Z"}, 0),
        ({"geslotenOpVanaf": "2026-11-25T09:00:01Z"}, 0),
    ):
        assert len(system.ask("hulpvragen", told).json()["hulpvragen"]) == count, told


def test_lists_cost_as_many_queries_for_fifty_rows_as_for_one(
    system: System, stored: street.Ask, place: Place, worker: User, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert system.ask(path).status_code == 200
        return len(queries)

    first = make_case(place, worker, days_ago(60), ref="E0")
    stored(resident=first.resident)
    flags_of(first)
    paths = ("hulpvragen", "signaleringen", "dossiers")
    before = [count(path) for path in paths]
    for _each in range(20):
        stored(resident=first.resident)
    flags_of(*[make_case(place, worker, days_ago(60), ref=f"E{number}") for number in range(1, 21)])
    assert [count(path) for path in paths] == before


def test_a_system_of_an_organisation_sees_what_is_of_its_dossiers(
    system: System, place: Place, case: Case, other_case: Case, stored: street.Ask, make_system: MakeSystem
) -> None:
    mine, _mine_too, theirs, _theirs_too = flags_of(case, other_case)
    assert (mine.case_id, theirs.case_id) == (case.pk, other_case.pk)
    requests = [
        stored(resident=case.resident),
        stored(resident=other_case.resident),
        stored(case=case),
        stored(case=other_case),
        stored(),
    ]
    names = [str(request.uuid) for request in requests]
    seen = [row["id"] for row in system.ask("hulpvragen").json()["hulpvragen"]]
    assert seen == [names[0], names[2]]
    flags = [row["id"] for row in system.ask("signaleringen").json()["signaleringen"]]
    assert len(flags) == 2 and str(mine.uuid) in flags
    problem(system.ask(f"signaleringen/{theirs.uuid}"), 404)
    for name in (names[1], names[3], names[4]):
        problem(system.ask(f"hulpvragen/{name}"), 404)
    # Who is bound to none is the municipality's own: it sees all, and no dossier.
    whole = make_system(place, scopes=[Scope.FLAGS, Scope.HELP_REQUESTS, Scope.CASES])
    assert len(whole.ask("signaleringen").json()["signaleringen"]) == 4
    assert [row["id"] for row in whole.ask("hulpvragen").json()["hulpvragen"]] == names
    problem(whole.ask("dossiers"), 403)
    # New help requests of who has no dossier there any more are no business of it.
    Case.objects.filter(pk=case.pk).update(closed_on=days_ago(1))
    assert [row["id"] for row in system.ask("hulpvragen").json()["hulpvragen"]] == [names[2]]


@pytest.mark.parametrize(
    ("path", "scope"), [("signaleringen", Scope.FLAGS), ("hulpvragen", Scope.HELP_REQUESTS)]
)
def test_what_stands_about_one_person_goes_with_reading_dossiers_alone(
    path: str, scope: Scope, place: Place, make_system: MakeSystem
) -> None:
    for scopes in ([scope], [Scope.CASES]):
        system = make_system(place, scopes=scopes)
        for where in (path, f"{path}/{uuid.UUID(int=7)}"):
            answer = system.ask(where)
            (missing,) = {scope, Scope.CASES} - set(scopes)
            assert missing in problem(answer, 403)["detail"]
            assert missing in answer["WWW-Authenticate"]


WHERE = ("signaleringen", "hulpvragen", "dossiers", "contactmomenten")


@pytest.mark.parametrize("path", [*WHERE, *(f"{path}/{uuid.UUID(int=7)}" for path in WHERE)])
def test_without_the_scope_nothing_is_read(path: str, place: Place, make_system: MakeSystem) -> None:
    system = make_system(place, scopes=[Scope.FIGURES], bound_to=place.team.organisation)
    answer = system.ask(path)
    problem(answer, 403)
    assert "insufficient_scope" in answer["WWW-Authenticate"]
    system.defaults.pop("HTTP_AUTHORIZATION")
    problem(system.ask(path), 401)


def test_a_system_of_one_municipality_gets_nothing_of_another(
    system: System, elsewhere: Place, make_system: MakeSystem, stored: street.Ask, case: Case
) -> None:
    theirs = make_case(elsewhere, None, days_ago(60))
    (flag, _other) = flags_of(theirs)
    with inside(elsewhere.municipality.pk):
        request = stored(municipality=elsewhere.municipality, neighbourhood=elsewhere.neighbourhood)
    for path in (f"signaleringen/{flag.uuid}", f"hulpvragen/{request.uuid}", f"dossiers/{theirs.uuid}"):
        problem(system.ask(path), 404)
        problem(system.ask(path, {"gemeenteCode": elsewhere.municipality.code}), 403)
    for path in ("signaleringen", "hulpvragen"):
        assert system.ask(path, {"buurtCode": elsewhere.neighbourhood.code}).json() == {path: []}
        problem(system.ask(path, {"gemeenteCode": elsewhere.municipality.code}), 403)
    problem(system.ask("contactmomenten", {"dossierId": str(theirs.uuid)}), 404)
    refused = AccessEntry.objects.filter(result="refused", object_kind="api.dossiers")
    assert refused.filter(object_id=str(theirs.uuid)).exists()


def test_every_code_has_a_word_and_no_two_the_same() -> None:
    for words, codes in (
        (FLAG_KINDS, Flag.Kind),
        (FLAG_STATES, Flag.State),
        (CLOSE_CAUSES, Flag.Cause),
        (HELP_KINDS, HelpKind),
        (HELP_STATES, HelpState),
    ):
        assert sorted(map(str, words.values())) == sorted(map(str, codes.values))
    assert Ground.values and DayPart.values
