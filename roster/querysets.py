"""Sets of the roster. Nothing here writes or reads the clock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q

from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import CASE_ROLES, Membership

if TYPE_CHECKING:
    from roster.models import Absence, DutyShift, WorkContract  # noqa: F401  (the types below are strings)

Row = TypeVar("Row", bound=models.Model)


def led_teams(desk: Desk) -> list[int]:
    """Return the teams (id) that somebody leads today."""
    rows = desk.memberships
    return [row.team_id for row in rows if row.role == Membership.Role.TEAM_LEAD and row.team_id is not None]


class DaysQuerySet(models.QuerySet[Row]):
    """Sets of what lasts from a first day to a last one, or has no end yet."""

    def on(self, day: dt.date) -> DaysQuerySet[Row]:
        """Keep what holds on a day."""
        return self.filter(first_day__lte=day).not_over(day)

    def not_over(self, day: dt.date) -> DaysQuerySet[Row]:
        """Keep what holds on a day, or later."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day))

    def of_led_teams(self, desk: Desk) -> DaysQuerySet[Row]:
        """Keep those of who works in a team that one leads: why somebody is away is for their lead alone."""
        assert desk.municipality is not None, "a desk has a municipality"
        members = Membership.objects.on(desk.municipality.day_of(desk.now)).filter(
            team_id__in=led_teams(desk), role__in=(Membership.Role.WORKER, Membership.Role.TEAM_LEAD)
        )
        return self.filter(user_id__in=members.values("user_id"))


class ContractQuerySet(models.QuerySet["WorkContract"]):
    """Sets of contracts."""

    def visible_to(self, desk: Desk) -> ContractQuerySet:
        """Keep those of the teams that one leads."""
        return self.filter(team_id__in=led_teams(desk))

    def in_force(self, day: dt.date) -> ContractQuerySet:
        """Keep of each worker in each team the version that holds on a day."""
        held = self.filter(valid_from__lte=day).order_by("user_id", "team_id", "-valid_from")
        return held.distinct("user_id", "team_id")


class DutyQuerySet(models.QuerySet["DutyShift"]):
    """Sets of shifts."""

    def visible_to(self, desk: Desk) -> DutyQuerySet:
        """Keep those of the municipality, for whoever works with cases: one must know who is on duty."""
        if desk.municipality is None or not desk.case_teams:
            return self.none()
        return self.filter(municipality_id=desk.municipality.pk)

    def between(self, start: dt.datetime, end: dt.datetime) -> DutyQuerySet:
        """Keep those that run at some moment from `start` up to, not including, `end`."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def held_by(self, user_id: int, at: dt.datetime, day: dt.date) -> DutyQuerySet:
        """Keep those in which somebody is the one on duty at a moment: one's own, and another's as the deputy.

        The same as duty.held_by says, as a set that can stand inside another query.
        """
        absent: DaysQuerySet[Absence] = apps.get_model("roster", "Absence")._default_manager.all().on(day)
        here = models.OuterRef("municipality_id")
        away = absent.filter(municipality_id=here, user_id=models.OuterRef("worker_id"))
        there = Membership.objects.on(day).filter(
            municipality_id=here,
            user_id=models.OuterRef("worker_id"),
            role__in=CASE_ROLES,
            user__is_active=True,
        )
        instead = Q(models.Exists(away)) | ~Q(models.Exists(there))
        now = self.filter(starts_at__lte=at, ends_at__gt=at)
        mine = now.filter(Q(worker_id=user_id) | Q(instead, deputy_id=user_id))
        return mine.exclude(models.Exists(absent.filter(municipality_id=here, user_id=user_id)))
