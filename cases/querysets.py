"""Sets of what is recorded: who may see which, described once. Nothing here writes or reads the clock.

A worker or team lead sees the cases of the own teams, and a worker for a day the case for which the glass was broken
(EmergencyAccess). Whoever has neither role sees none, whatever else they are. What hangs on a case goes with it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from roster.presence import stand_ins
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership, Team, User

if TYPE_CHECKING:
    from cases.models import Case, Double, EmergencyAccess, Policy  # noqa: F401  (the types below are strings)

Row = TypeVar("Row", bound=models.Model)
# Who works with the numbers of the rules or with their consequences.
_POLICY_ROLES = frozenset(
    {
        Membership.Role.WORKER,
        Membership.Role.TEAM_LEAD,
        Membership.Role.POLICY_OFFICER,
        Membership.Role.PRIVACY_OFFICER,
        Membership.Role.ADMINISTRATOR,
    }
)


class CaseQuerySet(models.QuerySet["Case"]):
    """Sets of cases."""

    def visible_to(self, desk: Desk) -> CaseQuerySet:
        """Keep the cases that somebody may open: those of own teams, and those behind glass that is broken now."""
        return self.filter(_of(desk, "team_id", "pk"))

    def of_own_teams(self, desk: Desk) -> CaseQuerySet:
        """Keep the cases of own teams: what stands on lists and boards, and what somebody may change."""
        return self.filter(team_id__in=desk.case_teams)

    def of_organisation(self, organisation_id: int) -> CaseQuerySet:
        """Keep the cases of an organisation's teams: what its own record system sees."""
        return self.filter(team__in=Team.objects.filter(organisation_id=organisation_id))

    def in_care_of(self, desk: Desk, today: dt.date) -> CaseQuerySet:
        """Keep one's own cases, and those of colleagues who are away and for whom one stands in."""
        assert desk.user.pk is not None, "nobody who is not signed in has cases"
        away = stand_ins(desk.user.pk, desk.case_teams, today)
        # First by worker, which has an index; then whether it is a case of the team in which one stands in.
        workers = (
            User.objects.filter(pk=desk.user.pk).values("pk").union(away.values("absence__user"), all=True)
        )
        theirs = away.filter(absence__user=OuterRef("worker"), team=OuterRef("team"))
        mine = self.of_own_teams(desk).filter(worker__in=workers)
        return mine.filter(Q(worker_id=desk.user.pk) | Exists(theirs))

    def going_on(self, day: dt.date) -> CaseQuerySet:
        """Keep the cases that are not closed on a day."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))


class OfCaseQuerySet(models.QuerySet[Row]):
    """Sets of what hangs on a case."""

    def visible_to(self, desk: Desk) -> OfCaseQuerySet[Row]:
        """Keep what hangs on a case that somebody may open."""
        return self.filter(_of(desk, "case__team_id", "case_id"))

    def of_organisation(self, organisation_id: int) -> OfCaseQuerySet[Row]:
        """Keep what hangs on a case of an organisation's teams."""
        return self.filter(case__team__in=Team.objects.filter(organisation_id=organisation_id))


class EmergencyAccessQuerySet(models.QuerySet["EmergencyAccess"]):
    """Sets of broken glass."""

    def held(self, user_id: int, now: dt.datetime) -> EmergencyAccessQuerySet:
        """Keep what a user holds at a moment: from the first moment up to, not including, the last."""
        return self.filter(user_id=user_id, starts_at__lte=now, ends_at__gt=now)

    def visible_to(self, desk: Desk) -> EmergencyAccessQuerySet:
        """Keep one's own, and those into the teams that one leads."""
        led = [row.team_id for row in desk.memberships if row.role == Membership.Role.TEAM_LEAD]
        own = Q(user_id=desk.user.pk) if desk.case_teams else Q(pk__in=[])
        return self.filter(own | Q(team_id__in=led))


class DoubleQuerySet(models.QuerySet["Double"]):
    """Sets of whoever seems to have a case with two teams."""

    def visible_to(self, desk: Desk) -> DoubleQuerySet:
        """Keep those of the teams that one leads."""
        leads = [row for row in desk.memberships if row.role == Membership.Role.TEAM_LEAD]
        return self.filter(case__team_id__in=[row.team_id for row in leads if row.team_id is not None])


class PolicyQuerySet(models.QuerySet["Policy"]):
    """Sets of policies."""

    def visible_to(self, desk: Desk) -> PolicyQuerySet:
        """Keep the municipality's own, for whoever works with them or answers for them."""
        if not _POLICY_ROLES & desk.roles or desk.municipality is None:
            return self.none()
        return self.filter(municipality_id=desk.municipality.pk)


def _of(desk: Desk, team: str, case: str) -> Q:
    """Describe what is of the desk's own teams or behind glass that is broken, by the names of two columns."""
    seen = Q(**{f"{team}__in": desk.case_teams})
    if Membership.Role.WORKER in desk.roles and desk.user.pk is not None:
        broken = apps.get_model("cases", "EmergencyAccess")._default_manager.all()
        seen |= Q(**{f"{case}__in": broken.held(desk.user.pk, desk.now).values("case_id")})
    return seen
