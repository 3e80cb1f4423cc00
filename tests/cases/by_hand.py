"""Write cases by hand, in days after the opening: day 0 is `OPENED`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cases.rules import (
    Contact,
    History,
    Medium,
    Pause,
    Policy,
    PolicyVersion,
    Rhythm,
    Rule,
    Standing,
    Version,
    assess,
)

OPENED = dt.date(2026, 1, 5)
VISIT = Medium.HOME_VISIT
WEEKLY = Rhythm(1, 7, VISIT)


def on(days: int) -> dt.date:
    return OPENED + dt.timedelta(days=days)


def from_day(days: int, rhythm: Rhythm) -> Version:
    return Version(on(days), rhythm)


def policy_from(days: int, **changes: int) -> PolicyVersion:
    return PolicyVersion(on(days), Policy(**changes))


def reached(*days: int, by: Medium = VISIT) -> tuple[Contact, ...]:
    return tuple(Contact(on(day), by, True) for day in days)


def failed(*days: int, by: Medium = VISIT) -> tuple[Contact, ...]:
    return tuple(Contact(on(day), by, False) for day in days)


def pause(first: int, last: int) -> Pause:
    return Pause(on(first), on(last))


def case(
    need: Rhythm = WEEKLY,
    *contacts: tuple[Contact, ...],
    agreement: Rhythm | None = None,
    closed: int | None = None,
    pauses: tuple[Pause, ...] = (),
    policy: dict[str, int] | None = None,
    **changes: Any,
) -> History:
    """Write a case that opens on day 0 with a need, and a policy of its municipality, if given."""
    fields: dict[str, Any] = {
        "opened_on": OPENED,
        "closed_on": None if closed is None else on(closed),
        "needs": (from_day(0, need),),
        "agreements": (from_day(0, agreement),) if agreement else (),
        "contacts": tuple(contact for some in contacts for contact in some),
        "pauses": pauses,
        "municipality_policies": (policy_from(-1000, **policy),) if policy else (),
    }
    return History(**{**fields, **changes})


def day_number(day: dt.date | None) -> int | None:
    return None if day is None else (day - OPENED).days


def holding(history: History, day: int) -> dict[Rule, int | None]:
    """Return the rules that hold on a day, with the day since when."""
    return {flag.kind: day_number(flag.since) for flag in assess(history, on(day)).flags}


def breach(history: History, rule: Rule, day: int) -> int | None:
    """Return the day on which a rule that does not hold on a day begins to."""
    return day_number(assess(history, on(day)).breaches_on[rule])


def due(history: History, day: int) -> int | None:
    return day_number(assess(history, on(day)).due_on)


def stands(history: History, day: int) -> Standing:
    return assess(history, on(day))


def first_day(rule: Rule, history: History, through: int = 200) -> int | None:
    """Return the first day from the opening on which a rule holds, judging each day by itself."""
    return next((day for day in range(-5, through + 1) if rule in holding(history, day)), None)
