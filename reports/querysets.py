"""Sets of reports and rounds, and who may see which. They write nothing and read no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from reports.course import State
from roster.models import DutyShift
from roster.querysets import led_teams
from wijkzorg.accounts.middleware import Desk

if TYPE_CHECKING:
    from reports.models import Report, StreetRound  # noqa: F401  (the types below are strings)


class ReportQuerySet(models.QuerySet["Report"]):
    """Sets of reports."""

    def visible_to(self, desk: Desk) -> ReportQuerySet:
        """Keep what is new on one's duty, what one took up, and what is of the teams that one leads.

        What was never anybody's duty is every lead's, so that somebody sees it.
        """
        if desk.municipality is None or not desk.case_teams:
            return self.none()
        seen = _on_duty(desk) | Q(taken_up_by_id=desk.user.pk)
        if led_teams(desk):
            seen |= _led(desk)
        return self.filter(seen, municipality_id=desk.municipality.pk)

    def on_duty_of(self, desk: Desk) -> ReportQuerySet:
        """Keep what is new and belongs to whoever is at the desk, as the one on duty at this moment."""
        return self.filter(_on_duty(desk))

    def led_by(self, desk: Desk) -> ReportQuerySet:
        """Keep what is of the teams that somebody leads, and what is nobody's."""
        return self.filter(_led(desk)) if led_teams(desk) else self.none()

    def going(self) -> ReportQuerySet:
        """Keep what is not closed."""
        return self.exclude(state=State.CLOSED)


def _led(desk: Desk) -> Q:
    return Q(team_id__in=led_teams(desk)) | Q(team_id__isnull=True)


def _on_duty(desk: Desk) -> Q:
    assert desk.municipality is not None and desk.user.pk is not None, "who has no municipality has no duty"
    shifts = DutyShift.objects.held_by(desk.user.pk, desk.now, desk.municipality.day_of(desk.now))
    here = shifts.filter(
        municipality_id=desk.municipality.pk,
        neighbourhood_id=OuterRef("neighbourhood_id"),
        kind=OuterRef("duty_kind"),
    )
    return Q(Exists(here), state=State.NEW)


class RoundQuerySet(models.QuerySet["StreetRound"]):
    """Sets of rounds in the street."""

    def visible_to(self, desk: Desk) -> RoundQuerySet:
        """Keep those of the municipality, for whoever works there with cases."""
        if desk.municipality is None or not desk.case_teams:
            return self.none()
        return self.filter(municipality_id=desk.municipality.pk)
