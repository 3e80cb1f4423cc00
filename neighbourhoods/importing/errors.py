"""What is wrong with a folder of areas: all of it counted, the first of it kept. Plain Python.

Each fault is one of `Fault`, with what its sentence needs: a terminal says it in English, a screen in Dutch (words.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_SHOWN = 1000
_LONGEST = 60


class Fault(StrEnum):
    """What can be wrong, as a sentence in which values stand."""

    MISSING = "there is no file {pattern}"
    SEVERAL = "there are {count} files {pattern}; of which year is meant?"
    OLDER = "the list of {stands} stands already; {year} is older"
    EMPTY = "is empty"
    NOT_UTF8 = "is not UTF-8"
    LINE_NOT_UTF8 = "the line is not UTF-8"
    LINE_TOO_LONG = "the line is longer than 10 kB"
    QUOTES = "the quotes are wrong"
    WIDTH = "{count} values, not {wanted}"
    NO_COLUMN = "there is no column {name}{year}"
    COLUMN_OF_OTHER_YEAR = "is of {stated}, not of {year}"
    NO_WIJK_CODE = "{value} is no wijkcode of CBS"
    NO_BUURT_CODE = "{value} is no buurtcode of CBS"
    NO_NAME = "{value} is no name"
    NO_POSTCODE = "{value} is no postcode"
    NO_NUMBER = "{value} is no house number"
    TWICE = "{code} stands on line {first} too"
    NO_WIJK_HERE = "has no wijk of GM{municipality}; it has {others} of other municipalities"
    NO_BUURT_HERE = "has no buurt of GM{municipality}; it has {others} of other municipalities"
    NO_ADDRESS_HERE = "has no address of GM{municipality}; it has {others} of other municipalities"
    WIJK_NOT_LISTED = "{code} is of {wijk}, which {named} does not have"
    NOT_LISTED = "{code} is not in {named}"
    ADDRESSES_NOT_LISTED = "{times} addresses in {code}, not in {named}"
    NO_GEOJSON = "is no GeoJSON with features"
    NO_JSON = "is no JSON: {why}"
    RIJKSDRIEHOEK = "is rijksdriehoek (EPSG:28992); WGS 84 is wanted"
    OF_OTHER_YEAR = "{code} is of {stated}, not of {year}"
    NO_BOUNDARY = "{code}: {why}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault, in a line (0: the whole file) and a column ("": the whole line)."""

    file: str
    line: int
    column: str
    fault: Fault
    values: Mapping[str, object]

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        reason = self.fault.format(**self.values)
        return ": ".join(part for part in (place, self.column, reason) if part)


class Problems:
    """Count all that is wrong and keep the first, so that a file with millions of faults costs no memory."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[Problem] = []

    def add(self, file: str, line: int, column: str, fault: Fault, **values: object) -> None:
        """Say what is wrong in a line (0: the whole file) and a column ("": the whole line)."""
        self.count += 1
        if len(self.first) < MOST_SHOWN:
            self.first.append(Problem(file, line, column, fault, values))


class AreasRefused(Exception):
    """A folder of which nothing was imported; holds what is wrong with it."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(f"{problems.count} errors")
        self.problems = problems


def shown(value: object) -> str:
    """Return a value as an error shows it: in quotes, short, and harmless to a terminal."""
    text = str(value)
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")
