"""Vandaag: my cases in the order in which they need me, each with the sentence that says why.

Dates, days and percentages come from the rules (cases.assessment); here they are only put in order and in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.db import models
from django.db.models import F

from cases import asking, follow_ups, lines, phrases
from cases.assessment import CaseStanding, standings
from cases.follow_ups import FollowUp
from cases.lines import Line, Plan, Shown
from cases.models import Case
from cases.querysets import CaseQuerySet
from cases.rules import Rule
from cases.why import open_flags, past_limit

SOON_DAYS = 7  # "dreigt deze week": who would be flagged within so many days if nothing happened
PAGE = 100  # lines: all cases of a worker, and the first of what an import has put on one name


# Of a case: what `Shown` says, in its order.
_SHOWN = (
    "pk",
    "ref",
    "worker_id",
    "team_id",
    "resident_id",
    "resident__first_name",
    "resident__last_name",
    "resident__birth_date",
    "resident__neighbourhood__name",
)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the worklist with its lines in order: those of this page, and how many it has on all."""

    key: str
    lines: list[Line] = field(default_factory=list)
    count: int = 0
    page: int = 1  # on which it begins


@dataclass(frozen=True, slots=True)
class Worklist:
    """All cases of a worker on a day, in four parts, of which a page is made."""

    today: dt.date
    now: Section
    soon: Section
    due: Section
    calm: Section
    page: int = 1
    pages: int = 1

    @property
    def sections(self) -> tuple[Section, ...]:
        """The parts in the order of need."""
        return (self.now, self.soon, self.due, self.calm)

    @property
    def total(self) -> int:
        """How many cases the list has."""
        return sum(section.count for section in self.sections)

    def line_of(self, pk: int) -> Line | None:
        """Find the line of a case."""
        return next((line for part in self.sections for line in part.lines if line.case.pk == pk), None)

    @property
    def next_due(self) -> Line | None:
        """The first agreed contact that is still to come, of the cases that are on schedule."""
        return next((line for line in self.calm.lines if line.standing.due_on), None)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands on lines beside what the rules say, by case: a next time that was chosen, a plan, for whom it is.

    `follow_ups` None: they are still to be read. `for_whom` is by worker and team.
    """

    follow_ups: Mapping[int, FollowUp] | None = None
    plans: Mapping[int, Plan] = field(default_factory=dict)
    for_whom: Mapping[tuple[int | None, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are made, of a list that is judged and put in order as a whole: a page, one case, or all."""

    page: int | None = None
    case: int | None = None


ALL = Wanted()
# The part of the list in which a line stands, its place there, and how it is made.
_Placed = tuple[str, tuple[object, ...], Callable[[], Line]]


def of(cases: CaseQuerySet, today: dt.date, beside: Beside | None = None, wanted: Wanted = ALL) -> Worklist:
    """Make the worklist of those of some cases that are open on a day."""
    rows = cases.going_on(today).values_list(*_SHOWN)
    return make((Shown(*row) for row in rows), today, beside, wanted)


def part(kind: str, cases: CaseQuerySet, today: dt.date) -> models.QuerySet[Case, Any]:
    """Take of the cases that are open what a line shows of them, to be read with other sets (cases.asking)."""
    fields = {name: F(source) for name, source in zip(Shown.__slots__, _SHOWN, strict=True)}
    return asking.part(kind, cases.going_on(today), case=None, **fields)


def shown(row: asking.Row) -> Shown:
    """Make of a row what a line shows of a case."""
    return Shown(**row | {"birth_date": dt.date.fromisoformat(row["birth_date"])})


def make(
    cases: Iterable[Shown], today: dt.date, beside: Beside | None = None, wanted: Wanted = ALL
) -> Worklist:
    """Judge cases on a day and put them in the order of need: one query, and one more for the next times."""
    by_id = {case.pk: case for case in cases}
    judged = standings(list(by_id), today) if by_id else {}
    beside = beside or Beside()
    chosen = beside.follow_ups
    if chosen is None:
        chosen = follow_ups.of_cases(by_id, today) if by_id else {}
    parts: Mapping[str, list[tuple[tuple[object, ...], int, Callable[[], Line]]]]
    parts = {"now": [], "soon": [], "due": [], "calm": []}
    for case in by_id.values():
        key, order, line = _place(case, judged[case.pk], today)
        parts[key].append((order, case.pk, line))
    pages = max(-(-len(by_id) // PAGE), 1)
    page = min(max(wanted.page or 1, 1), pages)
    shown = range((page - 1) * PAGE, page * PAGE) if wanted.page else range(len(by_id))
    sections, before = {}, 0
    with phrases.one_language():
        for key, placed in parts.items():
            placed.sort(key=lambda one: one[0])
            made = [
                _with(line(), beside, chosen.get(pk))
                for place, (_order, pk, line) in enumerate(placed, start=before)
                if place in shown and wanted.case in (None, pk)
            ]
            sections[key] = Section(key, made, len(placed), min(before // PAGE + 1, pages))
            before += len(placed)
    return Worklist(today=today, page=page, pages=pages, **sections)


def _with(line: Line, beside: Beside, chosen: FollowUp | None) -> Line:
    """Put on a line what stands beside the rules."""
    case = line.case
    plan = beside.plans.get(case.pk) if line.flags else None
    whom = beside.for_whom.get((case.worker_id, case.team_id), "")
    return replace(line, follow_up=chosen, plan=plan, for_whom=whom) if chosen or plan or whom else line


def _place(case: Shown, standing: CaseStanding, today: dt.date) -> _Placed:
    """Place a case under its most urgent reason."""
    flags, name = open_flags(standing), name_order(case)
    if flags:
        first = flags[0]
        rank = phrases.BY_NEED.index(first.kind)
        order: tuple[object, ...] = (rank, -past_limit(first.kind, standing), first.since, name)
        return "now", order, partial(lines.flagged, case, standing, flags, today)
    threat = _first_threat(standing, today)
    if threat is not None:
        day, kind = threat
        order = (day, phrases.BY_NEED.index(kind), name)
        return "soon", order, partial(lines.threatened, case, standing, day, kind, today)
    due_on = standing.due_on
    if due_on is not None and due_on <= today:
        return "due", (due_on, name), partial(lines.due, case, standing, due_on, today)
    return "calm", (due_on is None, due_on or today, name), partial(lines.calm, case, standing, today)


def _first_threat(standing: CaseStanding, today: dt.date) -> tuple[dt.date, Rule] | None:
    """Return the first day within the coming week on which a rule would hold, and the most urgent such rule."""
    last = today + dt.timedelta(days=SOON_DAYS)
    days = ((standing.rules[kind].on, rank, kind) for rank, kind in enumerate(phrases.BY_NEED))
    coming = [(day, rank, kind) for day, rank, kind in days if day is not None and day <= last]
    if not coming:
        return None
    day, _rank, kind = min(coming)
    return day, kind


def name_order(case: Shown) -> tuple[str, str, str]:
    """Order people by surname, then first name."""
    return case.last_name.casefold(), case.first_name.casefold(), case.ref
