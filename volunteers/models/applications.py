"""Who offers help without an account: an application, until a coordinator invites them or says no."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from neighbourhoods.models import Neighbourhood
from residents.address import POSTCODE
from volunteers.models.people import LEAST_MINUTES, MOST_METRES, MOST_MINUTES
from volunteers.models.words import Kind, Language, Skill, chosen
from volunteers.querysets import ApplicationQuerySet
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality


class Application(models.Model):
    """What somebody said who wants to help; it goes when they come in as a volunteer, and soon after a no."""

    class State(models.TextChoices):
        NEW = "new", _("nieuw")
        INVITED = "invited", _("uitgenodigd")
        REFUSED = "refused", _("afgewezen")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("buurt")
    )  # walled: the migration that makes it
    name = models.CharField(_("naam"), max_length=200)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("telefoon"), max_length=30, blank=True)  # as +31612345678
    postcode = models.CharField(_("postcode"), max_length=7)
    house_number = models.CharField(_("huisnummer"), max_length=20, blank=True)
    minutes_a_week = models.PositiveSmallIntegerField(_("minuten per week"))
    radius_m = models.PositiveIntegerField(_("hoe ver, in meter"))
    kinds = ArrayField(models.CharField(max_length=16, choices=Kind), verbose_name=_("wil doen"))
    skills = chosen(_("kan"), Skill)
    languages = chosen(_("spreekt"), Language)
    available = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("kan op"))
    text = models.TextField(_("toelichting"), blank=True, max_length=1000)
    reads = models.CharField(_("taal van de brieven"), max_length=8, default="nl", db_default="nl")
    token = models.UUIDField(help_text=_("Van het formulier: twee keer verstuurd telt één keer."))
    received_at = models.DateTimeField(_("binnengekomen"))
    state = models.CharField(_("stand"), max_length=16, choices=State, default=State.NEW)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    handled_at = models.DateTimeField(_("afgehandeld op"), null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("aanmelding")
        verbose_name_plural = _("aanmeldingen")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="application_wall"),
            models.UniqueConstraint(fields=["municipality", "token"], name="application_sent_once"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="application_email_lower"),
            models.CheckConstraint(condition=Q(postcode__regex=POSTCODE), name="application_postcode"),
            models.CheckConstraint(
                condition=Q(minutes_a_week__range=(LEAST_MINUTES, MOST_MINUTES)), name="application_hours"
            ),
            models.CheckConstraint(condition=Q(radius_m__range=(1, MOST_METRES)), name="application_radius"),
            models.CheckConstraint(
                condition=~Q(kinds=[]) & ~Q(available=[]), name="application_does_something"
            ),
            models.CheckConstraint(
                condition=Q(available__contained_by=list(range(21))), name="application_parts_of_a_week"
            ),
            models.CheckConstraint(
                condition=Q(state="new", handled_by__isnull=True, handled_at__isnull=True)
                | ~Q(state="new") & Q(handled_by__isnull=False, handled_at__isnull=False),
                name="application_handled_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "state", "received_at"], name="application_waiting"),
            models.Index(fields=["email"], name="application_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d} {self.state}"

    @property
    def kind_words(self) -> list[str]:
        """What they want to do, in words."""
        return [str(Kind(kind).label) for kind in self.kinds]

    @property
    def hours_words(self) -> str:
        """How much time they have: "2 uur", "een half uur"."""
        hours = self.minutes_a_week / 60
        return str(_("een half uur")) if hours == 0.5 else str(_("%(hours)g uur")) % {"hours": hours}
