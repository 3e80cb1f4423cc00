"""The features of a GeoJSON file one by one, however long the file: what PDOK serves of the country is not held whole.

Plain Python.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from neighbourhoods.geometry import Degrees, NoBoundary, polygons_of
from neighbourhoods.importing.errors import Fault, Problems, shown

_CHUNK = 1 << 16
_LONGEST = 1 << 26  # characters of one feature
_BEGIN = re.compile(r'"features"\s*:\s*\[')
_OTHER_CRS = re.compile(r'"crs"[^[]{0,200}28992')
_CODE = re.compile(r"BU[0-9]{4}[0-9A-Z]{4}", re.ASCII)


class Bounded(NamedTuple):
    """A buurt with its boundary, and the line on which it begins."""

    line: int
    code: str
    polygons: list[list[list[Degrees]]]


def boundaries(path: Path, municipality: str, year: int, problems: Problems) -> Iterator[Bounded]:
    """Yield the boundaries of the buurten of a municipality (its four digits); water and other municipalities not."""
    here = others = 0
    for line, feature in _features(path, problems):
        stated = feature.get("properties") if isinstance(feature, dict) else None
        told = {str(key).lower(): value for key, value in stated.items()} if isinstance(stated, dict) else {}
        code = told.get("buurtcode") or told.get("bu_code") or told.get("statcode")
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            problems.add(path.name, line, "buurtcode", Fault.NO_BUURT_CODE, value=shown(code))
            continue
        if not code.startswith(f"BU{municipality}"):
            others += 1
            continue
        here += 1
        if str(told.get("water", "")).upper() == "JA":
            continue
        of = told.get("jaar") or told.get("jrstatcode")
        if of and str(of)[:4] != str(year):
            stated = str(of)[:4]
            problems.add(path.name, line, "jaar", Fault.OF_OTHER_YEAR, code=code, stated=stated, year=year)
            continue
        try:
            yield Bounded(line, code, polygons_of(feature.get("geometry")))
        except NoBoundary as fault:
            problems.add(path.name, line, "geometry", Fault.NO_BOUNDARY, code=code, why=fault.flaw)
    if not here and not problems.count:
        problems.add(path.name, 0, "", Fault.NO_BUURT_HERE, municipality=municipality, others=others)


def _features(path: Path, problems: Problems) -> Iterator[tuple[int, Any]]:
    """Yield each feature with the line on which it begins."""
    decoder, line = json.JSONDecoder(), 1
    try:
        with path.open(encoding="utf-8-sig") as file:
            text = file.read(_CHUNK)
            while not (begin := _BEGIN.search(text)):
                more = file.read(_CHUNK)
                if not more or len(text) > _LONGEST:
                    problems.add(path.name, 0, "", Fault.NO_GEOJSON)
                    return
                text += more
            if _OTHER_CRS.search(text[: begin.start()]):
                problems.add(path.name, 0, "crs", Fault.RIJKSDRIEHOEK)
                return
            line += text.count("\n", 0, begin.end())
            text = text[begin.end() :]
            while True:
                # White space and commas between features.
                start = len(text) - len(text.lstrip(" \r\n\t,"))
                line += text.count("\n", 0, start)
                text = text[start:]
                if text.startswith("]"):
                    return
                feature, text = _next(decoder, text, file)
                yield line, feature[0]
                line += feature[1]
    except UnicodeDecodeError:
        problems.add(path.name, 0, "", Fault.NOT_UTF8)
    except json.JSONDecodeError as fault:
        problems.add(path.name, line + fault.lineno - 1, "", Fault.NO_JSON, why=fault.msg)
    except (RecursionError, ValueError) as fault:  # lists in lists, or a number, without end
        problems.add(path.name, line, "", Fault.NO_JSON, why=str(fault))


def _next(decoder: json.JSONDecoder, text: str, file: Any) -> tuple[tuple[Any, int], str]:
    """Read on until a feature is whole; return it with how many lines it takes, and what stands after it."""
    while True:
        try:
            if not text:
                raise json.JSONDecodeError("the file ends within its features", text, 0)
            feature, end = decoder.raw_decode(text)
        except json.JSONDecodeError:
            more = file.read(
                max(_CHUNK, len(text))
            )  # twice as much each time: what is read again stays in proportion
            if not more or len(text) > _LONGEST:
                raise
            text = (text + more).lstrip(" \r\n\t,") if not text else text + more
        else:
            return (feature, text.count("\n", 0, end)), text[end:]
