"""Write the access log: one statement a look, in the transaction of what is logged."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Protocol

from django.db import connection
from django.http import HttpRequest

from wijkzorg.audit import asker
from wijkzorg.audit.models import Action, Result

__all__ = [
    "log_access",
    "log_event",
    "log_list",
    "log_read",
    "log_refused",
    "log_search",
    "log_visitor",
]


class LoggedCase(Protocol):
    """What the log keeps of a case: ids, no content."""

    @property
    def pk(self) -> Any: ...
    @property
    def municipality_id(self) -> int: ...
    @property
    def resident_id(self) -> int: ...


class SeenCase(Protocol):
    """What the log keeps of a case in a list."""

    @property
    def pk(self) -> Any: ...
    @property
    def resident_id(self) -> int: ...


_COLUMNS = (
    "municipality_id", "action", "result", "user_id", "role", "responsible_user_id", "resident_id", "case_id",
    "resident_ids", "case_ids", "object_kind", "object_id", "origin", "reason", "request_id",
)  # fmt: skip
# The moment, the number and the transaction are not ours to write (migrations/sql/0003_entries.sql).
_INSERT = (
    f"INSERT INTO audit_accessentry ({', '.join(_COLUMNS)})"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::bigint[], %s::bigint[], %s, %s, %s, %s, %s::uuid)"
)


def log_event(
    *,
    action: Action | str,
    municipality_id: int,
    user_id: int | None,
    result: Result = Result.DONE,
    responsible_user_id: int | None = None,
    resident_id: int | None = None,
    case_id: int | None = None,
    resident_ids: Collection[int] = (),
    case_ids: Collection[int] = (),
    object_kind: str = "",
    object_id: str | int = "",
    reason: str = "",
    roles: Iterable[str] | None = None,
) -> None:
    """Add one line to the access log of a municipality; who asks from where, in which role, it knows by itself.

    At the door, where nobody is at a desk yet, `roles` says it. `responsible_user_id` is on whose behalf it was done. A
    `reason` is the user's own words or a word of the program; never a name or content of a case.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                municipality_id,
                str(action),
                str(result),
                user_id,
                asker.roles() if roles is None else asker.in_words(roles),
                responsible_user_id,
                resident_id,
                case_id,
                _array(resident_ids),
                _array(case_ids),
                object_kind[:64],
                str(object_id).replace("\0", "")[:64],
                asker.origin(),
                reason.replace("\0", ""),
                asker.request_id(),
            ],
        )


def _array(ids: Iterable[int]) -> str:
    """Say ids as one value: as a list of so many values, reading it takes PostgreSQL longer than writing the line."""
    return f"{{{','.join(map(str, ids))}}}"


def log_access(
    *,
    action: Action,
    user_id: int | None,
    case: LoggedCase,
    reason: str = "",
    responsible_user_id: int | None = None,
) -> None:
    """Log what was done with a case."""
    log_event(
        action=action,
        municipality_id=case.municipality_id,
        user_id=user_id,
        resident_id=case.resident_id,
        case_id=case.pk,
        reason=reason,
        responsible_user_id=responsible_user_id,
    )


def log_read(
    *, user_id: int | None, case: LoggedCase, reason: str = "", responsible_user_id: int | None = None
) -> None:
    """Log that a user opened a case; with the reason where that was by break-glass."""
    log_access(
        action=Action.READ,
        user_id=user_id,
        case=case,
        reason=reason,
        responsible_user_id=responsible_user_id,
    )


def log_list(
    *,
    user_id: int | None,
    municipality_id: int,
    cases: Collection[SeenCase],
    action: Action = Action.LIST,
    reason: str = "",
) -> None:
    """Log in one line of whom a user saw the name in a list; an empty list shows nobody and leaves no line."""
    if cases:
        log_event(
            action=action,
            municipality_id=municipality_id,
            user_id=user_id,
            resident_ids=sorted({case.resident_id for case in cases}),
            case_ids=sorted(case.pk for case in cases),
            reason=reason,
        )


def log_search(*, user_id: int | None, municipality_id: int, found: Collection[SeenCase] = ()) -> None:
    """Log that a user searched, and who was found, if anybody; not for whom, as that is a name."""
    log_event(
        action=Action.SEARCH,
        municipality_id=municipality_id,
        user_id=user_id,
        resident_ids=sorted({case.resident_id for case in found}),
        case_ids=sorted(case.pk for case in found),
    )


def log_refused(
    *, user_id: int, municipality_id: int, kind: str, number: str | int = "", action: Action = Action.OPEN
) -> None:
    """Log an attempt that was refused; call it after the rollback, inside the municipality (wijkzorg.tenancy.wall)."""
    log_event(
        action=action,
        municipality_id=municipality_id,
        user_id=user_id,
        result=Result.REFUSED,
        object_kind=kind,
        object_id=number,
    )


def log_visitor(*, action: Action, request: HttpRequest) -> None:
    """Log what somebody did who is nobody here; without a name, and of the address only the network."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_visitorentry (action, network, request_id) VALUES (%s, %s, %s::uuid)",
            [str(action), asker.network(asker.origin(request)), asker.request_id()],
        )
