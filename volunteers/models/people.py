"""Volunteers: what each can give, when not, and who is kept apart from whom."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Func, Value
from django.utils.translation import gettext_lazy as _

from cases.models.records import walled_municipality
from neighbourhoods.models import Neighbourhood
from residents.address import POSTCODE
from volunteers.models.words import Kind, Language, Skill, chosen
from volunteers.querysets import BlockQuerySet, OfVolunteerQuerySet, VolunteerQuerySet
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality

LEAST_MINUTES = 30  # half an hour a week: nobody divides by less
MOST_MINUTES = 40 * 60
MOST_METRES = 50_000


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Volunteer(models.Model):
    """A user who helps neighbours in one municipality: where, how much, with what, and when."""

    class Vog(models.TextChoices):
        GIVEN = "given", _("afgegeven")
        REFUSED = "refused", _("niet afgegeven")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="volunteering", verbose_name=_("wie"))
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("buurt")
    )  # walled: 0002
    # Where they live, as the place of their postcode: rijksdriehoek, whole metres. No street is kept.
    x = models.IntegerField(_("x"))
    y = models.IntegerField(_("y"))
    # With these, who lives in one house is known, for blocks (PRODUCT: who may be asked).
    postcode = models.CharField(_("postcode"), max_length=7, blank=True)
    house_number = models.CharField(_("huisnummer"), max_length=20, blank=True)
    minutes_a_week = models.PositiveSmallIntegerField(_("minuten per week"))
    radius_m = models.PositiveIntegerField(_("hoe ver, in meter"), default=2000)
    kinds = ArrayField(models.CharField(max_length=16, choices=Kind), verbose_name=_("wil doen"))
    skills = chosen(_("kan"), Skill)
    languages = chosen(_("spreekt"), Language)
    # Parts of the week, 0 (Monday morning) to 20 (Sunday evening): volunteers.dayparts.
    available = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("kan op"))
    phone = models.CharField(_("telefoon"), max_length=30, blank=True)
    reads = models.CharField(_("taal van de brieven"), max_length=8, default="nl", db_default="nl")
    vog_on = models.DateField(_("datum van de VOG"), null=True, blank=True)
    vog_outcome = models.CharField(_("uitkomst van de VOG"), max_length=8, choices=Vog, blank=True)
    active = models.BooleanField(_("doet mee"), default=True)
    joined_on = models.DateField(_("sinds"))
    left_on = models.DateField(_("gestopt op"), null=True, blank=True)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = _("vrijwilliger")
        verbose_name_plural = _("vrijwilligers")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="volunteer_wall"),
            models.UniqueConstraint(fields=["municipality", "user"], name="volunteer_once"),
            models.CheckConstraint(
                condition=Q(minutes_a_week__range=(LEAST_MINUTES, MOST_MINUTES)), name="volunteer_hours"
            ),
            models.CheckConstraint(condition=Q(radius_m__range=(1, MOST_METRES)), name="volunteer_radius"),
            models.CheckConstraint(condition=~Q(kinds=[]), name="volunteer_does_something"),
            models.CheckConstraint(condition=~Q(available=[]), name="volunteer_has_time"),
            models.CheckConstraint(
                condition=Q(available__contained_by=list(range(21))), name="volunteer_parts_of_a_week"
            ),
            models.CheckConstraint(
                condition=Q(vog_on__isnull=True, vog_outcome="")
                | Q(vog_on__isnull=False) & ~Q(vog_outcome=""),
                name="volunteer_vog_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(postcode="") | Q(postcode__regex=POSTCODE), name="volunteer_postcode"
            ),
            models.CheckConstraint(
                condition=Q(active=True, left_on__isnull=True) | Q(active=False, left_on__isnull=False),
                name="volunteer_left_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "neighbourhood"], name="volunteer_of_neighbourhood"),
            models.Index(fields=["municipality", "x", "y"], condition=Q(active=True), name="volunteer_place"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"

    @property
    def home(self) -> str:
        """The house, as a block compares it; empty where it is not known."""
        return home_key(self.postcode, self.house_number)


def home_key(postcode: str, house_number: str) -> str:
    """Return one word for a house: the same for everybody who lives there; empty where it is not known."""
    number = "".join(house_number.split()).lower()
    return f"home:{''.join(postcode.split()).upper()}:{number}" if postcode and number else ""


class Hours(models.Model):
    """How many minutes a week a volunteer gives from a day on, so that a past week can be reckoned with what it was."""

    municipality = walled_municipality()
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="hours", db_constraint=False, db_index=False
    )  # walled: 0002
    valid_from = models.DateField(_("geldt vanaf"))
    minutes_a_week = models.PositiveSmallIntegerField(_("minuten per week"))

    class Meta:
        verbose_name = _("uren van een vrijwilliger")
        verbose_name_plural = _("uren van vrijwilligers")
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "valid_from"], name="volunteer_hours_one_a_day"),
            models.CheckConstraint(
                condition=Q(minutes_a_week__range=(LEAST_MINUTES, MOST_MINUTES)),
                name="volunteer_hours_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.minutes_a_week}"


class Away(models.Model):
    """Days on which a volunteer is not asked, both included: it ends by itself."""

    municipality = walled_municipality()
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="away", db_constraint=False, db_index=False
    )  # walled: 0002
    first_day = models.DateField(_("van"))
    last_day = models.DateField(_("tot en met"))

    objects = OfVolunteerQuerySet["Away"].as_manager()

    class Meta:
        verbose_name = _("weg")
        verbose_name_plural = _("weg")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="volunteer_away_ends_after_start"
            ),
            ExclusionConstraint(
                name="volunteer_away_once_a_day",
                expressions=[
                    ("volunteer", RangeOperators.EQUAL),
                    (
                        Func(F("first_day"), F("last_day"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"


class TooMuch(models.Model):
    """One tap on "het is me te veel". Kept apart, so that what it changed can be reckoned again for any day."""

    municipality = walled_municipality()
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="too_much", db_constraint=False, db_index=False
    )  # walled: 0002
    at = models.DateTimeField(_("wanneer"))
    taken_back_at = models.DateTimeField(_("toch niet, op"), null=True)

    objects = OfVolunteerQuerySet["TooMuch"].as_manager()

    class Meta:
        verbose_name = _("te veel")
        verbose_name_plural = _("te veel")
        indexes = [models.Index(fields=["volunteer", "at"], name="volunteer_too_much")]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.at:%Y-%m-%d}"


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Block(models.Model):
    """Two who are not brought together. Neither of them ever hears of it, nor who wished it."""

    class Scope(models.TextChoices):
        PAIR = "pair", _("deze twee")
        HOUSEHOLD = "household", _("ook wie bij hen in huis woont")

    class Wish(models.TextChoices):
        VOLUNTEER = "volunteer", _("de vrijwilliger")
        REQUESTER = "requester", _("wie hulp vroeg")
        STAFF = "staff", _("wij")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="blocks", db_constraint=False
    )  # walled: 0002
    volunteer_home = models.CharField(_("huis van de vrijwilliger"), max_length=40, blank=True)
    # Whom it is about, as HelpRequest.parties says it: "resident:17", "phone:+31612345678", "home:1234AB:12".
    parties = ArrayField(models.CharField(max_length=64), verbose_name=_("wie"))
    scope = models.CharField(_("voor wie"), max_length=16, choices=Scope, default=Scope.HOUSEHOLD)
    wished_by = models.CharField(_("op wens van"), max_length=16, choices=Wish)
    why = models.CharField(_("waarom"), max_length=500, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("sinds"))
    ended_at = models.DateTimeField(_("opgeheven op"), null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("blokkade")
        verbose_name_plural = _("blokkades")
        constraints = [
            models.CheckConstraint(condition=~Q(parties=[]), name="block_of_somebody"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="block_ended_by_someone",
            ),
        ]
        indexes = [
            GinIndex(fields=["parties"], condition=Q(ended_at__isnull=True), name="block_of_party"),
            models.Index(
                fields=["municipality", "volunteer_home"],
                condition=Q(ended_at__isnull=True),
                name="block_of_home",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.scope}"
