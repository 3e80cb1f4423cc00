"""Sets of who can be reached through one centre alone, and of whom another way is sought. They read no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from cases.models import Case
from centres.querysets import own_centres
from residents.models import Resident
from roster.models import DutyShift
from roster.querysets import led_teams
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership

if TYPE_CHECKING:
    from reaching.models import OnlyHere, Reach  # noqa: F401  (the types below are strings)

Role = Membership.Role


def of_desk(desk: Desk) -> models.QuerySet[Resident]:
    """Return the residents whom the desk of a centre may know: those of its neighbourhoods, for staff of the desk."""
    if desk.municipality is None or Role.CENTRE_STAFF not in desk.roles:
        return Resident.objects.none()
    staffed = own_centres(desk).filter(role=Role.CENTRE_STAFF)
    return Resident.objects.filter(
        municipality_id=desk.municipality.pk,
        neighbourhood__in=staffed.values("centre__catchment__neighbourhood"),
    )


class OnlyHereQuerySet(models.QuerySet["OnlyHere"]):
    """Sets of residents with one channel."""

    def visible_to(self, desk: Desk) -> OnlyHereQuerySet:
        """Keep those of the centres at whose desk somebody works: a coordinator learns how many, and no names."""
        if desk.municipality is None or Role.CENTRE_STAFF not in desk.roles:
            return self.none()
        staffed = own_centres(desk).filter(role=Role.CENTRE_STAFF)
        return self.filter(municipality_id=desk.municipality.pk, centre__in=staffed.values("centre"))

    def standing(self) -> OnlyHereQuerySet:
        """Keep those that are so."""
        return self.filter(ended_at__isnull=True)


class ReachQuerySet(models.QuerySet["Reach"]):
    """Sets of residents who must be reached another way."""

    def waiting(self) -> ReachQuerySet:
        """Keep those for whom nobody arranged anything, while it is still needed."""
        return self.filter(done_at__isnull=True, dropped_at__isnull=True)

    def visible_to(self, desk: Desk) -> ReachQuerySet:
        """Keep those of own cases' teams, those of one's duty, those that one arranged, and for a lead nobody's."""
        if desk.municipality is None or not desk.case_teams or desk.user.pk is None:
            return self.none()
        mine = Q(Exists(_cases(desk).filter(team_id__in=desk.case_teams))) | Q(done_by_id=desk.user.pk)
        mine |= _on_duty(desk)
        if led_teams(desk):
            mine |= _nobodys(desk)
        return self.filter(mine, municipality_id=desk.municipality.pk)

    def in_care_of(self, desk: Desk) -> ReachQuerySet:
        """Keep those whose case somebody takes care of today, themselves or for who is away."""
        assert desk.municipality is not None, "who has no municipality has no cases"
        own = Case.objects.in_care_of(desk, desk.municipality.day_of(desk.now))
        going = own.going_on(desk.municipality.day_of(desk.now))
        return self.filter(
            Exists(going.filter(resident_id=OuterRef("resident_id"))), municipality_id=desk.municipality.pk
        )

    def late_for(self, desk: Desk) -> ReachQuerySet:
        """Keep those of cases of the teams that one leads, for which nothing is arranged while the door is shut."""
        led = _cases(desk).filter(team_id__in=led_teams(desk))
        return self.filter(Exists(led), closure__starts_at__lte=desk.now)

    def on_duty_of(self, desk: Desk) -> ReachQuerySet:
        """Keep those without a worker, in a neighbourhood of which somebody is the one on duty now."""
        return self.filter(_on_duty(desk))

    def nobodys(self, desk: Desk) -> ReachQuerySet:
        """Keep those without a worker for which nobody has duty now: every lead's."""
        return self.filter(_nobodys(desk))


def _cases(desk: Desk) -> models.QuerySet[Case]:
    """Return the cases of the resident of a row that are going on."""
    assert desk.municipality is not None, "who has no municipality has no cases"
    today = desk.municipality.day_of(desk.now)
    return Case.objects.going_on(today).filter(resident_id=OuterRef("resident_id"))


def _without_worker(desk: Desk) -> Q:
    return ~Q(Exists(_cases(desk).filter(worker__isnull=False)))


def _on_duty(desk: Desk) -> Q:
    assert desk.municipality is not None and desk.user.pk is not None, "who has no municipality has no duty"
    shifts = DutyShift.objects.held_by(desk.user.pk, desk.now, desk.municipality.day_of(desk.now))
    here = shifts.filter(
        municipality_id=desk.municipality.pk,
        neighbourhood_id=OuterRef("resident__neighbourhood_id"),
        kind=DutyShift.Kind.SOCIAL,
    )
    return _without_worker(desk) & Q(Exists(here)) & Q(municipality_id=desk.municipality.pk)


def _nobodys(desk: Desk) -> Q:
    assert desk.municipality is not None, "who has no municipality leads nobody"
    now = DutyShift.objects.filter(
        municipality_id=desk.municipality.pk,
        neighbourhood_id=OuterRef("resident__neighbourhood_id"),
        kind=DutyShift.Kind.SOCIAL,
        starts_at__lte=desk.now,
        ends_at__gt=desk.now,
    )
    return _without_worker(desk) & ~Q(Exists(now)) & Q(municipality_id=desk.municipality.pk)
