"""When a door is open: weekly hours, exceptions, and closures with who decided and which door opens instead."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    DateTimeRangeField,
    IntegerRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Func, Value
from django.utils.translation import gettext_lazy as _

from centres.models.days import WEEKDAYS, days_of_row, in_order
from centres.models.houses import Centre
from centres.querysets import ClosureQuerySet, OfCentreQuerySet
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality


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
            in_order("hours_end_after_start"),
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
                    (days_of_row(), RangeOperators.OVERLAPS),
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
