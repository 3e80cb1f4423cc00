"""The course of a report: which moves it may make, and by which day each thing is done. Plain Python, no clock."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from wijkzorg.tenancy.months import month_after
from wijkzorg.tenancy.workdays import after_workdays


class State(StrEnum):
    """Where a report is on its way."""

    NEW = "new"
    TAKEN_UP = "taken_up"
    CLOSED = "closed"


# From which state to which. Taken up again: somebody else goes on with it. What is closed stays closed.
MOVES: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.TAKEN_UP}),
    State.TAKEN_UP: frozenset({State.TAKEN_UP, State.CLOSED}),
    State.CLOSED: frozenset(),
}
WORKDAYS = 1  # within which it is taken up; then it is the team lead's


def may_move(state: str, to: State) -> bool:
    """Tell whether a report in a state may come into another."""
    return to in MOVES[State(state)]


def take_up_by(begins: dt.date, *, danger: bool) -> dt.date:
    """Return the last day to take a report up, from the day on which somebody can: danger does not wait a day."""
    return begins if danger else after_workdays(begins, WORKDAYS)


def tell_by(received: dt.date) -> dt.date:
    """Return the last day to tell the person whom a report is about: within a month (AVG art. 14.3)."""
    return month_after(received)
