"""Start, find and end processes that outlive the command that started them."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from wijkzorg.embedded.errors import EmbeddedError, full_disk, sentence_for

LOG_LIMIT = 10_000_000

# Kept so that a server that died is reaped, and so that Python does not complain of the living at exit.
_started: list[subprocess.Popen[bytes]] = []


def clean_environment() -> dict[str, str]:
    """Return an environment in which no PG… variable of the person's own misleads a server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def spawn(command: Sequence[str], *, log: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, its words added to `log`; raises EmbeddedError."""
    try:
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as words:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                cwd=folder,
                env=clean_environment(),
                start_new_session=True,
                umask=0o077,
            )
    except OSError as error:
        raise sentence_for(error, f"the program {Path(command[0]).name} cannot be started") from error
    _started.append(process)
    return process


def reap() -> None:
    """Take leave of servers started here that have ended, so that they do not stay behind as zombies."""
    for process in list(_started):
        if process.poll() is not None:
            _started.remove(process)


def find(program: str, folder: Path) -> list[int]:
    """Return the processes of this program that work in this folder; a recycled process id is never one of them."""
    # Only when something is to be started or stopped: too slow for the path that every command takes.
    import psutil

    found = []
    for process in psutil.process_iter(["name"]):
        try:
            if process.info["name"] == program and Path(process.cwd()) == folder:
                found.append(process.pid)
        except (psutil.Error, OSError):
            continue
    return found


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may be gone already."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def end(find_them: Callable[[], list[int]], steps: Sequence[tuple[signal.Signals, float]]) -> None:
    """End the processes that `find_them` names with ever stronger signals, each given some seconds."""
    for number, seconds in steps:
        for pid in find_them():
            send(pid, number)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            reap()
            if not find_them():
                return
            time.sleep(0.05)


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], *, name: str, log: Path) -> None:
    """Wait until a server answers; raises EmbeddedError with its own last words when it ends or stays silent."""
    deadline = time.monotonic() + 120
    while not ready():
        if process.poll() is not None:
            raise EmbeddedError(_why(name, log))
        if time.monotonic() > deadline:
            raise EmbeddedError(f"{name} did not answer within two minutes; its log is {log}.")
        time.sleep(0.02)


def _why(name: str, log: Path) -> str:
    tail = log.read_bytes()[-4000:].decode("utf-8", "replace")
    if full_disk(tail):
        return f"The disk is full: {name} cannot start; its log is {log}."
    if "GLIBC_" in tail:
        return f"{name} needs a newer C library than this machine has (glibc 2.28); set DATABASE_URL and REDIS_URL."
    last = [line for line in tail.splitlines() if line.strip()] or ["it said nothing"]
    telling = [line for line in last if "FATAL" in line or "Fatal" in line] or last
    return f"{name} did not start: {telling[-1].strip()} (log: {log})."
