"""What the morning mail told whom, and who wants none."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality


class OwnQuerySet(models.QuerySet["models.Model"]):
    """Sets of what belongs to one user in one municipality."""

    def visible_to(self, desk: Desk) -> OwnQuerySet:
        """Keep one's own."""
        return self.filter(municipality=desk.municipality, user_id=desk.user.pk)


class Told(models.Model):
    """One reason for a nudge that somebody had: nobody has the same one twice. Holds numbers, no names."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    reason = models.CharField(_("aanleiding"), max_length=100)
    told_on = models.DateField(_("verteld op"))

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("verteld in de ochtendmail")
        verbose_name_plural = _("verteld in de ochtendmail")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "user", "reason"], name="told_once"),
        ]

    def __str__(self) -> str:
        return self.reason


class NoMorningMail(models.Model):
    """That somebody switched the morning mail off, in one municipality."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField(_("sinds"))

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("zonder ochtendmail")
        verbose_name_plural = _("zonder ochtendmail")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "user"], name="no_morning_mail_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


class MorningRun(models.Model):
    """That everybody in a municipality had the morning mail of a day, as far as there was any."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("dag"))

    class Meta:
        verbose_name = _("ochtendmail van een dag")
        verbose_name_plural = _("ochtendmail per dag")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "day"], name="morning_run_once"),
        ]

    def __str__(self) -> str:
        return str(self.day)
