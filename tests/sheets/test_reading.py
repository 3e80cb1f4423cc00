"""Files from outside, read or refused: what Excel did to them, what is no table, and what would take too much."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sheets import books, cells, files
from sheets.cells import Cell, Was
from sheets.faults import MOST_SHOWN, Faults, Reason, Refused, Wrong
from sheets.files import Heading, Table

HEADINGS = [Heading("Naam", True), Heading("Telefoon", False), Heading("Geboortedatum", False)]
R = Reason


def workbook(*rows: list[Any], merged: str = "", more: bool = False, mac: bool = False) -> bytes:
    book = Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    if more:
        book.create_sheet("Oud").append(["iets"])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def read(content: bytes, most: int = 100) -> Table:
    return files.read(io.BytesIO(content), len(content), HEADINGS, most)


def why_not(content: bytes, most: int = 100) -> list[tuple[int, str, Reason]]:
    with pytest.raises(Refused) as refused:
        read(content, most)
    return [(fault.row, fault.column, fault.reason) for fault in refused.value.faults.first()]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for _number, row in table.rows]


def test_columns_may_stand_in_any_order_and_what_may_be_left_out_may_be_missing() -> None:
    table = read("\ufeffTelefoon;naam *\r\n06 12345678;Zoë\r\n;\r\n;Ali\r\n".encode())
    assert texts(table) == [["Zoë", "06 12345678", ""], ["Ali", "", ""]]
    assert [number for number, _row in table.rows] == [2, 4]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_separator_is_found_and_one_inside_quotes_is_none(separator: str) -> None:
    content = f'Naam{separator}Telefoon\n"Jan{separator} ""de"" Wit"{separator}06 12345678\n'
    assert texts(read(content.encode()))[0][0].startswith("Jan")


def test_an_excel_file_gives_days_as_days_and_numbers_as_numbers() -> None:
    table = read(
        workbook(["Naam", "Telefoon", "Geboortedatum"], ["Zoë", 612345678, dt.date(1941, 5, 6)]),
    )
    assert table.rows[0][1] == [Cell("Zoë"), Cell("612345678", Was.NUMBER), Cell("1941-05-06", Was.DATE)]
    assert table.sheet == "Sheet"


def test_the_sheets_that_are_not_read_are_named() -> None:
    assert read(workbook(["Naam"], ["Zoë"], more=True)).others == ["Oud"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", R.EMPTY_FILE),
        (b"\n\n", R.EMPTY_FILE),
        (b"Naam\n", R.NO_ROWS),
        (workbook(), R.EMPTY_FILE),
        ("Naam\nZoë\n".encode("cp1252"), R.NOT_UTF8),
        ("Naam\nZoë\n".encode("utf-16"), R.NOT_UTF8),
        (b'Naam\n"Jan\n', R.QUOTES),
        (b"Naam\n" + b"x" * 200_000, R.QUOTES),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), R.OLD_EXCEL),
        (b"%PDF-1.7\n", R.NO_TABLE),
        (b"<html><table><tr><td>Naam", R.NO_TABLE),
        (b"Naam\n\0\0\n", R.NO_TABLE),
        (b"PK\x03\x04 geen zip", R.DAMAGED),
        (workbook(["Naam"], ["Zoë"])[:900], R.DAMAGED),
        (b"Achternaam;Plaats\nDe Wit;Oost\n", R.NO_HEADING),
    ],
)
def test_what_is_no_table_is_refused_by_what_is_in_it_and_says_why(content: bytes, reason: Reason) -> None:
    assert reason in {found for _row, _column, found in why_not(content)}


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def altered(content: bytes, name: str, new: bytes) -> bytes:
    """Return a workbook of which one part is another."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for part in old.namelist():
            archive.writestr(part, new if part == name else old.read(part))
    return made.getvalue()


def test_other_zips_and_macros_are_refused() -> None:
    assert (
        why_not(zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"))[0][2] == R.OPEN_DOCUMENT
    )
    assert why_not(zipped(foto=b"x"))[0][2] == R.NO_TABLE
    with_macros = zipped(**{"xl__workbook.xml": b"<x/>", "xl__vbaProject.bin": b"x"})
    assert why_not(with_macros)[0][2] == R.MACROS


@pytest.mark.parametrize("way", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_file_that_was_damaged_on_its_way_is_refused_in_words_wherever_it_is_damaged(way: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", way) as archive:
        archive.writestr("mimetype", "geen werkmap " * 9)
        archive.writestr("xl/workbook.xml", "<x/>")
    broken = [bytearray(made.getvalue())]
    broken[0][38:56] = b"\xff" * 18
    whole = workbook(["Naam"], *([f"Zoë {number}"] for number in range(500)))
    for at in range(100, len(whole), len(whole) // 40):
        broken.append(bytearray(whole))
        broken[-1][at] ^= 0xFF
    for content in broken:
        try:
            read(bytes(content), 1000)
        except Refused as refused:
            assert {fault.reason for fault in refused.faults.first()} <= {
                R.DAMAGED,
                R.NO_TABLE,
                R.TOO_LARGE_UNPACKED,
            }


def test_a_row_far_below_the_others_is_read_too_and_is_not_left_out_unseen() -> None:
    book = Workbook()
    for row, name in ((1, "Naam"), (2, "Zoë"), (90_000, "Ali")):
        book.active.cell(row, 1, name)
    made = io.BytesIO()
    book.save(made)
    table = read(made.getvalue(), 10)
    assert [(number, cells[0].text) for number, cells in table.rows] == [(2, "Zoë"), (90_000, "Ali")]
    assert why_not(made.getvalue(), 1)[0][2] == R.TOO_MANY_ROWS


def test_separators_without_end_are_no_cells() -> None:
    content = b"Naam\n" + (b"Jan" + b";" * 95_000 + b"\n") * 20
    tracemalloc.start()
    try:
        assert len(read(content).rows) == 20
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_zip_bomb_is_refused_before_anything_is_unpacked() -> None:
    sheet = b"<worksheet><sheetData>" + b" " * 200_000_000 + b"</sheetData></worksheet>"
    bomb = altered(workbook(["Naam"], ["Zoë"]), "xl/worksheets/sheet1.xml", sheet)
    del sheet
    assert len(bomb) < files.MOST_BYTES
    tracemalloc.start()
    assert why_not(bomb)[0][2] == R.TOO_LARGE_UNPACKED
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_entities_are_not_unfolded() -> None:
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    sheet = (
        b'<?xml version="1.0"?>' + entities + b"<worksheet "
        b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1" t="inlineStr"><is><t>Naam</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>&b;</t>'
        b"</is></c></row></sheetData></worksheet>"
    )
    bomb = altered(workbook(["Naam"], ["Zoë"]), "xl/worksheets/sheet1.xml", sheet)
    assert why_not(bomb)[0][2] == R.DAMAGED


def test_two_hundred_thousand_rows_are_refused_with_as_much_memory_as_a_hundred() -> None:
    many = b"Naam\n" + b"Zo\n" * 200_000
    tracemalloc.start()
    assert why_not(many)[0][2] == R.TOO_MANY_ROWS
    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()
    assert why_not(workbook(["Naam"], *(["Zo"] for _each in range(101))))[0][2] == R.TOO_MANY_ROWS
    assert len(read(workbook(["Naam"], *(["Zo"] for _each in range(100)))).rows) == 100
    assert why_not(b"Naam\n" + b"x" * files.MOST_BYTES)[0][2] == R.TOO_LARGE


def test_a_cell_far_away_makes_no_row_of_a_million_cells() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"], sheet["XFD1048576"] = "Naam", "Zoë", "x"
    made = io.BytesIO()
    book.save(made)
    assert texts(read(made.getvalue())) == [["Zoë", "", ""]]


def test_a_wrong_heading_is_told_whole_at_once() -> None:
    found = why_not(b"Telefoon;Telefoon;Kleur\n1;2;3\n")
    assert found == [
        (1, "Telefoon", R.DOUBLE_COLUMN),
        (1, "", R.UNKNOWN_COLUMN),
        (1, "Naam", R.MISSING_COLUMN),
    ]


def test_what_stands_beside_the_table_is_told() -> None:
    assert why_not(b"Naam;Telefoon\nZo;1;dit hoort nergens\n") == [(2, "", R.OUTSIDE)]


def test_merged_cells_are_told_each_by_its_name() -> None:
    content = workbook(["Naam", "Telefoon"], ["Zoë", None], ["Ali", "1"], merged="A2:B3")
    with pytest.raises(Refused) as refused:
        read(content)
    assert [(f.row, dict(f.values)) for f in refused.value.faults.first()] == [(2, {"cells": "A2:B3"})]
    # Also where the name of the cells falls between two pieces in which the file is read.
    keep, books._CHUNK = books._CHUNK, 7
    try:
        assert why_not(content) == [(2, "", R.MERGED)]
    finally:
        books._CHUNK = keep


def test_a_formula_is_never_reckoned_and_an_error_of_excel_is_seen() -> None:
    row = read(workbook(["Naam", "Telefoon"], ["=1+1", "#N/A"])).rows[0][1]
    assert row[0] == Cell("", Was.FORMULA)
    assert row[1].was == Was.BROKEN


def wrong(read_cell: Any, text: str, was: Was = Was.TEXT) -> Reason:
    with pytest.raises(Wrong) as found:
        read_cell(Cell(text, was))
    return found.value.reason


@pytest.mark.parametrize(
    ("text", "was", "day"),
    [
        ("17-03-1956", Was.TEXT, dt.date(1956, 3, 17)),
        ("7/3/1956", Was.TEXT, dt.date(1956, 3, 7)),
        ("1956-03-17", Was.DATE, dt.date(1956, 3, 17)),
        ("20531", Was.NUMBER, dt.date(1956, 3, 17)),
        ("19069", Was.NUMBER_1904, dt.date(1956, 3, 17)),
        ("61", Was.NUMBER, dt.date(1900, 3, 1)),
    ],
)
def test_a_day_is_read_however_excel_kept_it(text: str, was: Was, day: dt.date) -> None:
    assert cells.date(Cell(text, was)) == day


@pytest.mark.parametrize(
    ("text", "was", "reason"),
    [
        ("1956", Was.NUMBER, R.ONLY_A_YEAR),
        ("1956", Was.TEXT, R.ONLY_A_YEAR),
        ("17031956", Was.NUMBER, R.DATE_AS_NUMBER),
        ("3011956", Was.TEXT, R.DATE_AS_NUMBER),
        ("20531", Was.TEXT, R.DATE_AS_NUMBER),
        ("60", Was.NUMBER, R.DATE_AS_NUMBER),
        ("17-03-56", Was.TEXT, R.NO_CENTURY),
        ("31-02-1956", Was.TEXT, R.NOT_A_DATE),
        ("maart 1956", Was.TEXT, R.NOT_A_DATE),
        ("20531,5", Was.NUMBER, R.NOT_A_DATE),
    ],
)
def test_what_may_be_another_day_is_refused(text: str, was: Was, reason: Reason) -> None:
    assert wrong(cells.date, text, was) == reason


def test_what_excel_did_to_numbers_that_are_none_is_said() -> None:
    assert cells.phone(Cell("06 12345678")) == "06 12345678"
    assert cells.phone(Cell("+32 470 12 34 56")) == "+32 470 12 34 56"
    for text, was in (("612345678", Was.NUMBER), ("612345678", Was.TEXT), ("6,12E+08", Was.TEXT)):
        assert wrong(cells.phone, text, was) == R.ZERO_EATEN
    assert wrong(cells.phone, "bel maar") == R.NOT_A_PHONE
    assert cells.house_number(Cell("12", Was.NUMBER)) == "12"
    assert cells.house_number(Cell("12-b")) == "12-b"
    assert wrong(cells.house_number, "2026-01-12", Was.DATE) == R.HOUSE_IS_DATE
    assert wrong(cells.house_number, "12-1-2026") == R.HOUSE_IS_DATE
    assert wrong(cells.house_number, "12,5", Was.NUMBER) == R.NOT_A_HOUSE_NUMBER
    assert wrong(cells.house_number, "007") == R.NOT_A_HOUSE_NUMBER
    assert cells.postcode(Cell("1892ab")) == "1892 AB"
    assert wrong(cells.postcode, "1892", Was.NUMBER) == R.LETTERS_MISSING
    assert wrong(cells.postcode, "1892 SS") == R.NOT_A_POSTCODE


def test_faults_are_all_counted_and_a_thousand_are_kept() -> None:
    faults = Faults()
    for row in range(20_000, 0, -1):
        faults.add(row, 1, "Naam", R.EMPTY)
    assert faults.count == 20_000
    assert [fault.row for fault in faults.first()] == list(range(1, MOST_SHOWN + 1))
