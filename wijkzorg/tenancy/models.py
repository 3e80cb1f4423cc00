"""The municipality (gemeente): the tenant to which every other row belongs."""

import datetime as dt
import zoneinfo

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Municipality(models.Model):
    """One municipality, with the CBS code that its systems know it by and the time zone of its days."""

    code = models.CharField(
        _("code"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"\AGM\d{4}\Z", _("Een gemeentecode is GM met vier cijfers."))],
    )
    name = models.CharField(_("naam"), max_length=200)
    timezone = models.CharField(_("tijdzone"), max_length=64, default="Europe/Amsterdam")

    class Meta:
        verbose_name = _("gemeente")
        verbose_name_plural = _("gemeenten")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^GM[0-9]{4}$"), name="municipality_code_cbs"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a name that is no IANA time zone."""
        if self.timezone not in zoneinfo.available_timezones():
            raise ValidationError({"timezone": _("Dit is geen tijdzone, zoals Europe/Amsterdam.")})

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone in which the municipality's days begin and end."""
        return zoneinfo.ZoneInfo(self.timezone)

    def day_of(self, moment: dt.datetime) -> dt.date:
        """Return the local calendar day of an aware moment (RULES: time)."""
        return moment.astimezone(self.zone).date()
