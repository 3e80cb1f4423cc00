"""Where a neighbourhood is, by the boundary of each year; and where a house is whose postcode spans several."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from wijkzorg.tenancy.models import Municipality


class Boundary(models.Model):
    """The boundary of a neighbourhood in the list of a year: as CBS gave it, and as it is drawn."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    neighbourhood = models.ForeignKey(
        "neighbourhoods.Neighbourhood", models.PROTECT, related_name="boundaries", db_constraint=False
    )  # walled: 0007
    reference_year = models.PositiveSmallIntegerField(_("peiljaar"))
    polygons = models.JSONField(
        _("grens")
    )  # WGS 84 degrees, as in GeoJSON: rings, the first of each the outer one
    outline = models.JSONField(
        _("getekende grens")
    )  # rings in metres of the rijksdriehoek, with fewer points

    class Meta:
        verbose_name = _("grens")
        verbose_name_plural = _("grenzen")
        constraints = [
            models.UniqueConstraint(fields=["neighbourhood", "reference_year"], name="boundary_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.neighbourhood_id}: {self.reference_year}"


class HouseNumber(models.Model):
    """In which neighbourhood a house stands, of a postcode that spans several; all other postcodes have one."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    postcode = models.CharField(
        _("postcode"),
        max_length=7,
        validators=[RegexValidator(r"\A[1-9]\d{3} [A-Z]{2}\Z", _("Een postcode is zoiets als 1234 AB."))],
    )
    number = models.PositiveIntegerField(_("huisnummer"))
    neighbourhood = models.ForeignKey(
        "neighbourhoods.Neighbourhood", models.PROTECT, related_name="+", db_constraint=False
    )  # walled: 0007

    class Meta:
        verbose_name = _("huisnummer")
        verbose_name_plural = _("huisnummers")
        constraints = [
            # The same number may stand on two sides of a boundary, with another letter behind it.
            models.UniqueConstraint(
                fields=["municipality", "postcode", "number", "neighbourhood"], name="house_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.postcode} {self.number}"
