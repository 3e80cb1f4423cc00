"""What is wrong with a file: all of it counted, the first of it kept, by row and column. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

MOST_SHOWN = 1000
LONGEST_SHOWN = 60


class Reason(StrEnum):
    """Why a file, a row or a cell is refused; sheets.words says each in Dutch."""

    # of a file
    NO_FILE = "no_file"
    EMPTY_FILE = "empty_file"
    TOO_LARGE = "too_large"
    TOO_LARGE_UNPACKED = "too_large_unpacked"
    TOO_MANY_ROWS = "too_many_rows"
    OLD_EXCEL = "old_excel"
    OPEN_DOCUMENT = "open_document"
    MACROS = "macros"
    NO_TABLE = "no_table"
    DAMAGED = "damaged"
    NOT_UTF8 = "not_utf8"
    QUOTES = "quotes"
    NO_ROWS = "no_rows"
    MERGED = "merged"
    # of the heading
    NO_HEADING = "no_heading"
    UNKNOWN_COLUMN = "unknown_column"
    DOUBLE_COLUMN = "double_column"
    MISSING_COLUMN = "missing_column"
    OUTSIDE = "outside"
    # of a cell
    EMPTY = "empty"
    TOO_LONG = "too_long"
    FORMULA = "formula"
    EXCEL_ERROR = "excel_error"
    MANGLED = "mangled"
    NOT_A_DATE = "not_a_date"
    NO_CENTURY = "no_century"
    ONLY_A_YEAR = "only_a_year"
    DATE_AS_NUMBER = "date_as_number"
    NOT_A_TIME = "not_a_time"
    ZERO_EATEN = "zero_eaten"
    NOT_A_PHONE = "not_a_phone"
    LETTERS_MISSING = "letters_missing"
    NOT_A_POSTCODE = "not_a_postcode"
    HOUSE_IS_DATE = "house_is_date"
    NOT_A_HOUSE_NUMBER = "not_a_house_number"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_NUMBER = "not_a_number"
    NOT_AN_EMAIL = "not_an_email"
    # of a row beside the others, and beside what is stored
    TWICE = "twice"
    NOT_OURS = "not_ours"
    UNKNOWN_PLACE = "unknown_place"
    WHICH_PLACE = "which_place"
    SAID = "said"  # in words of the verb that refuses it


class Wrong(ValueError):
    """A value that its column cannot hold."""

    def __init__(self, reason: Reason, **values: str) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


class Fault(NamedTuple):
    """One thing that is wrong; row 0 is the file as a whole, place 0 the row as a whole."""

    row: int
    place: int
    column: str
    reason: Reason
    values: tuple[tuple[str, str], ...]


class Faults:
    """Count all faults and keep the first of them, so that a file with hundreds of thousands costs no memory."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: list[Fault] = []

    def __bool__(self) -> bool:
        return self.count > 0

    def add(self, row: int, place: int, column: str, reason: Reason, **values: str) -> None:
        """Take one fault, in any order; `value` is what stood in the file."""
        self.count += 1
        short = tuple((name, shown(value) if name == "value" else value) for name, value in values.items())
        self._kept.append(Fault(row, place, column, reason, short))
        if len(self._kept) >= 5 * MOST_SHOWN:
            self._kept = self.first()

    def first(self) -> list[Fault]:
        """Return the first faults by row and column, as many as are shown."""
        return sorted(self._kept, key=lambda fault: fault[:2])[:MOST_SHOWN]


class Refused(Exception):
    """A file of which nothing is brought in; holds what is wrong with it."""

    def __init__(self, faults: Faults, sheet: str = "") -> None:
        super().__init__(f"{faults.count} faults")
        self.faults, self.sheet = faults, sheet


def refused(reason: Reason, row: int = 0, sheet: str = "", **values: str) -> Refused:
    """Return a refusal of a file for one thing."""
    faults = Faults()
    faults.add(row, 0, "", reason, **values)
    return Refused(faults, sheet)


def shown(value: str) -> str:
    """Return a value as a fault shows it: on one line, and short."""
    line = " ".join(value.split())
    return line if len(line) <= LONGEST_SHOWN else line[:LONGEST_SHOWN] + "…"


def in_words(values: Iterable[str]) -> str:
    """Return a list of words on one line, whatever its length: it is ours, not of the file."""
    return ", ".join(values)
