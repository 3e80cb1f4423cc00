"""Where people live: districts (wijken) and neighbourhoods (buurten) with their CBS codes and reference year.

A code that a later list has no more ends and stays: what happened there happened there.
"""

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from neighbourhoods.boundaries import Boundary, HouseNumber
from neighbourhoods.kept import KeptAreas
from wijkzorg.tenancy.models import Municipality

__all__ = ["Boundary", "District", "HouseNumber", "KeptAreas", "Neighbourhood", "Postcode"]


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class District(models.Model):
    """A wijk of a municipality (CBS: WK, the municipality's four digits, two characters)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    code = models.CharField(
        _("code"), max_length=8, validators=[RegexValidator(r"\AWK\d{4}[0-9A-Z]{2}\Z", _("Geen wijkcode."))]
    )
    name = models.CharField(_("naam"), max_length=200)
    reference_year = models.PositiveSmallIntegerField(_("peiljaar"))
    ended_year = models.PositiveSmallIntegerField(
        _("vervallen in"), null=True, blank=True, help_text=_("Het peiljaar van de lijst zonder deze code.")
    )

    class Meta:
        verbose_name = _("wijk")
        verbose_name_plural = _("wijken")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="district_code_once"),
            models.UniqueConstraint(fields=["municipality", "id"], name="district_wall"),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^WK[0-9]{4}[0-9A-Z]{2}$"), name="district_code_cbs"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NeighbourhoodQuerySet(models.QuerySet["Neighbourhood"]):
    """Sets of neighbourhoods."""

    def current(self, keep: int | None = None) -> "NeighbourhoodQuerySet":
        """Keep those of the newest list, from which somebody chooses, and one that is chosen already."""
        return self.filter(models.Q(ended_year__isnull=True) | models.Q(pk=keep))


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Neighbourhood(models.Model):
    """A buurt of a wijk (CBS: BU, the municipality's four digits, four characters)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    district = models.ForeignKey(
        District, models.PROTECT, related_name="neighbourhoods", db_constraint=False
    )  # walled: 0002
    code = models.CharField(
        _("code"),
        max_length=10,
        validators=[RegexValidator(r"\ABU\d{4}[0-9A-Z]{4}\Z", _("Geen buurtcode."))],
    )
    name = models.CharField(_("naam"), max_length=200)
    reference_year = models.PositiveSmallIntegerField(_("peiljaar"))
    ended_year = models.PositiveSmallIntegerField(
        _("vervallen in"), null=True, blank=True, help_text=_("Het peiljaar van de lijst zonder deze code.")
    )

    objects = NeighbourhoodQuerySet.as_manager()

    class Meta:
        verbose_name = _("buurt")
        verbose_name_plural = _("buurten")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="neighbourhood_code_once"),
            models.UniqueConstraint(fields=["municipality", "id"], name="neighbourhood_wall"),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^BU[0-9]{4}[0-9A-Z]{4}$"), name="neighbourhood_code_cbs"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Postcode(models.Model):
    """Where a postcode is: in which buurt, and its middle, in rijksdriehoek metres. Distances are reckoned with it."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    code = models.CharField(
        _("postcode"),
        max_length=7,
        validators=[RegexValidator(r"\A[1-9]\d{3} [A-Z]{2}\Z", _("Een postcode is zoiets als 1234 AB."))],
    )
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.PROTECT, related_name="postcodes", db_constraint=False, verbose_name=_("buurt")
    )  # walled: 0005
    x = models.IntegerField(_("x, in meters"))
    y = models.IntegerField(_("y, in meters"))

    class Meta:
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="postcode_once"),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[1-9][0-9]{3} [A-Z]{2}$"), name="postcode_form"
            ),
        ]

    def __str__(self) -> str:
        return self.code
