"""The link by which a calendar reads a volunteer's tasks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.records import walled_municipality
from volunteers.models.people import Volunteer


class CalendarLink(models.Model):
    """One secret link to a volunteer's tasks; a volunteer has one that works, or none."""

    municipality = walled_municipality()
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="calendar_links", db_constraint=False
    )  # walled: 0007
    # The secret stands in the calendar of its owner alone: who reads the database cannot use it.
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("gemaakt op"))
    ended_at = models.DateTimeField(_("uitgezet op"), null=True)

    class Meta:
        verbose_name = _("agendalink")
        verbose_name_plural = _("agendalinks")
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(ended_at__isnull=True), name="calendar_link_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.made_at:%Y-%m-%d}"
