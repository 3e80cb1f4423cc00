"""What asks something of somebody beside the contact rules: one shape for Vandaag and for the team board.

A room that has such things offers a `ROOM`: which rows it needs (cases.asking reads those of all rooms at once), and
the items that they make; the pages put them together in the order of `due_on`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F
from django.urls import reverse

from cases import asking, follow_ups, phrases
from cases.asking import Row, Rows
from cases.follow_ups import FollowUp
from cases.models import Case, Double
from cases.phrases import gettext as _
from wijkzorg.accounts.middleware import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that waits for somebody: of whom it is, what it is, why, and where it is done."""

    code: str  # what kind of thing, for tests and styles: "confirm-cut"
    key: str  # the same thing on every page and day: "confirm-cut-17"
    tone: str  # is-alarm, is-danger, is-warn, is-cut, is-soon, is-calm, as on the worklist
    icon: str
    name: str  # the resident, or the place, whom it concerns
    word: str  # what it is: "Minder afgesproken, nog niet bevestigd"
    why: str  # one sentence that a resident may read
    url: str  # where it can be done
    act: str  # the words on the button: "Bekijken"
    since: dt.date
    due_on: dt.date | None = None
    case_id: int | None = None
    resident_id: int | None = None  # whose name it shows: the log keeps that it was seen
    worker_id: int | None = None  # whose it is; None: nobody's yet
    on_duty: bool = False  # it has come to whoever is on duty, and stands first

    def overdue(self, today: dt.date) -> bool:
        """Tell whether its day is past."""
        return self.due_on is not None and self.due_on < today

    def when(self, today: dt.date) -> str:
        """Say by when it is to be done: "vandaag", "vrijdag 27 maart", "24 februari"."""
        return phrases.coming_day(self.due_on, today) if self.due_on else ""


def in_order(items: Iterable[Item]) -> list[Item]:
    """Put items in the order in which they are due, what is oldest first; what has no day comes last."""
    return sorted(items, key=lambda item: (item.due_on or dt.date.max, item.since, item.name, item.key))


@dataclass(frozen=True, slots=True)
class Room:
    """What a room asks of people: the rows that it needs for a worker and for a lead, and the items that they make."""

    of_worker: asking.Sets
    of_lead: asking.Sets
    items: Callable[[Rows, Desk, dt.date], Iterable[Item]]

    def for_worker(self, desk: Desk, today: dt.date) -> list[Item]:
        """Return what this room alone asks of a worker. One query."""
        return list(self.items(asking.read(self.of_worker, desk, today), desk, today))

    def for_lead(self, desk: Desk, today: dt.date) -> list[Item]:
        """Return what this room alone asks of a team lead. One query."""
        return list(self.items(asking.read(self.of_lead, desk, today), desk, today))


FOLLOW_UP, DOUBLE = "follow-up", "double"


def _of_worker(desk: Desk, today: dt.date) -> Iterator[models.QuerySet[Any, Any]]:
    """Read the next times that were chosen for one's own cases, also those that are still to come."""
    own = Case.objects.in_care_of(desk, today).going_on(today)
    chosen = follow_ups.lasting().filter(case__in=own)
    yield asking.part(FOLLOW_UP, chosen, on=F("follow_up_on"), chosen_on=F("day"))


def _of_lead(desk: Desk, today: dt.date) -> Iterator[models.QuerySet[Any, Any]]:
    """Read who of the teams that one leads seems to have a case with another team too: only which team."""
    waiting = Double.objects.visible_to(desk).filter(settled_at__isnull=True)
    yield asking.part(DOUBLE, waiting, team=F("other_team__name"), found_on=F("found_on"))


def _items(rows: Rows, _desk: Desk, today: dt.date) -> Iterator[Item]:
    """Ask for the next times whose day has come, and what to do with a double."""
    for row in rows.get(FOLLOW_UP, ()):
        chosen = follow_ups.from_row(row, today)
        if chosen.on <= today:
            yield _follow_up(row, chosen, today)
    for row in rows.get(DOUBLE, ()):
        yield _double(row)


def whose(row: Row) -> dict[str, Any]:
    """Return of a row what an item says of the case that it is about."""
    return {
        "name": row["name"],
        "case_id": row["case"],
        "resident_id": row["resident"],
        "worker_id": row["worker"],
    }


def _follow_up(row: Row, chosen: FollowUp, today: dt.date) -> Item:
    return Item(
        **whose(row),
        code=FOLLOW_UP,
        key=f"follow-up-{chosen.case_id}",
        tone="is-calm",
        icon="calendar-check",
        word=_("Gekozen volgende keer."),
        why=_("Zo gekozen bij het contact van %(day)s.") % {"day": phrases.day(chosen.chosen_on, today)},
        url=reverse("record-contact", args=[chosen.case_id]),
        act=_("Contact vastleggen"),
        since=chosen.chosen_on,
        due_on=chosen.on,
    )


def _double(row: Row) -> Item:
    return Item(
        **whose(row),
        code=DOUBLE,
        key=f"double-{row['pk']}",
        tone="is-calm",
        icon="user-search",
        word=_("Misschien dubbel."),
        why=_("%(team)s heeft een dossier met dezelfde achternaam en geboortedatum.") % {"team": row["team"]},
        url=reverse("double", args=[row["pk"]]),
        act=_("Bekijken"),
        since=dt.date.fromisoformat(row["found_on"]),
    )


ROOM = Room(_of_worker, _of_lead, _items)
