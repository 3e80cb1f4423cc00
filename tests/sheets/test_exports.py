"""What somebody takes along: their own rows alone, logged, and nothing in it that a spreadsheet would reckon."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from neighbourhoods.models import Neighbourhood
from residents.models import Resident
from tests.cases.screens import words_of
from tests.conftest import Place
from tests.sheets import test_lists as lists
from tests.sheets.test_lists import PEOPLE, bring_in, send
from tests.volunteers import conftest as cast
from tests.volunteers.conftest import Ask, Neighbour
from tests.workplace import conftest as work
from tests.workplace.conftest import lives
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db
centre, clerk, coordinator, far = work.centre, work.clerk, work.coordinator, work.far
nobody_asked_before, at_desk = work.nobody_asked_before, work.at_desk
stored, neighbour, postcode = cast.stored, cast.neighbour, cast.postcode
at_board = lists.at_board
RESIDENTS, REQUESTS, VOLUNTEERS = ("/lijsten/bewoners/", "/lijsten/hulpvragen/", "/lijsten/vrijwilligers/")


def body(answer: Any) -> bytes:
    """Return what a file holds."""
    return b"".join(answer.streaming_content)


def exported(browser: Client, path: str) -> list[list[str]]:
    answer = browser.get(path)
    text = body(answer).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_a_desk_takes_along_its_own_residents_and_the_log_says_whose(
    at_desk: Client, place: Place, far: Neighbourhood, clerk: User
) -> None:
    mine = lives(place)
    lives(place, far, first_name="Verre")
    rows = exported(at_desk, f"{RESIDENTS}lijst.csv")
    assert rows[0] == PEOPLE.strip().split(";")
    assert rows[1:] == [
        ["Zoë", "Müller", "06-05-1941", "Lindenlaan", "12", "1892 AB", "06-12345678", "Lindenhof"]
    ]
    entry = AccessEntry.objects.filter(action="export").get()
    assert (entry.user_id, entry.resident_ids, entry.object_kind) == (clerk.pk, [mine.pk], "resident")
    assert exported(at_desk, f"{RESIDENTS}lijst.csv?buurt={far.pk}") == [rows[0]]
    # What is taken along can be brought in: then everybody is there already.
    back = "\n".join(";".join(row) for row in rows)
    assert "0 nieuwe rijen" in words_of(at_desk.get(send(at_desk, RESIDENTS, back).url))


def test_a_coordinator_takes_along_requests_and_volunteers_but_not_what_a_professional_wrote(
    at_board: Client, place: Place, stored: Ask, neighbour: Neighbour
) -> None:
    stored(text="Graag om tien uur.")
    stored(text="Voor een collega.", channel="worker", name="Meneer Bos")
    stored(name="Voorbij", state="withdrawn", closed_at=timezone.now())
    neighbour("fatma")
    rows = exported(at_board, f"{REQUESTS}lijst.csv")
    assert [row[1] for row in rows[1:]] == ["Mevrouw de Wit", "Meneer Bos"]
    assert [row[15] for row in rows[1:]] == ["Graag om tien uur.", ""]
    helpers = exported(at_board, f"{VOLUNTEERS}lijst.csv")
    assert helpers[1][:2] == ["Fatma", "fatma@voorbeeldstad.example"]
    assert AccessEntry.objects.filter(action="export").count() == 2


def test_nothing_that_is_taken_along_is_a_formula(at_desk: Client, place: Place) -> None:
    evil = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"]
    for name in evil:
        lives(place, first_name=name)
    for row in exported(at_desk, f"{RESIDENTS}lijst.csv")[1:]:
        assert row[0].startswith("'"), row
    answer = at_desk.get(f"{RESIDENTS}lijst.xlsx")
    book = load_workbook(io.BytesIO(body(answer)))
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert len(cells) == len(evil)
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_an_empty_file_has_the_headings_and_can_be_filled_in(at_desk: Client, place: Place) -> None:
    answer = at_desk.get(f"{RESIDENTS}leeg.xlsx")
    book = load_workbook(io.BytesIO(body(answer)))
    sheet = book.active
    assert sheet is not None
    sheet.append(["Zoë", "Ingevuld", dt.date(1950, 1, 1)])
    made = io.BytesIO()
    book.save(made)
    bring_in(at_desk, RESIDENTS, made.getvalue())
    assert Resident.objects.get().last_name == "Ingevuld"
    assert not AccessEntry.objects.filter(action="export").exists()
