"""The columns of a list: how each is headed, read and explained; and a row read under them, with all that is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from sheets.cells import NOTHING, Cell, Reader, Was
from sheets.faults import Faults, Reason, Wrong
from sheets.files import Heading


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `empty` is what it means to leave it out, `instead` what is put where it cannot be read.

    With that the rest of a row is looked at too, so that all that is wrong in it is told at once.
    """

    key: str
    heading: Any  # words that are found when they are shown
    read: Reader
    required: bool = False
    empty: object = ""
    instead: object = ""
    about: Any = ""


def headings(columns: Sequence[Column]) -> list[Heading]:
    """Return the columns as a file is asked for them."""
    return [Heading(str(column.heading), column.required) for column in columns]


class Row:
    """A row that is read: what it says by key, and at which columns something is wrong, each told once."""

    def __init__(self, columns: Sequence[Column], number: int, cells: Sequence[Cell], faults: Faults) -> None:
        self.number, self.said, self.wrong = number, dict[str, Any](), set[str]()
        self._columns, self._faults = columns, faults
        for column, cell in zip(columns, cells, strict=True):
            try:
                self.said[column.key] = _value(column, cell)
            except Wrong as wrong:
                self.said[column.key] = column.instead
                self.refuse(column.key, wrong.reason, **wrong.values)

    def refuse(self, key: str, reason: Reason, **more: str) -> None:
        """Say what is wrong at a column, or in the row where there is no such column; not where it was said already."""
        if key in self.wrong:
            return
        self.wrong.add(key)
        place = next((at for at, column in enumerate(self._columns, start=1) if column.key == key), 0)
        heading = str(self._columns[place - 1].heading) if place else ""
        self._faults.add(self.number, place, heading, reason, **more)

    def refuse_all(self, error: ValidationError, names: Mapping[str, str]) -> None:
        """Say what a verb refuses, each at its column; `names` is from what the verb calls a column to its key."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for field, said in by_field.items():
            self.refuse(names.get(field, field), Reason.SAID, said=" ".join(said))


def _value(column: Column, cell: Cell) -> object:
    if cell.was == Was.FORMULA or cell.text.startswith("="):
        raise Wrong(Reason.FORMULA)
    if cell.was == Was.BROKEN:
        raise Wrong(Reason.EXCEL_ERROR, value=cell.text)
    if "\ufffd" in cell.text:
        raise Wrong(Reason.MANGLED, value=cell.text)
    if cell == NOTHING or not cell.text:
        if column.required:
            raise Wrong(Reason.EMPTY)
        return column.empty
    return column.read(cell)
