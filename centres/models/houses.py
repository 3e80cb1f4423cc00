"""Where a centre is, whom it serves and what it offers: what may hang on the door."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.models.days import WEEKDAYS, in_order
from centres.querysets import CatchmentQuerySet, CentreQuerySet, OfCentreQuerySet
from neighbourhoods.models import Neighbourhood
from neighbourhoods.points import Point
from wijkzorg.tenancy.models import Municipality

_POSTCODE = r"^[1-9][0-9]{3} (?!SA|SD|SS)[A-Z]{2}$"


# The uuid never changes, so its history would say nothing.
@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["uuid"])
class Centre(models.Model):
    """A house in the neighbourhood where people come in without an appointment."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    uuid = models.UUIDField(_("kenmerk"), unique=True, editable=False, db_default=RandomUUID())
    name = models.CharField(_("naam"), max_length=200)
    street = models.CharField(_("straat"), max_length=200)
    house_number = models.CharField(_("huisnummer"), max_length=20)
    postcode = models.CharField(
        _("postcode"),
        max_length=7,
        validators=[RegexValidator(_POSTCODE, _("Een postcode ziet er zo uit: 1234 AB."))],
    )
    x = models.IntegerField(_("x"), help_text=_("Van de voordeur, in rijksdriehoek, zoals 155000."))
    y = models.IntegerField(_("y"), help_text=_("Van de voordeur, in rijksdriehoek, zoals 463000."))
    phone = models.CharField(
        _("telefoon"),
        max_length=32,
        blank=True,
        validators=[
            RegexValidator(r"\A[0-9+() -]{3,32}\Z", _("Een nummer heeft cijfers, zoals 0999 - 12 00 01."))
        ],
    )
    neighbourhoods: models.ManyToManyField[Neighbourhood, Catchment] = models.ManyToManyField(
        Neighbourhood, through="Catchment", related_name="centres", verbose_name=_("buurten")
    )
    capacity = models.PositiveSmallIntegerField(_("plaatsen"), null=True, blank=True)
    wheelchair = models.BooleanField(_("toegankelijk met een rolstoel"), default=False)
    accessible_toilet = models.BooleanField(_("aangepast toilet"), default=False)
    hearing_loop = models.BooleanField(_("ringleiding"), default=False)
    open_on_holidays = models.BooleanField(_("ook open op feestdagen"), default=False)
    first_day = models.DateField(_("open vanaf"), null=True, blank=True)
    last_day = models.DateField(
        _("bestaat tot en met"),
        null=True,
        blank=True,
        help_text=_("Leeg laten. Vul dit alleen in als het centrum is opgeheven."),
    )

    objects = CentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("buurtcentrum")
        verbose_name_plural = _("buurtcentra")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="centre_name_once"),
            models.UniqueConstraint(fields=["municipality", "id"], name="centre_wall"),
            models.CheckConstraint(condition=Q(postcode__regex=_POSTCODE), name="centre_postcode"),
            models.CheckConstraint(
                condition=Q(x__range=(0, 300_000), y__range=(300_000, 630_000)),
                name="centre_in_the_country",
                violation_error_message=_("Deze plek ligt niet in Nederland: x en y in meters."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="centre_has_room"
            ),
            in_order("centre_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> Point:
        """Where its front door is."""
        return Point(self.x, self.y)

    @property
    def address(self) -> str:
        """Its address on one line."""
        return f"{self.street} {self.house_number}, {self.postcode}"


class Catchment(models.Model):
    """A neighbourhood for which a centre is there; a neighbourhood may have several."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    centre = models.ForeignKey(
        Centre, models.CASCADE, related_name="catchment", db_constraint=False
    )  # walled: 0002
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("buurt")
    )  # walled: 0002

    objects = CatchmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("buurt van het centrum")
        verbose_name_plural = _("buurten van het centrum")
        constraints = [
            models.UniqueConstraint(fields=["centre", "neighbourhood"], name="catchment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id}: {self.neighbourhood_id}"


class Activity(models.Model):
    """What a centre offers every week, while its door is open."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    centre = models.ForeignKey(
        Centre, models.CASCADE, related_name="activities", db_constraint=False
    )  # walled: 0002
    name = models.CharField(_("wat"), max_length=100)
    text = models.CharField(_("voor wie, en wat te weten"), max_length=200, blank=True)
    weekday = models.PositiveSmallIntegerField(_("dag"), choices=WEEKDAYS)
    starts = models.TimeField(_("van"))
    ends = models.TimeField(_("tot"))
    first_day = models.DateField(_("geldt vanaf"), null=True, blank=True)
    last_day = models.DateField(_("geldt tot en met"), null=True, blank=True)

    objects = OfCentreQuerySet["Activity"].as_manager()

    class Meta:
        verbose_name = _("activiteit")
        verbose_name_plural = _("activiteiten")
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="activity_weekday"),
            models.CheckConstraint(condition=~Q(starts=F("ends")), name="activity_takes_time"),
            in_order("activity_ends_after_start"),
        ]
        indexes = [models.Index(fields=["centre", "weekday", "starts"], name="activity_of_week")]

    def __str__(self) -> str:
        return self.name
