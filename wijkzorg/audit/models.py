"""Who read what: an append-only log that outlives what it is about, so it holds ids and no foreign keys to people."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from wijkzorg.tenancy.models import Municipality


class AccessEntry(models.Model):
    """One look at personal data: who, whom, what, when and from where (NEN 7513)."""

    class Action(models.TextChoices):
        READ = "read", _("gelezen")
        SEARCH = "search", _("gezocht")
        WRITE = "write", _("vastgelegd")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("moment"))
    user_id = models.BigIntegerField(_("gebruiker"), null=True)
    action = models.CharField(_("handeling"), max_length=16, choices=Action)
    resident_id = models.BigIntegerField(_("bewoner"), null=True)
    case_id = models.BigIntegerField(_("dossier"), null=True)
    origin = models.CharField(_("herkomst"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("inzage")
        verbose_name_plural = _("inzagen")
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        indexes = [
            models.Index(fields=["municipality", "resident_id", "at"], name="access_by_resident"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"
