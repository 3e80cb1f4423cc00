"""From a file to a table: what kind of file it is by what is in it, its heading, and its rows under our columns.

Plain Python. At most so many rows are read; the rest of a file that has more is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from sheets import books, texts
from sheets.cells import NOTHING, Cell
from sheets.faults import Faults, Reason, Refused, refused

MOST_BYTES = 5_000_000
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_OTHERS = (
    b"%PDF",
    b"{\\rtf",
    b"<",
    b"\xef\xbb\xbf<",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z",
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 4096

Rows = Iterator[tuple[int, list[Cell]]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that we know, and whether a file must have it."""

    name: str
    required: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, each with its number and a cell for each of our columns, in our order."""

    sheet: str
    rows: Sequence[tuple[int, list[Cell]]]
    others: Sequence[str] = ()  # sheets of the workbook that were not read


def read(file: BinaryIO, size: int, headings: Sequence[Heading], most_rows: int) -> Table:
    """Read a file as a table; raises Refused with all that is wrong with it as a whole."""
    if size == 0:
        raise refused(Reason.EMPTY_FILE)
    if size > MOST_BYTES:
        raise refused(
            Reason.TOO_LARGE, size=f"{size / 1_000_000:.1f}".replace(".", ","), most=_said(most_rows)
        )
    # Two more than may be: the heading, and one by which is seen that there are too many.
    with _opened(file, most_rows + 2) as (sheet, rows, others):
        filled = ((number, row) for number, row in rows if any(cell != NOTHING for cell in row))
        number, first = next(filled, (0, []))
        if not first:
            raise refused(Reason.EMPTY_FILE, sheet=sheet)
        places = _places(number, first, headings, sheet)
        table = [_under(places, row_number, row, len(headings)) for row_number, row in filled]
    if len(table) > most_rows:
        raise refused(Reason.TOO_MANY_ROWS, sheet=sheet, most=_said(most_rows))
    if not table:
        raise refused(Reason.NO_ROWS, sheet=sheet)
    outside = Faults()
    for row_number, cells in table:
        if cells is None:
            outside.add(row_number, 0, "", Reason.OUTSIDE)
    if outside:
        raise Refused(outside, sheet)
    return Table(sheet, [(row_number, cells) for row_number, cells in table if cells is not None], others)


@contextmanager
def _opened(file: BinaryIO, most_rows: int) -> Iterator[tuple[str, Rows, list[str]]]:
    """Open a file by what is in it, whatever its name says."""
    file.seek(0)
    start = file.read(_LOOKED_AT)
    if start.startswith(_OLE):
        raise refused(Reason.OLD_EXCEL)
    if start.startswith(_UTF16):
        raise refused(Reason.NOT_UTF8)
    if start.startswith(_ZIP):
        with books.opened(file) as (sheet, rows, others):
            yield sheet, _first(rows, most_rows), others
        return
    if start.startswith(_OTHERS) or b"\0" in start:
        raise refused(Reason.NO_TABLE)
    yield "", _first(texts.rows(file), most_rows), []


def _first(rows: Rows, most: int) -> Rows:
    """Yield so many rows that are not empty, and no more; what a broken file has in NUL is no text."""
    count = 0
    for number, row in rows:
        if any("\0" in cell.text for cell in row):
            raise refused(Reason.NO_TABLE, row=number)
        if any(cell != NOTHING for cell in row):
            count += 1
            yield number, row
        if count >= most:
            return


def _places(number: int, first: Sequence[Cell], headings: Sequence[Heading], sheet: str) -> dict[int, int]:
    """Return under which of our columns each column of the file stands; refuse a heading that is not ours, whole."""
    known = {_plain(heading.name): place for place, heading in enumerate(headings)}
    found: dict[int, int] = {}
    faults = Faults()
    for at, cell in enumerate(first):
        if not cell.text:
            continue
        place = known.get(_plain(cell.text))
        if place is None:
            faults.add(number, at + 1, "", Reason.UNKNOWN_COLUMN, value=cell.text)
        elif place in found.values():
            faults.add(number, at + 1, headings[place].name, Reason.DOUBLE_COLUMN)
        else:
            found[at] = place
    if not found:
        raise refused(Reason.NO_HEADING, row=number, sheet=sheet)
    for place, heading in enumerate(headings):
        if heading.required and place not in found.values():
            faults.add(number, len(first) + 1, heading.name, Reason.MISSING_COLUMN)
    if faults:
        raise Refused(faults, sheet)
    return found


def _said(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("*", " ").split())


def _under(
    places: dict[int, int], number: int, row: Sequence[Cell], width: int
) -> tuple[int, list[Cell] | None]:
    """Put a row under our columns; None for one with something outside them."""
    if any(cell != NOTHING for at, cell in enumerate(row) if at not in places):
        return number, None
    cells = [NOTHING] * width
    for at, place in places.items():
        if at < len(row):
            cells[place] = row[at]
    return number, cells
