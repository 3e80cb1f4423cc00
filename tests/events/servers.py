"""Real servers on this machine that do what a receiver may do: answer, hang, drip, redirect, pour out, break off."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Behaviour = Callable[[socket.socket, bytes], None]


@dataclass
class Server:
    """A server that is up: where, and what it was sent."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}/haak"


def read_request(connected: socket.socket) -> bytes:
    """Read a whole request."""
    read = b""
    while b"\r\n\r\n" not in read:
        more = connected.recv(65536)
        if not more:
            return read
        read += more
    head, _end, body = read.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        ),
        0,
    )
    while len(body) < length:
        more = connected.recv(65536)
        if not more:
            break
        body += more
    return head + b"\r\n\r\n" + body


@contextlib.contextmanager
def serving(behaviour: Behaviour, *, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Run a server until the end of the block; each connection has a thread of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(listening.getsockname()[1])
    if tls is not None:
        tls.sni_callback = lambda _socket, name, _context: server.names.append(name)

    def handle(connected: socket.socket) -> None:
        with contextlib.suppress(OSError), connected:
            connected.settimeout(60)
            inner = tls.wrap_socket(connected, server_side=True) if tls else connected
            with inner:
                request = read_request(inner)
                server.requests.append(request)
                behaviour(inner, request)

    def accept() -> None:
        while True:
            try:
                connected, _where = listening.accept()
            except OSError:
                return
            threading.Thread(target=handle, args=(connected,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        # Who waits in accept() wakes by the shutdown, and not by the close.
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def answering(status: int = 204, *headers: str) -> Behaviour:
    """Answer with a status and nothing more."""
    head = "\r\n".join([f"HTTP/1.1 {status} Zo", "Content-Length: 0", *headers, "", ""])
    return lambda connected, _request: connected.sendall(head.encode())


def nothing_listens() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make a certificate for a name; return what a server shows and what a client then believes."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    shows = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shows.load_cert_chain(file)
    return shows, ssl.create_default_context(cafile=str(file))
