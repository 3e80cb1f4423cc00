"""What happens at a door: who is at the desk behind it, and who stood before it for nothing.

Nothing of it is about a resident: of who came for nothing no more is kept than that somebody did.
"""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Func
from django.utils.translation import gettext_lazy as _

from centres.models.days import WEEKDAYS, days_of_row
from centres.querysets import OfCentreQuerySet
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality


class CameForNothing(models.Model):
    """Somebody stood before a closed door. Who, and from where, is not kept."""

    class Way(models.TextChoices):
        DESK = "desk", _("geteld door een medewerker")
        POSTER = "poster", _("met de code op de deur")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    centre = models.ForeignKey(
        "centres.Centre",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        verbose_name=_("buurtcentrum"),
    )  # walled: 0004
    closure = models.ForeignKey(
        "centres.Closure",
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("sluiting"),
    )  # walled: 0004; none where the door was shut by its hours
    at = models.DateTimeField(_("wanneer"))
    way = models.CharField(_("hoe geteld"), max_length=8, choices=Way)
    # A tap that is sent twice counts once.
    token = models.UUIDField(_("formulier"), editable=False)

    objects = OfCentreQuerySet["CameForNothing"].as_manager()

    class Meta:
        verbose_name = _("kwam voor niets")
        verbose_name_plural = _("kwamen voor niets")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "token"], name="came_for_nothing_once"),
            models.CheckConstraint(condition=Q(way__in=["desk", "poster"]), name="came_for_nothing_way"),
        ]
        indexes = [models.Index(fields=["centre", "at"], name="came_for_nothing_when")]

    def __str__(self) -> str:
        return f"{self.centre_id}: {self.at:%Y-%m-%d %H:%M}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class DeskShift(models.Model):
    """Who is at the desk of a centre on a day of the week; one that ends before it begins ends on the next day."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    centre = models.ForeignKey(
        "centres.Centre", models.CASCADE, related_name="desk_shifts", db_constraint=False
    )  # walled: 0004
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("wie"))
    weekday = models.PositiveSmallIntegerField(_("dag"), choices=WEEKDAYS)
    starts = models.TimeField(_("van"))
    ends = models.TimeField(_("tot"), help_text=_("Eerder dan het begin: tot die tijd op de volgende dag."))
    first_day = models.DateField(_("geldt vanaf"), null=True, blank=True)
    last_day = models.DateField(_("geldt tot en met"), null=True, blank=True)

    objects = OfCentreQuerySet["DeskShift"].as_manager()

    class Meta:
        verbose_name = _("dienst aan de balie")
        verbose_name_plural = _("wie dienst heeft aan de balie")
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="desk_shift_weekday"),
            models.CheckConstraint(
                condition=Q(starts__second=0, ends__second=0), name="desk_shift_to_the_minute"
            ),
            models.CheckConstraint(
                condition=Q(first_day__isnull=True)
                | Q(last_day__isnull=True)
                | Q(last_day__gte=F("first_day")),
                name="desk_shift_ends_after_start",
                violation_error_message=_("De laatste dag ligt voor de eerste."),
            ),
            # Nobody is at one desk twice at once; several may be there together.
            ExclusionConstraint(
                name="desk_shift_once",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (
                        Func(
                            F("weekday"),
                            F("starts"),
                            F("ends"),
                            function="wz_week_minutes",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (days_of_row(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Deze persoon heeft op deze tijd hier al dienst."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts:%H:%M}–{self.ends:%H:%M}"
