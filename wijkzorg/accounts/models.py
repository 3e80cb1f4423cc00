"""Users, the organisations and teams they work in, and the roles they hold there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.plain_dutch import plain_faults

if TYPE_CHECKING:
    from wijkzorg.accounts.middleware import Desk


class UserManager(BaseUserManager["User"]):
    """Make users by their e-mail address."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a user whatever the case of the letters typed."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a user; without a password nobody can sign in as them."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a user who may set up everything in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["password", "last_login"],
)
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address; may work for several municipalities."""

    email = models.EmailField(_("e-mailadres"), unique=True)
    name = models.CharField(_("naam"), max_length=200, blank=True)
    is_active = models.BooleanField(_("actief"), default=True)
    is_staff = models.BooleanField(_("mag in het beheer"), default=False)
    date_joined = models.DateTimeField(_("sinds"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("gebruiker")
        verbose_name_plural = _("gebruikers")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
            # COPY and INSERT … SELECT bypass the manager: keep one spelling of an address.
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower"),
        ]

    def __str__(self) -> str:
        return self.name or self.email


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Organisation(models.Model):
    """An organisation that gives support and is the controller of its data."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    name = models.CharField(_("naam"), max_length=200)
    # Both stand on the agreement on paper (outreach); left out, they say what holds everywhere.
    complaints = models.TextField(
        _("een klacht, voor bewoners"),
        blank=True,
        db_default="",
        default="",
        max_length=300,
        help_text=_(
            "Waar een bewoner een klacht kwijt kan. Korte zinnen: dit staat op papier voor de bewoner."
        ),
    )
    client_support = models.TextField(
        _("onafhankelijke cliëntondersteuning, voor bewoners"),
        blank=True,
        db_default="",
        default="",
        max_length=300,
        help_text=_("Wie gratis meedenkt, en hoe je die bereikt. Dit staat op papier voor de bewoner."),
    )

    class Meta:
        verbose_name = _("organisatie")
        verbose_name_plural = _("organisaties")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="organisation_name_once"),
            models.UniqueConstraint(fields=["municipality", "id"], name="organisation_wall"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse words on paper that a resident does not read easily."""
        faults = {name: plain_faults(getattr(self, name)) for name in ("complaints", "client_support")}
        if any(faults.values()):
            raise ValidationError({name: said for name, said in faults.items() if said})


class TeamQuerySet(models.QuerySet["Team"]):
    """Sets of teams."""

    def visible_to(self, desk: Desk) -> TeamQuerySet:
        """Keep the teams of the municipality, for whoever works there; a volunteer has no use for them."""
        if not desk.roles - {Membership.Role.VOLUNTEER} or desk.municipality is None:
            return self.none()
        return self.filter(municipality_id=desk.municipality.pk)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Team(models.Model):
    """A team of one organisation; its members see its cases."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="teams", db_constraint=False, verbose_name=_("organisatie")
    )  # walled: 0002
    name = models.CharField(_("naam"), max_length=200)
    phone = models.CharField(
        _("telefoon"),
        max_length=32,
        blank=True,
        db_default="",
        default="",
        validators=[
            RegexValidator(r"\A[0-9+() -]{3,32}\Z", _("Een nummer heeft cijfers, zoals 0999 - 12 00 01."))
        ],
        help_text=_("Staat op papier voor de bewoner, en op de pagina achter de code daarop."),
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="team_name_once"),
            models.UniqueConstraint(fields=["municipality", "id"], name="team_wall"),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Sets of memberships."""

    def visible_to(self, desk: Desk) -> MembershipQuerySet:
        """Keep one's own and those of one's teams; of the whole municipality for those who answer for who sees what."""
        if desk.municipality is None:
            return self.none()
        own = self.filter(municipality_id=desk.municipality.pk)
        if _SEES_ALL_ROLES & desk.roles:
            return own
        return own.filter(models.Q(user_id=desk.user.pk) | models.Q(team_id__in=desk.case_teams))

    def on(self, day: dt.date) -> MembershipQuerySet:
        """Keep the memberships that hold on a day."""
        return self.filter(
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day),
            starts_on__lte=day,
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Membership(models.Model):
    """A role of a user in a municipality, perhaps in a team, from a day until perhaps another."""

    class Role(models.TextChoices):
        WORKER = "worker", _("sociaal werker")
        TEAM_LEAD = "team_lead", _("teamleider")
        CENTRE_STAFF = "centre_staff", _("medewerker buurtcentrum")
        COORDINATOR = "coordinator", _("coördinator")
        VOLUNTEER = "volunteer", _("vrijwilliger")
        POLICY_OFFICER = "policy_officer", _("beleidsmedewerker")
        PRIVACY_OFFICER = "privacy_officer", _("functionaris gegevensbescherming")
        ADMINISTRATOR = "administrator", _("beheerder")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="memberships", db_constraint=False
    )  # walled: 0002
    role = models.CharField(_("rol"), max_length=20, choices=Role)
    starts_on = models.DateField(_("vanaf"))
    ends_on = models.DateField(_("tot en met"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("rol")
        verbose_name_plural = _("rollen")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "user", "team", "role", "starts_on"],
                nulls_distinct=False,
                name="membership_once",
            ),
            models.UniqueConstraint(fields=["municipality", "id"], name="membership_wall"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["token_hash"]
)
class Invitation(models.Model):
    """An offer of a role, mailed to an address: whoever opens its link within a week takes it, once."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    email = models.EmailField(_("e-mailadres"))
    role = models.CharField(_("rol"), max_length=20, choices=Membership.Role)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )  # walled: 0007
    starts_on = models.DateField(_("vanaf"))
    ends_on = models.DateField(_("tot en met"), null=True, blank=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("gemaakt op"))
    expires_at = models.DateTimeField(_("geldig tot"))
    accepted_at = models.DateTimeField(_("aangenomen op"), null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(_("ingetrokken op"), null=True)
    # The link itself stands in the letter alone: who reads the database cannot take the role.
    token_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("uitnodiging")
        verbose_name_plural = _("uitnodigingen")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "email", "role", "team"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                nulls_distinct=False,
                name="invitation_open_once",
            ),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="invitation_email_lower"),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(revoked_at__isnull=True),
                name="invitation_taken_or_revoked",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="invitation_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"


class SingleSignOn(models.Model):
    """A municipality's own sign-in by OpenID Connect: where it is, who we are there, and what it vouches for."""

    municipality = models.OneToOneField(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("gemeente")
    )
    enabled = models.BooleanField(_("in gebruik"), default=True)
    issuer = models.URLField(
        _("adres van de uitgever (issuer)"),
        max_length=500,
        help_text=_("Precies zoals de dienst zichzelf noemt, zonder /.well-known/."),
    )
    client_id = models.CharField(_("client-id"), max_length=255)
    secret_encrypted = models.TextField(editable=False)
    trusts_addresses = models.BooleanField(
        _("adressen zijn altijd bevestigd"),
        default=False,
        help_text=_(
            "Alleen als deze dienst geen email_verified geeft, en medewerkers hun adres er niet zelf kiezen."
        ),
    )
    factor_amr = ArrayField(
        models.CharField(max_length=64),
        verbose_name=_("tweede stap volgens amr"),
        default=list,
        blank=True,
        help_text=_(
            "Waarden waarmee de dienst zegt dat er een tweede stap was, met komma's ertussen: mfa, hwk."
        ),
    )
    factor_acr = ArrayField(
        models.CharField(max_length=255),
        verbose_name=_("tweede stap volgens acr"),
        default=list,
        blank=True,
        help_text=_("Leeg betekent: Wijkzorg vraagt zelf om de tweede stap."),
    )

    class Meta:
        verbose_name = _("inloggen via de gemeente")
        verbose_name_plural = _("inloggen via de gemeente")
        constraints = [models.UniqueConstraint(fields=["municipality", "id"], name="single_sign_on_wall")]

    def __str__(self) -> str:
        return str(self.municipality)


class SingleSignOnDomain(models.Model):
    """A domain of e-mail addresses for which a municipality's sign-in may speak; no two municipalities share one."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", editable=False)
    single_sign_on = models.ForeignKey(
        SingleSignOn, models.PROTECT, related_name="domains", db_constraint=False
    )  # walled: 0007
    domain = models.CharField(
        _("domein"),
        max_length=253,
        unique=True,
        validators=[
            RegexValidator(r"\A([a-z0-9-]+\.)+[a-z0-9-]+\Z", _("Een domein is zoiets als voorbeeldstad.nl."))
        ],
    )

    class Meta:
        verbose_name = _("e-maildomein")
        verbose_name_plural = _("e-maildomeinen")

    def __str__(self) -> str:
        return self.domain


_SEES_ALL_ROLES = frozenset({Membership.Role.ADMINISTRATOR, Membership.Role.PRIVACY_OFFICER})
CASE_ROLES = frozenset({Membership.Role.WORKER, Membership.Role.TEAM_LEAD})
