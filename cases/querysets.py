"""Sets of cases: who may see which, described once. Nothing here writes or reads the clock."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models

from wijkzorg.accounts.models import Membership

if TYPE_CHECKING:
    from cases.models import Case  # noqa: F401  (the type below is a string)

CASE_ROLES = frozenset({Membership.Role.WORKER, Membership.Role.TEAM_LEAD})


class CaseQuerySet(models.QuerySet["Case"]):
    """Sets of cases."""

    def visible_to(self, memberships: Collection[Membership]) -> CaseQuerySet:
        """Keep the cases of the teams in which the memberships give a worker's or team lead's role."""
        teams = [row.team_id for row in memberships if row.role in CASE_ROLES and row.team_id is not None]
        municipalities = {row.municipality_id for row in memberships}
        if not teams:
            return self.none()
        return self.filter(team_id__in=teams, municipality_id__in=municipalities)
