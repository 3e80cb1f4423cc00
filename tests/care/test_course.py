"""A record system records need, agreement, pause and closing, and is sent to the screen where two must look."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone

from cases import assessment
from cases.changing import version_of
from cases.lifecycle import close_case, pause
from cases.models import Agreement, Case, Confirmation, Decision, Flag, Need, Pause
from cases.promises import assess_need
from cases.rules import Medium, Rhythm
from tests.api.conftest import MakeSystem, System
from tests.api.test_frame import problem
from tests.care.conftest import ALL, clashing, days_ago, send, wrong
from tests.conftest import Place, add_contact
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry, Action
from wijkzorg.clients.scopes import Scope

PATHS = ("behoeften", "afspraken", "pauzes")


def need(**other: Any) -> dict[str, Any]:
    """Return a need as a system sends it: more than there was."""
    told = {
        "aantal": 2,
        "perDagen": 7,
        "kanaal": "huisbezoek",
        "vanafDatum": str(days_ago(0)),
        "reden": "Samen.",
    }
    return told | other


def agreement(**other: Any) -> dict[str, Any]:
    """Return an agreement as a system sends it: all that is needed."""
    told = {"aantal": 1, "perDagen": 7, "kanaal": "huisbezoek", "vanafDatum": str(days_ago(0))}
    return told | other


def less(**other: Any) -> dict[str, Any]:
    """Return an agreement of three quarters of what is needed, with all that is asked of it."""
    told = {
        "aantal": 3,
        "perDagen": 28,
        "reden": "geenCapaciteit",
        "herzieningDatum": str(days_ago(-21)),
        "inPlaatsDaarvan": "De buurvrouw belt aan.",
        "bewonerZei": "Dat is goed.",
        "besluit": {"titel": "Rooster", "genomenDoor": "Manager Oost", "genomenDatum": str(days_ago(3))},
    }
    return agreement(**(told | other))


def paused(**other: Any) -> dict[str, Any]:
    """Return a pause as a system sends it: a week from today."""
    told = {"eersteDatum": str(days_ago(0)), "laatsteDatum": str(days_ago(-6)), "reden": "In het ziekenhuis."}
    return told | other


BODIES: dict[str, Any] = {"behoeften": need(), "afspraken": agreement(), "pauzes": paused()}


def path(case: Case, name: str = "") -> str:
    """Return an address of a case."""
    return f"dossiers/{case.uuid}/{name}".rstrip("/")


def flags(case: Case) -> list[str]:
    """Return the flags that are open."""
    return list(
        Flag.objects.filter(case=case).exclude(state=Flag.State.CLOSED).values_list("kind", flat=True)
    )


def close(system: System, case: Case, key: str = "", etag: str | None = None, **body: Any) -> Any:
    """Close a case today, as it is now unless an ETag is named."""
    if etag is None:
        etag = system.ask(path(case))["ETag"]
    told = {"geslotenDatum": str(days_ago(0)), "reden": "Afgerond."} | body
    headers = {"Idempotency-Key": key or "sluiten-1", "If-Match": etag}
    return send(system, path(case), told, "PATCH", **headers)


@pytest.fixture
def calm(case: Case, worker: User) -> Case:
    """The case, seen each week: nothing holds."""
    for week in range(8):
        add_contact(case, worker, days_ago(1 + 7 * week))
    assessment.refresh(case_ids=[case.pk], on=timezone.localdate(), now=timezone.now(), cause=None)
    assert not flags(case)
    return case


@pytest.fixture
def flagged(case: Case) -> Case:
    """The case that nobody ever contacted, with its flags."""
    assessment.refresh(case_ids=[case.pk], on=timezone.localdate(), now=timezone.now(), cause=None)
    assert flags(case) == ["eroding", "not_seen"]
    return case


def test_a_need_counts_at_once(system: System, flagged: Case) -> None:
    # Raised, so the flag that less is promised than needed opens in the same breath.
    made = send(
        system, path(flagged, "behoeften"), need(), **{"Idempotency-Key": "n1", "X-Gebruiker": "j.jansen"}
    )
    assert made.status_code == 201, made.content
    assert made["Location"].endswith(f"/api/v1/dossiers/{flagged.uuid}")
    told = made.json()
    assert dt.datetime.fromisoformat(told.pop("vastgelegdOp")).date() == timezone.now().date()
    assert told == need(dossierId=str(flagged.uuid))
    row = Need.objects.get(case=flagged, valid_from=days_ago(0))
    assert row.created_by and (row.created_by.name, row.created_by.is_active) == (
        "Zaaksysteem (koppeling)",
        False,
    )
    assert flags(flagged) == ["eroding", "not_seen", "scaled_down"]
    assert system.ask(path(flagged)).json()["nodig"]["aantal"] == 2
    verb, asked = AccessEntry.objects.filter(action=Action.WRITE).order_by("-id")[:2][::-1]
    assert (verb.user_id, verb.case_id) == (row.created_by.pk, flagged.pk)
    assert (asked.user_id, asked.object_kind, asked.object_id) == (None, "api.dossiers", str(flagged.uuid))
    # Corrected since by hand: the same request is answered as the first time, and writes nothing.
    Need.objects.filter(pk=row.pk).update(reason="Anders.")
    again = send(system, path(flagged, "behoeften"), need(), **{"Idempotency-Key": "n1"})
    assert (again.status_code, again.json()["reden"], flagged.needs.count()) == (201, "Samen.", 2)
    problem(send(system, path(flagged, "behoeften"), need(aantal=3), **{"Idempotency-Key": "n1"}), 409)


def test_an_agreement_counts_at_once(system: System, calm: Case) -> None:
    assert send(system, path(calm, "behoeften"), need()).status_code == 201
    assert flags(calm) == ["scaled_down"]
    made = send(system, path(calm, "afspraken"), agreement(aantal=2))
    assert made.status_code == 201, made.content
    assert not flags(calm)
    told = made.json()
    assert (told["reden"], told["herzieningDatum"], told["besluit"], told["inPlaatsDaarvan"]) == (
        None,
        None,
        None,
        "",
    )
    assert system.ask(path(calm)).json()["afgesproken"]["aantal"] == 2


def test_less_above_the_threshold_is_taken_with_all_that_is_asked(system: System, calm: Case) -> None:
    made = send(system, path(calm, "afspraken"), less(), **{"Idempotency-Key": "a1"})
    assert made.status_code == 201, made.content
    row = Agreement.objects.get(case=calm, valid_from=days_ago(0))
    assert (row.reason, row.review_on, row.instead, row.residents_words) == (
        "no_capacity",
        days_ago(-21),
        "De buurvrouw belt aan.",
        "Dat is goed.",
    )
    decision = Decision.objects.get()
    assert (row.decision, decision.title, decision.created_by) == (decision, "Rooster", row.created_by)
    assert not Confirmation.objects.exists() and not flags(calm)
    told = made.json()
    assert {name: told[name] for name in less()} == less()
    assert send(system, path(calm, "afspraken"), less(), **{"Idempotency-Key": "a1"}).json() == told


def test_all_that_less_does_not_say_is_said_at_once(system: System, calm: Case) -> None:
    answer = send(system, path(calm, "afspraken"), agreement(aantal=3, perDagen=28))
    assert clashing(answer) == {
        "reden",
        "herzieningDatum",
        "inPlaatsDaarvan",
        "bewonerZei",
    }
    # Also beside what cannot be read, and what stands in a header.
    body = less(
        toelichting=3,
        herzieningDatum=str(days_ago(-60)),
        inPlaatsDaarvan=" ",
        besluit={"titel": " ", "genomenDatum": str(days_ago(-1))},
        bsn="1",
    )
    answer = send(system, path(calm, "afspraken"), body, **{"Idempotency-Key": ""})
    assert {one[:2] for one in wrong(answer)} == {
        ("header", "Idempotency-Key"),
        ("body", "toelichting"),
        ("body", "herzieningDatum"),
        ("body", "inPlaatsDaarvan"),
        ("body", "besluit.titel"),
        ("body", "besluit.genomenDoor"),
        ("body", "besluit.genomenDatum"),
        ("body", "bsn"),
    }
    assert clashing(send(system, path(calm, "afspraken"), less(besluit=None))) == {"besluit"}
    assert clashing(send(system, path(calm, "afspraken"), less(reden="anders"))) == {"toelichting"}
    assert calm.agreements.count() == 1 and not Decision.objects.exists()


@pytest.mark.parametrize(
    ("name", "body", "at", "status"),
    [
        ("behoeften", need(aantal=8, reden=" "), {"aantal", "reden"}, 400),
        ("behoeften", need(vanafDatum=str(days_ago(61)), reden=...), {"vanafDatum", "reden"}, 400),
        ("behoeften", need(vanafDatum="9999-12-31", kanaal="duif"), {"vanafDatum", "kanaal"}, 400),
        ("behoeften", need(vanafDatum=str(days_ago(60))), {"vanafDatum"}, 409),
        ("afspraken", less(vanafDatum="9999-12-01", herzieningDatum="9999-12-31"), {"vanafDatum"}, 409),
        ("afspraken", agreement(aantal=8, vanafDatum="0001-01-01"), {"aantal", "vanafDatum"}, 409),
        ("pauzes", paused(laatsteDatum=str(days_ago(-42)), reden=""), {"laatsteDatum", "reden"}, 400),
        ("pauzes", paused(laatsteDatum=str(days_ago(1))), {"laatsteDatum"}, 409),
        ("pauzes", paused(eersteDatum="9999-12-31", laatsteDatum="9999-12-31"), {"eersteDatum"}, 409),
        ("pauzes", "Dennis", {""}, 400),
    ],
)
def test_all_that_is_wrong_is_said_at_once(
    name: str, body: Any, at: set[str], status: int, system: System, calm: Case
) -> None:
    told = (
        {one: value for one, value in body.items() if value is not ...} if isinstance(body, dict) else [body]
    )
    assert {one[1] for one in wrong(send(system, path(calm, name), told), status)} == at


def test_a_pause_counts_at_once(system: System, calm: Case) -> None:
    made = send(system, path(calm, "pauzes"), paused(), **{"Idempotency-Key": "p1"})
    assert made.status_code == 201, made.content
    told = made.json()
    assert {name: told[name] for name in paused()} == paused()
    standing = system.ask(path(calm)).json()["stand"]
    assert (standing["gepauzeerd"], standing["loopt"]) == (True, False)
    row = Pause.objects.get()
    assert row.created_by and row.created_by.name == "Zaaksysteem (koppeling)"
    # Sent with another key it is the same pause still; taken back since, the first answer stands.
    assert send(system, path(calm, "pauzes"), paused()).json() == told
    row.delete()
    assert send(system, path(calm, "pauzes"), paused(), **{"Idempotency-Key": "p1"}).json() == told
    assert not Pause.objects.exists()


def refused(answer: Any, words: str) -> None:
    """Check that a person is asked to do it on the screen, and that nothing was written."""
    detail = problem(answer, 409)["detail"]
    assert words in detail and "op het scherm" in detail, detail
    assert not Confirmation.objects.exists()


def test_what_a_lead_must_see_is_done_on_the_screen(system: System, flagged: Case, worker: User) -> None:
    before = [
        list(rows.values()) for rows in (flagged.needs, flagged.agreements, Flag.objects.filter(case=flagged))
    ]
    refused(send(system, path(flagged, "behoeften"), need(aantal=1, perDagen=14)), "minder dan er nodig was")
    refused(send(system, path(flagged, "pauzes"), paused()), "een pauze terwijl er een signalering openstaat")
    refused(
        send(system, path(flagged, "afspraken"), less(aantal=2), **{"Idempotency-Key": "a"}), "afgeschaald"
    )
    refused(close(system, flagged), "waarin een signalering openstaat")
    flagged.refresh_from_db()
    assert flagged.closed_on is None and not flagged.pauses.exists() and not Decision.objects.exists()
    assert before == [
        list(rows.values()) for rows in (flagged.needs, flagged.agreements, Flag.objects.filter(case=flagged))
    ]
    # What was refused leaves its key free.
    assert send(system, path(flagged, "afspraken"), less(), **{"Idempotency-Key": "a"}).status_code == 201


def test_a_pause_near_another_is_done_on_the_screen(system: System, calm: Case, worker: User) -> None:
    told: Any = {"actor": worker, "case": calm, "reason": "Vakantie.", "now": timezone.now()}
    pause(first_day=days_ago(-34), last_day=days_ago(-40), **told)
    refused(send(system, path(calm, "pauzes"), paused()), "binnen 28 dagen van een andere")
    assert send(system, path(calm, "pauzes"), paused(laatsteDatum=str(days_ago(-5)))).status_code == 201


def test_a_lower_need_without_a_flag_is_taken(system: System, calm: Case) -> None:
    assert send(system, path(calm, "behoeften"), need(aantal=1, perDagen=14)).status_code == 201
    assert not Confirmation.objects.exists()


def test_a_dossier_closes_once(system: System, calm: Case) -> None:
    etag = system.ask(path(calm))["ETag"]
    answer = close(system, calm, "s1", etag)
    assert answer.status_code == 200, answer.content
    row = answer.json()
    assert (row["geslotenDatum"], row["stand"]["loopt"]) == (str(days_ago(0)), False)
    assert answer["ETag"] == system.ask(path(calm))["ETag"] != etag
    calm.refresh_from_db()
    assert calm.closed_on == days_ago(0)
    last = calm.events.order_by("-pgh_id")[0].pgh_context  # type: ignore[attr-defined]  # made by pghistory
    assert (
        last["reason"] == "Afgerond." and User.objects.get(pk=last["user"]).name == "Zaaksysteem (koppeling)"
    )
    assert close(system, calm, "s1", etag).json() == row
    # A day that stands there is changed on the screen; and in what is closed nothing is recorded.
    assert (
        "op het scherm" in problem(close(system, calm, "s2", geslotenDatum=str(days_ago(-9))), 409)["detail"]
    )
    assert "gesloten" in problem(send(system, path(calm, "behoeften"), need()), 409)["detail"]


def test_a_dossier_that_changed_since_it_was_read_stays_open(
    system: System, calm: Case, worker: User
) -> None:
    assert close(system, calm, etag="").status_code == 400
    answer = close(system, calm, etag="", key=" ", reden=" ", geslotenDatum=str(days_ago(61)))
    assert {one[:2] for one in wrong(answer)} == {
        ("header", "Idempotency-Key"),
        ("header", "If-Match"),
        ("body", "reden"),
        ("body", "geslotenDatum"),
    }
    problem(close(system, calm, etag='"0123456789abcdef0123456789abcdef"'), 409)
    etag = system.ask(path(calm))["ETag"]
    told: Any = {"actor": worker, "case": calm, "now": timezone.now()}
    assess_need(valid_from=days_ago(0), rhythm=Rhythm(2, 7, Medium.HOME_VISIT), reason="Meer.", **told)
    problem(close(system, calm, etag=etag), 412)
    etag = system.ask(path(calm))["ETag"]
    Case.objects.filter(pk=calm.pk).update(worker=None)
    problem(close(system, calm, etag=etag), 412)
    calm.refresh_from_db()
    assert calm.closed_on is None


def test_a_day_that_a_person_chose_stays(system: System, calm: Case, worker: User) -> None:
    told: Any = {
        "actor": worker,
        "case": calm,
        "reason": "Klaar.",
        "seen": version_of(calm),
        "now": timezone.now(),
    }
    close_case(closed_on=days_ago(-10), **told)
    problem(close(system, calm), 409)
    assert close(system, calm, "s3", geslotenDatum=str(days_ago(-10))).status_code == 200
    calm.refresh_from_db()
    assert calm.closed_on == days_ago(-10)


def test_of_another_organisation_nothing_is_there(
    system: System, other_case: Case, case: Case, place: Place, make_system: MakeSystem
) -> None:
    nobodys = make_system(place, scopes=ALL)
    theirs = make_system(place, scopes=ALL, bound_to=other_case.team.organisation)
    for name in PATHS:
        problem(send(system, path(other_case, name), BODIES[name]), 404)
        problem(send(theirs, path(case, name), BODIES[name]), 404)
        problem(send(nobodys, path(case, name), BODIES[name]), 403)
    etag = theirs.ask(path(other_case))["ETag"]
    problem(close(system, other_case, etag=etag), 404)
    problem(close(nobodys, case, etag=etag), 403)
    assert Need.objects.count() == Agreement.objects.count() == 2 and not Pause.objects.exists()


@pytest.mark.parametrize("scope", [Scope.CASES, Scope.CONTACTS])
def test_both_scopes_are_needed(scope: Scope, calm: Case, place: Place, make_system: MakeSystem) -> None:
    half = make_system(place, scopes=[scope], bound_to=place.team.organisation)
    for name in PATHS:
        problem(send(half, path(calm, name), BODIES[name]), 403)
    problem(close(half, calm, etag='"x"'), 403)
    assert calm.needs.count() == calm.agreements.count() == 1 and not calm.pauses.exists()


@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_header_that_is_not_sent_is_said_also_where_there_is_nothing(
    name: str, system: System, case: Case
) -> None:
    nothing = f"dossiers/{uuid.uuid4()}/{name}"
    assert wrong(send(system, nothing, BODIES[name], **{"Idempotency-Key": ""})) == {
        ("header", "Idempotency-Key", "required")
    }
    problem(send(system, nothing, BODIES[name]), 404)


def test_of_a_dossier_that_is_not_there_both_headers_are_asked_first(system: System, case: Case) -> None:
    answer = send(system, f"dossiers/{uuid.uuid4()}", {"geslotenDatum": "2026-01-05"}, "PATCH")
    assert wrong(answer) == {("header", "Idempotency-Key", "required"), ("header", "If-Match", "required")}
