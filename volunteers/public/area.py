"""What the public page of a wijk shows: doors, who is there, whom to call. Plain values, in the reader's language."""

from __future__ import annotations

import datetime as dt
import string
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from centres.doors import Door, OtherDoor, doors_of
from centres.models import Activity, Catchment, Centre
from neighbourhoods.map import Map, Rings, draw
from neighbourhoods.models import Boundary, District, Neighbourhood
from roster.duty import duty_of_area
from roster.models import DutyShift
from volunteers.public import words
from volunteers.public.calling import ToCall, whom_to_call
from wijkzorg.accounts.models import Membership
from wijkzorg.tenancy.models import Municipality


@dataclass(frozen=True, slots=True)
class Way:
    """Another door, in words."""

    centre: Centre
    far: str
    when: str  # until when it is open, or when it opens
    is_open: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A door as the page shows it."""

    centre: Centre
    is_open: bool
    when: str
    why: str
    decided_by: str
    elsewhere: str
    ways: tuple[Way, ...]
    offers: tuple[tuple[str, Activity], ...]
    letter: str = ""  # by which it stands on the map


@dataclass(frozen=True, slots=True)
class Professional:
    """Who is there for a kind of work, when, and by which number of their team."""

    kind: str
    names: str
    when: str  # "" is now
    phone: str


@dataclass(frozen=True, slots=True)
class AreaPage:
    """All of the page."""

    municipality: Municipality
    district: District
    doors: tuple[Shown, ...]
    professionals: tuple[Professional, ...]
    call: ToCall | None
    at: str
    map: Map | None
    places: tuple[str, ...]  # the neighbourhoods, as they are numbered on the map

    @property
    def open_doors(self) -> list[Shown]:
        """The doors that are open now."""
        return [door for door in self.doors if door.is_open]

    @property
    def closed_doors(self) -> list[Shown]:
        """Those that are not."""
        return [door for door in self.doors if not door.is_open]


def page_of(municipality: Municipality, district: District, now: dt.datetime) -> AreaPage:
    """Put the page of a wijk together, with as many queries for one door as for fifty."""
    today = municipality.day_of(now)
    here = {
        place.pk: place.name
        for place in Neighbourhood.objects.current().filter(district=district).order_by("name", "code")
    }
    doors = doors_of(municipality, here, now)
    letters = dict(zip((door.centre.pk for door in doors), string.ascii_uppercase, strict=False))
    return AreaPage(
        municipality=municipality,
        district=district,
        doors=tuple(
            replace(shown(door, municipality, now), letter=letters.get(door.centre.pk, "")) for door in doors
        ),
        professionals=tuple(_professionals(municipality, list(here), now)),
        call=whom_to_call(municipality, today),
        at=words.clock(now, municipality.zone),
        map=draw(
            _outlines(here),
            [
                (letters[door.centre.pk], door.centre.point, door.is_open)
                for door in doors
                if door.centre.pk in letters
            ],
        ),
        places=tuple(here.values()),
    )


def _outlines(here: dict[int, str]) -> dict[str, Rings]:
    """Return the newest boundary of each neighbourhood by its name, in the order in which they are numbered."""
    rows = Boundary.objects.filter(neighbourhood__in=here).order_by("neighbourhood", "-reference_year")
    newest = dict(rows.distinct("neighbourhood").values_list("neighbourhood_id", "outline"))
    return {name: newest.get(pk, []) for pk, name in here.items()}


def shown(door: Door, municipality: Municipality, now: dt.datetime) -> Shown:
    """Say of a door whether it is open, until when, and where else somebody can go."""
    return Shown(
        centre=door.centre,
        is_open=door.is_open,
        when=_when(door, municipality, now),
        why=door.closure.reason if door.closure else door.note,
        decided_by=door.closure.decided_by if door.closure else "",
        elsewhere=door.closure.instead_elsewhere if door.closure else "",
        ways=tuple(_way(other, municipality, now) for other in door.others),
        offers=tuple((f"{offer.starts:%H:%M} – {offer.ends:%H:%M}", offer) for offer in door.offers),
    )


def _when(door: Door, municipality: Municipality, now: dt.datetime) -> str:
    zone, today = municipality.zone, municipality.day_of(now)
    if door.is_open:
        return _open_until(door.until, municipality, now)
    if door.closure is not None and door.closure.ends_at is None:
        return _("Dit centrum gaat niet meer open.")
    if door.closure is not None and door.closure.ends_at is not None:
        said = words.until(door.closure.ends_at, zone, today)
        return _("Dicht tot %(when)s.") % {"when": said}
    if door.opens is None:
        return _("Nu dicht.")
    return _("Nu dicht. Open %(when)s.") % {"when": words.moment(door.opens, zone, today)}


def _open_until(until: dt.datetime | None, municipality: Municipality, now: dt.datetime) -> str:
    if until is None:
        return _("Dag en nacht open.")
    said = words.until(until, municipality.zone, municipality.day_of(now))
    return _("Open tot %(when)s.") % {"when": said}


def _way(other: OtherDoor, municipality: Municipality, now: dt.datetime) -> Way:
    zone, today = municipality.zone, municipality.day_of(now)
    if other.is_open:
        when = _open_until(other.until, municipality, now)
    elif other.opens is not None:
        when = _("Open %(when)s.") % {"when": words.moment(other.opens, zone, today)}
    else:
        when = _("Nu dicht.")
    return Way(other.centre, words.distance(other.metres), when, other.is_open)


def _professionals(municipality: Municipality, here: list[int], now: dt.datetime) -> list[Professional]:
    """Return who is on duty, by kind of work; with the number of a team that has one."""
    duties = duty_of_area(municipality, here, now)
    today = municipality.day_of(now)
    rows = Membership.objects.on(today).filter(
        municipality=municipality,
        user__in=[user.pk for duty in duties for user in duty.users],
        team__isnull=False,
    )
    phones: dict[int, str] = {}
    for user_id, phone in rows.order_by("pk").values_list("user_id", "team__phone"):
        phones.setdefault(user_id, phone)
    return [
        Professional(
            kind=str(DutyShift.Kind(duty.kind).label),
            names=", ".join(str(user) for user in duty.users),
            when="" if duty.starts is None else words.moment(duty.starts, municipality.zone, today),
            phone=next((phones[user.pk] for user in duty.users if phones.get(user.pk)), ""),
        )
        for duty in duties
    ]


def open_doors_by_district(municipality: Municipality, now: dt.datetime) -> list[tuple[District, int, int]]:
    """Return the wijken with how many of their doors are open now, and how many there are."""
    places: dict[int, list[int]] = {}
    for pk, district_id in (
        Neighbourhood.objects.current().filter(municipality=municipality).values_list("pk", "district_id")
    ):
        places.setdefault(district_id, []).append(pk)
    everywhere = [pk for some in places.values() for pk in some]
    is_open = {door.centre.pk: door.is_open for door in doors_of(municipality, everywhere, now)}
    served: dict[int, set[int]] = {}
    for centre_id, place_id in Catchment.objects.filter(centre__in=is_open).values_list(
        "centre_id", "neighbourhood_id"
    ):
        served.setdefault(place_id, set()).add(centre_id)
    found = []
    for district in District.objects.filter(municipality=municipality, ended_year__isnull=True).order_by(
        "name", "code"
    ):
        there = {centre for place in places.get(district.pk, ()) for centre in served.get(place, ())}
        found.append((district, sum(is_open[centre] for centre in there), len(there)))
    return found
