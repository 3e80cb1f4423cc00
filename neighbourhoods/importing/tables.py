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

from neighbourhoods.importing.errors import Problems, shown

_LONGEST_LINE = 10_000
_LONGEST_NAME = 200
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
            problems.add(path.name, line, columns.names["code"], f"{shown(code)} is no {word}code of CBS")
            continue
        matched = shape.fullmatch(code)
        if not matched:
            others += 1
            continue
        if not name or len(name) > _LONGEST_NAME:
            problems.add(path.name, line, columns.names["name"], f"{shown(name)} is no name")
        whole = kind + matched[1]
        if whole in found:
            problems.add(
                path.name, line, columns.names["code"], f"{whole} stands on line {found[whole].line} too"
            )
        found[whole] = Area(line, whole, name)
    if not found and not problems.count:
        reason = f"has no {word} of GM{municipality}; it has {others} of other municipalities"
        problems.add(path.name, 0, "", reason)
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
                problems.add(path.name, line, columns.names["code"], f"{shown(code)} is no buurtcode of CBS")
            continue
        here += 1
        postcode = _POSTCODE.fullmatch(row[columns.places["postcode"]])
        number = row[columns.places["number"]]
        if postcode is None:
            value = shown(row[columns.places["postcode"]])
            problems.add(path.name, line, columns.names["postcode"], f"{value} is no postcode")
        elif not (number.isascii() and number.isdigit() and 0 < int(number) < 1_000_000):
            problems.add(path.name, line, columns.names["number"], f"{shown(number)} is no house number")
        else:
            yield House(f"{postcode[1]} {postcode[2]}", int(number), f"BU{matched[1]}")
    if not here and not problems.count:
        reason = f"has no address of GM{municipality}; it has {others} of other municipalities"
        problems.add(path.name, 0, "", reason)


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
                problems.add(path.name, number, "", "the line is longer than 10 kB")
                while raw and not raw.endswith(b"\n"):
                    raw = file.readline(_LONGEST_LINE)
                continue
            try:
                text = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError:
                problems.add(path.name, number, "", "the line is not UTF-8")
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
            if row is None or len(row) != columns.width:
                what = "the quotes are wrong" if row is None else f"{len(row)} values, not {columns.width}"
                problems.add(path.name, number, "", what)
                continue
            yield number, row, columns
    if columns is None:
        problems.add(path.name, 0, "", "is empty")


def _header(path: Path, text: str, wanted: dict[str, str], year: int, problems: Problems) -> _Columns | None:
    separator = ";" if ";" in text else ","
    names = _split(text, separator) or []
    places: dict[str, int] = {}
    called: dict[str, str] = {}
    for key, pattern in wanted.items():
        shape = re.compile(rf"{pattern}_?(\d{{4}})?", re.IGNORECASE)
        at = next((place for place, name in enumerate(names) if shape.fullmatch(name.strip())), None)
        if at is None:
            problems.add(path.name, 1, "", f"there is no column {pattern.replace('(?:code)?', '')}{year}")
            continue
        stated = shape.fullmatch(names[at].strip())
        if stated and stated[1] and int(stated[1]) != year:
            problems.add(path.name, 1, names[at].strip(), f"is of {stated[1]}, not of {year}")
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
