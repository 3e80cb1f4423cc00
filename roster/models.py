"""Who works when: contracts, what a contact takes, who is away and who stands in, who is on duty.

This room knows people and places and no case. None of it is care data; why somebody is away is their lead's alone.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Func, Value
from django.utils.translation import gettext_lazy as _

from neighbourhoods.models import Neighbourhood
from roster.capacity import DEFAULT_MINUTES, Minutes
from roster.querysets import ContractQuerySet, DaysQuerySet, DutyQuerySet
from wijkzorg.accounts.models import Team, User
from wijkzorg.tenancy.models import Municipality


def _days() -> Func:
    """Say the days of a row as a range; one without a last day has no end."""
    return Func(F("first_day"), F("last_day"), Value("[]"), function="daterange")


class Absence(models.Model):
    """Days on which somebody is away, both included; without a last day while nobody knows it."""

    class Kind(models.TextChoices):
        SICK = "sick", _("ziek")
        LEAVE = "leave", _("vrij")
        TRAINING = "training", _("scholing")
        OTHER = "other", _("anders")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name=_("wie"))
    first_day = models.DateField(_("van"))
    last_day = models.DateField(_("tot en met"), null=True, blank=True)
    kind = models.CharField(_("waarom"), max_length=16, choices=Kind)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("gewijzigd op"))

    objects = DaysQuerySet["Absence"].as_manager()

    class Meta:
        verbose_name = _("afwezigheid")
        verbose_name_plural = _("afwezigheid")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="absence_wall"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="absence_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["sick", "leave", "training", "other"]), name="absence_kind"
            ),
            ExclusionConstraint(
                name="absence_once_a_day",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.first_day} – {self.last_day or '…'}"


class StandIn(models.Model):
    """Who stands in for somebody's cases in one team, on some days of an absence."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    absence = models.ForeignKey(
        Absence, models.CASCADE, related_name="stand_ins", db_constraint=False
    )  # walled: 0002
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_constraint=False)  # walled: 0002
    user = models.ForeignKey(User, models.PROTECT, related_name="stands_in", verbose_name=_("vervanger"))
    first_day = models.DateField(_("van"))
    last_day = models.DateField(_("tot en met"), null=True, blank=True)

    objects = DaysQuerySet["StandIn"].as_manager()

    class Meta:
        verbose_name = _("vervanging")
        verbose_name_plural = _("vervangingen")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="stand_in_ends_after_start",
            ),
            ExclusionConstraint(
                name="stand_in_one_a_day",
                expressions=[
                    ("absence", RangeOperators.EQUAL),
                    ("team", RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["user", "last_day"], name="stand_in_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.first_day} – {self.last_day or '…'}"


class WorkContract(models.Model):
    """How many minutes a week somebody works in a team, and what part of that is for residents, from a day on."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="contracts", verbose_name=_("wie"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_constraint=False)  # walled: 0002
    valid_from = models.DateField(_("geldt vanaf"))
    minutes_a_week = models.PositiveSmallIntegerField(_("minuten per week"))
    client_percent = models.PositiveSmallIntegerField(_("deel voor bewoners, in procent"))
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("gewijzigd op"))

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contracturen")
        verbose_name_plural = _("contracturen")
        constraints = [
            models.UniqueConstraint(fields=["user", "team", "valid_from"], name="contract_one_a_day"),
            models.CheckConstraint(
                condition=Q(minutes_a_week__lte=60 * 60, client_percent__lte=100), name="contract_numbers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.minutes_a_week}"


class MediumMinutes(models.Model):
    """What one contact takes by each medium from a day on, with the journey and with writing it down."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    valid_from = models.DateField(_("geldt vanaf"))
    home_visit = models.PositiveSmallIntegerField(_("huisbezoek"), default=DEFAULT_MINUTES.home_visit)
    walk_in = models.PositiveSmallIntegerField(_("inloop"), default=DEFAULT_MINUTES.walk_in)
    outdoors = models.PositiveSmallIntegerField(_("buiten"), default=DEFAULT_MINUTES.outdoors)
    video = models.PositiveSmallIntegerField(_("beeldbellen"), default=DEFAULT_MINUTES.video)
    phone = models.PositiveSmallIntegerField(_("telefoon"), default=DEFAULT_MINUTES.phone)
    message = models.PositiveSmallIntegerField(_("bericht"), default=DEFAULT_MINUTES.message)
    reason = models.TextField(_("waarom"))
    changed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(_("gewijzigd op"), editable=False)

    class Meta:
        verbose_name = _("minuten per contact")
        verbose_name_plural = _("minuten per contact")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "valid_from"], name="medium_minutes_one_a_day"),
            models.CheckConstraint(
                condition=Q(
                    home_visit__range=(1, 480),
                    walk_in__range=(1, 480),
                    outdoors__range=(1, 480),
                    video__range=(1, 480),
                    phone__range=(1, 480),
                    message__range=(1, 480),
                ),
                name="medium_minutes_of_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}"

    @property
    def numbers(self) -> Minutes:
        """The minutes as the sums read them."""
        return Minutes(self.home_visit, self.walk_in, self.outdoors, self.video, self.phone, self.message)


class DutyShift(models.Model):
    """One turn of duty: somebody to whom what has no worker yet goes, in a neighbourhood, for a kind of work."""

    class Kind(models.TextChoices):
        SOCIAL = "social", _("sociaal werker")
        YOUTH = "youth", _("jongerenwerker")
        COMMUNITY = "community", _("opbouwwerker")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.PROTECT, related_name="duty_shifts", db_constraint=False, db_index=False
    )  # walled: 0002
    kind = models.CharField(_("soort werk"), max_length=16, choices=Kind)
    starts_at = models.DateTimeField(_("van"))
    ends_at = models.DateTimeField(_("tot"))
    worker = models.ForeignKey(User, models.PROTECT, related_name="duty_shifts", verbose_name=_("wie"))
    deputy = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deputy_shifts",
        verbose_name=_("achterwacht"),
    )
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("gewijzigd op"))

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("dienst")
        verbose_name_plural = _("diensten")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_ends_after_start"),
            models.CheckConstraint(condition=Q(kind__in=["social", "youth", "community"]), name="duty_kind"),
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("worker")), name="duty_deputy_is_another"
            ),
            # Two at once would leave it to chance to whom a report goes.
            ExclusionConstraint(
                name="duty_one_at_a_time",
                expressions=[
                    ("neighbourhood", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (
                        Func(F("starts_at"), F("ends_at"), Value("[)"), function="tstzrange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "starts_at"], name="duty_of_a_week"),
            models.Index(fields=["worker", "ends_at"], name="duty_of_worker"),
            models.Index(fields=["deputy", "ends_at"], name="duty_of_deputy"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d %H:%M}"
