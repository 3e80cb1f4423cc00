"""Systems that ask over REST: each with its access to municipalities, and with what it proves who it is."""

from __future__ import annotations

import datetime as dt
import uuid

import pghistory
from allauth.idp.oidc.models import Client as OAuthClient
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from wijkzorg.accounts.models import Organisation, User
from wijkzorg.clients.scopes import NEED_GROUND, Scope
from wijkzorg.tenancy.models import Municipality


class Client(models.Model):
    """A system, known to every municipality that gives it access: a name, no person."""

    uuid = models.UUIDField(_("kenmerk"), default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("systeem"), max_length=100)
    organisation = models.CharField(_("van welke organisatie"), max_length=200)
    made_at = models.DateTimeField(_("gemaakt op"))

    class Meta:
        verbose_name = _("systeem")
        verbose_name_plural = _("systemen")

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})"


class AccessQuerySet(models.QuerySet["Access"]):
    """Sets of accesses."""

    def open(self) -> AccessQuerySet:
        """Keep those that were not ended."""
        return self.filter(ended_at__isnull=True)

    def organisation_of(self, client_id: int, municipality_id: int) -> int | None:
        """Return the organisation that a system is bound to in a municipality; None where it is bound to none."""
        here = self.open().filter(client_id=client_id, municipality_id=municipality_id)
        return here.values_list("bound_to_id", flat=True).first()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Access(models.Model):
    """What one municipality lets a system do, and why the law allows it."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    client = models.ForeignKey(Client, models.PROTECT, related_name="accesses", verbose_name=_("systeem"))
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope), verbose_name=_("wat het mag"))
    legal_ground = models.TextField(
        _("wettelijke grondslag"),
        blank=True,
        max_length=2000,
        help_text=_("Verplicht voor alles over personen: welk artikel, en waarvoor de gegevens nodig zijn."),
    )
    # The records of one care organisation: of cases, such a system sees those of this organisation's teams alone.
    bound_to = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("dossiers van organisatie"),
        help_text=_(
            "Nodig voor dossiers en contactmomenten. Het systeem ziet dan alleen wat van deze organisatie is, ook van"
            " signaleringen en hulpvragen."
        ),
    )  # walled: 0005
    # Whoever made the system here gives it its secrets and keys; another municipality only lets it in.
    keeps = models.BooleanField(_("beheert de geheimen"), default=False)
    given_at = models.DateTimeField(_("gegeven op"))
    given_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("gegeven door")
    )
    ended_at = models.DateTimeField(_("beëindigd op"), null=True, blank=True)

    objects = AccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("gekoppeld systeem")
        verbose_name_plural = _("gekoppelde systemen")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="access_wall"),
            models.UniqueConstraint(
                fields=["municipality", "client"],
                condition=models.Q(ended_at__isnull=True),
                name="access_once",
            ),
            models.UniqueConstraint(
                fields=["client"], condition=models.Q(keeps=True), name="access_one_keeper"
            ),
            models.CheckConstraint(
                condition=models.Q(scopes__contained_by=Scope.values) & models.Q(scopes__len__gt=0),
                name="access_scopes_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(scopes__overlap=sorted(NEED_GROUND)) | ~models.Q(legal_ground=""),
                name="access_persons_need_ground",
            ),
        ]
        indexes = [models.Index(fields=["client"], name="access_of_client")]

    def __str__(self) -> str:
        return str(self.client)


class CredentialQuerySet(models.QuerySet["Credential"]):
    """Sets of credentials."""

    def open(self) -> CredentialQuerySet:
        """Keep those that were not ended."""
        return self.filter(ended_at__isnull=True)

    def kept_here(self) -> CredentialQuerySet:
        """Keep those that the municipality inside whose wall we are gives out and ends."""
        return self.filter(client__in=Access.objects.filter(keeps=True).values("client_id"))


class Credential(models.Model):
    """With what a system proves who it is: a secret, of which we keep a hash, or its public keys.

    Two at the same time are for changing over: make the second, let the system use it, end the first.
    """

    class Kind(models.TextChoices):
        SECRET = "secret", _("geheim")
        KEY = "key", _("eigen sleutel (private_key_jwt)")

    client = models.ForeignKey(Client, models.PROTECT, related_name="credentials", verbose_name=_("systeem"))
    oauth = models.OneToOneField(
        OAuthClient, models.PROTECT, related_name="credential", verbose_name=_("client_id"), editable=False
    )
    kind = models.CharField(_("soort"), max_length=8, choices=Kind, default=Kind.SECRET)
    jwks = models.JSONField(_("openbare sleutels (JWKS)"), null=True, blank=True)
    made_at = models.DateTimeField(_("gemaakt op"))
    made_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("gemaakt door")
    )
    ended_at = models.DateTimeField(_("beëindigd op"), null=True, blank=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("geheim of sleutel")
        verbose_name_plural = _("geheimen en sleutels")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["secret", "key"]), name="credential_kind"),
            models.CheckConstraint(
                condition=models.Q(kind="secret", jwks__isnull=True)
                | models.Q(kind="key", jwks__isnull=False),
                name="credential_key_has_keys",
            ),
        ]

    def __str__(self) -> str:
        return self.oauth_id


class UsedAssertion(models.Model):
    """A signed assertion that proved once who a system is; it proves it no second time (RFC 7523, jti)."""

    credential = models.ForeignKey(Credential, models.CASCADE, related_name="+")
    jti_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["credential", "jti_hash"], name="assertion_once"),
        ]

    def __str__(self) -> str:
        return self.jti_hash[:8]


TOKEN_LIVES = dt.timedelta(minutes=10)
