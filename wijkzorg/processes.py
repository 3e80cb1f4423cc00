"""Keep the parts of the application running together, and leave none behind. Knows nothing of Django."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LOG_LIMIT = 10_000_000
# What runs for a data folder carries this with its path, so that `./run stop` finds it even when its parent was killed.
MARK = "WIJKZORG_RUNS_FOR"
LONGEST_PAUSE = 30.0
# A part that ran for so long has recovered: its next death is the first one again.
STEADY_SECONDS = 60.0


@dataclass
class Part:
    """One part of the application: its command, and how it has been doing."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    pause: float = 0.5
    due: float = 0.0
    deaths: int = field(default=0)


class Supervisor:
    """Start parts, start again those that die (with growing pauses), and stop them all."""

    def __init__(self, *, folder: Path, logs: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._logs = logs
        self._environment = dict(environment)
        self._parts: list[Part] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a part; from now on it is watched."""
        part = Part(name, command, self._logs / f"{name}.log")
        self._begin(part)
        self._parts.append(part)
        if not self._thread.is_alive():
            self._thread.start()

    def deaths(self, name: str) -> int:
        """Return how often a part has died since it was started."""
        return sum(part.deaths for part in self._parts if part.name == name)

    def stop(self, seconds: float = 15.0) -> None:
        """Ask all parts to end what they do, and after some seconds end them with all that they started."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        for part in self._parts:
            if part.process is not None:
                _signal(part.process, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        for part in self._parts:
            if part.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    part.process.wait(timeout=max(0.0, deadline - time.monotonic()))
                _end_group(part.process)

    def _begin(self, part: Part) -> None:
        if part.log.exists() and part.log.stat().st_size > LOG_LIMIT:
            part.log.replace(part.log.with_suffix(".log.1"))
        with part.log.open("ab") as log:
            part.process = subprocess.Popen(
                part.command,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A group of its own: Ctrl-C in the terminal reaches the supervisor alone, which ends all in order.
                start_new_session=True,
            )
        part.begun = time.monotonic()

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            for part in self._parts:
                self._look_at(part)

    def _look_at(self, part: Part) -> None:
        now = time.monotonic()
        if part.process is not None and part.process.poll() is not None:
            _end_group(part.process)
            if now - part.begun > STEADY_SECONDS:
                part.pause = 0.5
            part.deaths += 1
            how = _how_it_ended(part.process.returncode)
            print(
                f"{part.name} {how}; it is started again in {part.pause:g} s ({part.log}).", file=sys.stderr
            )
            part.process, part.due = None, now + part.pause
            part.pause = min(part.pause * 2, LONGEST_PAUSE)
        elif part.process is None and now >= part.due:
            try:
                self._begin(part)
            except OSError as error:
                print(f"{part.name} cannot be started: {error}.", file=sys.stderr)
                part.due = now + part.pause


def _how_it_ended(code: int) -> str:
    return f"was ended by signal {-code}" if code < 0 else f"ended with status {code}"


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(number)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End what is left of a part: the children of one that was killed, or one that did not listen."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def marked(value: str) -> list[int]:
    """Return the processes that carry the mark with this value, oneself excepted."""
    import psutil

    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == value:
                found.append(process.pid)
        except (psutil.Error, OSError):
            continue
    return found
