"""Read the values of columns: from the text of a file to what its column can hold, or a reason why not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from cases import rules
from cases.importing.errors import Wrong, shown
from cases.importing.plain import SURELY_PAST

Reader = Callable[[str], object]

# Beyond it a date that follows from this one would be beyond what a date can be; "9999-12-31" is a usual "never".
LATEST = dt.date(9000, 1, 1)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(Z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)?"
)
# As a browser checks an e-mail field: an address inside an organisation may have no dot.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*")
_MEDIA = {medium.code: int(medium) for medium in rules.Medium}
_TRUTHS = {"true": True, "false": False}


def text(longest: int) -> Reader:
    """Read a text that is not empty."""

    def read(value: str) -> str:
        if not value or value.isspace():
            raise Wrong("is empty")
        if len(value) > longest:
            raise Wrong(f"{shown(value)} is longer than {longest} characters")
        return value

    return read


def perhaps(read: Reader) -> Reader:
    """Read a value that may be left out."""

    def read_filled(value: str) -> object:
        return read(value) if value.strip() else None

    return read_filled


def any_text(value: str) -> str:
    """Read a text of any length."""
    return value


def any_date(value: str) -> dt.date:
    """Read a date as YYYY-MM-DD."""
    if _DATE.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise Wrong(f"{shown(value)} is no day of the calendar") from None
    raise Wrong(f"{shown(value)} is not a date as YYYY-MM-DD" if value else "is empty")


def date(value: str) -> dt.date:
    """Read a date from which the rules count on."""
    day = any_date(value)
    if day >= LATEST:
        raise Wrong(f"{shown(value)} is too far ahead")
    return day


def moment(earliest: dt.datetime, now: dt.datetime) -> Reader:
    """Read a moment as ISO 8601 with an offset, not in the future and not before `earliest` (RULES: refused)."""
    # Comparing moments with offsets takes a microsecond, and there are millions; far from both ends texts compare.
    surely_after = "1901"
    surely_before = (now - SURELY_PAST).date().isoformat()

    def read(value: str) -> str:
        match = _MOMENT.fullmatch(value)
        if match is None:
            raise Wrong(
                f"{shown(value)} is not a moment as 2026-01-31T14:30:00+01:00" if value else "is empty"
            )
        if match[1] is None:
            raise Wrong(f"{shown(value)} has no offset such as +01:00 or Z")
        try:
            at = dt.datetime.fromisoformat(value)
        except ValueError:
            raise Wrong(f"{shown(value)} is no moment of the calendar") from None
        if surely_after < value < surely_before:
            return value
        if at > now:
            raise Wrong(f"{shown(value)} is in the future")
        if at < earliest:
            raise Wrong(f"{shown(value)} is before 1900")
        return value

    return read


def medium(value: str) -> int:
    """Read the code of a medium."""
    number = _MEDIA.get(value)
    if number is None:
        raise Wrong(f"{shown(value)} is not one of {', '.join(_MEDIA)}" if value else "is empty")
    return number


def truth(value: str) -> bool:
    """Read true or false."""
    known = _TRUTHS.get(value)
    if known is None:
        raise Wrong(f"{shown(value)} is not true or false" if value else "is empty")
    return known


def days(value: str) -> int:
    """Read a number of a rhythm, 1 to 365."""
    if value.isascii() and value.isdigit() and len(value) <= 9 and 1 <= int(value) <= 365:
        return int(value)
    raise Wrong(f"{shown(value)} is not a whole number from 1 to 365" if value else "is empty")


@lru_cache(maxsize=10_000)
def address(value: str) -> str:
    """Read an e-mail address, in lower case."""
    lower = value.lower()
    if len(lower) <= 254 and _ADDRESS.fullmatch(lower):
        return lower
    raise Wrong(f"{shown(value)} is not an e-mail address" if value else "is empty")


def neighbourhood(municipality_code: str) -> Reader:
    """Read the code of a neighbourhood of a municipality (CBS)."""
    digits = municipality_code.removeprefix("GM")
    known = re.compile(r"BU[0-9]{4}[0-9A-Z]{4}")

    def read(value: str) -> str:
        if not known.fullmatch(value):
            raise Wrong(
                f"{shown(value)} is not a neighbourhood's code as BU{digits}0001" if value else "is empty"
            )
        if value[2:6] != digits:
            raise Wrong(f"{shown(value)} is not in {municipality_code}")
        return value

    return read
