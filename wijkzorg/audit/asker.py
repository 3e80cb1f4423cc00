"""Who is asking during a request: what every line of the log says without being told."""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import Any, Protocol

from django.http import HttpRequest

from wijkzorg import logs

ORIGIN = 64  # how much of an address is kept


class _Role(Protocol):
    role: str


_current: ContextVar[HttpRequest | None] = ContextVar("wijkzorg_asker", default=None)
_NETWORKS = {4: 24, 6: 48}  # what of an address says from where, and not who


@contextlib.contextmanager
def asking(request: HttpRequest) -> Iterator[None]:
    """Let the lines that are written inside belong to a request."""
    token = _current.set(request)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> HttpRequest | None:
    """Return the request that is being answered; None in a task or command."""
    return _current.get()


def origin(request: HttpRequest | None = None) -> str:
    """Return the address of the client; behind a proxy too (wijkzorg.shell.middleware)."""
    request = request or current()
    if request is not None and request.__dict__.get("audit_unnamed"):
        return network(str(request.META.get("REMOTE_ADDR", "")))
    return str(request.META.get("REMOTE_ADDR", ""))[:ORIGIN] if request else ""


def unnamed() -> None:
    """Keep of whoever asks no more than the network: they are no user, and did not choose to be known."""
    request = current()
    if request is not None:
        request.__dict__["audit_unnamed"] = True


def network(address: str) -> str:
    """Return the network of an address, in which many are; empty for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, _NETWORKS[found.version]), strict=False))


def roles() -> str:
    """Return the roles that the user has at this moment in the active municipality, as codes."""
    request = current()
    if request is not None and "audit_role" in request.__dict__:
        return str(request.__dict__["audit_role"])
    desk: Any = getattr(request, "desk", None)
    held: list[_Role] = list(desk.memberships) if desk is not None else []
    return in_words(str(row.role) for row in held)


def act_as(role: str) -> None:
    """Say as what whoever asks is known, who is no user: their lines say so from here on."""
    request = current()
    if request is not None:
        request.__dict__["audit_role"] = role


def in_words(roles: Iterable[str]) -> str:
    """Return roles as a line has them."""
    return ",".join(sorted(set(roles)))


def request_id() -> str | None:
    """Return the id of the request, in a task that of the request that asked for it; None in a command."""
    return logs.request_id() or None


def refuse(kind: str, number: str | int) -> None:
    """Note that what was asked for is not the user's; it is logged after the request, whatever becomes of that."""
    request = current()
    if request is not None:
        request.__dict__.setdefault("audit_attempts", []).append((kind, str(number)))


def attempts(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was noted during a request."""
    noted: list[tuple[str, str]] = request.__dict__.get("audit_attempts", [])
    return noted
