"""Verbs: let a system in, give it a secret or a key, end either. What is ended, ends at the next request."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from allauth.idp.oidc.models import Client as OAuthClient
from allauth.idp.oidc.models import Token
from django.db import transaction
from django.utils.translation import gettext as _

from wijkzorg.accounts.models import Organisation, User
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.clients.door import hash_of
from wijkzorg.clients.models import Access, Client, Credential, UsedAssertion
from wijkzorg.events.actions import confine


@transaction.atomic
def let_in(
    *,
    municipality_id: int,
    name: str,
    organisation: str,
    scopes: Iterable[str],
    legal_ground: str,
    actor: User | None,
    now: dt.datetime,
    bound_to: Organisation | None = None,
) -> Access:
    """Make a system and let it in here; this municipality gives it its secrets and keys."""
    client = Client.objects.create(name=name, organisation=organisation, made_at=now)
    return _give(client, municipality_id, scopes, legal_ground, actor, now, bound_to, keeps=True)


@transaction.atomic
def let_in_too(
    *,
    municipality_id: int,
    client: Client,
    scopes: Iterable[str],
    legal_ground: str,
    actor: User | None,
    now: dt.datetime,
    bound_to: Organisation | None = None,
) -> Access:
    """Let a system in here that another municipality made."""
    return _give(client, municipality_id, scopes, legal_ground, actor, now, bound_to, keeps=False)


@transaction.atomic
def change_access(
    *,
    access: Access,
    scopes: Iterable[str],
    legal_ground: str,
    actor: User | None,
    now: dt.datetime,
    bound_to: Organisation | None = None,
) -> Access:
    """Let a system do more or less here; its tokens follow at once. The history keeps how it was."""
    access.scopes, access.legal_ground = sorted(set(scopes)), legal_ground.strip()
    access.bound_to = bound_to
    access.full_clean()
    access.save(update_fields=["scopes", "legal_ground", "bound_to"])
    confine(
        municipality_id=access.municipality_id,
        client=access.client.uuid,
        scopes=access.scopes,
        organisation=access.bound_to_id,
        now=now,
    )
    _log(access.municipality_id, actor, "change_access", access.pk)
    return access


@transaction.atomic
def end_access(*, access: Access, actor: User | None, now: dt.datetime) -> Access:
    """Let a system in no more; its tokens do nothing here from now on, and it hears of no event."""
    if Access.objects.open().filter(pk=access.pk).update(ended_at=now):
        access.ended_at = now
        confine(
            municipality_id=access.municipality_id,
            client=access.client.uuid,
            scopes=(),
            organisation=None,
            now=now,
        )
        _log(access.municipality_id, actor, "end_access", access.pk)
    return access


@transaction.atomic
def make_secret(
    *, client: Client, municipality_id: int, actor: User | None, now: dt.datetime
) -> tuple[Credential, str]:
    """Give a system a new secret, and return it: the only copy there will ever be. Older ones hold until ended."""
    secret = secrets.token_urlsafe(32)
    made = _credential(client, Credential.Kind.SECRET, hash_of(secret), None, actor, now)
    _log(municipality_id, actor, "make_secret", made.pk)
    return made, secret


@transaction.atomic
def take_key(
    *, client: Client, municipality_id: int, jwks: dict[str, Any], actor: User | None, now: dt.datetime
) -> Credential:
    """Note the public keys with which a system signs who it is; they were looked at before (keys.checked)."""
    made = _credential(client, Credential.Kind.KEY, "", jwks, actor, now)
    _log(municipality_id, actor, "take_key", made.pk)
    return made


@transaction.atomic
def end_credential(
    *, credential: Credential, municipality_id: int, actor: User | None, now: dt.datetime
) -> Credential:
    """End a secret or a key, and every token that was given for it."""
    if Credential.objects.open().filter(pk=credential.pk).update(ended_at=now):
        credential.ended_at = now
        Token.objects.filter(client_id=credential.oauth_id).delete()
        _log(municipality_id, actor, "end_credential", credential.pk)
    return credential


def forget_tokens(now: dt.datetime) -> int:
    """Delete the tokens and assertions that are over, and return how many."""
    tokens: int = Token.objects.filter(expires_at__lte=now).delete()[0]
    used: int = UsedAssertion.objects.filter(expires_at__lte=now).delete()[0]
    return tokens + used


def _give(
    client: Client,
    municipality_id: int,
    scopes: Iterable[str],
    legal_ground: str,
    actor: User | None,
    now: dt.datetime,
    bound_to: Organisation | None,
    *,
    keeps: bool,
) -> Access:
    access = Access(
        municipality_id=municipality_id,
        client=client,
        scopes=sorted(set(scopes)),
        legal_ground=legal_ground.strip(),
        bound_to=bound_to,
        keeps=keeps,
        given_at=now,
        given_by=actor,
    )
    access.full_clean()
    access.save()
    _log(municipality_id, actor, "let_in", access.pk)
    return access


def _credential(
    client: Client,
    kind: str,
    secret_hash: str,
    jwks: dict[str, Any] | None,
    actor: User | None,
    now: dt.datetime,
) -> Credential:
    oauth = OAuthClient.objects.create(
        id=f"wz-{secrets.token_hex(10)}",
        name=_("Wijkzorg"),
        secret=secret_hash,
        scopes="",
        type=OAuthClient.Type.CONFIDENTIAL,
        grant_types=OAuthClient.GrantType.CLIENT_CREDENTIALS,
        response_types="",
        created_at=now,
    )
    return Credential.objects.create(
        client=client, oauth=oauth, kind=kind, jwks=jwks, made_at=now, made_by=actor
    )


def _log(municipality_id: int, actor: User | None, what: str, number: int) -> None:
    log_event(
        action=Action.WRITE,
        municipality_id=municipality_id,
        user_id=actor.pk if actor else None,
        object_kind=f"clients.{what}",
        object_id=number,
    )
