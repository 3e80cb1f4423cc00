"""When a flag, or a wish of a resident, asks for somebody, and when for somebody else. Plain Python.

Working days are counted, of which those in a pause are none; so a pause interrupts a clock, and it resumes where it
stood. Nothing is stored of a state: it is read from what happened, on any day (docs/product.md: a flag).
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from wijkzorg.tenancy.workdays import after_workdays, is_workday

LEAD_AFTER = 3  # working days without an answer: then the team lead
UNANSWERED_AFTER = 10  # then it counts as unanswered in the figures
WISH_LEAD_AFTER = 2  # working days after "ik wil iemand zien"
PLAN_AT_MOST = 42  # days between an answer and the date on which somebody looks again
_DAY = dt.timedelta(days=1)

Days = tuple[dt.date, dt.date]  # the first and the last day of a pause


class State(enum.Enum):
    """What a flag asks on a day."""

    WAITS = "waits"  # for a first answer, of the worker
    PLANNED = "planned"  # it has an answer, whose date is still to come
    DUE = "due"  # the date of its answer has come
    ESCALATED = "escalated"  # nobody answered in time: the team lead
    UNANSWERED = "unanswered"  # nobody answered for so long that the figures say so
    STILL = "still"  # a pause holds it
    OVER = "over"  # it is closed


@dataclass(frozen=True, slots=True)
class Given:
    """An answer: on which day it was given, and on which day somebody looks again."""

    on: dt.date
    until: dt.date


@dataclass(frozen=True, slots=True)
class Episode:
    """What happened around one flag, by days; the answers in the order in which they were given.

    Its clock begins on the day on which people could know of it, which is not `since`: a record that comes late may
    move that, and no record moves a clock.
    """

    detected_on: dt.date
    answers: Sequence[Given] = ()
    pauses: Sequence[Days] = ()
    closed_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a flag stands on a day: its state, since when nobody answered, and when that goes to whom."""

    state: State
    since: dt.date
    lead_on: dt.date
    unanswered_on: dt.date


def read(episode: Episode, today: dt.date) -> Reading:
    """Tell where a flag stands on a day."""
    last = next((given for given in reversed(episode.answers) if given.on <= today), None)
    since = last.until if last else episode.detected_on
    lead_on = after(since, LEAD_AFTER, episode.pauses)
    unanswered_on = after(since, UNANSWERED_AFTER, episode.pauses)
    if episode.closed_on is not None and episode.closed_on <= today:
        state = State.OVER
    elif _paused(today, episode.pauses):
        state = State.STILL
    elif last is not None and today < last.until:
        state = State.PLANNED
    elif today >= unanswered_on:
        state = State.UNANSWERED
    elif today >= lead_on:
        state = State.ESCALATED
    else:
        state = State.WAITS if last is None else State.DUE
    return Reading(state, since, lead_on, unanswered_on)


def first_unanswered(episode: Episode, today: dt.date) -> dt.date | None:
    """Return the first day up to today on which a flag counted as unanswered, also one that was answered later."""
    over = min(today + _DAY, episode.closed_on or dt.date.max)  # the first day that is no longer asked about
    since = episode.detected_on
    for given in episode.answers:
        day = after(since, UNANSWERED_AFTER, episode.pauses)
        if day < min(given.on, over):
            return day
        since = given.until
    day = after(since, UNANSWERED_AFTER, episode.pauses)
    return day if day < over else None


def after(day: dt.date, count: int, pauses: Sequence[Days] = ()) -> dt.date:
    """Return the day on which so many working days outside pauses have passed after a day; 0 gives that day itself."""
    if not pauses:
        return _workdays_after(day, count)
    while count > 0:
        day += _DAY
        count -= is_workday(day) and not _paused(day, pauses)
    return day


@lru_cache(maxsize=4096)
def _workdays_after(day: dt.date, count: int) -> dt.date:
    """Count in a case without a pause, of which a team may have thousands that began on the same few days."""
    return after_workdays(day, count)


def wish_lead_on(asked_on: dt.date) -> dt.date:
    """Return the day on which an unanswered wish to see somebody goes to the team lead; a pause does not stop it."""
    return after(asked_on, WISH_LEAD_AFTER)


def _paused(day: dt.date, pauses: Sequence[Days]) -> bool:
    return bool(pauses) and any(first <= day <= last for first, last in pauses)
