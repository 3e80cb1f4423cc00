"""Who we care for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from neighbourhoods.models import Neighbourhood
from wijkzorg.tenancy.models import Municipality


class Resident(models.Model):
    """A person who lives in a neighbourhood and may have a case."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    ref = models.CharField(_("bewonernummer"), max_length=64)
    first_name = models.CharField(_("voornaam"), max_length=200)
    last_name = models.CharField(_("achternaam"), max_length=200)
    birth_date = models.DateField(_("geboortedatum"))
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("buurt")
    )  # walled: 0002

    class Meta:
        verbose_name = _("bewoner")
        verbose_name_plural = _("bewoners")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "ref"], name="resident_ref_once"),
            models.UniqueConstraint(fields=["municipality", "id"], name="resident_wall"),
            models.CheckConstraint(condition=~models.Q(ref=""), name="resident_ref_filled"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """First and last name, as one would say it."""
        return f"{self.first_name} {self.last_name}"
