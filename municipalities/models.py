"""Figures: editions, what each of them says, and what is true of it.

What is true (`Fact`) stays inside: it is needed to make the next edition, and read by nothing else. What is published
never changes; a correction is a new edition.
"""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from municipalities.definitions import Level
from municipalities.querysets import EditionQuerySet, PublishedQuerySet
from wijkzorg.tenancy.models import Municipality

_LEVELS = [
    (Level.MUNICIPALITY.value, _("gemeente")),
    (Level.DISTRICT.value, _("wijk")),
    (Level.NEIGHBOURHOOD.value, _("buurt")),
]


def _municipality() -> models.ForeignKey[Municipality, Municipality]:
    return models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )


class Strictness(models.Model):
    """How much a municipality hides, where that is more than the norm (limits.Limits)."""

    municipality = models.OneToOneField(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("gemeente")
    )
    least = models.PositiveSmallIntegerField(
        _("minstens zoveel mensen"),
        default=10,
        help_text=_(
            "Een kleiner aantal mensen staat er niet. Minstens 10, en een veelvoud van waarop wordt afgerond."
        ),
    )
    base = models.PositiveSmallIntegerField(
        _("basis voor punten, uren en aandelen"),
        default=10,
        help_text=_(
            "Over minder mensen staan er geen punten, uren, aandelen of middelste waarden. Minstens 10."
        ),
    )
    step = models.PositiveSmallIntegerField(
        _("afgerond op"), default=5, help_text=_("Elk getal is hiervan een veelvoud. Minstens 5.")
    )
    width = models.PositiveSmallIntegerField(
        _("ruimte om een afgeschermd cijfer"),
        default=5,
        help_text=_(
            "Zoveel blijft onzeker van een getal dat er niet staat. Minstens 5, en minder dan het eerste getal."
        ),
    )

    class Meta:
        verbose_name = _("afscherming")
        verbose_name_plural = _("afscherming")
        constraints = [
            models.CheckConstraint(
                condition=Q(least__gte=10, base__gte=10, step__gte=5, width__gte=5, width__lt=F("least")),
                name="strictness_no_laxer_than_the_norm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.least}"

    def clean(self) -> None:
        """Say beside each field what is laxer than the norm, or cannot be kept (limits.Limits)."""
        faults = {
            name: _("Kies %(norm)s of meer: minder afschermen kan niet.") % {"norm": norm}
            for name, norm in (("least", 10), ("base", 10), ("step", 5), ("width", 5))
            if (value := getattr(self, name)) is not None and value < norm
        }
        if not faults and self.least % self.step:
            faults["least"] = _("Kies een veelvoud van %(step)s, waarop wordt afgerond.") % {
                "step": self.step
            }
        if not faults and self.width >= self.least:
            faults["width"] = _("Kies minder dan %(least)s.") % {"least": self.least}
        if faults:
            raise ValidationError(faults)


class Edition(models.Model):
    """One publication of figures: whole, at once, and never changed afterwards."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("nieuwe cijfers")
        CORRECTION = "correction", _("verbetering")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(_("editie"))
    kind = models.CharField(_("soort"), max_length=10, choices=Kind, default=Kind.REGULAR)
    reason = models.TextField(_("wat er verbeterd is"), blank=True)
    since = models.DateField(_("van"))  # the first day that something in it is about
    through = models.DateField(_("tot"))  # the Monday as which begins its last stock is taken
    published_at = models.DateTimeField(_("gepubliceerd op"))
    # How much was hidden: the limits of the municipality at that moment (limits.Limits).
    least = models.PositiveSmallIntegerField(default=10)
    base = models.PositiveSmallIntegerField(default=10)
    step = models.PositiveSmallIntegerField(default=5)
    width = models.PositiveSmallIntegerField(default=5)
    # From which day on earlier figures could still be narrowed by later ones (docs/suppression.md: chains).
    open_from = models.DateField()
    # And which ones: figure, area, first day, day until; with "zonder" in front where it is what is left of a whole.
    unsettled = models.JSONField(default=list)
    # What adds up in it: an area of those that it falls apart in, by code.
    areas = models.JSONField(default=dict)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("editie")
        verbose_name_plural = _("edities")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["municipality", "id"], name="edition_wall"),
            models.CheckConstraint(condition=Q(since__lte=F("through")), name="edition_in_order"),
            models.CheckConstraint(
                condition=Q(kind="regular") | ~Q(reason=""), name="edition_correction_says_why"
            ),
            models.CheckConstraint(
                condition=Q(least__gte=10, base__gte=10, step__gte=5, width__gte=5),
                name="edition_no_laxer_than_the_norm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Published(models.Model):
    """What an edition says of one figure, of an area, in a period: a number, or that it is hidden."""

    municipality = _municipality()
    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="published", db_constraint=False
    )  # walled
    indicator = models.CharField(_("cijfer"), max_length=32)
    part = models.CharField(_("onderdeel"), max_length=32, blank=True)
    area_code = models.CharField(_("gebied"), max_length=10)
    level = models.CharField(_("niveau"), max_length=8, choices=_LEVELS)
    begins = models.DateField(_("vanaf"))
    ends = models.DateField(
        _("tot")
    )  # not with that day; a stock is taken as its day begins: both are that day
    value = models.IntegerField(_("waarde"), null=True)  # None: hidden
    latest = models.BooleanField(default=True)
    replaced_in = models.PositiveIntegerField(null=True)  # the number of the edition that says it anew

    objects = PublishedQuerySet.as_manager()

    class Meta:
        verbose_name = _("gepubliceerd cijfer")
        verbose_name_plural = _("gepubliceerde cijfers")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "area_code", "indicator", "begins", "ends", "part", "edition"],
                name="published_once",
            ),
            models.CheckConstraint(
                condition=Q(latest=True, replaced_in__isnull=True)
                | Q(latest=False, replaced_in__isnull=False),
                name="published_replaced",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "indicator", "level", "begins"],
                condition=Q(latest=True),
                name="published_latest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}.{self.part} {self.area_code} {self.begins}"


class Fact(models.Model):
    """What is true of a cell, published or not, and what was decided about it. Read where figures are made alone."""

    class Fate(models.TextChoices):
        SHOWN = "shown"
        SMALL = "small"
        BESIDE = "beside"
        DARK = "dark"
        UNSEEN = "unseen"

    municipality = _municipality()
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="facts", db_constraint=False)  # walled
    figure = models.CharField(max_length=72)
    area_code = models.CharField(max_length=12)
    begins = models.DateField()
    ends = models.DateField()
    value = models.BigIntegerField()
    persons = models.IntegerField(null=True)
    fate = models.CharField(max_length=6, choices=Fate)

    class Meta:
        indexes = [models.Index(fields=["edition"], name="fact_of_edition")]

    def __str__(self) -> str:
        return f"{self.figure} {self.area_code} {self.begins}"
