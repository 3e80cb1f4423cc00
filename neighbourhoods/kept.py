"""The list of areas that an administrator looks at before it is brought in: public data, kept for an hour."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wijkzorg.tenancy.models import Municipality

KEPT = dt.timedelta(hours=1)


class KeptAreas(models.Model):
    """The files of one list, packed, until they are brought in; then what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField(_("peiljaar"))
    content = models.BinaryField(_("de bestanden, ingepakt"), blank=True)
    made_at = models.DateTimeField(_("gekozen op"))
    done_at = models.DateTimeField(_("ingelezen op"), null=True)
    outcome = models.JSONField(_("wat er veranderde"), default=dict)

    class Meta:
        verbose_name = _("in te lezen gebiedslijst")
        verbose_name_plural = _("in te lezen gebiedslijsten")
        constraints = [models.UniqueConstraint(fields=["municipality", "id"], name="kept_areas_wall")]

    def __str__(self) -> str:
        return f"{self.year}"
