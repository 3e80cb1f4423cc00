"""The CSV files of CBS, read line by line: the lists of wijken and buurten, and in which buurt each address is.

As CBS publishes them ("buurt, wijk en gemeente voor postcode-huisnummer"): the year stands in the name of each column
(Buurt2025), codes without BU, WK or GM before them, a semicolon between values, in some years a comma. Codes as
elsewhere at CBS, with their letters, are read too. Rows of other municipalities are passed by: the files are of the
country. Plain Python.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from neighbourhoods.importing.errors import Fault, Problems, shown

_LONGEST_LINE = 10_000
_LONGEST_NAME = 200
_LONGEST_NUMBER = 20
_NUMBER = re.compile(r"0*[1-9][0-9]{0,5}", re.ASCII)
_POSTCODE = re.compile(r"([1-9][0-9]{3}) ?((?!SA|SD|SS)[A-Z]{2})", re.ASCII)


class Area(NamedTuple):
    """A wijk or a buurt in a list, with the line on which it stands."""

    line: int
    code: str
    name: str


class House(NamedTuple):
    """In which buurt a house number of a postcode is."""

    postcode: str
    number: int
    neighbourhood: str


class _Columns(NamedTuple):
    """Where in a line which value stands."""

    separator: str
    places: dict[str, int]
    names: dict[str, str]
    width: int


def areas(path: Path, kind: str, municipality: str, year: int, problems: Problems) -> list[Area]:
    """Read a list of wijken (`kind` WK) or buurten (BU) of a municipality (its four digits)."""
    word = {"WK": "wijk", "BU": "buurt"}[kind]
    wanted = {"code": rf"{word}(?:code)?", "name": rf"{word}naam"}
    tail = {"WK": 2, "BU": 4}[kind]
    shape = re.compile(rf"(?:{kind})?({municipality}[0-9A-Z]{{{tail}}})", re.ASCII)
    any_shape = re.compile(rf"(?:{kind})?[0-9]{{4}}[0-9A-Z]{{{tail}}}", re.ASCII)
    found: dict[str, Area] = {}
    others = 0
    for line, row, columns in _rows(path, wanted, year, problems):
        code, name = row[columns.places["code"]], " ".join(row[columns.places["name"]].split())
        if not any_shape.fullmatch(code):
            fault = {"WK": Fault.NO_WIJK_CODE, "BU": Fault.NO_BUURT_CODE}[kind]
            problems.add(path.name, line, columns.names["code"], fault, value=shown(code))
            continue
        matched = shape.fullmatch(code)
        if not matched:
            others += 1
            continue
        if not name or len(name) > _LONGEST_NAME or "\0" in name:
            problems.add(path.name, line, columns.names["name"], Fault.NO_NAME, value=shown(name))
        whole = kind + matched[1]
        if whole in found:
            first = found[whole].line
            problems.add(path.name, line, columns.names["code"], Fault.TWICE, code=whole, first=first)
        found[whole] = Area(line, whole, name)
    if not found and not problems.count:
        none = {"WK": Fault.NO_WIJK_HERE, "BU": Fault.NO_BUURT_HERE}[kind]
        problems.add(path.name, 0, "", none, municipality=municipality, others=others)
    return list(found.values())


def houses(path: Path, municipality: str, year: int, problems: Problems) -> Iterator[House]:
    """Yield in which buurt each address of a municipality is, line by line: the file has millions."""
    wanted = {"postcode": "pc6", "number": "huisnummer", "code": "buurt(?:code)?"}
    shape = re.compile(rf"(?:BU)?({municipality}[0-9A-Z]{{4}})", re.ASCII)
    any_shape = re.compile(r"(?:BU)?[0-9]{4}[0-9A-Z]{4}", re.ASCII)
    here = others = 0
    for line, row, columns in _rows(path, wanted, year, problems):
        code = row[columns.places["code"]]
        matched = shape.fullmatch(code)
        if not matched:
            others += 1
            if not any_shape.fullmatch(code):
                problems.add(path.name, line, columns.names["code"], Fault.NO_BUURT_CODE, value=shown(code))
            continue
        here += 1
        postcode = _POSTCODE.fullmatch(row[columns.places["postcode"]])
        number = row[columns.places["number"]]
        if postcode is None:
            value = shown(row[columns.places["postcode"]])
            problems.add(path.name, line, columns.names["postcode"], Fault.NO_POSTCODE, value=value)
        elif not _NUMBER.fullmatch(number) or len(number) > _LONGEST_NUMBER:
            problems.add(path.name, line, columns.names["number"], Fault.NO_NUMBER, value=shown(number))
        else:
            yield House(f"{postcode[1]} {postcode[2]}", int(number), f"BU{matched[1]}")
    if not here and not problems.count:
        problems.add(path.name, 0, "", Fault.NO_ADDRESS_HERE, municipality=municipality, others=others)


def _rows(
    path: Path, wanted: dict[str, str], year: int, problems: Problems
) -> Iterator[tuple[int, list[str], _Columns]]:
    """Yield the lines that can be read, as wide as the first one says; stops where that one cannot be read."""
    columns: _Columns | None = None
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(_LONGEST_LINE + 1):
            number += 1
            if len(raw) > _LONGEST_LINE:
                problems.add(path.name, number, "", Fault.LINE_TOO_LONG)
                while raw and not raw.endswith(b"\n"):
                    raw = file.readline(_LONGEST_LINE)
                continue
            try:
                text = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError:
                problems.add(path.name, number, "", Fault.LINE_NOT_UTF8)
                if columns is None:
                    return
                continue
            if columns is None:
                columns = _header(path, text, wanted, year, problems)
                if columns is None:
                    return
                continue
            if not text:
                continue
            row = _split(text, columns.separator)
            if row is None:
                problems.add(path.name, number, "", Fault.QUOTES)
                continue
            if len(row) != columns.width:
                problems.add(path.name, number, "", Fault.WIDTH, count=len(row), wanted=columns.width)
                continue
            yield number, row, columns
    if columns is None:
        problems.add(path.name, 0, "", Fault.EMPTY)


def _header(path: Path, text: str, wanted: dict[str, str], year: int, problems: Problems) -> _Columns | None:
    separator = ";" if ";" in text else ","
    names = _split(text, separator) or []
    places: dict[str, int] = {}
    called: dict[str, str] = {}
    for key, pattern in wanted.items():
        shape = re.compile(rf"{pattern}_?(\d{{4}})?", re.IGNORECASE)
        at = next((place for place, name in enumerate(names) if shape.fullmatch(name.strip())), None)
        if at is None:
            name = pattern.replace("(?:code)?", "")
            problems.add(path.name, 1, "", Fault.NO_COLUMN, name=name, year=year)
            continue
        stated = shape.fullmatch(names[at].strip())
        if stated and stated[1] and int(stated[1]) != year:
            problems.add(
                path.name, 1, names[at].strip(), Fault.COLUMN_OF_OTHER_YEAR, stated=stated[1], year=year
            )
        places[key], called[key] = at, names[at].strip()
    if len(places) < len(wanted):
        return None
    return _Columns(separator, places, called, len(names))


def _split(text: str, separator: str) -> list[str] | None:
    if '"' not in text:
        return text.split(separator)
    try:
        rows: Sequence[list[str]] = list(csv.reader([text], delimiter=separator, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None
