"""Giving out tokens: OAuth 2 client credentials (RFC 6749, 4.4) over allauth's provider, with fast secrets.

allauth keeps clients and tokens and writes them; what differs is how a system proves who it is, and what it may.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from typing import Any

from allauth.core.internal.httpkit import extract_basic_auth
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.internal.oauthlib.server import generate_opaque_token
from allauth.idp.oidc.models import Token
from django.db import connection
from django.utils import timezone
from oauthlib.common import Request
from oauthlib.oauth2 import BackendApplicationServer

from wijkzorg.clients import keys
from wijkzorg.clients.door import hash_of
from wijkzorg.clients.models import TOKEN_LIVES, Credential

_SCOPES = "SELECT DISTINCT unnest(scopes) FROM clients_places_of(%s)"


class Validator(OAuthLibRequestValidator):  # type: ignore[misc]  # allauth has no types
    """Who asks for a token, and for what of it the token may be."""

    def __init__(self, audiences: Collection[str]) -> None:
        super().__init__()
        self._audiences = audiences

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """Tell whether a system proved who it is, by its signature, by Basic or in the form."""
        client_id, secret = extract_basic_auth(request.headers)
        if getattr(request, "client_assertion_type", None) or getattr(request, "client_assertion", None):
            return not (client_id or secret) and self._by_signature(request)
        named = getattr(request, "client_id", None)
        if not client_id and not secret:
            client_id, secret = named, getattr(request, "client_secret", None)
        elif named not in (None, "", client_id):
            return False  # it says to be two
        if not (isinstance(client_id, str) and isinstance(secret, str) and secret):
            return False
        credential = find(client_id, Credential.Kind.SECRET)
        # Somebody who is not there is compared with too, so that the time taken tells nothing.
        kept = credential.oauth.secret if credential else hash_of("")
        if not hmac.compare_digest(hash_of(secret), kept) or credential is None:
            return False
        self._use(request, credential)
        return True

    def client_authentication_required(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """Ask everybody for proof."""
        return True

    def authenticate_client_id(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> bool:
        """Take nobody at their word."""
        return False

    def get_default_scopes(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> list[str]:
        """Return all that a system may, for one that asks for nothing in particular."""
        return sorted(self._scopes(request))

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Any, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Tell whether a system may all that it asks for, in one of its municipalities at least."""
        return bool(scopes) and set(scopes) <= self._scopes(request)

    def revoke_token(
        self, token: str, token_type_hint: str, request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """Revoke a token of the system that asks; another's is not there (RFC 7009, 2.1)."""
        Token.objects.by_value(token).filter(client=request.client).delete()

    def _by_signature(self, request: Request) -> bool:
        assertion = getattr(request, "client_assertion", None)
        if getattr(request, "client_assertion_type", None) != keys.ASSERTION_TYPE or not isinstance(
            assertion, str
        ):
            return False
        client_id = keys.named_in(assertion)
        credential = find(client_id, Credential.Kind.KEY) if client_id else None
        if credential is None or getattr(request, "client_id", None) not in (None, "", client_id):
            return False
        if not keys.proves(assertion, credential, self._audiences, timezone.now()):
            return False
        self._use(request, credential)
        return True

    def _use(self, request: Request, credential: Credential) -> None:
        self._use_client(request, credential.oauth)
        request.credential = credential

    def _scopes(self, request: Request) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(_SCOPES, [request.credential.client_id])
            return {scope for (scope,) in cursor.fetchall()}


def find(client_id: str, kind: str) -> Credential | None:
    """Return the secret or key that a client_id names, if it was not ended."""
    if not (client_id.isascii() and client_id.isprintable()):
        return None  # PostgreSQL knows no NUL and no half characters
    found = Credential.objects.open().select_related("oauth", "client")
    return found.filter(oauth_id=client_id, kind=kind).first()


def server(audiences: Collection[str]) -> BackendApplicationServer:
    """Return the server of oauthlib that gives and revokes tokens; `audiences` are the names it answers to."""
    return BackendApplicationServer(
        Validator(audiences),
        token_generator=generate_opaque_token,
        token_expires_in=int(TOKEN_LIVES.total_seconds()),
    )
