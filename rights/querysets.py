"""Who may do what with requests and lists, said once. Nothing here writes or reads the clock."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models

from wijkzorg.accounts.models import Membership

if TYPE_CHECKING:
    from rights.models import DestructionList, Review  # noqa: F401  (the types below are strings)

Role = Membership.Role
# A second pair of eyes on a destruction list.
APPROVERS = frozenset({Role.PRIVACY_OFFICER, Role.TEAM_LEAD, Role.ADMINISTRATOR})


def roles_of(memberships: Collection[Membership]) -> frozenset[str]:
    """Return the roles that someone holds."""
    return frozenset(row.role for row in memberships)


def is_privacy_officer(memberships: Collection[Membership]) -> bool:
    """Tell whether someone handles the requests of residents."""
    return Role.PRIVACY_OFFICER in roles_of(memberships)


class ReviewQuerySet(models.QuerySet["Review"]):
    """Sets of reviews."""

    def of_lead(self, memberships: Collection[Membership]) -> ReviewQuerySet:
        """Keep the reviews of cases of the teams that someone leads."""
        teams = [row.team_id for row in memberships if row.role == Role.TEAM_LEAD and row.team_id is not None]
        municipalities = {row.municipality_id for row in memberships}
        return self.filter(case__team_id__in=teams, municipality_id__in=municipalities)

    def waiting(self) -> ReviewQuerySet:
        """Keep those that wait for a decision, the most urgent first."""
        open_ones = self.filter(decision="", request__closed_at__isnull=True)
        return open_ones.order_by("request__due_on", "request_id", "pk")


class DestructionListQuerySet(models.QuerySet["DestructionList"]):
    """Sets of destruction lists."""

    def visible_to(self, memberships: Collection[Membership]) -> DestructionListQuerySet:
        """Keep the lists of the municipality for those who may review or approve one."""
        if not roles_of(memberships) & APPROVERS:
            return self.none()
        return self.filter(municipality_id__in={row.municipality_id for row in memberships})
