"""Send one request to another system, within limits that it cannot stretch, and hear how it answered. Plain Python.

A library that follows redirects, takes a proxy from the environment, resolves the name a second time or reads on
while bytes drip in would each be a way round the limits. So this speaks the little of HTTP/1.1 that a message needs:
the name is resolved once, the connection goes to the address that was judged, and of the answer its head is read and
no more.
"""

from __future__ import annotations

import enum
import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from wijkzorg.events.targets import Target, is_public

MOST_READ = 8192  # bytes of an answer
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5]\d\d)(?: [^\r\n]*)?")
_END = b"\r\n\r\n"


class Reason(enum.StrEnum):
    """Why nothing was heard: all that is kept of it."""

    NO_NAME = "no_name"
    FORBIDDEN = "forbidden"
    NO_CONNECTION = "no_connection"
    CERTIFICATE = "certificate"
    NO_TLS = "no_tls"
    TOO_SLOW = "too_slow"
    CUT_OFF = "cut_off"
    NO_HTTP = "no_http"


class Unsent(Exception):
    """Say that there was no answer, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """How long it may take, in seconds: to find the name and connect, and in all."""

    connect: float = 5.0
    total: float = 10.0


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status and headers (names in lower case). Of the body nothing."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)


def send(
    target: Target,
    method: str,
    headers: Mapping[str, str],
    body: bytes = b"",
    *,
    near: bool = False,
    limits: Limits | None = None,
    trust: ssl.SSLContext | None = None,
) -> Answer:
    """Send a request and return how it was answered; raises Unsent.

    `near`: this machine may be reached (the demo alone). `trust`: which certificates are believed, by default those
    that the machine believes.
    """
    limits = limits or USUAL
    begun = time.monotonic()
    deadline = begun + limits.total
    found = _resolve(target, near=near, until=begun + limits.connect)
    raw = _connect(found, target.port, until=begun + limits.connect)
    try:
        raw = _secured(raw, target, deadline, trust) if target.secure else raw
        lines = [f"{method} {target.path} HTTP/1.1", f"Host: {target.authority}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
        _left(raw, deadline)
        raw.sendall("\r\n".join(lines).encode("ascii") + body)
        return _hear(raw, deadline)
    except TimeoutError as error:
        raise Unsent(Reason.TOO_SLOW) from error
    except OSError as error:
        raise Unsent(Reason.CUT_OFF) from error
    finally:
        raw.close()


def _resolve(target: Target, *, near: bool, until: float) -> list[tuple[socket.AddressFamily, str]]:
    """Look the name up, once; raises Unsent where any of its addresses may not be reached.

    The machine's own look-up knows no limit of time, so it is done aside and not waited for longer than that.
    """
    answers: queue.SimpleQueue[list[tuple[socket.AddressFamily, str]]] = queue.SimpleQueue()

    def look() -> None:
        try:
            rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            answers.put([(family, str(where[0])) for family, _kind, _protocol, _name, where in rows])
        except (OSError, UnicodeError):
            answers.put([])

    threading.Thread(target=look, daemon=True).start()
    try:
        found = answers.get(timeout=max(0.01, until - time.monotonic()))
    except queue.Empty:
        raise Unsent(Reason.NO_NAME) from None
    if not found:
        raise Unsent(Reason.NO_NAME)
    if not all(is_public(address, near=near) for _family, address in found):
        raise Unsent(Reason.FORBIDDEN)
    return found


def _connect(found: list[tuple[socket.AddressFamily, str]], port: int, *, until: float) -> socket.socket:
    """Connect to the first address that answers."""
    for family, address in found[:4]:
        left = until - time.monotonic()
        if left <= 0:
            break
        connected = socket.socket(family, socket.SOCK_STREAM)
        try:
            connected.settimeout(left)
            connected.connect((address, port))
            return connected
        except OSError:
            connected.close()
    raise Unsent(Reason.NO_CONNECTION)


def _secured(
    raw: socket.socket, target: Target, deadline: float, trust: ssl.SSLContext | None
) -> ssl.SSLSocket:
    """Begin TLS, for the name that was asked for and not for the address."""
    _left(raw, deadline)
    try:
        return (trust or _believed()).wrap_socket(raw, server_hostname=target.host)
    except ssl.SSLCertVerificationError as error:
        raise Unsent(Reason.CERTIFICATE) from error
    except ssl.SSLError as error:
        raise Unsent(Reason.NO_TLS) from error


@lru_cache(maxsize=1)
def _believed() -> ssl.SSLContext:
    """Believe the certificates that the machine believes; reading those takes longer than a message."""
    return ssl.create_default_context()


def _left(connected: socket.socket, deadline: float) -> None:
    """Let the next step last until the deadline and no longer; raises TimeoutError."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connected.settimeout(left)


def _hear(connected: socket.socket, deadline: float) -> Answer:
    """Read the head of the answer, past what only says that one must wait (1xx)."""
    read = b""
    while True:
        head, end, rest = read.partition(_END)
        if end:
            answer = _parsed(head)
            if answer.status >= 200:
                _let_finish(connected, answer, len(rest), deadline)
                return answer
            read = rest
            continue
        if len(read) >= MOST_READ:
            raise Unsent(Reason.NO_HTTP)
        _left(connected, deadline)
        more = connected.recv(MOST_READ - len(read))
        if not more:
            raise Unsent(Reason.CUT_OFF if not read else Reason.NO_HTTP)
        read += more


def _let_finish(connected: socket.socket, answer: Answer, had: int, deadline: float) -> None:
    """Read a short body to its end, so that who sends it sees no broken connection; a long one is left where it is."""
    length = answer.headers.get("content-length", "")
    whole = (
        0 if answer.status == 204 else int(length) if length.isdecimal() and len(length) < 10 else MOST_READ
    )
    until, most = min(deadline, time.monotonic() + 1), min(whole, MOST_READ) - had
    try:
        while most > 0:
            _left(connected, until)
            more = connected.recv(most)
            if not more:
                return
            most -= len(more)
    except OSError:
        return


def _parsed(head: bytes) -> Answer:
    first, *lines = head.split(b"\r\n")
    status = _STATUS.fullmatch(first)
    if status is None:
        raise Unsent(Reason.NO_HTTP)
    headers = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if colon:
            headers[name.decode("latin-1").lower()] = value.decode("latin-1").strip()
    return Answer(int(status[1]), headers)
