"""What a policy officer takes along: PDF and Excel of what is on the screen, logged."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from cases.models import Policy
from dashboard.pages import KEYS
from municipalities.models import Edition
from tests.conftest import Place
from tests.dashboard.conftest import codes_of, fill, make_edition, publish, words_of
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry, Action

ALL = sorted(KEYS)


@pytest.mark.parametrize("page", ALL)
def test_each_page_goes_along_as_pdf_that_a_screen_reader_reads(
    at_figures: Client, edition: Edition, page: str
) -> None:
    answer = at_figures.get(f"/cijfers/{page}.pdf")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF") and b"/StructTreeRoot" in answer.content
    assert f'filename="cijfers-{page}-editie-1.pdf"' in answer["Content-Disposition"]


def test_the_file_of_a_buurt_is_called_after_it(at_figures: Client, place: Place, edition: Edition) -> None:
    code = next(code for code in codes_of(place.municipality) if code.startswith("BU"))
    answer = at_figures.get(f"/cijfers/overzicht.xlsx?gebied={code}")
    assert 'filename="cijfers-overzicht-lindenhof-editie-1.xlsx"' in answer["Content-Disposition"]


def opened(answer: Any) -> Any:
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def cells(answer: object) -> dict[str, list[list[object]]]:
    book = opened(answer)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


@pytest.mark.parametrize("page", ALL)
def test_each_page_goes_along_as_a_workbook_with_definitions_and_edition(
    at_figures: Client, edition: Edition, page: str
) -> None:
    sheets = cells(at_figures.get(f"/cijfers/{page}.xlsx"))
    assert {"Definities", "Beleid en editie"} < set(sheets)
    assert any("Wij willen het eerder weten" in map(str, row) for row in sheets["Beleid en editie"])
    assert sheets["Beleid en editie"][0][:2] == ["Editie", 1]


def test_a_workbook_says_what_the_screen_says_and_hides_what_it_hides(
    at_figures: Client, place: Place
) -> None:
    codes = codes_of(place.municipality)
    fill(make_edition(place), codes, weeks=8, hidden=codes[2:])
    sheets = cells(at_figures.get("/cijfers/overzicht.xlsx"))
    support = sheets["Steun nodig, afgesproken en"]  # what Excel has room for, in whole words
    now = next(row for row in support if row[0] == "Open dossiers")
    assert isinstance(now[1], int) and str(now[3]) == "stand op 23 november 2026"
    # Below it stands each period, which paper has no room for.
    table = next(nth for nth, row in enumerate(support) if row[:2] == ["Open dossiers", None])
    assert support[table + 1][:2] == ["Periode", "Open dossiers"]
    assert isinstance(support[table + 2][1], int)
    below = [row for row in sheets["Per wijk"] if row[0] == "Oost"]
    assert isinstance(below[0][1], int)
    hidden = cells(at_figures.get("/cijfers/overzicht.xlsx?niveau=buurt"))["Per buurt"]
    assert next(row for row in hidden if row[0] == "Lindenhof")[1:6] == ["afgeschermd"] * 5


def test_no_text_in_a_workbook_is_a_formula(at_figures: Client, place: Place) -> None:
    evil = '=HYPERLINK("http://kwaad.example";"klik")'
    Policy.objects.create(municipality=place.municipality, valid_from="2024-01-01", reason=evil)
    place.neighbourhood.name = "@SUM(A1)"
    place.neighbourhood.save()
    fill(make_edition(place, corrects="+1+1"), codes_of(place.municipality), weeks=8)
    book = opened(at_figures.get("/cijfers/overzicht.xlsx"))
    found = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value)[:1] in "=@+"
    ]
    assert {cell.value for cell in found} >= {evil, "@SUM(A1)", "+1+1"}
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in found)


def test_taking_along_is_a_line_of_the_log_with_nobody_in_it(
    at_figures: Client, officer: User, edition: Edition
) -> None:
    before = set(AccessEntry.objects.values_list("pk", flat=True))
    at_figures.get("/cijfers/overzicht.pdf")
    at_figures.get("/cijfers/kaart.xlsx?niveau=buurt")
    lines = AccessEntry.objects.exclude(pk__in=before).order_by("pk")
    assert [(line.action, line.object_kind, line.object_id) for line in lines] == [
        (Action.PRINT, "figures", "overzicht, editie 1"),
        (Action.EXPORT, "figures", "kaart, editie 1"),
    ]
    assert {(line.user_id, line.resident_id, line.case_id) for line in lines} == {(officer.pk, None, None)}


def test_what_is_not_there_or_wrong_in_its_address_cannot_be_taken_along(
    at_figures: Client, place: Place
) -> None:
    assert at_figures.get("/cijfers/overzicht.pdf").status_code == 404, "nothing was published"
    publish(make_edition(place), "openDossiers", {"GM9999": 40})
    assert at_figures.get("/cijfers/overzicht.pdf?gebied=WK000000").status_code == 404
    assert at_figures.get("/cijfers/anders.pdf").status_code == 404
    assert at_figures.get("/cijfers/anders.xlsx").status_code == 404


def test_a_name_of_sixty_signs_and_an_emoji_are_printed(at_figures: Client, place: Place) -> None:
    place.neighbourhood.name = "Buurtschap aan de overkant van het kanaal bij de oude molen 🌻"
    place.neighbourhood.save()
    fill(make_edition(place), codes_of(place.municipality), weeks=8)
    assert at_figures.get("/cijfers/kaart.pdf").content.startswith(b"%PDF")
    assert "oude molen 🌻" in words_of(at_figures.get("/cijfers/kaart/"))
