"""What asks something of whoever is at the desk: of every room, in one order and in one query, and the worklist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, QuerySet

from cases import asking, follow_ups, phrases, standing_in, worklist
from cases.agenda import FOLLOW_UP, Item, in_order
from cases.asking import Row, Rows
from cases.models import Case
from cases.phrases import gettext as _
from cases.worklist import ALL, Beside, Wanted, Worklist
from outreach import agenda as outreach_agenda
from reports import rounds
from reports.rounds import ROUND
from roster.presence import StandingIn, earlier, stand_ins
from teams.agenda import items_of, of_all_leads, of_all_workers
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User

_CASE, _STAND_IN = "case", "stand-in"


@dataclass(frozen=True, slots=True)
class Ask:
    """One item as a line of Vandaag, with the words for its day."""

    item: Item
    today: dt.date

    @property
    def when(self) -> str:
        """By when: of a few on a page, and not of the thousands that may stand behind it."""
        return _when(self.item, self.today)

    @property
    def late(self) -> bool:
        """Whether its day is past."""
        return self.item.overdue(self.today)

    @property
    def anchor(self) -> str:
        """Where the line stands on the page."""
        return f"vraag-{self.item.key}"


@dataclass(frozen=True, slots=True)
class Asked:
    """All that asks something, and the tone in which the count above the page says so: that of the first."""

    asks: tuple[Ask, ...]
    most: int | None = None  # so many stand on the page; None: all

    @property
    def shown(self) -> tuple[Ask, ...]:
        """Those that stand on the page."""
        return self.asks[: self.most]

    @property
    def tone(self) -> str:
        """The tone of what comes first."""
        return self.asks[0].item.tone if self.asks else ""

    @property
    def cases(self) -> set[int]:
        """The cases that are named, for the log."""
        return {ask.item.case_id for ask in self.shown if ask.item.case_id is not None}

    @property
    def residents(self) -> set[int]:
        """The residents who are named, for the log."""
        return {ask.item.resident_id for ask in self.shown if ask.item.resident_id is not None}


@dataclass(frozen=True, slots=True)
class Today:
    """Vandaag of a worker: what asks something of them, and their cases in the order of need."""

    asked: Asked
    list: Worklist
    rounds: Sequence[Row] = ()  # where they would walk a round in the street


def of_worker(desk: Desk, today: dt.date, wanted: Wanted = ALL, most: int | None = None) -> Today:
    """Read Vandaag of a worker: a page of it, and on the first so many of what asks something (None: all).

    Two queries: the cases and what asks something, and what the rules say of the cases.
    """
    rows = asking.read(_of_worker, desk, today)
    with phrases.one_language():
        beside = Beside(
            follow_ups={row["case"]: follow_ups.from_row(row, today) for row in rows.get(FOLLOW_UP, ())},
            plans=outreach_agenda.plans(rows, desk, today),
            for_whom=standing_in.for_whom(_standing_in(rows), today),
        )
        found = make(items_of(rows, desk, today), today)
    mine = worklist.make((worklist.shown(row) for row in rows.get(_CASE, ())), today, beside, wanted)
    asks = replace(found, most=most if mine.page == 1 else 0)
    return Today(asks, mine, rows.get(ROUND, ()))


def of_lead(desk: Desk, today: dt.date) -> Asked:
    """Gather what asks something of a team lead on a day. One query."""
    return make(items_of(asking.read(of_all_leads, desk, today), desk, today), today)


def _of_worker(desk: Desk, today: dt.date) -> Iterator[QuerySet[Any, Any]]:
    """Read the cases, what every room needs for a worker, and for whom they stand in."""
    yield worklist.part(_CASE, Case.objects.in_care_of(desk, today), today)
    yield from of_all_workers(desk, today)
    yield from rounds.parts(desk)
    assert desk.user.pk is not None, "nobody who is not signed in has cases"
    yield asking.part(
        _STAND_IN,
        stand_ins(desk.user.pk, desk.case_teams, today),
        case=None,
        absent=F("absence__user_id"),
        name=F("absence__user__name"),
        email=F("absence__user__email"),
        team=F("team_id"),
        last=F("last_day"),
        absent_until=F("absence__last_day"),
    )


def _standing_in(rows: Rows) -> Iterator[StandingIn]:
    """Say for whom somebody stands in, of what was read."""
    for row in rows.get(_STAND_IN, ()):
        last, until = (
            dt.date.fromisoformat(row[key]) if row[key] else None for key in ("last", "absent_until")
        )
        absent = User(pk=row["absent"], name=row["name"], email=row["email"])
        yield StandingIn(absent, row["team"], earlier(last, until))


def make(items: Iterable[Item], today: dt.date) -> Asked:
    """Put items in the order in which they are done: duty and alarm first, then by the day on which each is due."""
    ordered = sorted(in_order(items), key=lambda item: not (item.on_duty or item.tone == "is-alarm"))
    return Asked(tuple(Ask(item, today) for item in ordered))


def _when(item: Item, today: dt.date) -> str:
    """Say by when: "vandaag", "uiterlijk vrijdag", "2 dagen over tijd"; nothing for what has no day."""
    if item.due_on is None:
        return ""
    if item.overdue(today):
        return _("%(late)s over tijd") % {"late": phrases.days((today - item.due_on).days)}
    return item.when(today) if item.due_on == today else _("uiterlijk %(day)s") % {"day": item.when(today)}
