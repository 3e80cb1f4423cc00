"""Whoever seems to have an open case with two teams: offered to the leads of both."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.records import Case, walled_municipality
from cases.querysets import DoubleQuerySet
from wijkzorg.accounts.models import Team, User


class Double(models.Model):
    """That another team has an open case of somebody with the same surname and birth date as in this one."""

    class Outcome(models.TextChoices):
        SAME = "same", _("dezelfde persoon: we hebben het samen geregeld")
        OTHER = "other", _("iemand anders met dezelfde naam en geboortedatum")

    municipality = walled_municipality()
    case = models.ForeignKey(  # walled: 0015
        Case, models.PROTECT, related_name="doubles", db_constraint=False, db_index=False
    )
    other_team = models.ForeignKey(
        Team, models.PROTECT, related_name="+", db_constraint=False
    )  # walled: 0015
    found_on = models.DateField(_("gevonden op"))
    outcome = models.CharField(_("uitkomst"), max_length=8, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(_("bekeken op"), null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = DoubleQuerySet.as_manager()

    class Meta:
        verbose_name = _("misschien dubbel")
        verbose_name_plural = _("misschien dubbel")
        constraints = [
            models.UniqueConstraint(fields=["case", "other_team"], name="double_once"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True)
                | ~Q(outcome="") & Q(settled_at__isnull=False),
                name="double_settled_with_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality"], condition=Q(settled_at__isnull=True), name="double_waits")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.other_team_id}"
