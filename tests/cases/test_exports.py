"""Lists as files: what the person may see, as a Dutch Excel reads it, logged, and no formula in them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cases import assessment, phrases
from cases.models import Case
from residents.models import Resident
from tests.cases.screens import days_ago, visited_weekly
from tests.conftest import Place, make_case
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db


def _csv(answer: Any) -> list[dict[str, str]]:
    sent = b"".join(answer.streaming_content)
    assert sent.startswith(b"\xef\xbb\xbf"), "so that Excel knows that it is UTF-8"
    return list(csv.DictReader(io.StringIO(sent.decode("utf-8-sig")), delimiter=";"))


def _xlsx(answer: Any) -> list[dict[str, Any]]:
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    heads, *rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(heads, row, strict=True)) for row in rows]


def _day(text: str) -> dt.date | None:
    return dt.date(*map(int, reversed(text.split("-")))) if text else None


def test_the_list_is_a_file_of_what_i_may_see_in_the_order_of_the_page(
    at_work: Client, place: Place, worker: User, outsider: User, today: dt.date
) -> None:
    for number in range(60):
        make_case(place, worker, days_ago(today, 9), ref=f"D{number:02}", last_name=f"Naam{number:02}")
    other = make_case(place, outsider, days_ago(today, 9), ref="ANDERS", last_name="Geheim")
    Case.objects.filter(pk=other.pk).update(team=outsider.memberships.get().team)
    answer = at_work.get("/dossiers/lijst.csv")
    assert answer["Content-Disposition"] == f'attachment; filename="dossiers-{today}.csv"'
    assert [row["Achternaam"] for row in _csv(answer)] == [f"Naam{number:02}" for number in range(60)]
    found = _xlsx(at_work.get("/dossiers/lijst.xlsx", {"q": "naam07"}))
    assert found[0]["Dossier"] == "D07" and found[0]["Geopend op"].date() == days_ago(today, 9)


def test_every_number_in_a_file_is_that_of_assess(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    for number, last in enumerate((1, 12, 20, 40)):
        case = make_case(place, worker, days_ago(today, 100), ref=f"D{number}")
        visited_weekly(case, worker, today, last=last)
    wanted = dict(assessment.assess(municipality_id=place.municipality.pk, on=today))
    for address in ("/dossiers/lijst.csv", "/vandaag/lijst.csv"):
        rows = _csv(at_work.get(address))
        assert {row["Dossier"] for row in rows} == set(wanted)
        for row in rows:
            standing = wanted[row["Dossier"]]
            name = {kind: phrases.capital(phrases.of_rule(kind)) for kind in phrases.BY_NEED}
            since = {kind: _day(row[f"{name[kind]} sinds"]) for kind in phrases.BY_NEED}
            assert {kind: day for kind, day in since.items() if day} == {
                flag.kind: flag.since for flag in standing.flags
            }
            ahead = {kind: _day(row[f"{name[kind]} vanaf, als er niets gebeurt"]) for kind in phrases.BY_NEED}
            assert {kind: ahead[kind] for kind in standing.breaches_on} == standing.breaches_on
            assert _day(row["Volgende afspraak"]) == standing.due_on


@pytest.mark.parametrize("name", ["=1+1", "+31", "-2", "@SUM(A1)", "\t=1", " =1"])
def test_a_name_is_never_a_formula(
    at_work: Client, place: Place, worker: User, today: dt.date, name: str
) -> None:
    make_case(place, worker, today, last_name=name)
    (row,) = _csv(at_work.get("/dossiers/lijst.csv"))
    assert row["Achternaam"] == f"'{name}"
    sheet = load_workbook(
        io.BytesIO(b"".join(at_work.get("/dossiers/lijst.xlsx").streaming_content))  # type: ignore[attr-defined]
    ).active
    cell = sheet["B2"]
    assert (cell.data_type, cell.value) == ("s", name)


def test_a_sign_that_excel_knows_not_is_left_out(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, today)
    Resident.objects.filter(pk=case.resident_id).update(last_name="Ho\x07ek")
    (row,) = _xlsx(at_work.get("/dossiers/lijst.xlsx"))
    assert row["Achternaam"] == "Hoek"


@pytest.mark.parametrize("path", ["/dossiers/lijst.csv", "/vandaag/lijst.xlsx"])
def test_taking_a_file_is_logged_with_all_who_are_in_it(
    at_work: Client, place: Place, worker: User, today: dt.date, path: str
) -> None:
    cases = [make_case(place, worker, today, ref=f"D{number}") for number in range(3)]
    at_work.get(path)
    line = AccessEntry.objects.get(action="export")
    assert sorted(line.case_ids) == sorted(case.pk for case in cases)
    assert line.user_id == worker.pk


def test_another_form_is_not_there(at_work: Client) -> None:
    assert at_work.get("/dossiers/lijst.pdf").status_code == 404


def test_a_file_of_five_hundred_costs_as_many_queries_as_one_of_one(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert _csv(at_work.get("/dossiers/lijst.csv"))
        return len(captured)

    make_case(place, worker, today, ref="1")
    at_work.get("/")
    one = queries()
    for number in range(2, 40):
        make_case(place, worker, today, ref=str(number))
    assert queries() == one
