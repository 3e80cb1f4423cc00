"""Who of us is there for a neighbourhood's volunteers now: its coordinators, and the professional on duty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cases.models import Case
from centres.models import CentreStaff, Closure
from roster.duty import on_duty
from roster.models import Absence, DutyShift, StandIn
from roster.presence import presence_of
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.models import Municipality


def coordinators_of(municipality: Municipality, neighbourhood_id: int, now: dt.datetime) -> list[User]:
    """Return the coordinators who are there today: those of the centre of a neighbourhood first, then all others.

    Where its door is shut, those of the door that opens instead come before its own.
    """
    day = municipality.day_of(now)
    rows = Membership.objects.on(day).filter(
        municipality=municipality, role=Membership.Role.COORDINATOR, user__is_active=True
    )
    away = set(Absence.objects.on(day).filter(municipality=municipality).values_list("user_id", flat=True))
    staff = CentreStaff.objects.on(day).filter(municipality=municipality, role=CentreStaff.Role.COORDINATOR)
    near = set(
        staff.filter(centre__catchment__neighbourhood_id=neighbourhood_id).values_list("user_id", "centre_id")
    )
    shut = Closure.objects.at(now).filter(centre__catchment__neighbourhood_id=neighbourhood_id)
    instead = dict(shut.values_list("centre_id", "instead_id"))
    opens = set(staff.filter(centre__in=set(instead.values()) - {None}).values_list("user_id", flat=True))
    open_here = {user for user, centre in near if centre not in instead} | opens
    rank = {user: 1 for user, _centre in near} | dict.fromkeys(open_here, 0)
    users = {row.user_id: row.user for row in rows.select_related("user").order_by("pk")}
    there = [user for user_id, user in users.items() if user_id not in away]
    return sorted(there, key=lambda user: rank.get(user.pk, 2))


def leads_of(municipality: Municipality, now: dt.datetime) -> list[int]:
    """Return the team leads (user id) of a municipality: to whom goes what nobody has duty for."""
    rows = Membership.objects.on(municipality.day_of(now)).filter(
        municipality=municipality, role=Membership.Role.TEAM_LEAD, user__is_active=True
    )
    return sorted(set(rows.values_list("user_id", flat=True)))


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has a step of the clock: somebody now, or from a moment on; neither: the roster knows nobody."""

    user: User | None
    from_: dt.datetime | None = None


def on_duty_for(municipality: Municipality, neighbourhood_id: int, now: dt.datetime) -> Owner:
    """Return who is on duty: the worker, else the deputy, else who comes on duty next, from their first moment."""
    answer = on_duty(municipality.pk, neighbourhood_id, DutyShift.Kind.SOCIAL, now)
    return Owner(answer.user, now if answer.user else answer.next_start)


def worker_of(case_id: int, municipality: Municipality, now: dt.datetime) -> User | None:
    """Return who takes care of a case today: its worker, else who stands in; None where neither is there."""
    case = Case.objects.filter(pk=case_id).select_related("worker").first()
    if case is None or case.worker is None:
        return None
    day = municipality.day_of(now)
    if presence_of(municipality.pk, [case.worker.pk], day).there(case.worker.pk, day):
        return case.worker
    rows = StandIn.objects.on(day).filter(team_id=case.team_id, absence__user_id=case.worker.pk)
    there = rows.filter(absence__first_day__lte=day).exclude(absence__last_day__lt=day)
    takers = set(there.values_list("user_id", flat=True))
    presence = presence_of(municipality.pk, takers, day)
    return next((presence.users[pk] for pk in sorted(takers) if presence.there(pk, day)), None)
