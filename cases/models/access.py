"""The glass that a worker broke: reading a case of another team for a day, with a reason that stays."""

from __future__ import annotations

import datetime as dt

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from cases.models.records import Case, walled_municipality
from cases.querysets import EmergencyAccessQuerySet
from wijkzorg.accounts.models import Team, User

EMERGENCY_LASTS = dt.timedelta(hours=24)
REASON_AT_LEAST = 20  # characters


class EmergencyAccess(models.Model):
    """One time that the glass was broken (noodtoegang); never changed, never taken back: it ends by itself."""

    municipality = walled_municipality()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="emergencies", db_constraint=False
    )  # walled: own migration
    team = (
        models.ForeignKey(  # of the case at that moment: its leads are told and see it, also after a transfer
            Team, models.PROTECT, related_name="+", db_constraint=False
        )
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("wie"))
    reason = models.TextField(_("reden"))
    starts_at = models.DateTimeField(_("vanaf"))
    ends_at = models.DateTimeField(_("tot"))

    objects = EmergencyAccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("noodtoegang")
        verbose_name_plural = _("noodtoegangen")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=F("starts_at") + EMERGENCY_LASTS), name="emergency_lasts_a_day"
            ),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length(Trim("reason")), REASON_AT_LEAST), name="emergency_reason"
            ),
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="emergency_held")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.starts_at:%Y-%m-%d %H:%M}"
