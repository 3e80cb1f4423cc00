"""A folder with anything wrong in it is refused whole, with every error by file, line and column (RULES: Import)."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cases.models import Case, Pause
from residents.models import Resident
from tests.cases.import_folder import GOOD, NOW, WORKER, Folder
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.mark.parametrize(
    ("file", "row", "error"),
    [
        # residents.csv
        ("residents", "R1,,Hoekstra,2003-02-01,BU99990101", "first_name: is empty"),
        ("residents", f"R1,{'x' * 201},Hoekstra,2003-02-01,BU99990101",
         f"first_name: '{'x' * 60}…' is longer than 200 characters"),
        ("residents", "R1,Dennis,Hoekstra,01-02-2003,BU99990101",
         "birth_date: '01-02-2003' is not a date as YYYY-MM-DD"),
        ("residents", "R1,Dennis,Hoekstra,2003-02-01,BU99980101",
         "neighbourhood_code: 'BU99980101' is not in GM9999"),
        ("residents", "R1,Dennis,Hoekstra,2003-02-01,WK999901",
         "neighbourhood_code: 'WK999901' is not a neighbourhood's code as BU99990001"),
        ("residents", "R1,Dennis,Hoekstra,2003-02-01", "4 fields instead of 5"),
        ("residents", "R1,Dennis,Hoekstra,2003-02-01,BU99990101,", "6 fields instead of 5"),
        # cases.csv
        ("cases", f"{'D' * 65},R1,2026-01-05,,Team,{WORKER},",
         f"case_ref: '{'D' * 60}…' is longer than 64 characters"),
        ("cases", f"D1,R2,2026-01-05,,Team,{WORKER},", "resident_ref: 'R2' is no resident here"),
        ("cases", f"D1,R1,2026-01-05,2026-01-04,Team,{WORKER},",
         "closed_on: '2026-01-04' is before opened_on, '2026-01-05'"),
        ("cases", f"D1,R1,,,Team,{WORKER},", "opened_on: is empty"),
        ("cases", f"D1,R1,2026-01-04,,Team,{WORKER},", "opened_on: no need is in force on '2026-01-04'"),
        ("cases", "D1,R1,2026-01-05,,Team,farida,", "worker: 'farida' is not an e-mail address"),
        ("cases", "D1,R1,2026-01-05,,Team,,", "worker: is empty"),
        ("cases", f"D1,R1,2026-01-05,,,{WORKER},", "team: is empty"),
        # needs.csv and agreements.csv
        ("needs", "D1,2026-01-05,8,7,home_visit,", "contacts: '8' is more than per_days, '7'"),
        ("needs", "D1,2026-01-05,0,7,home_visit,", "contacts: '0' is not a whole number from 1 to 365"),
        ("needs", "D1,2026-01-05,1,366,home_visit,", "per_days: '366' is not a whole number from 1 to 365"),
        ("needs", "D1,2026-01-05,1.5,7,home_visit,", "contacts: '1.5' is not a whole number from 1 to 365"),
        ("needs", "D1,2026-01-05,1,7,visit,",
         "medium: 'visit' is not one of home_visit, walk_in, outdoors, video, phone, message"),
        ("agreements", "D1,9999-01-05,1,7,phone,", "valid_from: '9999-01-05' is too far ahead"),
        ("agreements", "D9,2026-01-05,1,7,phone,", "case_ref: 'D9' is no case here"),
        # contacts.csv
        ("contacts", f"D1,2026-01-06T10:00:00+01:00,home_visit,ja,{WORKER}",
         "reached: 'ja' is not true or false"),
        ("contacts", f"D1,2026-01-06T10:00:00+01:00,huisbezoek,true,{WORKER}",
         "medium: 'huisbezoek' is not one of home_visit, walk_in, outdoors, video, phone, message"),
        ("contacts", f"D1,2026-02-30T10:00:00+01:00,phone,true,{WORKER}",
         "happened_at: '2026-02-30T10:00:00+01:00' is no moment of the calendar"),
        ("contacts", f"D1,2026-01-06T10:00:00,phone,true,{WORKER}",
         "happened_at: '2026-01-06T10:00:00' has no offset such as +01:00 or Z"),
        ("contacts", f"D1,2026-01-06,phone,true,{WORKER}",
         "happened_at: '2026-01-06' is not a moment as 2026-01-31T14:30:00+01:00"),
        ("contacts", f"D1,2026-03-17T13:00:01+01:00,phone,true,{WORKER}",
         "happened_at: '2026-03-17T13:00:01+01:00' is in the future"),
        ("contacts", f"D1,1899-12-31T12:00:00Z,phone,true,{WORKER}",
         "happened_at: '1899-12-31T12:00:00Z' is before 1900"),
        ("contacts", f"D1,0001-01-01T00:00:00+14:00,phone,true,{WORKER}",
         "happened_at: '0001-01-01T00:00:00+14:00' is before 1900"),
        ("contacts", f"D9,2026-01-06T10:00:00+01:00,phone,true,{WORKER}", "case_ref: 'D9' is no case here"),
        ("contacts", f"\x1b[31mD9,2026-01-06T10:00:00+01:00,phone,true,{WORKER}",
         r"case_ref: '\x1b[31mD9' is no case here"),
        # pauses.csv
        ("pauses", "D1,2026-02-30,2026-03-01,", "from: '2026-02-30' is no day of the calendar"),
        ("pauses", "D1,2026-02-02,2026-02-01,", "until: '2026-02-01' is before from, '2026-02-02'"),
        ("pauses", "D1,2026-02-02,2026-03-16,", "until: the pause is longer than 42 days"),
        ("pauses", "D9,2026-02-02,2026-02-03,", "case_ref: 'D9' is no case here"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_with_its_column(folder: Folder, file: str, row: str, error: str) -> None:
    if file != "cases":
        folder.replace(f"{file}.csv", row)
    else:
        folder.replace("cases.csv", row)
        for name in ("agreements", "contacts", "pauses"):
            folder.replace(f"{name}.csv")
        folder.add("needs.csv", f"{row.split(',')[0][:64]},2026-01-05,1,7,phone,")
        if row.startswith("D1,"):
            folder.replace("needs.csv", "D1,2026-01-05,1,7,phone,")
        else:
            folder.replace("needs.csv")
    assert folder.errors() == [f"{file}.csv:2: {error}"]
    assert not Municipality.objects.exists()


def test_the_longest_day_and_the_last_moment_are_allowed(folder: Folder) -> None:
    folder.replace("contacts.csv", f"D1,2026-03-17T13:00:00+01:00,phone,true,{WORKER}")
    folder.replace("pauses.csv", "D1,2026-01-06,2026-02-16,").load()
    assert Case.objects.get().contacts.get().happened_at == NOW


@pytest.mark.parametrize(
    ("pauses", "errors"),
    [
        (["2026-01-01,2026-01-10", "2026-01-11,2026-01-12"],
         ["pauses.csv:3: from: the pause overlaps or adjoins another of the case"]),
        (["2026-01-11,2026-01-12", "2026-01-01,2026-01-10"],
         ["pauses.csv:2: from: the pause overlaps or adjoins another of the case"]),
        (["2026-01-01,2026-01-10", "2026-01-12,2026-01-13"], []),
        (["2025-01-01,2025-02-11", "2025-06-01,2025-07-12", "2025-12-31,2026-01-01"],
         ["pauses.csv:4: until: the case is paused for more than 84 days within 365"]),
        (["2025-01-01,2025-02-11", "2025-06-01,2025-07-12", "2026-01-01,2026-01-01"], []),
        (["2026-01-01,2026-01-02", "2026-01-01,2026-01-05"],
         ["pauses.csv:3: from: '2026-01-01' of 'D1' stands on line 2 already"]),
    ],
)  # fmt: skip
def test_pauses_are_judged_together(folder: Folder, pauses: list[str], errors: list[str]) -> None:
    folder.replace("pauses.csv", *(f"D1,{pause}," for pause in pauses))
    assert folder.errors() == errors


def test_pauses_that_are_stored_count_unless_the_folder_replaces_them(folder: Folder) -> None:
    folder.replace("pauses.csv", "D1,2025-06-01,2025-07-12,", "D1,2025-09-01,2025-10-12,").load()
    folder.replace("pauses.csv", "D1,2025-12-01,2025-12-01,")
    over = "until: the case is paused for more than 84 days within 365"
    assert folder.errors() == [f"pauses.csv:2: {over}"]
    # One before them makes a later one, which is not in the folder, too much.
    folder.replace("pauses.csv", "D1,2025-03-01,2025-03-02,")
    assert folder.errors() == [f"pauses.csv:2: {over}"]
    folder.replace("pauses.csv", "D1,2025-12-01,2025-12-01,", "D1,2025-09-01,2025-10-11,").load()
    assert Pause.objects.count() == 3


@pytest.mark.parametrize(
    ("file", "row", "error"),
    [
        ("residents", "R1,Ander,Mens,2003-02-01,BU99990101", "resident_ref: 'R1' stands on line 2 already"),
        ("cases", f"D1,R1,2026-01-06,,Team,{WORKER},", "case_ref: 'D1' stands on line 2 already"),
        ("needs", "D1,2026-01-05,1,14,phone,", "valid_from: '2026-01-05' of 'D1' stands on line 2 already"),
        (
            "agreements",
            "D1,2026-01-05,1,7,phone,",
            "valid_from: '2026-01-05' of 'D1' stands on line 2 already",
        ),
        ("pauses", "D1,2026-02-02,2026-02-03,", "from: '2026-02-02' of 'D1' stands on line 2 already"),
    ],
)
def test_a_key_twice_is_wrong_and_the_first_line_is_named(
    folder: Folder, file: str, row: str, error: str
) -> None:
    assert folder.add(f"{file}.csv", row).errors() == [f"{file}.csv:3: {error}"]


def test_every_error_of_every_file_is_told_at_once_in_order(folder: Folder) -> None:
    folder.add("pauses.csv", "D1,2026-03-01,x,")
    folder.add(
        "contacts.csv", f"D9,2026-01-06,phone,ja,{WORKER}", f"D1,2026-01-06T10:00:00Z,brief,true,{WORKER}"
    )
    folder.add("cases.csv", "D1,R9,2026-01-05,,Team,x,")
    folder.add("residents.csv", "R1,A,B,1990-01-01,BU99990101")
    assert folder.errors() == [
        "residents.csv:3: resident_ref: 'R1' stands on line 2 already",
        "cases.csv:3: case_ref: 'D1' stands on line 2 already",
        "cases.csv:3: resident_ref: 'R9' is no resident here",
        "cases.csv:3: worker: 'x' is not an e-mail address",
        "contacts.csv:4: case_ref: 'D9' is no case here",
        "contacts.csv:4: happened_at: '2026-01-06' is not a moment as 2026-01-31T14:30:00+01:00",
        "contacts.csv:4: reached: 'ja' is not true or false",
        "contacts.csv:5: medium: 'brief' is not one of home_visit, walk_in, outdoors, video, phone, message",
        "pauses.csv:3: until: 'x' is not a date as YYYY-MM-DD",
    ]


@pytest.mark.parametrize("row", ["D1,R1,2026-13-05,,Team Oost,x@y.nl,", "D1,R1", 'D1,"R1', "D1,\0,,,,,"])
def test_a_case_that_cannot_be_read_makes_no_other_row_wrong(folder: Folder, row: str) -> None:
    errors = folder.replace("cases.csv", row).errors()
    assert len(errors) == 1 and errors[0].startswith("cases.csv:2: ")


def test_a_need_that_cannot_be_read_is_not_missed_too(folder: Folder) -> None:
    folder.replace("needs.csv", "D1,05-01-2026,1,7,home_visit,")
    assert folder.errors() == ["needs.csv:2: valid_from: '05-01-2026' is not a date as YYYY-MM-DD"]


def test_a_need_that_is_stored_counts_for_a_case_that_opens_anew(folder: Folder) -> None:
    folder.load()
    folder.replace("needs.csv").replace("agreements.csv")
    folder.replace("cases.csv", f"D1,R1,2026-01-07,,Team Oost,{WORKER},jongeren")
    assert folder.errors() == []
    folder.replace("cases.csv", f"D1,R1,2026-01-04,,Team Oost,{WORKER},jongeren")
    assert folder.errors() == ["cases.csv:2: opened_on: no need is in force on '2026-01-04'"]
    folder.replace("needs.csv", "D1,2026-01-04,1,7,home_visit,")
    assert folder.errors() == []


@pytest.mark.parametrize(
    ("header", "errors"),
    [
        ("case_ref,happened_at,medium,reached", ["the column 'worker' is missing"]),
        ("case_ref,happened_at,medium,reached,worker,note", ["there is no column 'note'"]),
        ("case_ref,happened_at,medium,reached,worker,worker", ["the column 'worker' is there 2 times"]),
        ("Case_ref,happened_at,medium,reached,worker",
         ["there is no column 'Case_ref'", "the column 'case_ref' is missing"]),
        ("case_ref;happened_at;medium;reached;worker", ["the columns are separated by ';' instead of ','"]),
    ],
)  # fmt: skip
def test_a_wrong_header_is_told_and_its_rows_are_left(folder: Folder, header: str, errors: list[str]) -> None:
    folder.write("contacts.csv", header, "a,b,c")
    assert folder.errors() == sorted(f"contacts.csv:1: {error}" for error in errors)


def test_a_header_in_another_order_names_the_right_columns(folder: Folder) -> None:
    folder.write(
        "contacts.csv",
        "worker,reached,medium,happened_at,case_ref",
        f"{WORKER},ja,phone,2026-01-06T10:00Z,D9",
    )
    assert folder.errors() == [
        "contacts.csv:2: case_ref: 'D9' is no case here",
        "contacts.csv:2: reached: 'ja' is not true or false",
    ]


@pytest.mark.parametrize("file", [name for name in GOOD if name != "pauses.csv"])
def test_a_missing_file_is_told_and_what_refers_to_it_is_not(folder: Folder, file: str) -> None:
    assert folder.remove(file).errors() == [f"{file}: the file is missing"]


def test_files_that_are_none_are_told(folder: Folder) -> None:
    folder.raw("needs.csv", b"")
    folder.remove("pauses.csv")
    (folder.path / "pauses.csv").mkdir()
    assert folder.errors() == [
        "needs.csv:1: the file is empty; it begins with the line case_ref,valid_from,contacts,per_days,medium,reason",
        "pauses.csv: the file cannot be read: Is a directory",
    ]


def test_the_wrong_encoding_is_told_with_its_line(folder: Folder) -> None:
    head = GOOD["residents.csv"][0].encode() + b"\n"
    folder.raw(
        "residents.csv",
        head + "R1,Zoë,B,1990-01-01,BU99990101\nR2,Zo,B,1990-01-01,BU99990101\n".encode("latin-1"),
    )
    folder.raw("contacts.csv", "\n".join(GOOD["contacts.csv"]).encode("utf-16"))
    assert folder.errors() == [
        "residents.csv:2: the line is not UTF-8 (byte 0xeb at position 6)",
        "contacts.csv:1: the file is UTF-16, not UTF-8",
    ]


def test_a_line_of_a_hundred_megabytes_is_one_error(folder: Folder) -> None:
    good = "\n".join(GOOD["contacts.csv"]) + "\n"
    with (folder.path / "contacts.csv").open("wb") as file:
        file.write(good.encode() + b"D1,")
        file.seek(100 << 20, io.SEEK_CUR)
        file.write(f"\nD1,2026-01-06T10:00:00Z,phone,ja,{WORKER}\n".encode())
    assert folder.errors() == [
        "contacts.csv:4: the line is longer than 1 MB",
        "contacts.csv:5: reached: 'ja' is not true or false",
    ]


def test_an_unclosed_quote_swallows_no_other_line(folder: Folder) -> None:
    folder.add(
        "pauses.csv", 'D1,2026-02-20,2026-02-21,"ziek', "D9,2026-02-23,2026-02-24,", "D1,x,2026-02-27,"
    )
    assert folder.errors() == [
        "pauses.csv:3: a quote is opened and not closed",
        "pauses.csv:4: case_ref: 'D9' is no case here",
        "pauses.csv:5: from: 'x' is not a date as YYYY-MM-DD",
    ]


def test_nothing_is_imported_when_anything_is_wrong(folder: Folder) -> None:
    folder.load()
    folder.replace("residents.csv", "R1,Denise,Hoekstra,2003-02-01,BU99990101")
    folder.add("pauses.csv", "D1,2026-04-01,2026-03-31,")
    assert len(folder.errors()) == 1
    assert Resident.objects.get().first_name == "Dennis"
    assert User.objects.count() == 1


def test_a_thousand_errors_are_shown_and_the_others_counted(folder: Folder) -> None:
    row = f"D9,2026-01-06T10:00:00Z,phone,ja,{WORKER}"
    folder.replace("contacts.csv", *[row] * 3000)
    err = io.StringIO()
    with pytest.raises(CommandError, match="nothing was imported, because of 6,000 errors") as refused:
        call_command("import_dossiers", folder.path, municipality="GM9999", stderr=err)
    assert refused.value.returncode == 1
    lines = [line for line in err.getvalue().splitlines() if re.match(r"contacts\.csv:\d+: ", line)]
    assert lines[:3] == [
        "contacts.csv:2: case_ref: 'D9' is no case here",
        "contacts.csv:2: reached: 'ja' is not true or false",
        "contacts.csv:3: case_ref: 'D9' is no case here",
    ]
    assert len(lines) == 1000 and lines[-1] == "contacts.csv:501: reached: 'ja' is not true or false"
    assert err.getvalue().splitlines()[-1] == "… and 5,000 more errors"
