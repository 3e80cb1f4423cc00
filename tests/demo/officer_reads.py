"""What a policy officer gets, read back into cells: tables of a page and a workbook, words of a paper, a map."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from openpyxl import load_workbook
from pypdf import PdfReader

from dashboard import words
from municipalities.definitions import DEFINITIONS
from municipalities.relations import Cell

HIDDEN = "afgeschermd"
ABSENT = "niet gepubliceerd"
Periods = Mapping[str, Any]  # how a page names a period: the period
Read = tuple[Cell, int | None]


@dataclass
class Shown:
    """A table of a page: its caption, the words of its rows, and how each cell is marked."""

    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)
    marks: list[list[str]] = field(default_factory=list)


class Reader(HTMLParser):
    """Reads tables, the shapes of a map with their words, and every word outside of them."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Shown] = []
        self.shapes: list[tuple[str, str]] = []  # class and words
        self.comments: list[str] = []
        self._open: list[str] = []
        self._class = ""

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        asked = dict(attrs)
        if tag == "table":
            self.tables.append(Shown())
        elif tag == "tr":
            self.tables[-1].rows.append([])
            self.tables[-1].marks.append([])
        elif tag in ("th", "td"):
            self.tables[-1].rows[-1].append("")
            self.tables[-1].marks[-1].append(asked.get("class") or "")
        elif tag == "path":
            self._class = asked.get("class") or ""
        elif tag == "title" and self._class:
            self.shapes.append((self._class, ""))
        if tag not in ("br", "input", "path", "rect", "line", "circle", "link", "meta", "img", "use"):
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        return

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        inside = self._open[-6:]
        if "caption" in inside:
            self.tables[-1].caption += data.strip()
        elif "title" in inside and self.shapes and "svg" in self._open:
            name, said = self.shapes[-1]
            self.shapes[-1] = (name, said + data)
        elif self.tables and self._open and ("td" in inside or "th" in inside):
            row = self.tables[-1].rows[-1]
            row[-1] = " ".join(f"{row[-1]} {data}".split())


def page(answer: Any) -> Reader:
    """Read what is between the marks of the page."""
    assert answer.status_code == 200
    read = Reader()
    read.feed(answer.content.decode().partition("<main")[2].partition("</main")[0])
    return read


def number(said: str) -> int | None:
    """Read a number as it is written here; None where it is said to be hidden."""
    if said == HIDDEN:
        return None
    found = re.fullmatch(r"(\d[\d.]*)( (?:punten|dagen|uur|%))?", said.replace(words.NO_BREAK, " "))
    assert found, f"{said!r} is no number and does not say that it is hidden"
    return int(found[1].replace(".", ""))


def over_time(
    area: str, caption: str, heads: list[Any], rows: Iterable[list[Any]], periods: Periods
) -> Iterator[Read]:
    """Read a table of periods, which a page and a workbook have alike."""
    definition = next(one for one in DEFINITIONS.values() if one.title == caption)
    names = {
        words.capital(definition.titled(definition.parts[part] if part else "")): part
        for part in definition.names
    }
    for row in rows:
        for head, said in zip(heads[1:-1], row[1:], strict=False):
            if said == ABSENT:
                continue
            part = names[words.capital(str(head))]
            figure = f"{definition.code}.{part}" if part else definition.code
            value = said if isinstance(said, int) else number(str(said))
            yield Cell(figure, area, periods[str(row[0])]), value


def of_page(read: Reader, area: str, periods: Periods) -> dict[Cell, int | None]:
    """Read all cells of the tables in which each period has a row; hidden ones are marked so, and shown ones never."""
    found: dict[Cell, int | None] = {}
    for table in read.tables:
        if not table.rows or table.rows[0][0] != "Periode":
            continue
        for row, marks in zip(table.rows, table.marks, strict=True):
            for said, mark in zip(row, marks, strict=True):
                assert ("is-hidden" in mark) == (said == HIDDEN)
        found |= dict(over_time(area, table.caption, table.rows[0], table.rows[1:], periods))
    return found


def of_workbook(answer: Any, area: str, periods: Periods) -> tuple[dict[Cell, int | None], str]:
    """Read all cells of the tables in which each period has a row, and every word and number of the book."""
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    found: dict[Cell, int | None] = {}
    said: list[str] = []
    for sheet in book:
        assert sheet.sheet_state == "visible"
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert not any(cell.comment for row in sheet.iter_rows() for cell in row)
        assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())
        said += [
            f"{one:,}".replace(",", ".") if isinstance(one, int) else str(one)
            for row in rows
            for one in row
            if one is not None
        ]
        for at, row in enumerate(rows):
            if row[0] != "Periode":
                continue
            heads = [head for head in row if head is not None]
            table = []
            for line in rows[at + 1 :]:
                if line[0] is None:
                    break
                table.append(line[: len(heads)])
            found |= dict(over_time(area, str(rows[at - 1][0]), heads, table, periods))
    return found, " ".join(said)


def of_paper(answer: Any) -> str:
    """Read every word of a paper, in the order in which it stands there."""
    assert answer.status_code == 200
    read = PdfReader(io.BytesIO(answer.content))
    assert not read.attachments and not read.get_fields()
    return " ".join(" ".join(one.extract_text() for one in read.pages).replace(words.NO_BREAK, " ").split())


def tokens(text: str) -> set[str]:
    """Return the numbers in a text, as they are written."""
    return set(re.findall(r"\d+(?:\.\d{3})*", text))
