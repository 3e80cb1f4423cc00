"""What is known of volunteers and requests at a moment, read set by set and told as the pure modules want it.

Nothing of it is stored: strain, fatigue, reliability and the rest are reckoned from tasks, offers and taps, for any
moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from volunteers import dayparts, recurrence, statements
from volunteers.elasticity import WEEKS, Asked, Facts, read, week_of
from volunteers.grid import Place
from volunteers.models.people import home_key
from volunteers.numbers import Numbers, numbers_of
from volunteers.pairs import Between, Request, Volunteer
from wijkzorg.tenancy.models import Municipality

_WEEK = dt.timedelta(days=7)
_AHEAD = dt.timedelta(days=62)  # a series of once a month has a day in it


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in a municipality, on its own clock, with its day and Monday, and the numbers of the policy then."""

    municipality: Municipality
    now: dt.datetime
    numbers: Numbers
    today: dt.date
    monday: dt.date


def moment_of(municipality: Municipality, now: dt.datetime) -> Moment:
    """Return a moment on the municipality's own clock."""
    local = now.astimezone(municipality.zone)
    today = local.date()
    return Moment(municipality, local, numbers_of(municipality, today), today, week_of(today))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request with what says where and of whom it is; no place: nobody knows where, so nobody is near."""

    request: Request
    place: tuple[int, int] | None
    parties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """A volunteer with what says whose house theirs is, and how they are reached."""

    volunteer: Volunteer
    parties: frozenset[str]


@dataclass(frozen=True, slots=True)
class History:
    """What went before between volunteers and some requests, of all pairs at once."""

    together: Mapping[tuple[int, int], dt.date]
    asked: frozenset[tuple[int, int]]
    blocked_ids: Mapping[int, frozenset[str]] = field(default_factory=dict)
    blocked_homes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def between(self, wanted: Wanted, known: Known, metres: int) -> Between:
        """Tell what is known of a pair."""
        pair = (wanted.request.id, known.volunteer.id)
        return Between(
            metres,
            together_on=self.together.get(pair),
            blocked=self._kept_apart(wanted, known),
            own=not known.parties.isdisjoint(wanted.parties),
            asked_before=pair in self.asked,
        )

    def _kept_apart(self, wanted: Wanted, known: Known) -> bool:
        if not wanted.parties.isdisjoint(self.blocked_ids.get(known.volunteer.id, _NOBODY)):
            return True
        homes = self.blocked_homes
        return bool(homes) and any(
            not wanted.parties.isdisjoint(homes[party]) for party in known.parties if party in homes
        )


_NOBODY: frozenset[str] = frozenset()


# --- Requests ---------------------------------------------------------------------------------------------------


def sought(moment: Moment, district_id: int) -> list[int]:
    """Return the requests of a wijk for which somebody else is to be asked now; the oldest first."""
    values = _here(moment) | _clock(moment) | {"district": district_id}
    return [row[0] for row in _rows(statements.SOUGHT, values)]


def pressing(moment: Moment) -> list[int]:
    """Return those that were put to nobody yet, and urgent ones that wait for nobody; the oldest first."""
    return [row[0] for row in _rows(statements.PRESSING, _here(moment) | _clock(moment))]


def wanted(moment: Moment, requests: Collection[int]) -> list[Wanted]:
    """Read requests; the oldest first."""
    rows = _rows(statements.REQUESTS, _here(moment) | {"requests": list(requests)})
    return [_wanted(moment, row) for row in rows]


def _wanted(moment: Moment, row: Sequence[Any]) -> Wanted:
    (id_, kind, first_on, last_on, rule, minutes, part, starts_at, urgent, no_network, needs_vog) = row[:11]
    (skills, language, essential, neighbourhood, parties, x, y, widened) = row[11:]
    on, span = _next_day(moment, rule, first_on, last_on), None
    if starts_at is not None:
        begins = dt.datetime.combine(on, starts_at, moment.municipality.zone)
        # In UTC, as an hour is an hour also on a night on which the clock is changed.
        ends = begins.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)
        part, span = dayparts.part_of(starts_at), (begins, ends)
    request = Request(
        id=id_,
        kind=kind,
        on=on,
        minutes=minutes,
        parts=frozenset(dayparts.slots(on, part)),
        span=span,
        urgent=urgent,
        no_network=no_network,
        needs_vog=needs_vog,
        essential=frozenset(skills),
        language=language or None,
        language_essential=essential,
        neighbourhood=neighbourhood,
        weight_percent=moment.numbers.weights[kind],
        radius_percent=moment.numbers.widen_percent if widened else 100,
    )
    return Wanted(request, None if x is None else (x, y), frozenset(parties))


def _next_day(moment: Moment, rule: str, first_on: dt.date, last_on: dt.date | None) -> dt.date:
    """Return the day for which help is sought: of a series the next one."""
    if not rule or first_on >= moment.today:
        return first_on
    coming = recurrence.occurrences(rule, first_on, last_on, moment.today, moment.today + _AHEAD)
    return coming[0] if coming else first_on


# --- Volunteers -------------------------------------------------------------------------------------------------


def places(moment: Moment, requests: Iterable[Wanted]) -> dict[str, list[Place]]:
    """Return by kind where those live who do it and reach to where the requests are."""
    stand = [(each.place, each.request) for each in requests if each.place is not None]
    if not stand:
        return {}
    kinds = sorted({request.kind for _place, request in stand})
    values = {
        "kinds": kinds,
        "west": min(x for (x, _y), _request in stand),
        "east": max(x for (x, _y), _request in stand),
        "south": min(y for (_x, y), _request in stand),
        "north": max(y for (_x, y), _request in stand),
        "percent": max(request.radius_percent for _place, request in stand),
    }
    return _by_kind(kinds, _rows(statements.PLACES, _here(moment) | values))


def how_far(moment: Moment, requests: Iterable[Wanted], enough: int) -> dict[int, int]:
    """Return of some requests, by id, how far around them so many volunteers live; nothing of one where that is far."""
    stand = [(each.request.id, *each.place) for each in requests if each.place is not None]
    if not stand:
        return {}
    ids, xs, ys = (list(each) for each in zip(*stand, strict=True))
    values = {"ids": ids, "xs": xs, "ys": ys, "enough": enough}
    rows = _rows(statements.HOW_FAR, _here(moment) | values)
    return {request: ring for request, ring in rows if ring is not None}


def places_near(
    moment: Moment, requests: Iterable[Wanted], within: Mapping[int, int], also: Collection[int]
) -> dict[str, list[Place]]:
    """Return by kind where those live who do it, so near to requests; and some others (`also`) wherever they live."""
    stand = [(*each.place, within[each.request.id]) for each in requests if each.place is not None]
    if not stand:
        return {}
    kinds = sorted({each.request.kind for each in requests})
    xs, ys, rings = (list(each) for each in zip(*stand, strict=True))
    values = {"xs": xs, "ys": ys, "rings": rings, "also": list(also), "kinds": kinds}
    return _by_kind(kinds, _rows(statements.NEAR, _here(moment) | values))


def _by_kind(kinds: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Place]]:
    by_kind: dict[str, list[Place]] = {kind: [] for kind in kinds}
    sets: dict[tuple[Any, ...], frozenset[Any]] = {}  # many have the same: once is enough
    for id_, x, y, radius, minutes, available, *lists, vog_on, does in rows:
        skills, languages = (sets.setdefault(key, frozenset(key)) for key in map(tuple, lists))
        parts = dayparts.bits(available)
        place = Place(id_, x, y, radius, minutes, parts, skills, languages, vog_on)
        for kind in does:
            if kind in by_kind:
                by_kind[kind].append(place)
    return by_kind


def known(moment: Moment, volunteers: Collection[int]) -> dict[int, Known]:
    """Read volunteers, by id, whether they take part or not."""
    if not volunteers:
        return {}
    numbers = moment.numbers
    values = _here(moment) | {
        "volunteers": list(volunteers),
        "monday": moment.monday,
        "today": moment.today,
        "now": moment.now,
        "zone": moment.municipality.timezone,
        "weeks": WEEKS,
        "kmh": numbers.elastic.travel_kmh,
        "kinds": list(numbers.weights),
        "weights": list(numbers.weights.values()),
        "reliable": numbers.asking.reliability_days,
        "late": dt.timedelta(hours=numbers.late_hours),
    }
    return {row[0]: _known(moment, row) for row in _rows(statements.VOLUNTEERS, values)}


def _known(moment: Moment, row: Sequence[Any]) -> Known:
    (id_, capacity, radius, active, vog_on, kinds, skills, languages, available, joined_on, neighbourhood) = (
        row[:11]
    )
    (postcode, house_number, phone, load_ago, loads, since, hours, asked, until, pulses) = row[11:21]
    (away_first, away_last, starts, ends, used_ago, used, coming, open_offers, week_offers) = row[21:30]
    (promised, kept, last_on) = row[30:]
    facts = Facts(
        capacity,
        {moment.monday - ago * _WEEK: load for ago, load in _zip(load_ago, loads)},
        _capacities(moment, capacity, _zip(since, hours), load_ago or ()),
        [Asked(on, ended) for on, ended in _zip(asked, until)],
        pulses or (),
    )
    volunteer = Volunteer(
        id=id_,
        capacity=capacity,
        radius=radius,
        reading=read(facts, moment.today, moment.numbers.elastic),
        active=active,
        away=_zip(away_first, away_last),
        vog_on=vog_on,
        kinds=frozenset(kinds),
        skills=frozenset(skills),
        languages=frozenset(languages),
        parts=frozenset(available),
        busy=_zip(starts, ends),
        used={moment.monday - ago * _WEEK: minutes for ago, minutes in _zip(used_ago, used)},
        coming={moment.monday - ago * _WEEK: load for ago, load in _zip(used_ago, coming)},
        open_offers=open_offers,
        week_offers=week_offers,
        promised=promised,
        kept=kept,
        joined_on=joined_on,
        last_task_on=last_on,
        neighbourhood=neighbourhood,
    )
    home = home_key(postcode, house_number)
    return Known(volunteer, frozenset({home} if home else ()) | ({f"phone:{phone}"} if phone else set()))


def _capacities(
    moment: Moment, now: int, versions: Sequence[tuple[dt.date, int]], weeks: Iterable[int]
) -> dict[dt.date, int]:
    """Return what was given in each of some weeks, where it was another number: that which held on its last day."""
    if all(minutes == now for _since, minutes in versions):
        return {}
    given = {}
    for ago in weeks:
        monday = moment.monday - ago * _WEEK
        held = [minutes for since, minutes in versions if since < monday + _WEEK]
        if held and held[-1] != now:
            given[monday] = held[-1]
    return given


# --- Pairs ------------------------------------------------------------------------------------------------------


def history(moment: Moment, requests: Collection[int]) -> History:
    """Read what went before between anybody and some requests."""
    values = _here(moment) | {"requests": list(requests), "today": moment.today}
    values["continuity"] = moment.numbers.asking.continuity_days
    ids: dict[int, frozenset[str]] = {}
    homes: dict[str, frozenset[str]] = {}
    for volunteer, home, scope, parties in _rows(statements.BLOCKS, values):
        ids[volunteer] = ids.get(volunteer, _NOBODY) | frozenset(parties)
        if home and scope == "household":
            homes[home] = homes.get(home, _NOBODY) | frozenset(parties)
    return History(
        together={
            (request, volunteer): day for request, volunteer, day in _rows(statements.TOGETHER, values)
        },
        asked=frozenset(
            (request, volunteer) for request, volunteer in _rows(statements.ASKED_BEFORE, values)
        ),
        blocked_ids=ids,
        blocked_homes=homes,
    )


def _here(moment: Moment) -> dict[str, Any]:
    return {"municipality": moment.municipality.pk}


def _clock(moment: Moment) -> dict[str, Any]:
    return {"today": moment.today, "time": moment.now.time()}


def _rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _zip(one: Sequence[Any] | None, other: Sequence[Any] | None) -> list[tuple[Any, Any]]:
    """Pair the arrays of a row; no rows are None."""
    return list(zip(one or (), other or (), strict=True))
