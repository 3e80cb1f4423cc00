"""Read the first sheet of an Excel workbook (.xlsx), a row at a time: nothing is reckoned, and nothing unpacks to more
than it may. Plain Python.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sheets.cells import NOTHING, Cell, Was
from sheets.faults import Faults, Reason, Refused, refused
from sheets.texts import plain

assert DEFUSEDXML, "without defusedxml a workbook can make its reader unfold entities without end"

MOST_UNPACKED = 12_000_000  # bytes; ten thousand rows are about four million
MOST_PARTS = 1000
MOST_COLUMNS = 60
LAST_ROW = 1_048_576  # of Excel: a row far down, under empty ones, is read too
_CHUNK = 1 << 20
_OVERLAP = 200
_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]{0,100}?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"'
)
_ENCRYPTED = 0x1


def check(file: BinaryIO) -> None:
    """Raise Refused for what is no workbook of ours: another kind of file, macros, or what unpacks to too much.

    A part cannot unpack to more than it says here: the reader stops there, and the check of its content then fails.
    """
    with _readable(), zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        mimetype = archive.read("mimetype") if _is_small(archive, "mimetype") else b""
    if b"opendocument" in mimetype:
        raise refused(Reason.OPEN_DOCUMENT)
    if "xl/workbook.xml" not in names and "[Content_Types].xml" not in names:
        raise refused(Reason.NO_TABLE)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise refused(Reason.TOO_LARGE_UNPACKED)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise refused(Reason.DAMAGED)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refused(Reason.MACROS)


def _is_small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size < 200


@contextmanager
def opened(file: BinaryIO) -> Iterator[tuple[str, Iterator[tuple[int, list[Cell]]], list[str]]]:
    """Open a workbook: the name of its first sheet, its filled rows with their number, and the sheets not read.

    Raises Refused for what cannot be read, and for cells that are joined: nobody knows whose what stands in them is.
    """
    check(file)
    file.seek(0)
    with _readable():
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        with _readable():
            sheet = next(iter(book.worksheets), None)
            if sheet is None:
                raise refused(Reason.NO_TABLE)
            others = [other.title for other in book.worksheets[1:] if other.sheet_state == "visible"]
            part = str(sheet._worksheet_path)
        _refuse_merged(file, part, str(sheet.title))
        yield str(sheet.title), _rows(sheet, book.epoch == CALENDAR_MAC_1904), others
    finally:
        book.close()


def _rows(sheet: Any, from_1904: bool) -> Iterator[tuple[int, list[Cell]]]:
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    found = sheet.iter_rows(max_col=MOST_COLUMNS, max_row=LAST_ROW)
    gap: object = None  # rows that are not in the file are all the same one: a million of them take no time
    with _readable():
        for number, row in enumerate(found, start=1):
            if row is gap or all(cell is EMPTY_CELL for cell in row):
                gap = row
            else:
                yield number, [_cell(cell, from_1904) for cell in row]


@contextmanager
def _readable() -> Iterator[None]:
    """Say that a workbook is damaged, whatever its reader stumbled over: it is not ours, and has a hundred ways to."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        raise refused(Reason.DAMAGED) from error


def _cell(cell: Any, from_1904: bool) -> Cell:
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None:
        return NOTHING
    if kind == "f":
        return Cell("", Was.FORMULA)
    if kind == "e":
        return Cell(str(value), Was.BROKEN)
    if isinstance(value, bool):
        return Cell("ja" if value else "nee")
    if isinstance(value, int | float):
        whole = isinstance(value, int) or value.is_integer()
        return Cell(
            str(int(value)) if whole else repr(value).replace(".", ","),
            Was.NUMBER_1904 if from_1904 else Was.NUMBER,
        )
    if isinstance(value, dt.datetime):
        return Cell(value.date().isoformat(), Was.DATE)
    if isinstance(value, dt.date):
        return Cell(value.isoformat(), Was.DATE)
    if isinstance(value, dt.time):
        return Cell(f"{value:%H:%M}", Was.TIME)
    if isinstance(value, str):
        return Cell(plain(value))
    return Cell("", Was.BROKEN)


def _refuse_merged(file: BinaryIO, part: str, sheet: str) -> None:
    """Refuse cells that are joined, each by its name; the reader itself does not see them."""
    faults = Faults()
    with _readable(), zipfile.ZipFile(file) as archive, archive.open(part) as content:
        before = b""
        while chunk := content.read(_CHUNK):
            text = before + chunk
            for match in _MERGED.finditer(text):
                first, top, last, bottom = (one.decode() for one in match.groups())
                if match.end() > len(before):
                    faults.add(int(top), 0, "", Reason.MERGED, cells=f"{first}{top}:{last}{bottom}")
            before = text[-_OVERLAP:]
    if faults:
        raise Refused(faults, sheet)
