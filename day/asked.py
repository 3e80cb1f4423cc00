"""What asks something of whoever is at the desk beside the contact rules: of every room, in one order.

Each room costs a few queries, whatever the number of its items; a test of Vandaag pins how many there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from agreements import agenda as agreements_agenda
from cases import agenda, phrases
from cases.agenda import Item, in_order
from cases.phrases import gettext as _
from outreach import agenda as outreach_agenda
from reports import agenda as reports_agenda
from teams import agenda as teams_agenda
from wijkzorg.accounts.middleware import Desk

ROOMS: tuple[Callable[[Desk, dt.date], Iterable[Item]], ...] = (
    reports_agenda.for_worker,
    outreach_agenda.for_worker,
    agreements_agenda.for_worker,
    agenda.for_worker,
    teams_agenda.for_worker,
)
LEADS: tuple[Callable[[Desk, dt.date], Iterable[Item]], ...] = (
    reports_agenda.for_lead,
    outreach_agenda.for_lead,
    agreements_agenda.for_lead,
    agenda.for_lead,
    teams_agenda.for_lead,
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One item as a line of Vandaag, with the words for its day."""

    item: Item
    when: str
    late: bool

    @property
    def anchor(self) -> str:
        """Where the line stands on the page."""
        return f"vraag-{self.item.key}"


@dataclass(frozen=True, slots=True)
class Asked:
    """All that asks something, and the tone in which the count above the page says so: that of the first."""

    asks: tuple[Ask, ...]

    @property
    def tone(self) -> str:
        """The tone of what comes first."""
        return self.asks[0].item.tone if self.asks else ""

    @property
    def cases(self) -> set[int]:
        """The cases that are named, for the log."""
        return {ask.item.case_id for ask in self.asks if ask.item.case_id is not None}

    @property
    def residents(self) -> set[int]:
        """The residents who are named, for the log."""
        return {ask.item.resident_id for ask in self.asks if ask.item.resident_id is not None}


def of_worker(desk: Desk, today: dt.date) -> Asked:
    """Gather what asks something of a worker on a day."""
    return make((item for room in ROOMS for item in room(desk, today)), today)


def of_lead(desk: Desk, today: dt.date) -> Asked:
    """Gather what asks something of a team lead on a day."""
    return make((item for room in LEADS for item in room(desk, today)), today)


def make(items: Iterable[Item], today: dt.date) -> Asked:
    """Put items in the order in which they are done: what is on duty first, then by the day on which each is due."""
    ordered = sorted(in_order(items), key=lambda item: not item.on_duty)
    return Asked(tuple(Ask(item, _when(item, today), item.overdue(today)) for item in ordered))


def _when(item: Item, today: dt.date) -> str:
    """Say by when: "vandaag", "uiterlijk vrijdag", "2 dagen over tijd"; nothing for what has no day."""
    if item.due_on is None:
        return ""
    if item.overdue(today):
        return _("%(late)s over tijd") % {"late": phrases.days((today - item.due_on).days)}
    return item.when(today) if item.due_on == today else _("uiterlijk %(day)s") % {"day": item.when(today)}
