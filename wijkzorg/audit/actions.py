"""Write the access log."""

import datetime as dt
from typing import Protocol

from django.http import HttpRequest
from django.utils import timezone

from wijkzorg.audit.models import AccessEntry


class LoggedCase(Protocol):
    """What the log keeps of a case: ids, no content."""

    pk: int
    municipality_id: int
    resident_id: int


def log_access(
    *, action: AccessEntry.Action, user_id: int | None, case: LoggedCase, at: dt.datetime, origin: str = ""
) -> None:
    """Add one line about a case to the access log, in the transaction of what is logged."""
    AccessEntry.objects.create(
        municipality_id=case.municipality_id,
        at=at,
        user_id=user_id,
        action=action,
        resident_id=case.resident_id,
        case_id=case.pk,
        origin=origin[:64],
    )


def log_search(*, user_id: int | None, municipality_id: int, request: HttpRequest) -> None:
    """Log that a user searched among the cases of a municipality, and from where; not for whom, as that is a name."""
    AccessEntry.objects.create(
        municipality_id=municipality_id,
        at=timezone.now(),
        user_id=user_id,
        action=AccessEntry.Action.SEARCH,
        origin=request.META.get("REMOTE_ADDR", "")[:64],
    )


def log_read(*, user_id: int | None, case: LoggedCase, request: HttpRequest) -> None:
    """Log that a user opened a case, and from where."""
    log_access(
        action=AccessEntry.Action.READ,
        user_id=user_id,
        case=case,
        at=timezone.now(),
        origin=request.META.get("REMOTE_ADDR", ""),
    )
