"""Bring the areas of a municipality up to the list of a year: all of it, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pghistory
from django.db import transaction

from neighbourhoods.geometry import middle, outline
from neighbourhoods.importing import features, tables
from neighbourhoods.importing.errors import AreasRefused, Fault, Problems
from neighbourhoods.importing.features import Bounded
from neighbourhoods.importing.tables import Area
from neighbourhoods.models import Boundary, District, HouseNumber, Neighbourhood, Postcode
from wijkzorg.tenancy.models import Municipality

DRAWN_TO = 15.0  # metres: what lies nearer to the line is not drawn
_BATCH = 5000


@dataclass(frozen=True, slots=True)
class Imported:
    """How many of a kind are new, changed (also: ended), and as they were."""

    what: str
    new: int
    changed: int
    ended: int
    same: int
    new_names: Sequence[str] = ()
    ended_names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """A folder as it was read."""

    districts: list[Area]
    neighbourhoods: list[Area]
    boundaries: dict[str, Bounded]
    houses: dict[str, dict[int, set[str]]]  # by postcode, of each number


def import_areas(*, folder: Path, municipality: Municipality, year: int) -> list[Imported]:
    """Read a folder and store it, inside the municipality; raises AreasRefused, and then nothing is changed.

    What a later list has no more ends in its year and stays. An older year than the one that stands is refused.
    """
    problems = Problems()
    read = _read(folder, municipality.code[2:], year, problems)
    newest = District.objects.filter(municipality=municipality, ended_year__isnull=True)
    stands = max(newest.values_list("reference_year", flat=True), default=year)
    if stands > year:
        problems.add(folder.name, 0, "", Fault.OLDER, stands=stands, year=year)
    if problems.count:
        raise AreasRefused(problems)
    with transaction.atomic(), pghistory.context(command="import_areas", reason=f"CBS {year}"):
        Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
        return _store(municipality, read, year)


def _read(folder: Path, digits: str, year: int, problems: Problems) -> _Read:
    wijk = _file(folder, "wijk*.csv", True, problems)
    buurt = _file(folder, "buurt*.csv", True, problems)
    drawn = _file(folder, "*.geojson", False, problems)
    addresses = _file(folder, "pc6hnr*.csv", False, problems)
    districts = tables.areas(wijk, "WK", digits, year, problems) if wijk else []
    neighbourhoods = tables.areas(buurt, "BU", digits, year, problems) if buurt else []
    codes = {area.code for area in neighbourhoods}
    wijken = {area.code for area in districts}
    for area in neighbourhoods:
        if wijk and buurt and f"WK{area.code[2:8]}" not in wijken:
            of = f"WK{area.code[2:8]}"
            problems.add(
                buurt.name, area.line, "", Fault.WIJK_NOT_LISTED, code=area.code, wijk=of, named=wijk.name
            )
    bounded: dict[str, Bounded] = {}
    for one in features.boundaries(drawn, digits, year, problems) if drawn else ():
        if buurt and one.code not in codes:
            named = drawn.name if drawn else ""
            problems.add(named, one.line, "buurtcode", Fault.NOT_LISTED, code=one.code, named=buurt.name)
        elif one.code in bounded:
            named, first = drawn.name if drawn else "", bounded[one.code].line
            problems.add(named, one.line, "buurtcode", Fault.TWICE, code=one.code, first=first)
        else:
            bounded[one.code] = one
    houses: dict[str, dict[int, set[str]]] = {}
    unknown: Counter[str] = Counter()
    for house in tables.houses(addresses, digits, year, problems) if addresses else ():
        if buurt and house.neighbourhood not in codes:
            unknown[house.neighbourhood] += 1
        houses.setdefault(house.postcode, {}).setdefault(house.number, set()).add(house.neighbourhood)
    for code, times in sorted(unknown.items()):
        named = buurt.name if buurt else ""
        file = addresses.name if addresses else ""
        problems.add(file, 0, "", Fault.ADDRESSES_NOT_LISTED, times=times, code=code, named=named)
    return _Read(districts, neighbourhoods, bounded, houses)


def _file(folder: Path, pattern: str, needed: bool, problems: Problems) -> Path | None:
    found = sorted(path for path in folder.glob(pattern) if path.is_file())
    if len(found) > 1:
        problems.add(folder.name, 0, "", Fault.SEVERAL, count=len(found), pattern=pattern)
        return None
    if not found and needed:
        problems.add(folder.name, 0, "", Fault.MISSING, pattern=pattern)
    return found[0] if found else None


def _store(municipality: Municipality, read: _Read, year: int) -> list[Imported]:
    districts, wijken = _areas(District, municipality, read.districts, year, lambda area: {})
    neighbourhoods, buurten = _areas(
        Neighbourhood,
        municipality,
        read.neighbourhoods,
        year,
        lambda area: {"district_id": districts[f"WK{area.code[2:8]}"].pk},
    )
    return [
        wijken,
        buurten,
        *([_boundaries(municipality, neighbourhoods, read.boundaries, year)] if read.boundaries else []),
        *([_houses(municipality, neighbourhoods, read)] if read.houses else []),
    ]


def _areas(
    model: Any,
    municipality: Municipality,
    listed: Iterable[Area],
    year: int,
    more: Callable[[Area], dict[str, Any]],
) -> tuple[dict[str, Any], Imported]:
    """Make, change and end rows by their codes. A code that comes back lives again."""
    there = {row.code: row for row in model.objects.filter(municipality=municipality)}
    new, changed, same = [], [], 0
    for area in listed:
        wanted = {"name": area.name, "reference_year": year, "ended_year": None} | more(area)
        row = there.get(area.code)
        if row is None:
            row = model(municipality=municipality, code=area.code, **wanted)
            new.append(row)
        elif any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            changed.append(row)
        else:
            same += 1
        there[area.code] = row
    listed_codes = {area.code for area in listed}
    ended = [row for code, row in there.items() if code not in listed_codes and row.ended_year is None]
    for row in ended:
        row.ended_year = year
    model.objects.bulk_create(new)
    names = ["name", "reference_year", "ended_year", *(["district"] if model is Neighbourhood else [])]
    model.objects.bulk_update([*changed, *ended], names, batch_size=_BATCH)
    what = "buurten" if model is Neighbourhood else "wijken"
    names_of = [sorted(row.name for row in rows) for rows in (new, ended)]
    return there, Imported(what, len(new), len(changed), len(ended), same, *names_of)


def _boundaries(
    municipality: Municipality, neighbourhoods: dict[str, Any], bounded: dict[str, Bounded], year: int
) -> Imported:
    here = Boundary.objects.filter(municipality=municipality, reference_year=year)
    there = {row.neighbourhood_id: row for row in here}
    new, changed, same = [], [], 0
    for code, one in bounded.items():
        wanted = {
            "polygons": [[[list(place) for place in ring] for ring in polygon] for polygon in one.polygons],
            "outline": [[list(point) for point in ring] for ring in outline(one.polygons, DRAWN_TO)],
        }
        row = there.get(neighbourhoods[code].pk)
        if row is None:
            new.append(
                Boundary(
                    municipality=municipality,
                    neighbourhood=neighbourhoods[code],
                    reference_year=year,
                    **wanted,
                )
            )
        elif any(getattr(row, name) != value for name, value in wanted.items()):
            row.polygons, row.outline = wanted["polygons"], wanted["outline"]
            changed.append(row)
        else:
            same += 1
    Boundary.objects.bulk_create(new, batch_size=_BATCH)
    Boundary.objects.bulk_update(changed, ["polygons", "outline"], batch_size=_BATCH)
    return Imported("grenzen", len(new), len(changed), 0, same)


def _houses(municipality: Municipality, neighbourhoods: dict[str, Any], read: _Read) -> Imported:
    """Store in which buurt each postcode is, that of most of its houses; and where it spans several, each house."""
    middles = {code: middle(one.polygons) for code, one in read.boundaries.items()}
    there = {row.code: row for row in Postcode.objects.filter(municipality=municipality)}
    new, changed, same, split = [], [], 0, []
    for code, numbers in read.houses.items():
        counted = Counter(place for places in numbers.values() for place in places)
        most = min(counted, key=lambda place: (-counted[place], place))
        if len(counted) > 1:
            split += [
                HouseNumber(
                    municipality=municipality,
                    postcode=code,
                    number=number,
                    neighbourhood=neighbourhoods[place],
                )
                for number, places in sorted(numbers.items())
                for place in sorted(places)
            ]
        row = there.get(code)
        if row is not None and row.neighbourhood_id == neighbourhoods[most].pk:
            same += 1
        elif row is not None:
            row.neighbourhood = neighbourhoods[most]
            changed.append(row)
        elif most in middles:  # CBS says in which buurt a postcode is, not where: its middle is near enough
            x, y = middles[most]
            new.append(
                Postcode(municipality=municipality, code=code, neighbourhood=neighbourhoods[most], x=x, y=y)
            )
    stand = HouseNumber.objects.filter(municipality=municipality)
    if set(stand.values_list("postcode", "number", "neighbourhood_id")) != {
        (row.postcode, row.number, row.neighbourhood_id) for row in split
    }:
        stand.delete()
        HouseNumber.objects.bulk_create(split, batch_size=_BATCH)
    Postcode.objects.bulk_create(new, batch_size=_BATCH)
    Postcode.objects.bulk_update(changed, ["neighbourhood"], batch_size=_BATCH)
    return Imported("postcodes", len(new), len(changed), 0, same)
