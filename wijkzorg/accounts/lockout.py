"""Who guesses passwords waits, longer each time; by account and address together, so a colleague elsewhere does not.

Counts live in the shared cache and in no table. Nothing here writes an address or a password to a log.
"""

from __future__ import annotations

import math
import time
from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from wijkzorg import encryption
from wijkzorg.shell import pages, throttle

FREE_FAILURES = 5
FIRST_WAIT = 60
LONGEST_WAIT = 15 * 60
REMEMBERED = 24 * 3600


class GrowingWait(AbstractAxesHandler, AxesBaseHandler):  # type: ignore[misc]  # axes has no types
    """After five failures a minute, then twice as long each time, a quarter of an hour at most."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return how often this account failed from this address."""
        return int(cache.get(_name("failures", request, credentials), 0))

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Tell whether the wait is not over yet."""
        left = float(cache.get(_name("until", request, credentials), 0)) - time.time()
        request.lockout_seconds = max(1, math.ceil(left))  # type: ignore[attr-defined]
        return left > 0

    def user_login_failed(
        self, sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Count a failure; from the fifth on, begin a wait."""
        if request is None or not account_of(request, credentials):
            return
        if self.is_locked(request, credentials):
            request.axes_locked_out = True  # type: ignore[attr-defined]
            return
        name = _name("failures", request, credentials)
        cache.add(name, 0, timeout=REMEMBERED)
        failures = cache.incr(name)
        if failures >= FREE_FAILURES:
            wait = min(FIRST_WAIT * 2 ** (failures - FREE_FAILURES), LONGEST_WAIT)
            cache.set(_name("until", request, credentials), time.time() + wait, timeout=wait)
            request.lockout_seconds = wait  # type: ignore[attr-defined]
            request.axes_locked_out = True  # type: ignore[attr-defined]

    def user_logged_in(self, sender: object, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        """Forget the failures of who is in."""
        credentials = {"email": user.get_username()}
        cache.delete_many([_name(kind, request, credentials) for kind in ("failures", "until")])

    def user_logged_out(self, sender: object, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        """Do nothing."""


def account_of(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the account that is asked for, as typed."""
    found = (credentials or {}).get("email") or (credentials or {}).get("username") or ""
    return str(found).strip().lower()


def held_off(request: HttpRequest, response: HttpResponse, credentials: object = None) -> HttpResponse:
    """Say in plain words to wait, and how long."""
    return pages.too_often(request, wait=getattr(request, "lockout_seconds", LONGEST_WAIT))


def _name(kind: str, request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    who = encryption.keyed_hash(f"{account_of(request, credentials)} {throttle.address(request)}").hex()
    return f"lockout:{kind}:{who}"
