"""Where a message may go: addresses that other systems give us, held against the inside of our own network.

Plain Python. Whoever may subscribe chooses an address; a sender that goes wherever it is told would reach what stands
behind our firewall (server-side request forgery). So the name, the port and every address that it resolves to are held
against what is allowed, and the connection goes to the very address that was judged (sending).
"""

from __future__ import annotations

import enum
import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST = 500
PORTS = frozenset({443, 8443})
_SIGNS = re.compile(
    r"[!-~]+"
)  # printable ASCII without a blank: a line break would begin a header of its own
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
# A last label that is one makes the whole an IPv4 address in some spelling (WHATWG URL, "ends in a number").
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_NEAR = frozenset({"localhost", "127.0.0.1"})
# Of IPv6 what is handed out to networks in the world, and of that not what leads elsewhere or nowhere.
_WORLD = ipaddress.IPv6Network("2000::/3")
_NOT_THE_WORLD = tuple(
    ipaddress.IPv6Network(each)
    for each in (
        "2001::/23",  # Teredo, ORCHID, benchmarks: protocols, no hosts
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "3fff::/20",  # documentation
    )
)
_NOT_ANYWHERE = tuple(
    ipaddress.IPv4Network(each)
    for each in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)


class Fault(enum.StrEnum):
    """What is wrong with an address."""

    FORM = "form"
    HTTPS = "https"
    ACCOUNT = "account"
    NAME = "name"
    PORT = "port"


class NotAllowed(ValueError):
    """Say that an address may not be sent to, and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be tried, taken apart once: what is judged is what is used."""

    secure: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What stands in the header Host."""
        return self.host if self.port == (443 if self.secure else 80) else f"{self.host}:{self.port}"


def target_of(address: str, *, near: bool = False) -> Target:
    """Take an address apart; raises NotAllowed. `near`: also this machine, without encryption (the demo alone)."""
    if not address or len(address) > LONGEST or not _SIGNS.fullmatch(address) or "\\" in address:
        raise NotAllowed(Fault.FORM)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise NotAllowed(Fault.FORM) from error
    if "@" in parts.netloc:
        raise NotAllowed(Fault.ACCOUNT)
    if parts.fragment:
        raise NotAllowed(Fault.FORM)
    host = (parts.hostname or "").rstrip(".")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if near and host in _NEAR and parts.scheme in ("http", "https"):
        secure = parts.scheme == "https"
        return Target(secure, host, port or (443 if secure else 80), path)
    if parts.scheme != "https":
        raise NotAllowed(Fault.HTTPS)
    if not _is_name(host):
        raise NotAllowed(Fault.NAME)
    if (port or 443) not in PORTS:
        raise NotAllowed(Fault.PORT)
    return Target(True, host, port or 443, path)


def is_public(address: str, *, near: bool = False) -> bool:
    """Return whether an IP address is one of a host in the world. `near`: or of this very machine."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if near and ip.is_loopback:
        return True
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not any(ip in network for network in _NOT_ANYWHERE)
    # What holds an IPv4 address (mapped, compatible, NAT64, 6to4) lies outside the world, or is taken out of it.
    return ip in _WORLD and not any(ip in network for network in _NOT_THE_WORLD)


def _is_name(host: str) -> bool:
    """Return whether a host is a name in the world: no number in any spelling, and more than one part."""
    labels = host.split(".")
    return (
        len(host) <= 253
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and not _NUMBER.fullmatch(labels[-1])
    )
