"""The screen lock: after some time without activity nothing is shown or done until the user is there again.

Whether a screen is open is an entry in the shared cache that lives as long as the screen may stand idle; each request
renews it. What is missing is locked, so a cache that was lost locks all screens and opens none.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from wijkzorg import encryption
from wijkzorg.accounts.models import Membership, User
from wijkzorg.accounts.second_factor import is_staff, roles_of

SECONDS = 30 * 60
# People walk past the screen of a desk.
DESK_SECONDS = 10 * 60
HELD_SECONDS = 3600
HELD_BYTES = 256_000
LOCKED = 423

_SESSION_KEY = "screen_lock"
_HELD_KEY = "screen_lock_held"
_OPEN_PAGES = {"healthz", "account_logout", "admin:logout", "screen_lock", "lock_now"}
_SECRET = ("password", "code", "credential")


def open_screen(request: HttpRequest, user: User) -> None:
    """Open the screen of somebody who has just signed in or unlocked it."""
    entry = request.session.get(_SESSION_KEY)
    if entry is None or entry["user"] != user.pk:
        entry = {"user": user.pk, "id": secrets.token_hex(16), "seconds": _idle_seconds(user)}
        request.session[_SESSION_KEY] = entry
    if entry["seconds"]:
        cache.set(_name(entry), 1, timeout=entry["seconds"])


def lock_screen(request: HttpRequest) -> None:
    """Lock the screen now."""
    entry = request.session.get(_SESSION_KEY)
    if entry is not None:
        cache.delete(_name(entry))


def is_open(request: HttpRequest) -> bool:
    """Tell whether the screen is open, and let its time begin anew if it is."""
    entry = request.session.get(_SESSION_KEY)
    if entry is None or entry["user"] != request.user.pk:
        return False
    return not entry["seconds"] or bool(cache.touch(_name(entry), timeout=entry["seconds"]))


def idle_seconds(request: HttpRequest) -> int:
    """Return after how many seconds the screen of this session locks; 0 for never."""
    entry = request.session.get(_SESSION_KEY)
    return int(entry["seconds"]) if entry else 0


def _idle_seconds(user: User) -> int:
    if Membership.Role.CENTRE_STAFF in roles_of(user):
        return DESK_SECONDS
    return SECONDS if is_staff(user) else 0


def _name(entry: dict[str, Any]) -> str:
    return f"screen:{entry['id']}"


# --- What was typed -------------------------------------------------------------------------------


def hold_form(request: HttpRequest) -> bool:
    """Keep a form that was sent to a locked screen, encrypted and for an hour; False when it cannot be kept."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    if request.FILES or any(word in name.lower() for name, _value in fields for word in _SECRET):
        return False
    text = json.dumps({"path": request.get_full_path(), "fields": fields})
    if len(text) > HELD_BYTES:
        return False
    token = secrets.token_hex(16)
    cache.set(f"held:{token}", encryption.encrypt(text), timeout=HELD_SECONDS)
    request.session[_HELD_KEY] = token
    return True


def held_form(request: HttpRequest) -> dict[str, Any] | None:
    """Return the form that is kept for this session: its path and its fields."""
    token = request.session.get(_HELD_KEY)
    kept = cache.get(f"held:{token}") if token else None
    if kept is None:
        return None
    form: dict[str, Any] = json.loads(encryption.decrypt(kept))
    return form


def drop_form(request: HttpRequest) -> None:
    """Throw away the form that is kept for this session."""
    token = request.session.pop(_HELD_KEY, None)
    if token:
        cache.delete(f"held:{token}")


# --- The door -------------------------------------------------------------------------------------


def screen_lock(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer nothing but the lock while a screen is locked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(
        request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is not None and match.view_name in _OPEN_PAGES:
            return None
        if not request.user.is_authenticated or is_open(request):
            return None
        return _locked(request)

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def is_part(request: HttpRequest) -> bool:
    """Tell whether a script asks for a part of a page, which stays on the screen with what was typed in it."""
    return bool(getattr(request, "htmx", False)) or request.headers.get("X-Requested-With") == "fetch"


def _locked(request: HttpRequest) -> HttpResponse:
    if is_part(request):
        return HttpResponse(status=LOCKED)
    back, kept = request.get_full_path(), ""
    if request.method not in {"GET", "HEAD"}:
        kept = "bewaard" if hold_form(request) else "kwijt"
        back = reverse("held_form") if kept == "bewaard" else reverse("today")
    query = {"next": back} | ({"formulier": kept} if kept else {})
    return redirect(f"{reverse('screen_lock')}?{urlencode(query)}")
