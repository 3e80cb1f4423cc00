"""What is JSON and yet nothing that anything is done with, and moments at the edge of the calendar: refused by name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cases.models import Case, Contact
from tests.api.conftest import System
from tests.api.test_frame import problem
from tests.care.conftest import said, send, wrong
from wijkzorg.rest.bodies import DEEPEST

BATCHES = "contactmomenten/batches"


def nested(levels: int) -> Any:
    """Return so many lists in each other."""
    return [] if levels == 1 else [nested(levels - 1)]


BEYOND_ALL_WORDS = ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"]


def test_what_is_too_deep_or_half_a_character_is_said_at_its_field_with_the_rest(
    system: System, case: Case
) -> None:
    body = said(case, verslag=nested(DEEPEST), kanaal="duif", medewerker="\ud800@voorbeeld.example") | {
        "\udfff": 1
    }
    assert wrong(send(system, "contactmomenten", body, **{"Idempotency-Key": ""})) == {
        ("header", "Idempotency-Key", "required"),
        ("body", "verslag", "invalid"),
        ("body", "kanaal", "invalidChoice"),
        ("body", "medewerker", "character"),
        ("body", "\ufffd", "unknown"),
    }


def test_half_a_character_within_a_field_is_named_with_its_place(system: System) -> None:
    body = {"bewoner": {"voornaam": "\ud83d", "achternaam": nested(DEEPEST)}}
    found = {(name, code) for _in, name, code in wrong(send(system, "dossiers", body))}
    assert {("bewoner.voornaam", "character"), ("bewoner.achternaam", "invalid")} <= found


def test_a_row_that_nothing_can_be_done_with_holds_up_no_other(system: System, case: Case) -> None:
    rows = [
        said(case),
        said(case, verslag=nested(DEEPEST + 1), kanaal="duif"),
        said(case, verslag="half \ud83d"),
        {"diep": nested(DEEPEST * 2)},
        said(case, verslag=nested(DEEPEST - 5)),
    ]
    key = {"Idempotency-Key": "diepe-rijen"}
    told = send(system, BATCHES, {"contactmomenten": rows}, **key).json()
    assert [row["status"] for row in told["rijen"]] == [201, 400, 400, 400, 400]
    faults = [{(one["name"], one["code"]) for one in row["fouten"]} for row in told["rijen"]]
    assert faults[1] == {("verslag", "invalid"), ("kanaal", "invalidChoice")}
    assert faults[2] == {("verslag", "character")}
    assert ("diep", "unknown") in faults[3]
    assert faults[4] == {("verslag", "invalid")}
    assert send(system, BATCHES, {"contactmomenten": rows}, **key).json() == told
    assert Contact.objects.count() == 1


def test_an_answer_is_not_many_times_as_long_as_what_was_sent(system: System, case: Case) -> None:
    body = said(case) | {f"veld{number}": 0 for number in range(5000)}
    found = problem(send(system, "contactmomenten", body), 400)["invalidParams"]
    assert {one["code"] for one in found} == {"unknown"} and len(found) == 21
    assert (found[-1]["name"], found[-1]["reason"]) == ("", "Er staan nog 4980 velden die niet bestaan.")
    assert wrong(send(system, BATCHES, {"contactmomenten": [0] * 5000})) == {
        ("body", "contactmomenten", "maxLength")
    }


def test_half_a_character_is_no_row(system: System, case: Case) -> None:
    answer = send(system, BATCHES, {"contactmomenten": [said(case), "\ud800"]})
    assert wrong(answer) == {("body", "contactmomenten.1", "notADict")}


@pytest.mark.parametrize("levels", [300, 900, 990, 1000, 1100, 10_000, 100_000])
@pytest.mark.parametrize("path", ["contactmomenten", BATCHES])
def test_any_depth_is_a_bad_request_or_a_bad_row(path: str, levels: int, system: System, case: Case) -> None:
    deep = "[" * levels + "]" * levels
    body = json.dumps(said(case) | {"verslag": 0}).replace('"verslag": 0', f'"verslag": {deep}')
    answer = send(system, path, body if path != BATCHES else f'{{"contactmomenten": [{body}]}}')
    if answer.status_code == 200:
        assert answer.json()["rijen"][0]["fouten"][0]["name"] == "verslag"
    else:
        (one,) = problem(answer, 400)["invalidParams"]
        assert (one["name"], one["code"]) in {("verslag", "invalid"), ("", "depth")}


def test_a_name_that_stands_there_twice_is_named(system: System, case: Case) -> None:
    body = json.dumps(said(case))[:-1] + ', "kanaal": "bericht"}'
    assert wrong(send(system, "contactmomenten", body)) == {("body", "kanaal", "repeated")}


@pytest.mark.parametrize("moment", BEYOND_ALL_WORDS)
def test_a_moment_beyond_the_calendar_is_named_wherever_it_is_said(
    moment: str, system: System, case: Case
) -> None:
    row = said(case, plaatsgevondenOp=moment)
    for one in problem(send(system, "contactmomenten", row), 400)["invalidParams"]:
        assert (one["in"], one["name"], one["code"]) == ("body", "plaatsgevondenOp", "overflow")
        assert "kalender" in one["reason"]
    (told,) = send(system, BATCHES, {"contactmomenten": [row]}).json()["rijen"]
    assert told["status"] == 400
    (fault,) = told["fouten"]
    assert (fault["name"], fault["code"]) == ("plaatsgevondenOp", "overflow") and "kalender" in fault[
        "reason"
    ]
    for path, name in (
        ("signaleringen", "gezienOpVanaf"),
        ("signaleringen", "geslotenOpVanaf"),
        ("hulpvragen", "ontvangenOpVanaf"),
        ("hulpvragen", "geslotenOpVanaf"),
    ):
        (one,) = problem(system.ask(path, {name: moment}), 400)["invalidParams"]
        assert (one["in"], one["name"], one["code"]) == ("query", name, "overflow")
        assert "kalender" in one["reason"]


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_a_filter_at_the_edge_of_the_calendar_is_answered(moment: str, system: System) -> None:
    for path, name in (("signaleringen", "gezienOpVanaf"), ("hulpvragen", "ontvangenOpVanaf")):
        assert system.ask(path, {name: moment}).json() == {path: []}
