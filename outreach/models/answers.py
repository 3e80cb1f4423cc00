"""What is done about a flag, and who saw the resident meanwhile."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Flag
from cases.models.records import walled_municipality
from cases.querysets import OfCaseQuerySet
from outreach.querysets import SignQuerySet
from wijkzorg.accounts.models import User


class FlagAnswer(models.Model):
    """An answer to a flag: a plan, and the day on which somebody looks again. Never changed: a new one follows it."""

    municipality = walled_municipality()
    case = models.ForeignKey(Case, models.PROTECT, related_name="flag_answers", db_constraint=False)  # 0001
    flag = models.ForeignKey(
        Flag, models.PROTECT, related_name="answers", db_constraint=False
    )  # walled: 0001
    plan = models.TextField(_("plan"))
    until = models.DateField(_("opnieuw kijken op"))
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("wie"))
    answered_at = models.DateTimeField(_("wanneer"))
    token = models.UUIDField(
        unique=True, help_text=_("Van het formulier: twee keer verstuurd telt één keer.")
    )

    objects = OfCaseQuerySet["FlagAnswer"].as_manager()

    class Meta:
        verbose_name = _("antwoord op een signaal")
        verbose_name_plural = _("antwoorden op signalen")
        constraints = [models.CheckConstraint(condition=~Q(plan=""), name="flag_answer_filled")]

    def __str__(self) -> str:
        return f"{self.flag_id}: {self.until}"


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class SignOfLife(models.Model):
    """Somebody who is no professional saw the resident (teken van leven). It is no contact, so it resets no rule."""

    class Source(models.TextChoices):
        NEIGHBOUR = "neighbour", _("een buur")
        VOLUNTEER = "volunteer", _("een vrijwilliger")
        DESK = "desk", _("de balie van een buurtcentrum")
        FAMILY = "family", _("familie of een vriend")
        OTHER = "other", _("iemand anders")

    municipality = walled_municipality()
    case = models.ForeignKey(Case, models.PROTECT, related_name="signs_of_life", db_constraint=False)  # 0001
    source = models.CharField(_("wie zag de bewoner"), max_length=16, choices=Source)
    seen_at = models.DateTimeField(_("wanneer"))
    day = models.DateField(_("dag"))
    note = models.TextField(_("wat er is gezien"), blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("vastgelegd op"))
    read_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(_("gelezen op"), null=True)
    token = models.UUIDField(unique=True)

    objects = SignQuerySet.as_manager()

    class Meta:
        verbose_name = _("teken van leven")
        verbose_name_plural = _("tekens van leven")
        constraints = [
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="sign_read_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["case"], condition=Q(read_at__isnull=True), name="sign_of_life_news")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.day}"
