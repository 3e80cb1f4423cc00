"""The course of help requests, offers and tasks: which moves each may make. Plain Python, no clock.

A move that is not in a table here is refused, whoever asks for it and however.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar


class State(StrEnum):
    """Where a help request is on its way."""

    NEW = "new"  # it came in, and nobody looked at it yet
    OPEN = "open"  # somebody is sought; its clocks run from the first time
    OFFERED = "offered"  # one volunteer or more was asked, and has not answered
    ACCEPTED = "accepted"  # somebody will come
    DONE = "done"
    WITHDRAWN = "withdrawn"  # by who asked, or into an earlier one that says the same
    ESCALATED = "escalated"  # it came to a professional; who is asked may still say yes
    NOT_SOLVED = "not_solved"  # ended without help, by somebody who says why


class OfferState(StrEnum):
    """Where an offer to a volunteer is."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"  # nobody answered while it was held; a late yes is still welcome
    VOID = "void"  # taken back: withdrawn, solved by another, or may not be asked any more


class TaskState(StrEnum):
    """Where a volunteer's task is."""

    ACCEPTED = "accepted"
    DONE = "done"
    NO_SHOW = "no_show"
    HANDED_BACK = "handed_back"
    CANCELLED = "cancelled"  # the request was withdrawn, or the day fell out


REQUEST_MOVES: Mapping[State, frozenset[State]] = {
    State.NEW: frozenset({State.OPEN, State.WITHDRAWN, State.NOT_SOLVED}),
    State.OPEN: frozenset(
        {State.OFFERED, State.ACCEPTED, State.ESCALATED, State.DONE, State.WITHDRAWN, State.NOT_SOLVED}
    ),
    State.OFFERED: frozenset(
        {State.OPEN, State.ACCEPTED, State.ESCALATED, State.DONE, State.WITHDRAWN, State.NOT_SOLVED}
    ),
    State.ACCEPTED: frozenset({State.OPEN, State.ESCALATED, State.DONE, State.WITHDRAWN, State.NOT_SOLVED}),
    State.ESCALATED: frozenset({State.ACCEPTED, State.DONE, State.WITHDRAWN, State.NOT_SOLVED}),
    State.DONE: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.NOT_SOLVED: frozenset(),
}
OFFER_MOVES: Mapping[OfferState, frozenset[OfferState]] = {
    OfferState.OPEN: frozenset(
        {OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED, OfferState.VOID}
    ),
    OfferState.EXPIRED: frozenset({OfferState.ACCEPTED}),
    OfferState.DECLINED: frozenset({OfferState.ACCEPTED}),  # a "nee" may become a yes while help is sought
    OfferState.ACCEPTED: frozenset({OfferState.VOID}),  # handed back as a whole
    OfferState.VOID: frozenset(),
}
TASK_MOVES: Mapping[TaskState, frozenset[TaskState]] = {
    TaskState.ACCEPTED: frozenset(
        {TaskState.DONE, TaskState.NO_SHOW, TaskState.HANDED_BACK, TaskState.CANCELLED}
    ),
    TaskState.DONE: frozenset({TaskState.NO_SHOW}),  # it turned out otherwise
    TaskState.NO_SHOW: frozenset({TaskState.DONE}),
    TaskState.HANDED_BACK: frozenset(),
    TaskState.CANCELLED: frozenset(),
}
ENDED = frozenset(state for state, moves in REQUEST_MOVES.items() if not moves)
SOUGHT = frozenset({State.OPEN, State.OFFERED, State.ESCALATED})  # somebody is still looked for
FILLED = frozenset({TaskState.ACCEPTED, TaskState.DONE, TaskState.NO_SHOW})  # a place that was promised

_Any = TypeVar("_Any", State, OfferState, TaskState)


def may_move(moves: Mapping[_Any, frozenset[_Any]], state: _Any, to: _Any) -> bool:
    """Tell whether something in a state may come into another, by one of the tables."""
    return to in moves[state]
