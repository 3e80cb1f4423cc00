"""When nobody answers: which steps a help request gets, and at what moment each. Plain Python, no clock.

Clock hours from the moment at which it was opened, whether or not offers are out (docs/product.md: Nobody answers).
Each step has its own moment, stored with the request, so that a schedule that stood still changes no moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """Who is called when nobody answers."""

    WIDEN = "widen"  # volunteers who live further away are asked too
    COORDINATOR = "coordinator"
    WORKER = "worker"  # of the case, if there is one
    DUTY = "duty"  # the professional on duty: the last, and never nobody


@dataclass(frozen=True, slots=True)
class ClockHours:
    """After how many hours each step comes; the municipality's policy says so."""

    urgent_worker: int = 2
    urgent_duty: int = 4
    widen: int = 24
    coordinator: int = 48
    duty: int = 72


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a request decides which steps it gets."""

    opened_at: dt.datetime
    urgent: bool
    danger: bool = False
    of_case: bool = False


def steps(asked: Asked, hours: ClockHours) -> Iterator[tuple[Step, dt.datetime]]:
    """Give the steps of a request with their moments, the first first.

    The coordinator of an urgent one is called as soon as nobody can be asked: that is from the first moment. Danger
    waits for nobody.
    """
    if asked.danger:
        yield Step.COORDINATOR, asked.opened_at
        if asked.of_case:
            yield Step.WORKER, asked.opened_at
        yield Step.DUTY, asked.opened_at
    elif asked.urgent:
        yield Step.COORDINATOR, asked.opened_at
        if asked.of_case:
            yield Step.WORKER, _after(asked, hours.urgent_worker)
        yield Step.DUTY, _after(asked, hours.urgent_duty)
    else:
        yield Step.WIDEN, _after(asked, hours.widen)
        yield Step.COORDINATOR, _after(asked, hours.coordinator)
        yield Step.DUTY, _after(asked, hours.duty)


def _after(asked: Asked, hours: int) -> dt.datetime:
    # In UTC: an hour is an hour, also on a night on which the clock is changed.
    return asked.opened_at.astimezone(dt.UTC) + dt.timedelta(hours=hours)
