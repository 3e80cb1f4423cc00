"""What hangs on paper: the doors of a wijk with the hours of a week, or one door that is shut; plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centres.models import Catchment, Centre, Closure, OpeningHours
from centres.opening import Hours
from neighbourhoods.models import District
from neighbourhoods.points import metres
from volunteers.public import words
from volunteers.public.calling import ToCall, whom_to_call
from wijkzorg import qr
from wijkzorg.tenancy.models import Municipality

_MONDAY = dt.date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Code:
    """A code to scan, as an SVG path; `address` is what it leads to, for who cannot scan."""

    address: str
    size: int
    path: str

    @classmethod
    def to(cls, address: str) -> Code:
        """Make the code of an address."""
        return cls(address, *qr.path_of(address))


@dataclass(frozen=True, slots=True)
class Week:
    """A door with its hours, a line for each row of days that has the same."""

    centre: Centre
    lines: tuple[tuple[str, str], ...]
    closure: str  # what shuts it now or soon; "" for nothing


@dataclass(frozen=True, slots=True)
class DoorPoster:
    """What hangs on one door."""

    municipality: Municipality
    week: Week
    closure: Closure | None
    when: str
    other: Centre | None
    far: str
    call: ToCall | None
    code: Code


@dataclass(frozen=True, slots=True)
class WijkPoster:
    """What hangs on a wall in a wijk."""

    municipality: Municipality
    district: District
    weeks: tuple[Week, ...]
    call: ToCall | None
    code: Code
    day: str


def of_door(municipality: Municipality, centre: Centre, address: str, now: dt.datetime) -> DoorPoster:
    """Put together what hangs on a door: about the closure of now, or the next one, for it is printed ahead."""
    closure = (
        Closure.objects.not_over(now)
        .filter(centre=centre)
        .select_related("instead")
        .order_by("starts_at")
        .first()
    )
    other = closure.instead if closure else None
    return DoorPoster(
        municipality=municipality,
        week=_weeks([centre], municipality, now)[0],
        closure=closure,
        when=_shut(closure, municipality, now) if closure else "",
        other=other,
        far=words.distance(metres(centre.point, other.point)) if other else "",
        call=whom_to_call(municipality, municipality.day_of(now)),
        code=Code.to(address),
    )


def of_wijk(municipality: Municipality, district: District, address: str, now: dt.datetime) -> WijkPoster:
    """Put together what hangs on a wall: as many queries for one door as for fifty."""
    today = municipality.day_of(now)
    served = Catchment.objects.filter(neighbourhood__district=district).values("centre_id")
    centres = list(Centre.objects.filter(pk__in=served).on(today).order_by("name"))
    return WijkPoster(
        municipality=municipality,
        district=district,
        weeks=tuple(_weeks(centres, municipality, now)),
        call=whom_to_call(municipality, municipality.day_of(now)),
        code=Code.to(address),
        day=date_format(today, "j F Y"),
    )


def _weeks(centres: Collection[Centre], municipality: Municipality, now: dt.datetime) -> list[Week]:
    today = municipality.day_of(now)
    hours: dict[int, list[Hours]] = {centre.pk: [] for centre in centres}
    for row in OpeningHours.objects.filter(centre__in=centres).order_by("weekday", "opens"):
        held = Hours(row.weekday, row.opens, row.closes, row.first_day, row.last_day)
        if held.hold(today + dt.timedelta(days=(row.weekday - today.weekday()) % 7)):
            hours[row.centre_id].append(held)
    soon = Closure.objects.not_over(now).filter(centre__in=centres, starts_at__lt=now + dt.timedelta(days=14))
    shut = {closure.centre_id: closure for closure in soon.order_by("-starts_at")}
    return [
        Week(
            centre,
            tuple(_lines(hours[centre.pk])),
            _shut(shut[centre.pk], municipality, now) if centre.pk in shut else "",
        )
        for centre in centres
    ]


def _lines(hours: Collection[Hours]) -> list[tuple[str, str]]:
    """Say the hours of a week; days beside each other with the same hours are one line."""
    each = [
        _(" en ").join(f"{one.opens:%H:%M} – {one.closes:%H:%M}" for one in hours if one.weekday == weekday)
        or _("dicht")
        for weekday in range(7)
    ]
    lines: list[tuple[str, str]] = []
    first = 0
    for weekday in range(7):
        if weekday == 6 or each[weekday + 1] != each[weekday]:
            lines.append((_days(first, weekday), each[weekday]))
            first = weekday + 1
    return lines


def _days(first: int, last: int) -> str:
    names = [date_format(_MONDAY + dt.timedelta(days=day), "l") for day in (first, last)]
    if first == last:
        return names[0]
    return (
        _("%(first)s en %(last)s") % {"first": names[0], "last": names[1]}
        if last - first == 1
        else (_("%(first)s tot en met %(last)s") % {"first": names[0], "last": names[1]})
    )


def _shut(closure: Closure, municipality: Municipality, now: dt.datetime) -> str:
    zone, today = municipality.zone, municipality.day_of(now)
    begins = date_format(municipality.day_of(closure.starts_at), "l j F")
    if closure.ends_at is None:
        return _("Dit centrum gaat niet meer open.")
    until = words.until(closure.ends_at, zone, today)
    if closure.starts_at <= now:
        return _("Dicht tot %(when)s.") % {"when": until}
    return _("Dicht van %(first)s tot %(when)s.") % {"first": begins, "when": until}
