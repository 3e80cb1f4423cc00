"""Invite people to a role, and take up an invitation: the only way in which an account is made."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Collection
from functools import partial

import pghistory
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wijkzorg.accounts import letters
from wijkzorg.accounts.models import Invitation, Membership, Team, User
from wijkzorg.accounts.roles import give_role
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

VALID_FOR = dt.timedelta(days=7)
Role = Membership.Role
# A team lead makes colleagues, not other team leads; a volunteer belongs to the municipality and no team.
_BY_TEAM_LEAD = frozenset({Role.WORKER})
_BY_COORDINATOR = frozenset({Role.VOLUNTEER})
IN_A_TEAM = frozenset({Role.WORKER, Role.TEAM_LEAD})


class InvitationGone(Exception):
    """Say that an invitation cannot be taken: guessed, used, revoked or too old. Which of these, nobody is told."""


def roles_to_give(memberships: Collection[Membership]) -> list[Membership.Role]:
    """Return the roles for which somebody with these memberships may invite, in the order of the list."""
    held = {row.role for row in memberships}
    given: set[Membership.Role] = set()
    if Role.ADMINISTRATOR in held:
        given |= set(Role)
    if Role.TEAM_LEAD in held:
        given |= _BY_TEAM_LEAD
    if Role.COORDINATOR in held:
        given |= _BY_COORDINATOR
    return [role for role in Role if role in given]


def may_invite(memberships: Collection[Membership], role: str, team_id: int | None) -> bool:
    """Return whether somebody with these memberships may invite for a role in a team."""
    held = {row.role for row in memberships}
    if Role.ADMINISTRATOR in held:
        return True
    if role in _BY_TEAM_LEAD:
        return team_id is not None and team_id in _teams_led(memberships)
    return role in _BY_COORDINATOR and team_id is None and Role.COORDINATOR in held


def teams_to_invite_for(memberships: Collection[Membership]) -> models.QuerySet[Team]:
    """Return the teams of which somebody with these memberships may make others a member."""
    places = {row.municipality_id for row in memberships}
    teams = Team.objects.filter(municipality_id__in=places)
    if any(row.role == Role.ADMINISTRATOR for row in memberships):
        return teams
    return teams.filter(pk__in=_teams_led(memberships))


def manageable_by(memberships: Collection[Membership]) -> models.QuerySet[Invitation]:
    """Return the invitations that somebody with these memberships may see and revoke."""
    held = {row.role for row in memberships}
    found = Invitation.objects.filter(municipality_id__in={row.municipality_id for row in memberships})
    if Role.ADMINISTRATOR in held:
        return found
    own = Q(role__in=_BY_TEAM_LEAD, team_id__in=_teams_led(memberships))
    if Role.COORDINATOR in held:
        own |= Q(role__in=_BY_COORDINATOR)
    return found.filter(own)


def open_at(invitations: models.QuerySet[Invitation], now: dt.datetime) -> models.QuerySet[Invitation]:
    """Keep the invitations that can still be taken."""
    return invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)


def _teams_led(memberships: Collection[Membership]) -> set[int]:
    return {row.team_id for row in memberships if row.role == Role.TEAM_LEAD and row.team_id is not None}


def check_offer(role: str, team: Team | None, starts_on: dt.date | None, ends_on: dt.date | None) -> None:
    """Raise ValidationError, by field, when a role cannot be given like this."""
    if role in IN_A_TEAM and team is None:
        raise ValidationError({"team": _("Kies het team.")})
    if role not in IN_A_TEAM and team is not None:
        raise ValidationError({"team": _("Bij deze rol hoort geen team.")})
    if ends_on is not None and starts_on is not None and ends_on < starts_on:
        raise ValidationError({"ends_on": _("De laatste dag ligt voor de eerste.")})


@transaction.atomic
def invite(
    *,
    actor: User,
    municipality: Municipality,
    email: str,
    role: str,
    team: Team | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    link: Callable[[str], str],
    now: dt.datetime,
    language: str = settings.LANGUAGE_CODE,
) -> Invitation:
    """Offer a role to an address and mail the link, which `link` makes of the token; replaces an offer that stands."""
    check_offer(role, team, starts_on, ends_on)
    address = email.strip().lower()
    token = secrets.token_urlsafe(32)
    with pghistory.context(user=actor.pk, reason="invite"):
        same = Invitation.objects.filter(municipality=municipality, email=address, role=role, team=team)
        same.filter(accepted_at__isnull=True, revoked_at__isnull=True).update(revoked_at=now)
        made = Invitation.objects.create(
            municipality=municipality,
            email=address,
            role=role,
            team=team,
            starts_on=starts_on,
            ends_on=ends_on,
            invited_by=actor,
            created_at=now,
            expires_at=now + VALID_FOR,
            token_hash=hash_of(token),
        )
    transaction.on_commit(partial(letters.send_invitation, address, link(token), language))
    return made


@transaction.atomic
def revoke(*, actor: User, invitation: Invitation, now: dt.datetime) -> Invitation:
    """Take an invitation back; one that was taken or revoked already stays as it is."""
    with pghistory.context(user=actor.pk, reason="revoke"):
        Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True).update(
            revoked_at=now
        )
    invitation.refresh_from_db()
    return invitation


@transaction.atomic
def accept(
    *,
    invitation: Invitation,
    user: User | None,
    name: str = "",
    password: str | None = None,
    now: dt.datetime,
) -> User:
    """Take an invitation once, for an account that is there or a new one; raises InvitationGone.

    The address was proven by the letter, or by the municipality's own sign-in.
    """
    who = {"user": user.pk} if user else {}
    with (
        inside(invitation.municipality_id),
        pghistory.context(**who, reason="accept", invitation=invitation.pk),
    ):
        # The update decides a race: of two that take it, one finds no row.
        taken = open_at(Invitation.objects.filter(pk=invitation.pk), now).update(accepted_at=now)
        if not taken:
            raise InvitationGone
        if user is None:
            user = User.objects.create_user(invitation.email, password, name=name.strip())
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        elif user.email != invitation.email:
            raise PermissionDenied
        Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
        give_role(
            actor=invitation.invited_by,
            user=user,
            municipality=invitation.municipality,
            role=invitation.role,
            team=invitation.team,
            starts_on=invitation.starts_on,
            ends_on=invitation.ends_on,
            now=now,
        )
    return user


def find(token: str, *, now: dt.datetime) -> Invitation | None:
    """Return the invitation that a token opens, of whichever municipality, if it can still be taken."""
    hashed = hash_of(token)
    with connection.cursor() as cursor:
        # Who opens a link need not be signed in, so there is no municipality to look inside: this returns its id alone.
        cursor.execute("SELECT accounts_invitation_of(%s)", [hashed])
        (municipality_id,) = cursor.fetchone()
    if municipality_id is None:
        return None
    with inside(municipality_id):
        found = open_at(Invitation.objects.filter(token_hash=hashed), now)
        return found.select_related("municipality", "team", "invited_by").first()


def hash_of(token: str) -> str:
    """Return what is stored of a token: it is long and random, so a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()
