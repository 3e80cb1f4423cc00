"""The tables of the citizen number: on what ground a municipality keeps it, who may see it, and the number, encrypted.

It is off until an administrator records a ground. The number itself stands in no other table, and in no history: what
was done with it is in the access log, and what is destroyed is gone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wijkzorg.accounts.models import Membership
from wijkzorg.tenancy.models import Municipality


class GroundQuerySet(models.QuerySet["CitizenNumberGround"]):
    """Sets of grounds."""

    def in_force(self) -> GroundQuerySet:
        """Keep the grounds that were not ended."""
        return self.filter(ended_at__isnull=True)


class CitizenNumberGround(models.Model):
    """The law on which a municipality keeps citizen numbers, who recorded that, and until when. Consent is none."""

    class Law(models.TextChoices):
        WMO = "wmo", _("Wet maatschappelijke ondersteuning 2015, artikel 5.2.9")
        YOUTH = "jeugdwet", _("Jeugdwet, paragraaf 7.2")
        WABB = "wabb", _("Wet algemene bepalingen burgerservicenummer, artikel 10")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    law = models.CharField(_("wet"), max_length=16, choices=Law)
    text = models.TextField(_("waarvoor het nodig is"), max_length=2000)
    recorded_at = models.DateTimeField(_("vastgelegd op"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("vastgelegd door")
    )
    ended_at = models.DateTimeField(_("beëindigd op"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("beëindigd door"),
    )

    objects: ClassVar[GroundQuerySet] = GroundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("grondslag burgerservicenummer")
        verbose_name_plural = _("grondslagen burgerservicenummer")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=models.Q(ended_at__isnull=True),
                name="citizen_number_one_ground",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="citizen_number_ground_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(law__in=["wmo", "jeugdwet", "wabb"]), name="citizen_number_ground_is_law"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="citizen_number_ground_text"),
        ]

    def __str__(self) -> str:
        return str(self.get_law_display())


class RightQuerySet(models.QuerySet["CitizenNumberRight"]):
    """Sets of rights."""

    def held(self, memberships: Collection[Membership], day: dt.date) -> RightQuerySet:
        """Keep the rights that memberships give on a day; the caller sees to it that those hold."""
        return self.filter(
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day),
            starts_on__lte=day,
            membership__in=[row.pk for row in memberships],
        )


class CitizenNumberRight(models.Model):
    """That somebody in one role may use citizen numbers; given by an administrator, from day to day."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("lidmaatschap")
    )  # walled: its own migration
    starts_on = models.DateField(_("vanaf"))
    ends_on = models.DateField(_("tot en met"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("gegeven door")
    )

    objects: ClassVar[RightQuerySet] = RightQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("recht op burgerservicenummers")
        verbose_name_plural = _("rechten op burgerservicenummers")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "membership", "starts_on"], name="citizen_number_right_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="citizen_number_right_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return str(self.membership)


class CitizenNumber(models.Model):
    """The citizen number of a resident: as nobody can read it without a key, and as it is found again."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    resident = models.ForeignKey(
        "residents.Resident", models.CASCADE, related_name="+", db_constraint=False
    )  # walled: its own migration
    encrypted = models.TextField()
    hash = models.BinaryField(max_length=32)
    recorded_at = models.DateTimeField(_("vastgelegd op"))

    class Meta:
        verbose_name = _("burgerservicenummer")
        verbose_name_plural = _("burgerservicenummers")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "resident"], name="citizen_number_one_each"),
            models.UniqueConstraint(fields=["municipality", "hash"], name="citizen_number_once"),
        ]

    def __str__(self) -> str:
        return "burgerservicenummer"
