"""Who is on duty: to whom goes what has no worker yet. Call it inside the municipality (wijkzorg.tenancy.wall)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from roster import turns
from roster.models import DutyShift
from roster.presence import Presence, presence_of
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality

Kind = DutyShift.Kind
AREA_AHEAD = dt.timedelta(days=14)
AHEAD = 200  # shifts of one neighbourhood and kind in which the next duty is looked for


@dataclass(frozen=True, slots=True)
class DutyAnswer:
    """Who is on duty; where nobody is, when somebody comes on duty next, if the roster says."""

    user: User | None
    next_start: dt.datetime | None


def on_duty(municipality_id: int, neighbourhood_id: int, kind: str, at: dt.datetime) -> DutyAnswer:
    """Say who is on duty in a neighbourhood for a kind of work: the worker, or the deputy when that one is away."""
    rows = DutyShift.objects.filter(
        municipality_id=municipality_id, neighbourhood_id=neighbourhood_id, kind=kind, ends_at__gt=at
    )
    shifts = [_shift(row) for row in rows.order_by("starts_at")[:AHEAD]]
    if not shifts:
        return DutyAnswer(None, None)
    zone = Municipality.objects.get(pk=municipality_id).zone
    people = {user for shift in shifts for user in (shift.worker, shift.deputy) if user is not None}
    presence = presence_of(municipality_id, people, at.astimezone(zone).date())
    user_id = turns.on_duty(shifts, at, zone, presence.there)
    if user_id is not None:
        return DutyAnswer(presence.users[user_id], None)
    return DutyAnswer(None, turns.next_start(shifts, at, zone, presence.there))


@dataclass(frozen=True, slots=True)
class AreaDuty:
    """Who is there for a kind of work in an area: now, or from a moment on; `users` are who comes then."""

    kind: str
    users: tuple[User, ...]
    starts: dt.datetime | None  # None: now


def duty_of_area(
    municipality: Municipality, neighbourhood_ids: Collection[int], at: dt.datetime
) -> list[AreaDuty]:
    """Say for each kind of work who is on duty in some neighbourhoods: four queries, whatever their number.

    A kind for which the roster of the coming two weeks has nobody is left out.
    """
    rows = DutyShift.objects.filter(
        municipality=municipality, neighbourhood_id__in=neighbourhood_ids, ends_at__gt=at
    ).filter(starts_at__lt=at + AREA_AHEAD)
    shifts: dict[str, dict[int, list[turns.Shift]]] = {}
    for row in rows.order_by("starts_at"):
        shifts.setdefault(row.kind, {}).setdefault(row.neighbourhood_id, []).append(_shift(row))
    each = [shift for places in shifts.values() for some in places.values() for shift in some]
    people = {user for shift in each for user in (shift.worker, shift.deputy) if user is not None}
    presence = presence_of(municipality.pk, people, municipality.day_of(at))
    found = (
        _of_kind(kind, shifts[kind].values(), municipality.zone, presence, at)
        for kind in Kind.values
        if kind in shifts
    )
    return [one for one in found if one is not None]


def _of_kind(
    kind: str,
    places: Collection[list[turns.Shift]],
    zone: dt.tzinfo,
    presence: Presence,
    at: dt.datetime,
) -> AreaDuty | None:
    now = {turns.on_duty(some, at, zone, presence.there) for some in places} - {None}
    if now:
        return AreaDuty(kind, _named(presence, now), None)
    coming = [start for some in places if (start := turns.next_start(some, at, zone, presence.there))]
    if not coming:
        return None
    first = min(coming)
    then = {turns.on_duty(some, first, zone, presence.there) for some in places} - {None}
    return AreaDuty(kind, _named(presence, then), first)


def _named(presence: Presence, ids: Iterable[int | None]) -> tuple[User, ...]:
    return tuple(sorted((presence.users[one] for one in ids if one is not None), key=lambda user: user.name))


def held_by(user_id: int, municipality: Municipality, at: dt.datetime) -> list[DutyShift]:
    """Return the shifts in which somebody is the one on duty at a moment, by neighbourhood and kind."""
    own = DutyShift.objects.filter(Q(worker_id=user_id) | Q(deputy_id=user_id), municipality=municipality)
    now = own.filter(starts_at__lte=at, ends_at__gt=at).select_related("neighbourhood")
    rows = list(now.order_by("neighbourhood__name", "kind"))
    if not rows:
        return []
    day = municipality.day_of(at)
    presence = presence_of(municipality.pk, _people(rows), day)
    return [row for row in rows if _shift(row).holder(day, presence.there) == user_id]


def _people(rows: Iterable[DutyShift]) -> set[int]:
    return {user for row in rows for user in (row.worker_id, row.deputy_id) if user is not None}


def _shift(row: DutyShift) -> turns.Shift:
    return turns.Shift(row.starts_at, row.ends_at, row.worker_id, row.deputy_id)
