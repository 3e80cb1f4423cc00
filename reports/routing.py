"""To whom a new report goes: the one on duty in its neighbourhood, for its kind of work (docs/product.md, Duty)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from neighbourhoods.models import Neighbourhood
from reports import course
from reports.models import About, Topic
from roster.duty import on_duty
from roster.models import DutyShift
from wijkzorg.accounts.models import CASE_ROLES, Membership, User
from wijkzorg.tenancy.models import Municipality

Kind = DutyShift.Kind
# Which kinds of work it is for, the first before the others. A place is never passed on to enforcement.
_PERSON = (Kind.SOCIAL,)
_YOUNG = (Kind.YOUTH, Kind.COMMUNITY, Kind.SOCIAL)
_STREET = (Kind.COMMUNITY, Kind.YOUTH, Kind.SOCIAL)


@dataclass(frozen=True, slots=True)
class Belongs:
    """Whose a new report is: now, or from the next duty's start; nobody's where the roster has none."""

    kind: Kind
    user: User | None
    starts: dt.datetime | None  # None: the roster knows nobody, so it is the team leads' at once
    team_id: int | None

    def take_up_by(self, municipality: Municipality, now: dt.datetime, *, danger: bool) -> dt.date:
        """Return the last day to take it up, from the day on which somebody is there to do so."""
        return course.take_up_by(municipality.day_of(self.starts or now), danger=danger)


def kinds_for(about: str, topic: str) -> tuple[Kind, ...]:
    """Return for which kinds of work a report is, the first choice first."""
    if about == About.PERSON:
        return _PERSON
    return _YOUNG if topic == Topic.YOUNG_PEOPLE else _STREET


def whose(
    municipality: Municipality, neighbourhood: Neighbourhood, about: str, topic: str, now: dt.datetime
) -> Belongs:
    """Say whose a report is that comes in now: who is on duty, else who comes on duty first.

    A kind of work for which the roster has nobody is passed by: a wijk without a youth worker has others.
    """
    waiting: list[tuple[dt.datetime, Kind]] = []
    kinds = kinds_for(about, topic)
    for kind in kinds:
        answer = on_duty(municipality.pk, neighbourhood.pk, kind, now)
        if answer.user is not None:
            return Belongs(kind, answer.user, now, team_of(answer.user, municipality, now))
        if answer.next_start is not None:
            waiting.append((answer.next_start, kind))
    if not waiting:
        return Belongs(kinds[0], None, None, None)
    starts = min(start for start, _kind in waiting)
    kind = next(kind for start, kind in waiting if start == starts)
    coming = on_duty(municipality.pk, neighbourhood.pk, kind, starts).user
    return Belongs(kind, None, starts, team_of(coming, municipality, now) if coming else None)


def team_of(user: User, municipality: Municipality, now: dt.datetime) -> int | None:
    """Return the team in which somebody works today, whose lead looks along; of several the first."""
    rows = Membership.objects.on(municipality.day_of(now)).filter(
        municipality=municipality, user=user, role__in=CASE_ROLES, team__isnull=False
    )
    return rows.order_by("pk").values_list("team_id", flat=True).first()
