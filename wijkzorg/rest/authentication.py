"""A bearer token says which system asks (RFC 6750); of the end user it may tell, by a header, for the access log."""

from __future__ import annotations

import re

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from wijkzorg.clients.door import Caller, caller_of
from wijkzorg.rest.problems import Invalid

END_USER = "X-Gebruiker"
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_USER = re.compile(r"[!-+\--{}~]([ -+\--{}~]{0,98}[!-+\--{}~])?")  # printable ASCII, without , and |
_REALM = 'Bearer realm="wijkzorg"'


class Bearer(BaseAuthentication):
    """Read who asks from the header Authorization; nowhere else, as an address stands in logs."""

    def authenticate(self, request: Request) -> tuple[Caller, str] | None:
        """Return the system and its token; None without one. Raises AuthenticationFailed (401)."""
        kind, _space, token = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        if not kind:
            return None
        caller = None
        if kind.lower() == "bearer" and _TOKEN.fullmatch(token):
            caller = caller_of(token, timezone.now())
        if caller is None:
            raise AuthenticationFailed
        return caller, token

    def authenticate_header(self, request: Request) -> str:
        """Return what belongs in WWW-Authenticate; the word for what was wrong with a token that was shown."""
        wrong = ', error="invalid_token"' if request.META.get("HTTP_AUTHORIZATION") else ""
        return f"{_REALM}{wrong}"


def insufficient(scope: str) -> dict[str, str]:
    """Return the header of an answer to a token without the scope (RFC 6750, 3.1)."""
    return {"WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{scope}"'}


def end_user(request: Request) -> str:
    """Return for which of its users the system asks, empty if it does not say; raises Invalid."""
    named: str = request.META.get("HTTP_X_GEBRUIKER", "")
    if "HTTP_X_GEBRUIKER" in request.META and not _USER.fullmatch(named):
        reason = "Een gebruiker is 1 tot 100 tekens uit ASCII, zonder komma en zonder streep (|)."
        raise Invalid.at(END_USER, reason, where="header")
    return named
