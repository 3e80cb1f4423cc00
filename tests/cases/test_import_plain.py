"""Lines that are surely right come in runs; what is stored and what is refused is the same as line by line."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path

import pytest
from django.db import connection

from cases.importing import plain, values
from cases.importing.errors import Wrong
from cases.models import Contact
from tests.cases.import_folder import GOOD, NOW, WORKER, Folder

HEADER = GOOD["contacts.csv"][0]
EARLIEST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
MEDIA = ("home_visit", "walk_in", "outdoors", "video", "phone", "message")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def contact(number: int, *, case: str = "D1") -> str:
    at = dt.datetime(2026, 1, 6, 9, 0, tzinfo=dt.UTC) + dt.timedelta(minutes=number)
    reached = ("true", "false")[number // 6 % 2]
    return f"{case},{at.isoformat()},{MEDIA[number % 6]},{reached},{WORKER}"


def quoted(line: str) -> str:
    """Write a line with quotes around every value, so that it is no plain one."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="").writerow(line.split(","))
    return text.getvalue()


def stored() -> list[tuple[object, ...]]:
    fields = ("case__ref", "happened_at", "day", "medium", "reached", "worker__email")
    return list(Contact.objects.order_by("case__ref", "happened_at").values_list(*fields))


def two_cases(folder: Folder) -> Folder:
    """Have a case whose reference is the code of a medium too."""
    folder.add("residents.csv", "R2,Jan,Smit,1980-02-01,BU99990101")
    folder.add("cases.csv", f"phone,R2,2026-01-05,,Team Oost,{WORKER},")
    return folder.add("needs.csv", "phone,2026-01-05,1,7,home_visit,")


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_plain_lines_are_stored_as_lines_with_quotes_are(folder: Folder, end: str) -> None:
    lines = [contact(number, case=("D1", "phone")[number % 2]) for number in range(2_500)]
    two_cases(folder).raw("contacts.csv", "".join(f"{line}{end}" for line in [HEADER, *lines]).encode())
    assert folder.counts()["contacts.csv"] == (2_500, 0, 0)
    plainly = stored()
    folder.replace("contacts.csv", *map(quoted, lines))
    assert folder.counts()["contacts.csv"] == (0, 0, 2_500)
    Contact.objects.all().delete()
    folder.load()
    assert stored() == plainly


@pytest.mark.django_db
def test_an_error_among_plain_lines_is_told_with_its_own_line(folder: Folder) -> None:
    lines = [contact(number) for number in range(3_000)]
    lines[10] = quoted(lines[10]).replace(WORKER, f"{WORKER}\n")
    lines[20] = ""
    lines[1_000] = contact(1_000, case="D9")
    lines[1_001] = "D1,2026-02-29T10:00:00Z,phone,true,farida"
    lines[2_000] = "D1,2026-03-17T12:00:01Z,phone,true," + WORKER
    lines[2_999] = contact(2_999).replace("true", "ja").replace("false", "ja")
    assert folder.replace("contacts.csv", *lines).errors() == [
        "contacts.csv:12: worker: '" + WORKER + "\\n' is not an e-mail address",
        "contacts.csv:1003: case_ref: 'D9' is no case here",
        "contacts.csv:1004: happened_at: '2026-02-29T10:00:00Z' is no moment of the calendar",
        "contacts.csv:1004: worker: 'farida' is not an e-mail address",
        "contacts.csv:2003: happened_at: '2026-03-17T12:00:01Z' is in the future",
        "contacts.csv:3002: reached: 'ja' is not true or false",
    ]
    assert not Contact.objects.exists()


@pytest.mark.django_db
def test_a_line_that_is_nearly_plain_ends_a_run_and_is_read_by_itself(folder: Folder) -> None:
    # Python before 3.11.5 let a possessive run end in the middle of such a line.
    near = (NOW - dt.timedelta(hours=5)).isoformat()
    lines = [*(contact(number) for number in range(40)), f"D1,{near},phone,true,{WORKER}"]
    lines += [contact(number) for number in range(40, 80)]
    folder.replace("contacts.csv", *lines)
    folder.load()
    assert Contact.objects.count() == 81
    assert Contact.objects.filter(happened_at=near).exists()


@pytest.mark.django_db
def test_a_file_without_a_header_is_refused_though_its_lines_are_plain(folder: Folder) -> None:
    errors = folder.write("contacts.csv", contact(1), contact(2)).errors()
    assert "contacts.csv:1: there is no column 'D1'" in errors


@pytest.mark.django_db
def test_plain_lines_under_a_header_in_another_order_are_read_by_it(folder: Folder) -> None:
    folder.write("contacts.csv", "worker,happened_at,medium,reached,case_ref", *map(contact, range(3)))
    assert set(folder.errors()) >= {
        f"contacts.csv:{line}: worker: 'D1' is not an e-mail address" for line in (2, 3, 4)
    }


@pytest.mark.parametrize("now", [NOW, NOW.replace(month=1, day=2), NOW.replace(year=2030, month=12, day=31)])
def test_a_plain_moment_is_one_that_its_reader_takes(now: dt.datetime) -> None:
    pattern = re.compile(plain.moments(now).pattern)
    read = values.moment(EARLIEST, now)
    years = {1899, 1900, 1901, 1999, 2000, 2020, now.year - 1, now.year, now.year + 1, 2100}
    missed = set()
    for year in years:
        for month in range(14):
            for day in range(33):
                value = f"{year:04}-{month:02}-{day:02}T23:59:59-14:00"
                try:
                    right = read(value) == value
                except Wrong:
                    right = False
                if pattern.fullmatch(value):
                    assert right, value
                elif right:
                    missed.add(f"{year:04}-{month:02}-{day:02}")
    # So few are looked at one by one: those near to now, leap days, and the first year.
    near = (now - dt.timedelta(days=5)).date().isoformat()
    assert all(day > near or day[5:] == "02-29" or day < "1901" for day in missed), sorted(missed)


@pytest.mark.parametrize("value", ["T24:00Z", "T23:60Z", "T23:59:60Z", "T12:00", "T12:00:00.1234567Z", "T12:00+15:00",
                                   "T12Z", " 12:00Z", "T12:00z", "T12:00-1:00", "T12:00Z "])  # fmt: skip
def test_what_is_no_moment_is_no_plain_one(value: str) -> None:
    assert not re.fullmatch(plain.moments(NOW).pattern, f"2026-01-06{value}")


@pytest.mark.parametrize(
    ("look", "read", "found"),
    [
        (plain.REF, values.text(64), ["D1", "x" * 64, "x" * 65, "", " ", " D1", "D 1", 'D"1', "D,1", "Dé", "D\t1"]),
        (plain.TRUTH, values.truth, ["true", "false", "True", "1", ""]),
        (plain.MEDIUM, values.medium, [*MEDIA, "visit", ""]),
        (plain.ADDRESS, values.address, [
            WORKER, "a@b", "a.b@ons-dorp.zorg.example.nl", "A@b.nl", "a@b..nl", "a@-b.nl", "a@b-.nl", "a@.nl", "a@b.",
            "@b", f"{'x' * 65}@b.nl", f"a@{'x' * 64}.nl", f"{'x' * 250}@b.nl", "a@b@c", "a b@c", "é@b.nl", "",
        ]),
    ],
)  # fmt: skip
def test_a_plain_value_is_one_that_its_reader_takes_as_it_stands(
    look: plain.Plain, read: values.Reader, found: list[str]
) -> None:
    plainly = [value for value in found if re.fullmatch(look.pattern, value)]
    assert plainly
    for value in plainly:
        taken = read(value)
        as_text = str(taken).lower() if isinstance(taken, bool) else str(taken)
        assert as_text == look.stored.get(value, value)


@pytest.mark.django_db
def test_an_agreement_is_weighed_without_reading_the_needs_of_all_cases(folder: Folder) -> None:
    count = 1_500
    folder.replace("residents.csv", *(f"R{n},Jan,Smit,1980-02-01,BU99990101" for n in range(count)))
    folder.replace("cases.csv", *(f"D{n},R{n},2026-01-05,,Team Oost,{WORKER}," for n in range(count)))
    folder.replace("needs.csv", *(f"D{n},2026-01-05,1,7,home_visit," for n in range(count)))
    folder.replace("agreements.csv", *(f"D{n},2026-01-05,1,7,phone," for n in range(count)))
    folder.replace("contacts.csv").replace("pauses.csv").load()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_stat_get_xact_tuples_returned(indexrelid)) FROM pg_index"
            " WHERE indrelid = 'cases_need'::regclass"
        )
        assert cursor.fetchone()[0] < 50 * count
