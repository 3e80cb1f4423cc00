"""A list that somebody looks at before it is brought in: kept for an hour, encrypted, and emptied once it is done."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.records import walled_municipality
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User

KEPT = dt.timedelta(hours=1)


class UploadQuerySet(models.QuerySet["Upload"]):
    """Sets of uploads."""

    def visible_to(self, desk: Desk) -> UploadQuerySet:
        """Keep one's own, of this hour: a colleague's list is not there."""
        if desk.municipality is None or desk.user.pk is None:
            return self.none()
        own = self.filter(municipality_id=desk.municipality.pk, user_id=desk.user.pk)
        return own.filter(made_at__gt=desk.now - KEPT)

    def older_than(self, moment: dt.datetime) -> UploadQuerySet:
        """Keep those that were made before a moment."""
        return self.filter(made_at__lte=moment)


class Upload(models.Model):
    """The rows of one file, until they are brought in; its number is in the address, and nobody guesses it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = walled_municipality()
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    sort = models.CharField(_("soort lijst"), max_length=16)
    content = models.TextField(_("de rijen, versleuteld"), blank=True)
    made_at = models.DateTimeField(_("gekozen op"))
    done_at = models.DateTimeField(_("ingelezen op"), null=True)
    brought = models.PositiveIntegerField(_("ingelezen"), default=0)
    passed_by = models.PositiveIntegerField(_("overgeslagen"), default=0)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("in te lezen lijst")
        verbose_name_plural = _("in te lezen lijsten")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="upload_wall"),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | models.Q(content=""), name="upload_done_is_empty"
            ),
        ]
        indexes = [models.Index(fields=["municipality", "made_at"], name="upload_age")]

    def __str__(self) -> str:
        return f"{self.sort} {self.made_at:%Y-%m-%d %H:%M}"
