"""A receiver as another system has one: it agrees, verifies, remembers; and it fails as it is told."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.events.servers import Server, serving

SECRET = "whsec_dGVzdGdlaGVpbQ=="


@dataclass
class Receiver:
    """What arrived, in order, and how the next is answered."""

    server: Server | None = None
    got: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0
    agrees: str = "localhost"
    secret: str = SECRET
    # The status of an answer to an event; None: break off after having read it.
    answer: Callable[[dict[str, Any]], int | None] = lambda _event: 204
    more: str = ""

    @property
    def address(self) -> str:
        assert self.server is not None
        return self.server.address

    @property
    def ids(self) -> list[str]:
        return [event["id"] for event in self.got]

    def first(self) -> list[dict[str, Any]]:
        """What arrived, without what arrived before: as a receiver reads it that remembers ids."""
        return list({event["id"]: event for event in reversed(self.got)}.values())[::-1]

    def handle(self, connected: socket.socket, request: bytes) -> None:
        head, _end, body = request.partition(b"\r\n\r\n")
        method = head.split(b" ", 1)[0]
        if method == b"OPTIONS":
            self.asked += 1
            allowed = f"WebHook-Allowed-Origin: {self.agrees}\r\n" if self.agrees else ""
            connected.sendall(f"HTTP/1.1 200 OK\r\n{allowed}Content-Length: 0\r\n\r\n".encode())
            return
        lines = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
        headers = {name.lower(): value for name, value in lines}
        event = json.loads(body)
        right = headers["content-type"] == "application/cloudevents+json; charset=utf-8"
        right = right and headers["webhook-id"] == event["id"] and verified(headers, body, self.secret)
        status = self.answer(event) if right else 401
        if status is None or 200 <= status < 300:
            self.got.append(event)
        if status is not None:
            connected.sendall(f"HTTP/1.1 {status} Zo\r\n{self.more}Content-Length: 0\r\n\r\n".encode())


def verified(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """Return whether a message was signed under a secret, by another road than ours."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(base64.b64decode(secret[6:]), signed, hashlib.sha256).digest())
    return any(
        hmac.compare_digest(expected, each.removeprefix("v1,").encode())
        for each in headers["webhook-signature"].split()
    )


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver until the end of the block."""
    receiver = Receiver()
    with serving(receiver.handle) as server:
        receiver.server = server
        yield receiver
