"""What the access log keeps of people at the door: who came in and left, who failed to, and what they were refused."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit import asker
from wijkzorg.audit.actions import log_event, log_refused, log_visitor
from wijkzorg.audit.models import Action, Result
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

# What somebody showed besides a password, as a line names it.
CODE_OF_APP, RECOVERY_CODE, PASSKEY, MAILED_CODE = "totp", "recovery_code", "passkey", "mailed_code"
_FAILED_STEPS = "audit_failed_steps"
REFUSALS = frozenset({401, 403, 404})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def access_log(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let the log know who asks, and write what was refused after all else of the request was taken back or kept."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with asker.asking(request):
            response = get_response(request)
            attempts = asker.attempts(request)
            # An address that is none of ours is no attempt on anything.
            if not attempts and response.status_code in REFUSALS and request.resolver_match:
                attempts = [(request.resolver_match.view_name, _number(request.resolver_match.kwargs))]
            if attempts and isinstance(request.user, User):
                _log_attempts(request, request.user, attempts)
            for user, step in request.__dict__.get(_FAILED_STEPS, []):
                _log_at_the_door(request, user, Action.SIGN_IN, Result.REFUSED, step)
        return response

    return middleware


def signed_in(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Log that somebody signed in, after all factors (Django's user_logged_in)."""
    _log_at_the_door(request, user, Action.SIGN_IN)


def signed_out(sender: object, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Log that somebody signed out (Django's user_logged_out)."""
    if user is not None:
        _log_at_the_door(request, user, Action.SIGN_OUT)


def sign_in_failed(
    sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """Log a sign-in that failed (Django's user_login_failed): with whom it was tried, if that is somebody here."""
    if request is not None:
        address = credentials.get("email") or credentials.get("username") or ""
        user = User.objects.filter(email=str(address).replace("\0", "").lower()).first()
        _log_at_the_door(request, user, Action.SIGN_IN, Result.REFUSED)


@contextlib.contextmanager
def failure_is_logged(user: User | None, step: str) -> Iterator[None]:
    """Log a second step or mailed code that the check inside refuses, once the request is over."""
    try:
        yield
    except ValidationError:
        request = asker.current()
        if request is not None:
            request.__dict__.setdefault(_FAILED_STEPS, []).append((user, step))
        raise


def _log_at_the_door(
    request: HttpRequest, user: User | None, action: Action, result: Result = Result.DONE, step: str = ""
) -> None:
    """Log it in each municipality in which the user has or had a role, with the roles that hold there today."""
    places = _places_of(user) if user else []
    if user is None or not places:
        log_visitor(action=action, request=request)
        return
    for municipality_id in places:
        with inside(municipality_id):
            log_event(
                action=action,
                result=result,
                municipality_id=municipality_id,
                user_id=user.pk,
                roles=_roles_in(municipality_id, user),
                object_kind=step,
            )


def _log_attempts(request: HttpRequest, user: User, attempts: Iterable[tuple[str, str]]) -> None:
    """Log what somebody was refused where they are at work; who is at work nowhere, wherever they ever were."""
    desk: Any = getattr(request, "desk", None)
    active = desk.municipality.pk if desk is not None and desk.municipality else None
    action = Action.OPEN if request.method in _SAFE else Action.WRITE
    for municipality_id in [active] if active else _places_of(user):
        with inside(municipality_id):
            for kind, number in attempts:
                log_refused(
                    user_id=user.pk, municipality_id=municipality_id, kind=kind, number=number, action=action
                )


def _places_of(user: User) -> list[int]:
    """Return every municipality in which the user has or had a role; for who sets up all of them, each."""
    if user.is_superuser:
        return list(Municipality.objects.order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT municipality_id FROM accounts_places_of(%s) ORDER BY municipality_id", [user.pk]
        )
        return [row[0] for row in cursor.fetchall()]


def _roles_in(municipality_id: int, user: User) -> list[str]:
    """Return the roles that a user has today in a municipality; call it inside that municipality."""
    today = Municipality.objects.get(pk=municipality_id).day_of(timezone.now())
    held = Membership.objects.on(today).filter(user=user, municipality_id=municipality_id)
    return [str(role) for role in held.values_list("role", flat=True)]


def _number(kwargs: dict[str, Any]) -> str:
    """Return what the address names, as far as it is a number of ours: a secret of an address is not kept."""
    return "/".join(str(value) for value in kwargs.values() if isinstance(value, int | uuid.UUID))
