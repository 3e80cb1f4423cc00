"""Which doors are open now; and for one that is closed why, until when, and where else somebody can go.

What a page for the public shows of a wijk: plain values, read with as many queries for one door as for fifty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from centres.models import Activity, Catchment, Centre, Closure, OpeningException
from centres.opening import Timetable, closes_at, open_now, openings, opens_next
from centres.timetables import timetables_of
from neighbourhoods.points import metres

if TYPE_CHECKING:
    from wijkzorg.tenancy.models import Municipality

_NEAREST = 2  # other doors that are named besides the one of the closure


@dataclass(frozen=True, slots=True)
class OtherDoor:
    """Another door to go to: how far from the closed one, and open until when (None: it is closed now too)."""

    centre: Centre
    metres: int
    is_open: bool
    until: dt.datetime | None
    opens: dt.datetime | None
    named: bool  # by who decided about the closure


@dataclass(frozen=True, slots=True)
class Door:
    """A centre as somebody stands before it now."""

    centre: Centre
    is_open: bool
    until: dt.datetime | None  # open: when it closes, None for one that does not
    opens: dt.datetime | None  # closed: when it opens, None where nobody knows
    closure: Closure | None
    note: str  # of today's exception
    others: tuple[OtherDoor, ...]
    offers: tuple[Activity, ...]  # today, while the door is open
    today: tuple[tuple[dt.datetime, dt.datetime], ...]


def doors_of(municipality: Municipality, neighbourhood_ids: Collection[int], now: dt.datetime) -> list[Door]:
    """Return the doors of some neighbourhoods, the open ones first, then by name."""
    served = Catchment.objects.filter(neighbourhood_id__in=neighbourhood_ids).values_list(
        "centre_id", flat=True
    )
    found = _doors(municipality, set(served), now)
    return sorted(found, key=lambda door: (not door.is_open, door.centre.name))


def door_of(municipality: Municipality, centre_id: int, now: dt.datetime) -> Door | None:
    """Return one door; None for a centre that is not there today."""
    return next(iter(_doors(municipality, {centre_id}, now)), None)


def _doors(municipality: Municipality, wanted: set[int], now: dt.datetime) -> list[Door]:
    today = municipality.day_of(now)
    everywhere = list(Centre.objects.filter(municipality=municipality).on(today).order_by("name"))
    tables = timetables_of(everywhere, zone=municipality.zone, since=today)
    closures = {row.centre_id: row for row in Closure.objects.filter(centre__in=everywhere).at(now)}
    notes = dict(
        OpeningException.objects.filter(centre__in=everywhere, day=today)
        .exclude(note="")
        .values_list("centre_id", "note")
    )
    offers: dict[int, list[Activity]] = {}
    for offer in _offered(everywhere, today):
        offers.setdefault(offer.centre_id, []).append(offer)
    return [
        _door(centre, everywhere, tables, closures, notes, offers, today, now)
        for centre in everywhere
        if centre.pk in wanted
    ]


def _offered(centres: Collection[Centre], today: dt.date) -> Iterable[Activity]:
    rows = Activity.objects.filter(centre__in=centres, weekday=today.weekday())
    return rows.exclude(first_day__gt=today).exclude(last_day__lt=today).order_by("starts", "name")


def _door(
    centre: Centre,
    everywhere: list[Centre],
    tables: dict[int, Timetable],
    closures: dict[int, Closure],
    notes: dict[int, str],
    offers: dict[int, list[Activity]],
    today: dt.date,
    now: dt.datetime,
) -> Door:
    table = tables[centre.pk]
    is_open = open_now(table, now)
    closure = closures.get(centre.pk)
    spans = openings(table, today, today)
    return Door(
        centre=centre,
        is_open=is_open,
        until=closes_at(table, now),
        opens=None if is_open else opens_next(table, now),
        closure=closure,
        note=notes.get(centre.pk, ""),
        others=() if is_open else tuple(_others(centre, closure, everywhere, tables, now)),
        offers=tuple(one for one in offers.get(centre.pk, ()) if _fits(one, spans, table, today)),
        today=tuple((span.start, span.end) for span in spans),
    )


def _fits(
    offer: Activity, spans: Iterable[tuple[dt.datetime, dt.datetime]], table: Timetable, day: dt.date
) -> bool:
    """Tell whether the door is open when it begins: what is offered behind a closed door is not."""
    starts = dt.datetime.combine(day, offer.starts, table.zone)
    return any(start <= starts < end for start, end in spans)


def _others(
    centre: Centre,
    closure: Closure | None,
    everywhere: list[Centre],
    tables: dict[int, Timetable],
    now: dt.datetime,
) -> Iterable[OtherDoor]:
    """Name the door of the closure first, then the nearest that are open now."""
    instead = closure.instead_id if closure else None
    by_distance = sorted(
        (one for one in everywhere if one.pk != centre.pk),
        key=lambda one: (metres(centre.point, one.point), one.name),
    )
    named = [one for one in by_distance if one.pk == instead]
    nearest = [one for one in by_distance if one.pk != instead and open_now(tables[one.pk], now)]
    for one in [*named, *nearest[:_NEAREST]]:
        is_open = open_now(tables[one.pk], now)
        yield OtherDoor(
            centre=one,
            metres=metres(centre.point, one.point),
            is_open=is_open,
            until=closes_at(tables[one.pk], now),
            opens=None if is_open else opens_next(tables[one.pk], now),
            named=one.pk == instead,
        )
