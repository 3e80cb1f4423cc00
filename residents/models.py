"""Who we care for."""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from centres.models import Catchment
from centres.querysets import own_centres
from neighbourhoods.models import Neighbourhood
from residents import address
from residents.citizen_number import CitizenNumber, CitizenNumberGround, CitizenNumberRight
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership
from wijkzorg.tenancy.models import Municipality

__all__ = ["CitizenNumber", "CitizenNumberGround", "CitizenNumberRight", "Resident"]


def desk_catchment(desk: Desk) -> models.QuerySet[Catchment]:
    """Return the neighbourhoods of the centres at whose desk somebody works today; a coordinator works at none."""
    staffed = own_centres(desk).filter(role=Membership.Role.CENTRE_STAFF)
    return Catchment.objects.filter(centre_id__in=staffed.values("centre_id"))


class ResidentQuerySet(models.QuerySet["Resident"]):
    """Sets of residents."""

    def visible_to(self, desk: Desk) -> ResidentQuerySet:
        """Keep the residents of whom a case is of one's own teams.

        Whoever broke the glass for a case reaches its resident through that case.
        """
        return self.filter(pk__in=Resident.objects.filter(cases__team_id__in=desk.case_teams).values("pk"))

    def at_desk(self, desk: Desk, *, read: bool = False) -> ResidentQuerySet:
        """Keep who lives in the catchment of the centres at whose desk somebody works today, case or no case.

        `read`: the catchment is read first; a plan that knows its neighbourhoods does not sort all who live there.
        """
        if desk.municipality is None:
            return self.none()
        served: Any = desk_catchment(desk).values_list("neighbourhood_id", flat=True)
        near = list(served) if read else served
        return self.filter(municipality_id=desk.municipality.pk, neighbourhood_id__in=near)


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Resident(models.Model):
    """A person who lives in a neighbourhood and may have a case. History begins at the first change (ADR 0007)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    ref = models.CharField(_("bewonernummer"), max_length=64)
    first_name = models.CharField(_("voornaam"), max_length=200)
    last_name = models.CharField(_("achternaam"), max_length=200)
    birth_date = models.DateField(_("geboortedatum"))
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("buurt")
    )  # walled: 0002
    # Where somebody lives and how they are called, as far as it is known. The import has none: hence db_default.
    street = models.CharField(_("straat"), max_length=200, blank=True, default="", db_default="")
    house_number = models.CharField(_("huisnummer"), max_length=20, blank=True, default="", db_default="")
    postcode = models.CharField(_("postcode"), max_length=7, blank=True, default="", db_default="")
    phone = models.CharField(_("telefoon"), max_length=30, blank=True, default="", db_default="")

    objects = ResidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("bewoner")
        verbose_name_plural = _("bewoners")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "ref"], name="resident_ref_once"),
            models.UniqueConstraint(fields=["municipality", "id"], name="resident_wall"),
            models.CheckConstraint(condition=~models.Q(ref=""), name="resident_ref_filled"),
            models.CheckConstraint(
                condition=models.Q(postcode="") | models.Q(postcode__regex=address.POSTCODE),
                name="resident_postcode",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "birth_date"], name="resident_birth_date")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """First and last name, as one would say it."""
        return f"{self.first_name} {self.last_name}"

    @property
    def address(self) -> str:
        """Where they live, on one line; empty where it is not known."""
        return address.line(self.street, self.house_number, self.postcode)

    @property
    def dial(self) -> str:
        """What a telephone dials to call them; empty where there is no number."""
        return address.dial(self.phone)
