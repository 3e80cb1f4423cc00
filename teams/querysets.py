"""Sets of transfers: who sees which. Nothing here writes or reads the clock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value

from roster.querysets import led_teams
from wijkzorg.accounts.middleware import Desk

if TYPE_CHECKING:
    from teams.models import Transfer  # noqa: F401  (the types below are strings)


TOLD_FOR = dt.timedelta(days=7)  # that somebody did not take a case over stands on Vandaag


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Sets of transfers."""

    def waiting(self) -> TransferQuerySet:
        """Keep those that nobody answered yet."""
        return self.filter(state="waiting")

    def visible_to(self, desk: Desk) -> TransferQuerySet:
        """Keep those of cases of own teams, and those that wait for oneself or for a team that one leads."""
        return self.filter(
            Q(case__team_id__in=desk.case_teams) | Q(state="waiting") & to_be_answered_by(desk)
        )

    def on_vandaag(self, desk: Desk) -> TransferQuerySet:
        """Keep those that wait for an answer of somebody, and those that somebody offered or whose case it is."""
        own = Q(offered_by_id=desk.user.pk) | Q(from_worker_id=desk.user.pk)
        return self.waiting().filter(to_be_answered_by(desk) | own & Q(case__team_id__in=desk.case_teams))

    def refused_lately(self, desk: Desk) -> TransferQuerySet:
        """Keep those refused within a week, of a case that stands where it stood and is not offered again."""
        own = Q(offered_by_id=desk.user.pk) | Q(from_worker_id=desk.user.pk)
        stayed = Q(case__worker_id=F("from_worker_id")) | Q(
            case__worker__isnull=True, from_worker__isnull=True
        )
        lately = Value(desk.now, models.DateTimeField()) - Value(TOLD_FOR, models.DurationField())
        later = self.model.objects.filter(case_id=OuterRef("case_id"), offered_at__gt=OuterRef("offered_at"))
        return self.filter(
            own, stayed, state="refused", answered_at__gte=lately, case__team_id__in=desk.case_teams
        ).exclude(Exists(later))

    def on_board(self, teams: list[int]) -> TransferQuerySet:
        """Keep those that wait, from or to some teams."""
        return self.waiting().filter(Q(from_team_id__in=teams) | Q(to_team_id__in=teams))


def to_be_answered_by(desk: Desk) -> Q:
    """Describe what somebody may answer: what is offered to them in a team of theirs, or to a team that they lead."""
    mine = Q(to_worker_id=desk.user.pk, to_team_id__in=desk.case_teams)
    return mine | Q(to_worker__isnull=True, to_team_id__in=led_teams(desk))
