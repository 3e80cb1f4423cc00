"""Who is on duty: to whom goes what has no worker yet. Call it inside the municipality (wijkzorg.tenancy.wall)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from roster import turns
from roster.models import DutyShift
from roster.presence import presence_of
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality

Kind = DutyShift.Kind
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
