"""PostgreSQL and Valkey for a machine that has neither: real servers from wheels, in the data folder.

Both listen on a unix socket in a folder that only its owner may enter. Knows nothing of Django.
"""

import contextlib
import fcntl
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from wijkzorg.embedded import detached, paths, postgres, valkey
from wijkzorg.embedded.detached import clean_environment
from wijkzorg.embedded.errors import EmbeddedError, sentence_for
from wijkzorg.embedded.paths import (
    cache_redis_url,
    data_dir,
    database_url,
    field_key,
    logs_dir,
    owner_database_url,
    redis_url,
    secret_key,
    socket_dir,
)

__all__ = [
    "EmbeddedError",
    "Keeper",
    "ServerStatus",
    "cache_redis_url",
    "clean_environment",
    "data_dir",
    "database_url",
    "ensure",
    "field_key",
    "logs_dir",
    "owner_database_url",
    "programs",
    "redis_url",
    "secret_key",
    "socket_dir",
    "status",
    "stop",
]


@dataclass(frozen=True)
class ServerStatus:
    """Say of one server whether it answers, and which processes it has."""

    name: str
    answers: bool
    processes: tuple[int, ...]
    socket: Path


def ensure() -> bool:
    """Start whichever of the two servers does not run, and return whether one was started; raises EmbeddedError."""
    detached.reap()
    if postgres.answers() and valkey.answers():
        return False
    started = False
    with _lock():
        for server in (postgres, valkey):
            # Asked again: another command may have started it while this one waited for the lock.
            if not server.answers():
                server.start()
                started = True
    return started


def stop() -> None:
    """Stop both servers of this data folder, and no others; raises EmbeddedError."""
    if not data_dir().exists():
        return
    with _lock():
        valkey.stop()
        postgres.stop()
        with contextlib.suppress(OSError):
            socket_dir().rmdir()


def programs() -> Path | None:
    """Return the folder of PostgreSQL's own programs (pg_dump and its kin); None where the package is not installed."""
    try:
        return postgres.installed()
    except EmbeddedError:
        return None


def status() -> list[ServerStatus]:
    """Return how both servers of this data folder are."""
    places = ((postgres, paths.POSTGRES_SOCKET), (valkey, paths.VALKEY_SOCKET))
    return [
        ServerStatus(server.PROGRAM, server.answers(), tuple(server.running()), socket_dir() / name)
        for server, name in places
    ]


class Keeper:
    """Keep both servers up while a long command runs: a server that is killed is back within about a second."""

    def __init__(self, seconds: float = 1.0) -> None:
        self._seconds = seconds
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="keeper", daemon=True)

    def __enter__(self) -> "Keeper":
        ensure()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        said = ""
        while not self._done.wait(self._seconds):
            try:
                ensure()
                said = ""
            except (EmbeddedError, OSError) as error:
                if str(error) != said:
                    print(error, file=sys.stderr)
                said = str(error)


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    """Let one command at a time start or stop servers of this data folder."""
    path = paths.make_data_dir() / "servers.lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise sentence_for(error, f"the file {path} cannot be opened") from error
    try:
        deadline = time.monotonic() + 300
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise EmbeddedError(f"Another command has held {path} for five minutes.") from None
                time.sleep(0.02)
        yield
    finally:
        os.close(handle)
