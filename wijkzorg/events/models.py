"""What happened, who wants to hear of it, and what became of telling them: written with what it tells."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from wijkzorg.events.kinds import ALL
from wijkzorg.events.querysets import DeliveryQuerySet, SubscriptionQuerySet
from wijkzorg.tenancy.models import Municipality

_WAITS = Q(delivered_at__isnull=True, given_up_at__isnull=True)


def _municipality() -> models.ForeignKey[Municipality, Municipality]:
    """Return the municipality of a row whose wall proves that it exists: no second check."""
    return models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )


class Event(models.Model):
    """Something that happened: its type, what it is about by a code of ours, and days, numbers and codes; no names."""

    municipality = _municipality()
    uuid = models.UUIDField(_("kenmerk"), unique=True, editable=False, db_default=RandomUUID())
    type = models.CharField(_("soort"), max_length=80)
    subject = models.CharField(_("onderwerp"), max_length=64)
    data = models.JSONField(_("gegevens"), default=dict, db_default={})
    # Whose it is alone, by the number of an organisation (a higher room): never sent; another's system hears nothing.
    organisation = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(_("vastgelegd op"), db_default=Now())

    class Meta:
        verbose_name = _("gebeurtenis")
        verbose_name_plural = _("gebeurtenissen")
        constraints = [models.UniqueConstraint(fields=["municipality", "id"], name="event_wall")]
        indexes = [models.Index(fields=["municipality", "created_at"], name="event_when")]

    def __str__(self) -> str:
        return f"{self.type} {self.uuid}"


class Subscription(models.Model):
    """An address of another system that hears of some types of events, and how that goes (abonnement)."""

    class Why(models.TextChoices):
        """Why nothing is sent for the time being."""

        BY_HAND = "by_hand", _("stilgezet door een beheerder")
        BY_CLIENT = "by_client", _("stilgezet door de ontvanger zelf")
        FAILING = "failing", _("twee dagen lang kwam er niets aan")
        GONE = "gone", _("het adres bestaat niet meer (410)")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("gemeente")
    )
    uuid = models.UUIDField(_("kenmerk"), unique=True, editable=False, db_default=RandomUUID())
    # The system that subscribed, by its public id: clients are a higher room. And its name, as it then was.
    client = models.UUIDField(_("kenmerk van het systeem"), editable=False)
    system = models.CharField(_("systeem"), max_length=100, blank=True, default="", db_default="")
    # The organisation that it is bound to, by its number: of what is of one alone, it hears this one's.
    organisation = models.BigIntegerField(null=True, editable=False)
    name = models.CharField(_("omschrijving"), max_length=100)
    address = models.CharField(_("adres"), max_length=500)
    types = ArrayField(models.CharField(max_length=80), verbose_name=_("soorten"))
    # How it is known at the other end that a message is ours. A former one signs too, until its moment.
    secret_encrypted = models.CharField(max_length=500)
    former_encrypted = models.CharField(max_length=500, blank=True, default="", db_default="")
    former_until = models.DateTimeField(_("vorig geheim geldt tot"), null=True)
    made_at = models.DateTimeField(_("gemaakt op"))
    # Since when it listens: what happens from then on is kept for it. Another address must agree anew (`to_confirm`).
    confirmed_at = models.DateTimeField(_("bevestigd door de ontvanger op"), null=True)
    to_confirm = models.BooleanField(_("wacht op bevestiging"), default=True, db_default=True)
    paused_at = models.DateTimeField(_("stilgezet op"), null=True)
    paused_why = models.CharField(
        _("waarom stilgezet"), max_length=16, choices=Why, blank=True, default="", db_default=""
    )
    ended_at = models.DateTimeField(_("opgezegd op"), null=True)
    # How it goes. `next_at` is also the lease of the worker that holds it, whose sign is `claim`.
    failures = models.PositiveSmallIntegerField(_("mislukt na elkaar"), default=0, db_default=0)
    next_at = models.DateTimeField(_("volgende poging"))
    claim = models.UUIDField(null=True, editable=False)
    failed_at = models.DateTimeField(_("laatst mislukt op"), null=True)
    failure = models.CharField(_("wat misging"), max_length=100, blank=True, default="", db_default="")
    succeeded_at = models.DateTimeField(_("laatst gelukt op"), null=True)
    revision = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("abonnement")
        verbose_name_plural = _("abonnementen")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="subscription_wall"),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_why="")
                | Q(paused_at__isnull=False) & ~Q(paused_why=""),
                name="subscription_paused_with_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(secret_encrypted="", former_encrypted=""),
                name="subscription_ended_has_no_secret",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "client"], name="subscription_of_client"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.system})" if self.system else self.name


class Delivery(models.Model):
    """One event on its way to one subscription. Those of one subject go in the order in which they happened."""

    municipality = _municipality()
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="deliveries", db_constraint=False, db_index=False,
        verbose_name=_("abonnement"),
    )  # fmt: skip
    event = models.ForeignKey(
        Event, models.PROTECT, related_name="deliveries", db_constraint=False, verbose_name=_("gebeurtenis")
    )
    subject = models.CharField(_("onderwerp"), max_length=64)
    attempts = models.PositiveSmallIntegerField(_("pogingen"), default=0, db_default=0)
    next_at = models.DateTimeField(_("volgende poging"))
    delivered_at = models.DateTimeField(_("bezorgd op"), null=True)
    given_up_at = models.DateTimeField(_("opgegeven op"), null=True)
    status = models.PositiveSmallIntegerField(_("antwoord"), null=True)
    failure = models.CharField(_("wat misging"), max_length=100, blank=True, default="", db_default="")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("bezorging")
        verbose_name_plural = _("bezorgingen")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "subscription", "event"], name="delivery_once_a_subscription"
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(given_up_at__isnull=True),
                name="delivery_ends_once",
            ),
        ]
        indexes = [
            models.Index(fields=["subscription", "event"], condition=_WAITS, name="delivery_waiting"),
            models.Index(
                fields=["subscription", "subject", "event"], condition=_WAITS, name="delivery_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{ALL[self.event.type].title} · {self.subscription}"
