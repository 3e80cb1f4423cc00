"""The second factor: who must have used one, whether this session did, and the way to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from wijkzorg import encryption
from wijkzorg.accounts.models import Membership, User

LASTS_SECONDS = 12 * 3600
# Longer than any code is accepted: a period before, its own, a period after.
CLAIM_SECONDS = 120
ASSERTED = "asserted"
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]

# What may be opened before the second factor: setting it up, proving it, and going away.
OPEN_PAGES = {
    "healthz",
    "account_logout",
    "admin:logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "screen_lock",
    "lock_now",
    "still_here",
}


def factor_used(request: HttpRequest) -> bool:
    """Tell whether a second factor was used in this session in the last 12 hours, here or where somebody came from."""
    now = timezone.now().timestamp()
    return any(
        record.get("method") == "mfa" and now - record["at"] < LASTS_SECONDS
        for record in get_authentication_records(request, request.user)
    )


def assert_factor(request: HttpRequest, user: User) -> None:
    """Note that the municipality's own sign-in says that a second factor was used there."""
    record_authentication(request, user, "mfa", type=ASSERTED)


def note_factor(request: HttpRequest, authenticator: Authenticator) -> None:
    """Note that a factor was proven while it was set up: its code is not asked a second time."""
    record_authentication(
        request, authenticator.user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )


def forget_factor(request: HttpRequest) -> None:
    """Forget what was proven with a factor that is gone, so that another must be set up before anything else."""
    records = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record for record in records if record.get("method") != "mfa"
    ]


def has_factor(user: User) -> bool:
    """Tell whether somebody has an app or a passkey; recovery codes alone are none."""
    return bool(is_mfa_enabled(user, FACTORS))


def roles_of(user: User) -> set[str]:
    """Return the roles that somebody has or will have in any municipality, also in those that are not active now."""
    # A day earlier than here is still today elsewhere; who left yesterday has nothing to see by it.
    yesterday = timezone.now().date() - dt.timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_roles_of(%s, %s)", [user.pk, yesterday])
        return {role for (role,) in cursor.fetchall()}


def is_staff(user: User) -> bool:
    """Tell whether somebody works here: any role but that of a volunteer, or set-up in the admin."""
    if user.is_staff or user.is_superuser:
        return True
    return bool(roles_of(user) - {Membership.Role.VOLUNTEER})


def claim_code(user: User, code: str) -> bool:
    """Take a code for its one use, across all processes; False when it was used before."""
    # What stands in the cache cannot be read back as a code.
    name = encryption.keyed_hash(f"{user.pk}:{code}").hex()
    return bool(cache.add(f"second-factor:{name}", 1, timeout=CLAIM_SECONDS))


@transaction.atomic
def reset_factor(*, user: User) -> User:
    """Take all factors of somebody away, and end all their sessions: more than a phone may be lost."""
    Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    return user


def renew_secrets() -> int:
    """Write all secrets of second factors anew under the newest key; returns how many rows there were."""
    count = 0
    for pk in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if row is None:  # taken away meanwhile
                continue
            for name in ("secret", "seed"):
                if name in row.data:
                    row.data[name] = encryption.renewed(row.data[name])
            row.save(update_fields=["data"])
            count += 1
    return count


def second_factor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Lead staff to their second factor before they see anything; volunteers and the demo need none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(
        request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if settings.WIJKZORG_DEMO or not isinstance(request.user, User) or factor_used(request):
            return None
        if not is_staff(request.user):
            return None
        if request.resolver_match is not None and request.resolver_match.view_name in OPEN_PAGES:
            request.at_door = True  # type: ignore[attr-defined]
            return None
        return _lead(request, request.user)

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _lead(request: HttpRequest, user: User) -> HttpResponse:
    """Send somebody to the page where the factor is proven, or set up if there is none yet."""
    url = reverse("mfa_index")
    if has_factor(user):
        back = (
            request.get_full_path()
            if request.method in {"GET", "HEAD"}
            else reverse(settings.LOGIN_REDIRECT_URL)
        )
        url = f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}"
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)
