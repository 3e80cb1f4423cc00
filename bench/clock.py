"""How long things take: rounds, warm-up and medians, and what a connection spends in the database."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import connection

__all__ = ["Spent", "Work", "median", "say", "seconds", "spending", "together"]

Work = Callable[[], object]


def seconds(work: Work) -> float:
    """Do something and return how long it took."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def together(floor: Work, measured: Work, *, rounds: int, before: Work | None = None) -> tuple[float, float]:
    """Return the medians of both, done in turn so that a busy machine slows both; the floor first, to warm up."""
    floor()
    floors, others = [], []
    for _round in range(rounds):
        floors.append(seconds(floor))
        if before is not None:
            before()
        others.append(seconds(measured))
    return median(floors), median(others)


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
    """Tell who waits what is going on; stdout is the table's alone."""
    print(words, file=sys.stderr, flush=True)
