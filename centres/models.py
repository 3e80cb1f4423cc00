"""Centres (buurtcentra), their hours, what shuts them, what they offer, and who works there.

None of it is about a resident: it is what may hang on the door.
"""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    DateRangeField,
    DateTimeRangeField,
    IntegerRangeField,
    RangeOperators,
)
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Func, Value
from django.utils.translation import gettext_lazy as _

from centres.querysets import CentreQuerySet, CentreStaffQuerySet, ClosureQuerySet, OfCentreQuerySet
from neighbourhoods.models import Neighbourhood
from neighbourhoods.points import Point
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.models import Municipality

WEEKDAYS = (
    (0, _("maandag")),
    (1, _("dinsdag")),
    (2, _("woensdag")),
    (3, _("donderdag")),
    (4, _("vrijdag")),
    (5, _("zaterdag")),
    (6, _("zondag")),
)
_POSTCODE = r"^[1-9][0-9]{3} (?!SA|SD|SS)[A-Z]{2}$"


def _days() -> Func:
    """Say the days of a row as a range; without a first or a last day it has no bound there."""
    return Func(
        F("first_day"), F("last_day"), Value("[]"), function="daterange", output_field=DateRangeField()
    )


def _in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(first_day__isnull=True) | Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
        name=name,
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Centre(models.Model):
    """A house in the neighbourhood where people come in without an appointment."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
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
            _in_order("centre_ends_after_start"),
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

    objects = OfCentreQuerySet["Catchment"].as_manager()

    class Meta:
        verbose_name = _("buurt van het centrum")
        verbose_name_plural = _("buurten van het centrum")
        constraints = [
            models.UniqueConstraint(fields=["centre", "neighbourhood"], name="catchment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id}: {self.neighbourhood_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OpeningHours(models.Model):
    """When a door is open on a day of the week; what ends at or before its beginning ends on the next day."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    centre = models.ForeignKey(
        Centre, models.CASCADE, related_name="hours", db_constraint=False
    )  # walled: 0002
    weekday = models.PositiveSmallIntegerField(_("dag"), choices=WEEKDAYS)
    opens = models.TimeField(_("open van"))
    closes = models.TimeField(_("tot"), help_text=_("Eerder dan het begin: tot die tijd op de volgende dag."))
    first_day = models.DateField(_("geldt vanaf"), null=True, blank=True)
    last_day = models.DateField(_("geldt tot en met"), null=True, blank=True)

    objects = OfCentreQuerySet["OpeningHours"].as_manager()

    class Meta:
        verbose_name = _("openingstijd")
        verbose_name_plural = _("openingstijden")
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="hours_weekday"),
            models.CheckConstraint(
                condition=Q(opens__second=0, closes__second=0), name="hours_to_the_minute"
            ),
            _in_order("hours_end_after_start"),
            ExclusionConstraint(
                name="hours_once",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    (
                        Func(
                            F("weekday"),
                            F("opens"),
                            F("closes"),
                            function="wz_week_minutes",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (_days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Deze tijden vallen over andere openingstijden van deze dag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OpeningException(models.Model):
    """What holds on one day in place of the weekly hours; without times the door stays closed."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    centre = models.ForeignKey(
        Centre, models.CASCADE, related_name="exceptions", db_constraint=False
    )  # walled: 0002
    day = models.DateField(_("dag"))
    opens = models.TimeField(_("open van"), null=True, blank=True)
    closes = models.TimeField(_("tot"), null=True, blank=True)
    note = models.CharField(
        _("waarom, voor bezoekers"), max_length=200, blank=True, help_text=_("Kort en gewoon.")
    )

    objects = OfCentreQuerySet["OpeningException"].as_manager()

    class Meta:
        verbose_name = _("uitzondering")
        verbose_name_plural = _("uitzonderingen")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False, opens__second=0, closes__second=0),
                name="exception_both_times_or_none",
                violation_error_message=_("Vul beide tijden in, of geen van beide."),
            ),
            # One that closes the whole day leaves no room for another.
            ExclusionConstraint(
                name="exception_once",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    ("day", RangeOperators.EQUAL),
                    (
                        Func(
                            F("opens"),
                            F("closes"),
                            function="wz_day_minutes",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Voor deze dag is er al een uitzondering op deze tijd."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Closure(models.Model):
    """A door that is shut for a while, or for good: why, who decided it, and which door opens instead."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    centre = models.ForeignKey(
        Centre, models.PROTECT, related_name="closures", db_constraint=False
    )  # walled: 0002
    starts_at = models.DateTimeField(_("dicht van"))
    ends_at = models.DateTimeField(
        _("tot"), null=True, blank=True, help_text=_("Leeg: dit centrum gaat niet meer open.")
    )
    reason = models.CharField(_("waarom, voor bezoekers"), max_length=200, help_text=_("Kort en gewoon."))
    decided_by = models.CharField(_("wie dat besloot"), max_length=200)
    instead = models.ForeignKey(
        Centre,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("welk centrum is er dan open"),
    )  # walled: 0002
    instead_elsewhere = models.CharField(
        _("of waar kan iemand dan heen"),
        max_length=200,
        blank=True,
        help_text=_("Een deur die geen buurtcentrum is, zoals de bibliotheek, met het adres."),
    )
    announced_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    announced_at = models.DateTimeField(_("gemeld op"), editable=False)
    withdrawn_at = models.DateTimeField(_("ingetrokken op"), null=True, editable=False)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("sluiting")
        verbose_name_plural = _("sluitingen")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="closure_wall"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="closure_ends_after_start",
                violation_error_message=_("Een sluiting eindigt nadat zij begint."),
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(decided_by=""), name="closure_says_why_and_who"
            ),
            models.CheckConstraint(
                condition=Q(instead__isnull=True) | ~Q(instead=F("centre")),
                name="closure_instead_is_another",
                violation_error_message=_("Kies een ander centrum dan dat dichtgaat."),
            ),
            ExclusionConstraint(
                name="closure_once",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_at"),
                            F("ends_at"),
                            Value("[)"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message=_("In deze tijd is het centrum al gesloten gemeld."),
            ),
        ]
        indexes = [models.Index(fields=["municipality", "ends_at"], name="closure_by_end")]

    def __str__(self) -> str:
        return f"{self.centre_id}: {self.starts_at:%Y-%m-%d} – {f'{self.ends_at:%Y-%m-%d}' if self.ends_at else '…'}"

    @property
    def without_alternative(self) -> bool:
        """Whether no other door was named: "gesloten zonder alternatief" in the figures."""
        return self.instead_id is None and not self.instead_elsewhere


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
            _in_order("activity_ends_after_start"),
        ]
        indexes = [models.Index(fields=["centre", "weekday", "starts"], name="activity_of_week")]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CentreStaff(models.Model):
    """Whose own centre it is: who works there, as staff or as coordinator of its volunteers, and until when."""

    class Role(models.TextChoices):
        CENTRE_STAFF = Membership.Role.CENTRE_STAFF.value, Membership.Role.CENTRE_STAFF.label
        COORDINATOR = Membership.Role.COORDINATOR.value, Membership.Role.COORDINATOR.label

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    centre = models.ForeignKey(
        Centre, models.PROTECT, related_name="staff", db_constraint=False, verbose_name=_("buurtcentrum")
    )  # walled: 0002
    user = models.ForeignKey(User, models.PROTECT, related_name="centre_roles", verbose_name=_("wie"))
    role = models.CharField(_("rol"), max_length=20, choices=Role)
    first_day = models.DateField(_("vanaf"))
    last_day = models.DateField(_("tot en met"), null=True, blank=True)

    objects = CentreStaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("medewerker van een centrum")
        verbose_name_plural = _("medewerkers van centra")
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["centre_staff", "coordinator"]), name="centre_staff_role"
            ),
            _in_order("centre_staff_ends_after_start"),
            ExclusionConstraint(
                name="centre_staff_once",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Deze rol heeft deze persoon hier al in deze tijd."),
            ),
        ]
        indexes = [models.Index(fields=["user", "role"], name="centre_staff_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"
