"""What is on a page as an Excel workbook: a sheet a topic, one with definitions, one with policy and editions."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from typing import IO

from django.utils.translation import gettext as _
from openpyxl import Workbook

from cases.exporting import FORMS, Value, cell
from dashboard import words
from dashboard.cards import policies_table
from dashboard.pages import Page
from dashboard.saying import Part, Table, TableCell
from municipalities.definitions import DEFINITIONS

CONTENT_TYPE = FORMS["xlsx"]
_LONGEST = 31  # of the name of a sheet
_REFUSED = re.compile(r"[\[\]:*?/\\'\s]+")


def of_page(page: Page) -> IO[bytes]:
    """Write a page to a nameless file that is gone when it is closed."""
    book = Workbook(write_only=True)
    taken: set[str] = set()
    parts = list(page.parts())
    for part in parts:
        _sheet(book, _name(part.title, taken), _lines(part, page))
    codes = list(dict.fromkeys(code for part in parts for code in part.codes))
    _sheet(book, _name(_("Definities"), taken), _definitions(codes))
    _sheet(
        book, _name(_("Beleid en editie"), taken), [*_about(page), [], *_rows(policies_table(page.policies))]
    )
    made = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    book.save(made)
    made.seek(0)
    return made


def _sheet(book: Workbook, title: str, lines: Sequence[Sequence[Value]]) -> None:
    sheet = book.create_sheet(title)
    for column, width in (("A", 44), ("B", 22), ("C", 22), ("D", 22), ("E", 22), ("F", 22)):
        sheet.column_dimensions[column].width = width
    for line in lines:
        sheet.append([cell(sheet, value) for value in line])


def _lines(part: Part, page: Page) -> list[Sequence[Value]]:
    lines: list[Sequence[Value]] = [[f"{page.title}: {part.title}"], [str(page.edition)]]
    lines += [[sentence] for sentence in part.sentences]
    for table in (*(part.instead or part.tables), *part.long):
        lines += [[], [table.caption], *_rows(table)]
    return lines


def _rows(table: Table) -> list[Sequence[Value]]:
    return [list(table.headings), *([head, *map(_value, cells)] for head, cells in table.rows)]


def _value(of: TableCell) -> Value:
    """Give the number where there is one, so that it can be reckoned with, and words for everything else."""
    return of.words if of.value is None else of.value


def _definitions(codes: Sequence[str]) -> list[Sequence[Value]]:
    lines: list[Sequence[Value]] = [
        [_("Cijfer"), _("Eenheid"), _("Stand of stroom"), _("Onderdelen"), _("Wat het is")]
    ]
    for code in codes:
        one = DEFINITIONS[code]
        lines.append([one.title, str(one.unit), str(one.nature), ", ".join(one.parts.values()), one.text])
    return [*lines, [], [words.protection()], [words.absence()]]


def _about(page: Page) -> list[Sequence[Value]]:
    assert page.edition is not None, "only called for what is taken along"
    return [
        [words.heading_edition(), page.edition.number],
        [_("Gepubliceerd op"), page.edition.on],
        [_("Cijfers tot"), page.edition.through],
        [_("Wat er verbeterd is"), page.edition.corrected or "–"],
    ]


def _name(title: str, taken: set[str]) -> str:
    """Return a name that Excel allows and that no other sheet has."""
    whole = _REFUSED.sub(" ", title).strip()
    plain = whole if len(whole) <= _LONGEST else whole[: _LONGEST + 1].rpartition(" ")[0] or whole[:_LONGEST]
    name = plain
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: _LONGEST - 4]} ({number})"
    taken.add(name.casefold())
    return name
