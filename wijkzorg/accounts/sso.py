"""Single sign-on: which municipality's service speaks for an address, and whom it may let in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from wijkzorg import encryption
from wijkzorg.accounts import invitations
from wijkzorg.accounts.models import Invitation, Membership, SingleSignOn, User
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside


class Stranger(Exception):
    """Say that a service let somebody in whom we do not; the reason is for the log and not for the screen."""


@dataclass(frozen=True)
class Federation:
    """A municipality's sign-in, as it is used during one request."""

    municipality: Municipality
    issuer: str
    client_id: str
    secret: str = field(repr=False)
    domains: frozenset[str]
    trusts_addresses: bool
    factor_amr: frozenset[str]
    factor_acr: frozenset[str]

    def asserts_factor(self, claims: Mapping[str, Any]) -> bool:
        """Return whether the service says that there was a second step, in one of the ways agreed with it."""
        amr = claims.get("amr")
        stated = {str(value) for value in amr} if isinstance(amr, list) else set()
        return bool(stated & self.factor_amr) or str(claims.get("acr", "")) in self.factor_acr

    def proven_address(self, claims: Mapping[str, Any]) -> str:
        """Return the address that the service vouches for; raises Stranger if it is not for this service to say."""
        address = str(claims.get("email") or "").strip().lower()
        if claims.get("email_verified") not in (True, "true") and not self.trusts_addresses:
            raise Stranger("address not verified")
        if domain_of(address) not in self.domains:
            raise Stranger("address of another domain")
        return address


def domain_of(address: str) -> str:
    """Return what stands after the @ of an address, or nothing."""
    return address.strip().lower().rpartition("@")[2] if address.count("@") == 1 else ""


def of_address(address: str) -> Federation | None:
    """Return the sign-in that speaks for an address, whichever municipality it is of."""
    with connection.cursor() as cursor:
        # Nobody is signed in yet, so there is no municipality to look inside: the function returns its id alone.
        cursor.execute("SELECT accounts_sign_on_of(%s)", [domain_of(address)])
        (found,) = cursor.fetchone()
    return _federation(Municipality.objects.filter(pk=found).first()) if found else None


def of_code(code: str) -> Federation | None:
    """Return the sign-in of the municipality with a code, if it has one that is in use."""
    return _federation(Municipality.objects.filter(code=code).first())


def _federation(municipality: Municipality | None) -> Federation | None:
    if municipality is None:
        return None
    with inside(municipality.pk):
        row = SingleSignOn.objects.filter(municipality=municipality, enabled=True).first()
        if row is None:
            return None
        return Federation(
            municipality=municipality,
            issuer=row.issuer.rstrip("/"),
            client_id=row.client_id,
            secret=encryption.decrypt(row.secret_encrypted),
            domains=frozenset(row.domains.values_list("domain", flat=True)),
            trusts_addresses=row.trusts_addresses,
            factor_amr=frozenset(row.factor_amr),
            factor_acr=frozenset(row.factor_acr),
        )


@transaction.atomic
def renew_secrets(*, municipality: Municipality) -> int:
    """Write a municipality's secrets of its single sign-on anew under the newest key; return how many there were."""
    rows = (
        SingleSignOn.objects.select_for_update()
        .filter(municipality=municipality)
        .exclude(secret_encrypted="")
    )
    for row in rows:
        row.secret_encrypted = encryption.renewed(row.secret_encrypted)
        row.save(update_fields=["secret_encrypted"])
    return len(rows)


@transaction.atomic
def admit(*, federation: Federation, claims: Mapping[str, Any], now: dt.datetime) -> User:
    """Return whom the claims let in, linked to their `sub` from now on; raises Stranger.

    The address and a role that holds today must both be of the service's own municipality. An open invitation of that
    municipality is taken up. Nobody else gets an account.
    """
    address = federation.proven_address(claims)
    place = federation.municipality
    with inside(place.pk):
        linked = SocialAccount.objects.filter(provider=place.code, uid=str(claims["sub"])).first()
        user = linked.user if linked else User.objects.filter(email=address).first()
        if user is not None:
            _refuse(user, linked=linked, place=place)
        if user is None or not _has_role(user, place, now):
            user = _invited(address, user, claims, place, now)
        if linked is None:
            SocialAccount.objects.create(provider=place.code, uid=str(claims["sub"]), user=user)
    return user


def _refuse(user: User, *, linked: SocialAccount | None, place: Municipality) -> None:
    if not user.is_active:
        raise Stranger("account closed")
    if user.is_superuser:
        # A municipality's service must not open what is of all municipalities.
        raise Stranger("superuser")
    if linked is None and SocialAccount.objects.filter(provider=place.code, user=user).exists():
        # The address was given to another person there: an administrator takes the old link away first.
        raise Stranger("address linked to another sub")


def _has_role(user: User, place: Municipality, now: dt.datetime) -> bool:
    held: Collection[Membership] = Membership.objects.on(place.day_of(now)).filter(
        user=user, municipality=place
    )
    return bool(held)


def _invited(
    address: str,
    user: User | None,
    claims: Mapping[str, Any],
    place: Municipality,
    now: dt.datetime,
) -> User:
    """Take up what stands open for an address, the oldest first; raises Stranger if that gives no role today."""
    waiting = invitations.open_at(Invitation.objects.filter(municipality=place, email=address), now)
    invitation = waiting.select_related("municipality", "team", "invited_by").order_by("created_at").first()
    if invitation is None:
        raise Stranger("no role and no invitation")
    name = str(claims.get("name") or "")[:200]
    try:
        return invitations.accept(invitation=invitation, user=user, name=name, now=now)
    except (invitations.InvitationGone, PermissionDenied) as error:
        raise Stranger("invitation gone") from error
