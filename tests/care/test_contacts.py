"""A record system writes and reads contact moments: what it writes counts at once, what is wrong is said whole."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from care.models import Sent
from cases import assessment
from cases.models import Case, Contact, Flag
from tests.api.conftest import MakeSystem, System
from tests.api.test_frame import problem
from tests.care.conftest import at, days_ago, said, send, wrong
from tests.conftest import Place, add_contact, make_case, stay_inside
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry
from wijkzorg.clients.scopes import Scope
from wijkzorg.tenancy.wall import inside


def judge(*cases: Case) -> None:
    """Bring cases that were stored as they are up to date."""
    now = timezone.now()
    ids = [case.pk for case in cases]
    with inside(cases[0].municipality_id):
        assessment.refresh(case_ids=ids, on=timezone.localdate(), now=now, cause=None)


def test_what_is_recorded_counts_at_once(system: System, case: Case, worker: User) -> None:
    judge(case)
    assert set(Flag.objects.filter(state="open").values_list("kind", flat=True)) == {"eroding", "not_seen"}
    answer = send(system, "contactmomenten", said(case, medewerker="Farida@voorbeeldstad.example"))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert answer["Location"].endswith(f"/api/v1/contactmomenten/{told['id']}")
    row = Contact.objects.select_related("recorded_by").get()
    assert (row.worker, row.day, row.note) == (worker, days_ago(1), "Samen koffie gedronken.")
    assert row.recorded_by is not None and row.recorded_by.name == "Zaaksysteem (koppeling)"
    assert not row.recorded_by.has_usable_password() and not row.recorded_by.is_active
    # Seen yesterday: the flag is closed in the same transaction, and the standing says so.
    flag = Flag.objects.get(kind="not_seen")
    assert (flag.state, flag.close_cause) == ("closed", "restored")
    assert flag.closed_at == row.recorded_at
    case.refresh_from_db()
    assert case.standing.not_seen_on and case.standing.not_seen_on > timezone.localdate()
    # And as it is read: the same.
    answer = system.ask(f"contactmomenten/{told['id']}")
    assert answer.json() == told
    page = system.ask("contactmomenten", {"dossierId": str(case.uuid)}).json()
    assert page == {"contactmomenten": [told]}
    assert (told["kanaal"], told["medewerker"], told["eigen"]) == ("huisbezoek", worker.email, True)


def test_all_that_is_wrong_is_said_at_once(system: System, case: Case, other_case: Case) -> None:
    body = said(
        case,
        dossierId=str(other_case.uuid),
        plaatsgevondenOp=at(days_ago(-2)),
        kanaal="duif",
        indicatieContactGelukt="ja",
        medewerker="niemand@elders.example",
        volgendeKeerDatum=str(days_ago(3)),
        verslag="x" * 4001,
        naam="Dennis",
    )
    assert wrong(send(system, "contactmomenten", body, **{"Idempotency-Key": ""})) == {
        ("header", "Idempotency-Key", "required"),
        ("body", "dossierId", "doesNotExist"),
        ("body", "plaatsgevondenOp", "conflict"),
        ("body", "kanaal", "invalidChoice"),
        ("body", "indicatieContactGelukt", "invalid"),
        ("body", "medewerker", "doesNotExist"),
        ("body", "volgendeKeerDatum", "conflict"),
        ("body", "verslag", "maxLength"),
        ("body", "naam", "unknown"),
    }
    assert not Contact.objects.exists() and not Sent.objects.exists()


@pytest.mark.parametrize(
    ("moment", "status", "words"),
    [
        ("9999-12-31T23:59:59Z", 409, "in de toekomst"),
        ("1899-12-31T12:00:00+01:00", 409, "voor 1900"),
        ("0001-01-01T00:00:00Z", 409, "voor 1900"),
        ("2026-01-05T10:00:00", 400, "tijdzone"),
        ("gisteren", 400, "Schrijf een moment zo"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_in_the_words_of_the_screens(
    moment: str, status: int, words: str, system: System, case: Case
) -> None:
    answer = send(system, "contactmomenten", said(case, plaatsgevondenOp=moment))
    (one,) = problem(answer, status)["invalidParams"]
    assert one["name"] == "plaatsgevondenOp" and words in one["reason"]


def test_the_first_of_1900_is_not_too_early(system: System, case: Case) -> None:
    assert (
        send(system, "contactmomenten", said(case, plaatsgevondenOp="1899-12-31T23:59:59Z")).status_code
        == 201
    )  # in Amsterdam it is 1900 by then
    assert Contact.objects.get().day == dt.date(1900, 1, 1)


def test_the_same_key_again_is_answered_as_the_first_time(system: System, case: Case) -> None:
    key = {"Idempotency-Key": "abc-1"}
    first = send(system, "contactmomenten", said(case), **key)
    changed = send(
        system,
        f"contactmomenten/{first.json()['id']}",
        {"kanaal": "telefoon", "reden": "Verkeerd."},
        "PATCH",
        **{"If-Match": first["ETag"]},
    )
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]
    again = send(system, "contactmomenten", dict(reversed(said(case).items())), **key)
    assert (again.status_code, again.json(), again["ETag"]) == (201, first.json(), first["ETag"])
    assert Contact.objects.count() == 1
    problem(send(system, "contactmomenten", said(case, kanaal="bericht"), **key), 409)
    # Whatever became of it since.
    send(system, f"contactmomenten/{first.json()['id']}", "", "DELETE", **{"If-Match": changed["ETag"]})
    again = send(system, "contactmomenten", said(case), **key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert not Contact.objects.exists()


def test_a_key_that_failed_is_free_and_a_key_is_of_one_system(
    system: System, case: Case, place: Place, make_system: MakeSystem
) -> None:
    key = {"Idempotency-Key": "abc-2"}
    assert wrong(send(system, "contactmomenten", said(case, kanaal=...), **key))
    assert send(system, "contactmomenten", said(case), **key).status_code == 201
    other = make_system(place, scopes=[Scope.CONTACTS], bound_to=place.team.organisation)
    assert send(other, "contactmomenten", said(case, kanaal="bericht"), **key).status_code == 201
    assert Contact.objects.count() == 2
    assert wrong(send(system, "contactmomenten", said(case), **{"Idempotency-Key": "a b"}))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_key_are_one(system: System, case: Case, place: Place) -> None:
    start, key = threading.Barrier(2), str(uuid.uuid4())

    def record() -> Any:
        try:
            start.wait(10)
            return send(system, "contactmomenten", said(case), **{"Idempotency-Key": key})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = [one.result(60) for one in [pool.submit(record) for _each in range(2)]]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    stay_inside(place.municipality.pk)
    assert Contact.objects.count() == 1


def test_a_change_names_the_version_that_it_changes(system: System, case: Case) -> None:
    made = send(system, "contactmomenten", said(case))
    path = f"contactmomenten/{made.json()['id']}"
    change = {"indicatieContactGelukt": False, "reden": "Niet thuis, verkeerd aangeklikt."}
    assert wrong(send(system, path, change | {"reden": ""}, "PATCH")) == {
        ("header", "If-Match", "required"),
        ("body", "reden", "blank"),
    }
    first = send(system, path, change, "PATCH", **{"If-Match": made["ETag"]})
    assert first.status_code == 200
    assert (first.json()["indicatieContactGelukt"], first.json()["verslag"]) == (
        False,
        "Samen koffie gedronken.",
    )
    # The second writer read it before the first changed it.
    late = send(system, path, {"kanaal": "telefoon", "reden": "x"}, "PATCH", **{"If-Match": made["ETag"]})
    problem(late, 412)
    assert wrong(send(system, path, "", "DELETE")) == {("header", "If-Match", "required")}
    problem(send(system, path, "", "DELETE", **{"If-Match": '"verzonnen"'}), 409)
    problem(send(system, path, "", "DELETE", **{"If-Match": made["ETag"]}), 412)
    (event,) = Contact.objects.get().events.all()  # type: ignore[attr-defined]  # made by pghistory
    context = event.pgh_context
    assert context["reason"] == "Niet thuis, verkeerd aangeklikt."
    assert context["user"] == Contact.objects.get().recorded_by_id
    gone = send(system, path, "", "DELETE", **{"If-Match": first["ETag"]})
    assert (gone.status_code, gone.content) == (204, b"")
    problem(system.ask(path), 404)


def test_all_that_is_wrong_with_a_change_is_said_at_once(system: System, case: Case) -> None:
    made = send(system, "contactmomenten", said(case))
    change = {"plaatsgevondenOp": at(days_ago(-1)), "kanaal": None, "reden": "  ", "dossierId": "x"}
    path = f"contactmomenten/{made.json()['id']}"
    assert wrong(send(system, path, change, "PATCH", **{"If-Match": made["ETag"]})) == {
        ("body", "plaatsgevondenOp", "conflict"),
        ("body", "kanaal", "null"),
        ("body", "reden", "blank"),
        ("body", "dossierId", "unknown"),
    }


def test_no_change_says_that_a_contact_was_after_it_was_recorded(system: System, case: Case) -> None:
    made = send(system, "contactmomenten", said(case))
    path = f"contactmomenten/{made.json()['id']}"
    later = {"plaatsgevondenOp": timezone.now().isoformat(), "reden": "Later."}
    answer = send(system, path, later, "PATCH", **{"If-Match": made["ETag"]})
    assert wrong(answer, 409) == {("body", "plaatsgevondenOp", "conflict")}


def test_what_a_colleague_recorded_is_read_and_not_changed(system: System, case: Case, worker: User) -> None:
    add_contact(case, worker, days_ago(5))
    (row,) = system.ask("contactmomenten", {"dossierId": str(case.uuid)}).json()["contactmomenten"]
    assert (row["eigen"], row["medewerker"]) == (False, worker.email)
    path = f"contactmomenten/{row['id']}"
    etag = {"If-Match": system.ask(path)["ETag"]}
    problem(send(system, path, {"kanaal": "bericht", "reden": "x"}, "PATCH", **etag), 403)
    problem(send(system, path, "", "DELETE", **etag), 403)
    assert Contact.objects.count() == 1


def test_a_batch_that_is_half_bad_keeps_the_good_rows(
    system: System, case: Case, other_case: Case, place: Place, worker: User
) -> None:
    second = make_case(place, worker, days_ago(60), ref="D2")
    judge(case, second)
    rows = [
        said(case),
        said(other_case, kanaal="duif"),
        said(second, kanaal="telefoon"),
        said(case, plaatsgevondenOp=at(days_ago(-3)), indicatieContactGelukt=...),
        {},
        said(case, plaatsgevondenOp=at(days_ago(-3)), volgendeKeerDatum=str(days_ago(1))),
        said(case, verslag="a\0b") | {"c\0": 1},
    ]
    key = {"Idempotency-Key": "batch-1"}
    answer = send(system, "contactmomenten/batches", {"contactmomenten": rows}, **key)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["aantalVastgelegd"], told["aantalGeweigerd"]) == (2, 5)
    assert [row["uitkomst"] == "vastgelegd" for row in told["rijen"]] == [
        *(True, False, True, False, False, False, False)
    ]
    # What the row would have got by itself.
    assert [row["status"] for row in told["rijen"]] == [201, 400, 201, 400, 400, 409, 400]
    faults = [{(one["name"], one["code"]) for one in row["fouten"]} for row in told["rijen"]]
    assert faults[1] == {("dossierId", "doesNotExist"), ("kanaal", "invalidChoice")}
    assert faults[3] == {("plaatsgevondenOp", "conflict"), ("indicatieContactGelukt", "required")}
    assert len(faults[4]) == 4
    assert faults[5] == {("plaatsgevondenOp", "conflict"), ("volgendeKeerDatum", "conflict")}
    assert faults[6] == {("verslag", "character"), ("c\ufffd", "unknown")}
    assert system.ask(f"contactmomenten/{told['rijen'][2]['id']}").json()["kanaal"] == "telefoon"
    closed = Flag.objects.filter(state="closed", kind="not_seen").values_list("case_id", flat=True)
    assert list(closed) == [case.pk]  # a call is no eye contact
    again = send(system, "contactmomenten/batches", {"contactmomenten": rows}, **key)
    assert again.json() == told
    assert Contact.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({}, "contactmomenten"),
        ({"contactmomenten": []}, "contactmomenten"),
        ({"contactmomenten": [{}] * 1001}, "contactmomenten"),
        ({"contactmomenten": [1]}, "contactmomenten.0"),
        ({"contactmomenten": {}}, "contactmomenten"),
        ([], ""),
    ],
)
def test_a_batch_that_is_none_is_refused(body: Any, name: str, system: System) -> None:
    assert {one[1] for one in wrong(send(system, "contactmomenten/batches", body))} == {name}


def test_a_thousand_rows_cost_as_many_queries_as_thirty(
    system: System, place: Place, worker: User, case: Case
) -> None:
    cases = [make_case(place, worker, days_ago(60), ref=f"D1{number:03}") for number in range(30)]
    judge(*cases)
    send(system, "contactmomenten", said(case))  # what is made once is made

    def count(times: int) -> int:
        rows = [
            said(each, plaatsgevondenOp=at(days_ago(1 + time % 20)), medewerker=worker.email)
            for time in range(times)
            for each in cases
        ][:1000]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = send(system, "contactmomenten/batches", {"contactmomenten": rows})
        assert answer.json()["aantalVastgelegd"] == len(rows) == min(1000, times * 30)
        return len(queries)

    few, many = count(1), count(34)
    assert many <= few <= 40


def test_each_read_and_write_is_in_the_log_with_the_end_user(
    system: System, case: Case, place: Place
) -> None:
    user = {"X-Gebruiker": "j.jansen"}
    made = send(system, "contactmomenten", said(case), **user).json()
    system.ask(f"contactmomenten/{made['id']}", **user)
    system.ask("contactmomenten", {"dossierId": str(case.uuid)}, **user)
    lines = list(AccessEntry.objects.order_by("id"))[-4:]
    role = f"api:{system.access.client.uuid}|j.jansen"
    assert [(line.action, line.role) for line in lines] == [
        ("write", role),  # by the verb: in whose dossier
        ("write", role),  # by the address: what was called
        ("read", role),
        ("read", role),
    ]
    assert lines[0].case_id == case.pk
    assert lines[1].object_kind == "api.contactmomenten" and lines[1].object_id == made["id"]
    assert all(line.case_ids == [case.pk] and line.resident_ids == [case.resident_id] for line in lines[2:])
