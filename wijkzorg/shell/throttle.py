"""How often somebody may try: counters in the cache that all processes share, by address and by user."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from wijkzorg.shell import pages

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in so many seconds; `by` says what is counted of a request (None: not this request)."""

    name: str
    times: int
    seconds: int
    by: Callable[[HttpRequest], str | None]


def address(request: HttpRequest) -> str:
    """Count by the address that the request came from; behind a proxy the visitor's own."""
    return str(request.META.get("REMOTE_ADDR", ""))


def user(request: HttpRequest) -> str | None:
    """Count by who is signed in."""
    return str(request.user.pk) if request.user.is_authenticated else None


def _posts(request: HttpRequest) -> bool:
    return request.method == "POST"


def seconds_to_wait(request: HttpRequest, limits: Sequence[Limit], now: float) -> int:
    """Count a request against limits and return how long to wait; 0 when it may go on."""
    waits = [0]
    for limit in limits:
        counted = limit.by(request)
        if counted is not None and count(limit.name, counted, limit.seconds, now) > limit.times:
            waits.append(limit.seconds - int(now) % limit.seconds)
    return max(waits)


def limited(*limits: Limit, when: Callable[[HttpRequest], bool] = _posts) -> Callable[[V], V]:
    """Answer 429 and when to come back, where a view is asked for more often than its limits allow."""

    def decorate(view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if when(request) and (wait := seconds_to_wait(request, limits, time.time())):
                return pages.too_often(request, wait=wait)
            return view(request, *args, **kwargs)

        return cast(V, guarded)

    return decorate


def count(name: str, counted: str, seconds: int, now: float) -> int:
    """Add one to a counter and return it. The server adds, so that no two processes count the same one."""
    # An address is personal too: the key tells it to nobody.
    whose = salted_hmac("wijkzorg.throttle", counted, algorithm="sha256").hexdigest()[:32]
    key = f"throttle:{name}:{int(now) // seconds}:{whose}"
    cache.add(key, 0, timeout=seconds + 1)
    try:
        return int(cache.incr(key))
    except ValueError:  # it expired in between
        return 1


SIGN_IN = (Limit("sign-in", 30, 60, address),)
SEARCH = (Limit("search-address", 240, 60, address), Limit("search-user", 60, 60, user))
