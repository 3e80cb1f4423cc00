"""Users, the organisations and teams they work in, and the roles they hold there."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from wijkzorg.tenancy.models import Municipality


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


class Organisation(models.Model):
    """An organisation that gives support and is the controller of its data."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    name = models.CharField(_("naam"), max_length=200)

    class Meta:
        verbose_name = _("organisatie")
        verbose_name_plural = _("organisaties")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="organisation_name_once"),
            models.UniqueConstraint(fields=["municipality", "id"], name="organisation_wall"),
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A team of one organisation; its members see its cases."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="teams", db_constraint=False
    )  # walled: 0002
    name = models.CharField(_("naam"), max_length=200)

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

    def on(self, day: dt.date) -> MembershipQuerySet:
        """Keep the memberships that hold on a day."""
        return self.filter(
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day),
            starts_on__lte=day,
        )


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
        verbose_name = _("lidmaatschap")
        verbose_name_plural = _("lidmaatschappen")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "user", "team", "role", "starts_on"],
                nulls_distinct=False,
                name="membership_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
