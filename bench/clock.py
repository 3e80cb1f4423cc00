"""How long things take: in turn, with warm-up and medians, and what a connection spends on queries."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

import psutil
from django.db import connection

__all__ = ["Spent", "Took", "Work", "in_turn", "median", "say", "seconds", "spending"]

Work = Callable[[], object]
_BEGUN = time.monotonic()


@dataclass(frozen=True, slots=True)
class Took:
    """How long something took, and how long the server's process worked on it (0 where that cannot be seen)."""

    seconds: float
    server: float


def seconds(work: Work) -> float:
    """Do something and return how long it took."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def in_turn(works: Mapping[str, tuple[Callable[[], None], Work]], *, rounds: int) -> dict[str, Took]:
    """Do several things in turn, so that a busy machine slows all of them, and return the medians by name.

    Each has its own preparation, which is not measured. The first round warms up and is not counted.
    """
    took: dict[str, list[Took]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, (prepare, work) in works.items():
            prepare()
            worked = _worked()
            lasted = seconds(work)
            if number:
                took[name].append(Took(lasted, _worked() - worked))
    return {
        name: Took(median(each.seconds for each in all_of), median(each.server for each in all_of))
        for name, all_of in took.items()
    }


def _worked() -> float:
    """Return the processor time so far of the server's process behind the connection."""
    connection.ensure_connection()
    try:
        times = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    except (psutil.Error, AttributeError):
        return 0.0  # on another machine
    return float(times.user + times.system)


@dataclass
class Spent:
    """Queries and the time that they took, as the connection saw it."""

    queries: int = 0
    seconds: float = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Count and time one query (a wrapper as Django's connection.execute_wrapper wants it)."""
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries += 1
            self.seconds += time.perf_counter() - begun


@contextmanager
def spending() -> Iterator[Spent]:
    """Watch what is spent on queries within."""
    spent = Spent()
    with connection.execute_wrapper(spent):
        yield spent


def say(words: str) -> None:
    """Tell who waits what is going on, and since when; stdout is the table's alone."""
    print(f"{time.monotonic() - _BEGUN:6.0f} s  {words}", file=sys.stderr, flush=True)
