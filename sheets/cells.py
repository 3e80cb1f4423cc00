"""Read cells: from what stands in a spreadsheet to what a column can hold, or why not. Plain Python.

A cell is never reckoned: a formula is refused. What a spreadsheet makes of a number that is none (a telephone number
without its zero, a house number that became a day) is recognised and said, not guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from residents import address
from sheets.faults import Reason, Wrong, in_words


class Was(StrEnum):
    """What a cell was in the file; in a CSV file all is text."""

    TEXT = "text"
    NUMBER = "number"
    NUMBER_1904 = "number_1904"  # of a workbook whose days are counted from 1904
    DATE = "date"
    TIME = "time"
    FORMULA = "formula"
    BROKEN = "broken"  # #N/A and its like


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: numbers as they are written here, days as 2026-12-31, times as 14:30."""

    text: str
    was: Was = Was.TEXT

    @property
    def is_number(self) -> bool:
        """Whether a spreadsheet kept it as a number."""
        return self.was in (Was.NUMBER, Was.NUMBER_1904)


NOTHING = Cell("")
Reader = Callable[[Cell], object]

_FIRST_DAY = dt.date(1899, 12, 30)  # day 0 of a spreadsheet, right from 1 March 1900
_BETWEEN_EPOCHS = 1462
_FIRST_SERIAL, _LAST_SERIAL = 61, 80_000  # 1 March 1900 to 2119
_LONGEST_PHONE, _LONGEST_HOUSE_NUMBER = 30, 20
_YEARS = range(1800, 2101)
_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SHORT_DATE = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}")
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?::00)?(?: uur)?")
_DUTCH_WITHOUT_ZERO = re.compile(r"[1-9]\d{8}|31\d{9}")
_EXPONENT = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_SPLIT = re.compile(r"[,;/\n]")
_TRUTHS = {"ja": True, "j": True, "x": True, "waar": True, "true": True, "1": True}
_TRUTHS |= {"nee": False, "n": False, "onwaar": False, "false": False, "0": False, "-": False}


def text(longest: int) -> Reader:
    """Read words on one line."""

    def read(cell: Cell) -> str:
        line = " ".join(cell.text.split())
        if len(line) > longest:
            raise Wrong(Reason.TOO_LONG, most=str(longest))
        return line

    return read


def words(longest: int) -> Reader:
    """Read text of several lines."""

    def read(cell: Cell) -> str:
        if len(cell.text) > longest:
            raise Wrong(Reason.TOO_LONG, most=str(longest))
        return cell.text.strip()

    return read


def date(cell: Cell) -> dt.date:
    """Read a day: a day of the spreadsheet, 31-12-2026 as text, or the number that such a day is underneath."""
    said = cell.text
    if cell.is_number:
        return _of_serial(cell)
    if said.isdigit() and len(said) == 4:
        raise Wrong(Reason.ONLY_A_YEAR, value=said)
    if said.isdigit():
        raise Wrong(Reason.DATE_AS_NUMBER, value=said)
    if _SHORT_DATE.fullmatch(said):
        raise Wrong(Reason.NO_CENTURY, value=said)
    if match := _ISO_DATE.fullmatch(said):
        year, month, day = match.groups()
    elif match := _DATE.fullmatch(said):
        day, month, year = match.groups()
    else:
        raise Wrong(Reason.NOT_A_DATE, value=said)
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise Wrong(Reason.NOT_A_DATE, value=said) from None


def _of_serial(cell: Cell) -> dt.date:
    if not cell.text.isdigit():
        raise Wrong(Reason.NOT_A_DATE, value=cell.text)
    serial = int(cell.text)
    if serial in _YEARS:
        raise Wrong(Reason.ONLY_A_YEAR, value=cell.text)
    serial += _BETWEEN_EPOCHS if cell.was == Was.NUMBER_1904 else 0
    if not _FIRST_SERIAL <= serial <= _LAST_SERIAL:
        raise Wrong(Reason.DATE_AS_NUMBER, value=cell.text)
    return _FIRST_DAY + dt.timedelta(days=serial)


def time(cell: Cell) -> dt.time:
    """Read a time, 14:30."""
    match = _TIME.fullmatch(cell.text)
    if match is None:
        raise Wrong(Reason.NOT_A_TIME, value=cell.text)
    return dt.time(int(match[1]), int(match[2]))


def phone(cell: Cell) -> str:
    """Read a telephone number; one whose zero was eaten is refused, as nobody knows which number it was."""
    joined = re.sub(r"[ ()-]", "", cell.text)
    if cell.is_number or _DUTCH_WITHOUT_ZERO.fullmatch(joined) or _EXPONENT.fullmatch(joined):
        raise Wrong(Reason.ZERO_EATEN, value=cell.text)
    try:
        said = address.phone(cell.text)
    except address.NotAnAddress:
        raise Wrong(Reason.NOT_A_PHONE, value=cell.text) from None
    if len(said) > _LONGEST_PHONE:
        raise Wrong(Reason.NOT_A_PHONE, value=cell.text)
    return said


def postcode(cell: Cell) -> str:
    """Read a postcode, as it is stored."""
    if cell.is_number or cell.text.isdigit():
        raise Wrong(Reason.LETTERS_MISSING, value=cell.text)
    try:
        return address.postcode(cell.text)
    except address.NotAnAddress:
        raise Wrong(Reason.NOT_A_POSTCODE, value=cell.text) from None


def house_number(cell: Cell) -> str:
    """Read a house number with its addition; what a spreadsheet made a day of (12-1) is refused."""
    if cell.was in (Was.DATE, Was.TIME) or _DATE.fullmatch(cell.text) or _ISO_DATE.fullmatch(cell.text):
        raise Wrong(Reason.HOUSE_IS_DATE, value=cell.text)
    try:
        said = address.house_number(cell.text)
    except address.NotAnAddress:
        raise Wrong(Reason.NOT_A_HOUSE_NUMBER, value=cell.text) from None
    if said.startswith("0") or len(said) > _LONGEST_HOUSE_NUMBER:
        raise Wrong(Reason.NOT_A_HOUSE_NUMBER, value=cell.text)
    return said


def yes(cell: Cell) -> bool:
    """Read yes or no."""
    known = _TRUTHS.get(cell.text.casefold())
    if known is None:
        raise Wrong(Reason.NOT_YES_OR_NO, value=cell.text)
    return known


def choice(choices: Mapping[str, str]) -> Reader:
    """Read one of some words; `choices` is from word to code."""
    by_word = _by_word(choices)

    def read(cell: Cell) -> str:
        return _chosen(cell.text, by_word, choices)

    return read


def several(choices: Mapping[str, str]) -> Reader:
    """Read some of some words, with a comma between them."""
    by_word = _by_word(choices)

    def read(cell: Cell) -> list[str]:
        parts = [part.strip() for part in _SPLIT.split(cell.text) if part.strip()]
        return list(dict.fromkeys(_chosen(part, by_word, choices) for part in parts))

    return read


def _by_word(choices: Mapping[str, str]) -> dict[str, str]:
    return {" ".join(word.casefold().split()): code for word, code in choices.items()}


def _chosen(said: str, by_word: Mapping[str, str], choices: Mapping[str, str]) -> str:
    code = by_word.get(" ".join(said.casefold().split()))
    if code is None:
        raise Wrong(Reason.NOT_A_CHOICE, value=said, choices=in_words(choices))
    return code


def number(least: Decimal, most: Decimal) -> Reader:
    """Read a number with a comma or a point, between two bounds."""

    def read(cell: Cell) -> Decimal:
        refused = Wrong(Reason.NOT_A_NUMBER, value=cell.text, least=_said(least), most=_said(most))
        if cell.was not in (Was.TEXT, Was.NUMBER, Was.NUMBER_1904) or len(cell.text) > 12:
            raise refused
        try:
            found = Decimal(cell.text.replace(",", "."))
        except InvalidOperation:
            raise refused from None
        if not (found.is_finite() and least <= found <= most):
            raise refused
        return found

    return read


def _said(value: Decimal) -> str:
    return str(value).replace(".", ",")
