"""Count what is true: of one moment, and of the days between two; by neighbourhood, wijk and municipality.

Whatever is counted over a longer time is the sum of what was counted then, a stretch at a time (docs/figures.md).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from cases.models import Flag
from centres.figures import figures_of
from centres.models import Centre
from municipalities import statements
from municipalities.definitions import REASONS, RULES
from municipalities.limits import Limits
from municipalities.relations import Cell, Period
from municipalities.series import name_of
from neighbourhoods.addresses import whereabouts_of
from neighbourhoods.geometry import holds
from neighbourhoods.models import Boundary, District, Neighbourhood
from neighbourhoods.points import Point
from outreach import clock
from outreach.readings import readings
from volunteers.elasticity import Mood
from volunteers.facts import known, moment_of
from wijkzorg.tenancy.models import Municipality

_DAY = dt.timedelta(days=1)
_RULES = dict(zip(("scaled_down", "eroding", "not_seen", "unfindable"), RULES, strict=True))
_MOODS = {Mood.ROOMY: "ruim", Mood.MIND: "letOp", Mood.REST: "rust"}
_CENTRE_PARTS = ("open", "dichtMetAnder", "dichtZonderAnder")
assert set(REASONS) == {"geenCapaciteit", "bezuiniging", "wensBewoner", "onbereikbaar", "anders"}


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of a municipality: by their numbers here, by their codes outside."""

    municipality: Municipality
    districts: Mapping[int, str]
    neighbourhoods: Mapping[int, tuple[str, str]]  # its code and that of its wijk
    ended: frozenset[str]

    def tree(self, keep: Iterable[str]) -> dict[str, list[str]]:
        """Say of what the municipality and each wijk consist: what is on the newest list, and these codes."""
        wanted = {code for code, _ in self.neighbourhoods.values() if code not in self.ended}.union(keep)
        found: dict[str, list[str]] = defaultdict(list)
        for code, district in sorted(self.neighbourhoods.values()):
            if code in wanted:
                found[district].append(code)
        return {self.municipality.code: sorted(found), **found}


def areas_of(municipality: Municipality) -> Areas:
    """Return the areas of a municipality: two queries."""
    districts = dict(District.objects.filter(municipality=municipality).values_list("pk", "code"))
    rows = Neighbourhood.objects.filter(municipality=municipality).values_list(
        "pk", "code", "district_id", "ended_year"
    )
    found, ended = {}, set()
    for pk, code, district, ended_year in rows:
        found[pk] = (code, districts[district])
        if ended_year is not None:
            ended.add(code)
    return Areas(municipality, districts, found, frozenset(ended))


@dataclass(slots=True)
class Counts:
    """What was counted: a number for each cell that is not 0, the persons behind it, and medians with theirs."""

    values: dict[Cell, int] = field(default_factory=dict)
    persons: dict[Cell, int] = field(default_factory=dict)
    medians: dict[Cell, tuple[int, int]] = field(default_factory=dict)

    def put(self, cell: Cell, value: int, persons: int | None = None) -> None:
        """Keep a number that is not 0."""
        if value:
            self.values[cell] = value
        if persons is not None and persons:
            self.persons[cell] = persons


def stocks(areas: Areas, day: dt.date, limits: Limits) -> Counts:
    """Count what there is as a day begins, in every area."""
    found, period = Counts(), Period(day, day)
    values = _then(areas.municipality, day, limits)
    points: Counter[Cell] = Counter()
    for row in _rows(statements.CASES_THEN, values):
        neighbourhood, district, cases, persons, first, needed, agreed, unseen = row
        area = _area(areas, neighbourhood, district)
        found.put(Cell("openDossiers", area, period), cases, persons)
        if persons:
            found.medians[Cell("dagenSindsGezien", area, period)] = (int(unseen), persons)
        for part, millionths in (("eerstNodig", first), ("nodig", needed), ("afgesproken", agreed)):
            if neighbourhood is not None:
                for over in _up(areas, neighbourhood):
                    points[Cell(f"puntenPerWeek.{part}", over, period)] += _points(7 * int(millionths))
            found.persons[Cell(f"puntenPerWeek.{part}", area, period)] = persons
    found.values |= {cell: value for cell, value in points.items() if value}
    values["answered_by"] = _answered_by(day)
    values["judged"] = _judged(areas.municipality, day, values)
    for row in _rows(statements.FLAGS_THEN, values):
        neighbourhood, district, figure, kind, number, persons, _ = row
        cell = Cell(name_of(figure, _RULES.get(kind)), _area(areas, neighbourhood, district), period)
        found.put(cell, number, persons)
    _decisions(found, areas, period, values)
    _volunteers(found, areas, period, values)
    return found


def over_days(areas: Areas, period: Period, limits: Limits) -> Counts:
    """Count what happened over some days of one week and month, in every neighbourhood; and who there was."""
    found = Counts()
    values = _between(areas.municipality, period, limits)
    for figure, part, neighbourhood, number in _rows(statements.CASES_BETWEEN, values):
        value = _points(int(number)) if figure == "punten" else int(number)
        found.put(Cell(name_of(figure, part), areas.neighbourhoods[neighbourhood][0], period), value)
        if figure == "contactmomenten":
            total = Cell(figure, areas.neighbourhoods[neighbourhood][0], period)
            found.put(total, found.values.get(total, 0) + value)
    for neighbourhood, _, figure, part, number, _, _ in _rows(statements.EVENTS, values):
        if neighbourhood is not None:
            name = name_of(figure, _RULES.get(part, part))
            found.put(Cell(name, areas.neighbourhoods[neighbourhood][0], period), number)
    return found


def behind(areas: Areas, period: Period, limits: Limits) -> Counts:
    """Count the persons behind what happened over a period, in every area; and how many hours an answer took."""
    found = Counts()
    values = _between(areas.municipality, period, limits)
    for neighbourhood, district, figure, part, _, persons, hours in _rows(statements.EVENTS, values):
        area = _area(areas, neighbourhood, district)
        found.persons[Cell(name_of(figure, _RULES.get(part, part)), area, period)] = persons
        if figure == "hulpvragenBeantwoord" and part is None:
            found.medians[Cell("urenTotAntwoord", area, period)] = (int(hours), persons)
    return found


def centre_hours(areas: Areas, period: Period) -> dict[Cell, int]:
    """Count the hours that centres were open and shut over a period, in every area; of nobody, so nothing is hidden."""
    municipality = areas.municipality
    centres = list(Centre.objects.filter(municipality=municipality))
    where = _neighbourhoods(municipality, centres)
    moment = _moment(municipality, period.ends)
    found: dict[Cell, dt.timedelta] = defaultdict(dt.timedelta)
    for one in figures_of(municipality, centres, period.begins, period.ends - _DAY, moment):
        place = where.get(one.centre.pk)
        over = [municipality.code] if place is None else _up(areas, place)
        took = (one.open, one.shut - one.without_alternative, one.without_alternative)
        for area in over:
            for part, hours in zip(_CENTRE_PARTS, took, strict=True):
                found[Cell(f"centrumuren.{part}", area, period)] += hours
    return {cell: round(took / dt.timedelta(hours=1)) for cell, took in found.items()}


def _neighbourhoods(municipality: Municipality, centres: Collection[Centre]) -> dict[int, int]:
    """Say in which neighbourhood each centre is: by its address, else by where its door is on the newest map."""
    where = whereabouts_of(municipality, {centre.postcode for centre in centres})
    found, left = {}, []
    for centre in centres:
        place = where(centre.postcode, centre.house_number).neighbourhood
        if place is None:
            left.append(centre)
        else:
            found[centre.pk] = place.pk
    rows = (
        Boundary.objects.filter(municipality=municipality, neighbourhood__ended_year__isnull=True)
        if left
        else []
    )
    outlines = {row.neighbourhood_id: row.outline for row in sorted(rows, key=lambda row: row.reference_year)}
    for centre in left:
        door = Point(centre.x, centre.y)
        if (pk := next((pk for pk, rings in outlines.items() if holds(rings, door)), None)) is not None:
            found[centre.pk] = pk
    return found


def _decisions(found: Counts, areas: Areas, period: Period, values: Mapping[str, Any]) -> None:
    code = areas.municipality.code
    for number, cases, persons, less, flags, flagged in _rows(statements.DECISIONS, values):
        found.values[Cell(f"besluitAfspraken.{number}", code, period)] = cases
        found.persons[Cell(f"besluitAfspraken.{number}", code, period)] = persons
        found.values[Cell(f"besluitPunten.{number}", code, period)] = _points(7 * int(less))
        found.persons[Cell(f"besluitPunten.{number}", code, period)] = persons
        found.values[Cell(f"besluitSignaleringen.{number}", code, period)] = flags
        found.persons[Cell(f"besluitSignaleringen.{number}", code, period)] = flagged


def _volunteers(found: Counts, areas: Areas, period: Period, values: Mapping[str, Any]) -> None:
    """Count who takes part, and how much they can still give: as the matching itself reads it."""
    living = dict(_rows(statements.VOLUNTEERS_THEN, values))
    moment = moment_of(areas.municipality, _moment(areas.municipality, period.begins))
    policy = moment.numbers.elastic
    counted: Counter[Cell] = Counter()
    for number, one in known(moment, list(living)).items():
        mood = _MOODS[one.volunteer.reading.mood(policy)]
        for area in _up(areas, living[number]):
            counted[Cell("vrijwilligers", area, period)] += 1
            counted[Cell(f"vrijwilligers.{mood}", area, period)] += 1
    for cell, number in counted.items():
        found.put(cell, number, number)


def _judged(municipality: Municipality, day: dt.date, values: Mapping[str, Any]) -> list[int]:
    """Say which flags nobody answered, of those whose clock a pause interrupted: that asks the clock itself."""
    numbers = [number for (number,) in _rows(statements.PAUSED_FLAGS, values)]
    flags = list(Flag.objects.filter(pk__in=numbers).only("pk", "case_id", "detected_at", "closed_at"))
    read = readings(flags, day - _DAY, municipality.zone)
    return [one.flag.pk for one in read if one.state is clock.State.UNANSWERED]


def _answered_by(day: dt.date) -> dt.date:
    """Return the last day on which a clock may have begun that says, the evening before a day, that nobody answered."""
    since = day - dt.timedelta(days=clock.UNANSWERED_AFTER)
    while clock.after(since, clock.UNANSWERED_AFTER) > day - _DAY:
        since -= _DAY
    return since


def _points(millionths: int) -> int:
    return (millionths + 500_000) // 1_000_000


def _up(areas: Areas, neighbourhood: int) -> tuple[str, str, str]:
    return (*areas.neighbourhoods[neighbourhood], areas.municipality.code)


def _area(areas: Areas, neighbourhood: int | None, district: int | None) -> str:
    if neighbourhood is not None:
        return areas.neighbourhoods[neighbourhood][0]
    return areas.municipality.code if district is None else areas.districts[district]


def _moment(municipality: Municipality, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), municipality.zone)


def _then(municipality: Municipality, day: dt.date, limits: Limits) -> dict[str, Any]:
    return {
        "municipality": municipality.pk,
        "zone": municipality.timezone,
        "begins": day,
        "at": _moment(municipality, day),
        "on": day - _DAY,
        "step": limits.step,
        "half": limits.step // 2,
    }


def _between(municipality: Municipality, period: Period, limits: Limits) -> dict[str, Any]:
    return {
        **_then(municipality, period.begins, limits),
        "on": period.begins,
        "ends": period.ends,
        "until": _moment(municipality, period.ends),
    }


def _rows(statement: str, values: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        yield from cursor.fetchall()
