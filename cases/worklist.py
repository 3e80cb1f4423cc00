"""Vandaag: my cases in the order in which they need me, each with the sentence that says why.

Dates, days and percentages come from the rules (cases.assessment); here they are only put in order and in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.db import models
from django.db.models import F
from django.urls import reverse

from cases import asking, drawing, follow_ups, phrases
from cases.assessment import CaseStanding, standings
from cases.follow_ups import FollowUp
from cases.models import Case
from cases.phrases import gettext as _
from cases.querysets import CaseQuerySet
from cases.rules import Rule
from cases.why import OpenFlag, needed, open_flags, past_limit, why_flagged, why_threatened

SOON_DAYS = 7  # "dreigt deze week": who would be flagged within so many days if nothing happened


@dataclass(frozen=True, slots=True)
class Plan:
    """What a line says of the plan for its flags, and where one can be made; "" where nothing is to be done."""

    words: str
    url: str
    act: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a line shows of a case and its resident."""

    pk: int
    ref: str
    worker_id: int | None
    team_id: int
    resident_id: int
    first_name: str
    last_name: str
    birth_date: dt.date
    place: str

    @property
    def name(self) -> str:
        """First and last name, as one would say it."""
        return f"{self.first_name} {self.last_name}"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One resident on the worklist, once, under the most urgent reason."""

    case: Shown
    standing: CaseStanding
    name: str
    anchor: str
    url: str
    record_url: str
    needed: str
    order: tuple[object, ...]
    tone: str
    icon: str
    word: str
    why: str
    term: str = ""
    flags: tuple[OpenFlag, ...] = ()
    bar: drawing.Svg
    seen: str
    reached: str
    seen_late: bool = False
    reached_late: bool = False
    about: str
    next_contact: str = "–"
    follow_up: FollowUp | None = None
    plan: Plan | None = None
    for_whom: str = ""  # "voor Amira, tot en met vrijdag": of a colleague who is away

    def __getitem__(self, name: str) -> object:
        """Answer a template at once, which asks for an item first and for an attribute after the error."""
        return getattr(self, name)

    @property
    def others(self) -> tuple[OpenFlag, ...]:
        """The open flags beside the one under which the line stands."""
        return self.flags[1:]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the worklist with its lines in order."""

    key: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Worklist:
    """All cases of a worker on a day, in four parts."""

    today: dt.date
    now: Section
    soon: Section
    due: Section
    calm: Section

    @property
    def sections(self) -> tuple[Section, ...]:
        """The parts in the order of need."""
        return (self.now, self.soon, self.due, self.calm)

    @property
    def total(self) -> int:
        """How many cases the list has."""
        return sum(len(section.lines) for section in self.sections)

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


def of(cases: CaseQuerySet, today: dt.date, beside: Beside | None = None) -> Worklist:
    """Make the worklist of those of some cases that are open on a day."""
    rows = cases.going_on(today).values_list(*_SHOWN)
    return make((Shown(*row) for row in rows), today, beside)


def part(kind: str, cases: CaseQuerySet, today: dt.date) -> models.QuerySet[Case, Any]:
    """Take of the cases that are open what a line shows of them, to be read with other sets (cases.asking)."""
    fields = {name: F(source) for name, source in zip(Shown.__slots__, _SHOWN, strict=True)}
    return asking.part(kind, cases.going_on(today), case=None, **fields)


def shown(row: asking.Row) -> Shown:
    """Make of a row what a line shows of a case."""
    return Shown(**row | {"birth_date": dt.date.fromisoformat(row["birth_date"])})


def make(cases: Iterable[Shown], today: dt.date, beside: Beside | None = None) -> Worklist:
    """Judge cases on a day and put them in the order of need: one query, and one more for the next times."""
    by_id = {case.pk: case for case in cases}
    judged = standings(list(by_id), today) if by_id else {}
    beside = beside or Beside()
    chosen = beside.follow_ups
    if chosen is None:
        chosen = follow_ups.of_cases(by_id, today) if by_id else {}
    parts: Mapping[str, list[Line]] = {"now": [], "soon": [], "due": [], "calm": []}
    with phrases.one_language():
        for case in by_id.values():
            key, line = _line(case, judged[case.pk], today)
            parts[key].append(_with(line, beside, chosen.get(case.pk)))
    sections = {key: Section(key, sorted(lines, key=lambda line: line.order)) for key, lines in parts.items()}
    return Worklist(today=today, **sections)


def _with(line: Line, beside: Beside, chosen: FollowUp | None) -> Line:
    """Put on a line what stands beside the rules."""
    case = line.case
    plan = beside.plans.get(case.pk) if line.flags else None
    whom = beside.for_whom.get((case.worker_id, case.team_id), "")
    return replace(line, follow_up=chosen, plan=plan, for_whom=whom) if chosen or plan or whom else line


def _line(case: Shown, standing: CaseStanding, today: dt.date) -> tuple[str, Line]:
    """Place a case under its most urgent reason."""
    flags = open_flags(standing)
    if flags:
        return "now", _flagged(case, standing, flags, today)
    threat = _first_threat(standing, today)
    if threat is not None:
        return "soon", _threatened(case, standing, *threat, today)
    if standing.due_on is not None and standing.due_on <= today:
        return "due", _due(case, standing, standing.due_on, today)
    return "calm", _calm(case, standing, today)


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


def _flagged(case: Shown, standing: CaseStanding, flags: tuple[OpenFlag, ...], today: dt.date) -> Line:
    first = flags[0]
    rank = phrases.BY_NEED.index(first.kind)
    return _make_line(
        case,
        standing,
        today,
        order=(rank, -past_limit(first.kind, standing), first.since, name_order(case)),
        tone=first.look.tone,
        icon=first.look.icon,
        word=phrases.capital(first.words),
        why=why_flagged(first, standing, today),
        term=phrases.term(first.kind),
        flags=flags,
    )


def _threatened(case: Shown, standing: CaseStanding, day: dt.date, kind: Rule, today: dt.date) -> Line:
    look = phrases.RULES[kind]
    words = {"day": phrases.coming_day(day, today), "breach": phrases.of_rule(kind)}
    return _make_line(
        case,
        standing,
        today,
        order=(day, phrases.BY_NEED.index(kind), name_order(case)),
        tone="is-soon",
        icon=look.icon,
        word=phrases.capital(_("%(day)s te lang niet gezien.") % words)
        if kind is Rule.NOT_SEEN
        else phrases.capital(_("%(day)s %(breach)s.") % words),
        why=why_threatened(kind, standing, today),
        term=phrases.term(kind),
    )


def _due(case: Shown, standing: CaseStanding, due_on: dt.date, today: dt.date) -> Line:
    assert standing.agreement is not None, "only an agreed contact can be due"
    late = (today - due_on).days
    what = phrases.capital(phrases.doing(standing.agreement.medium))
    word = _("%(what)s vandaag.") if not late else _("%(what)s, %(late)s over tijd.")
    reached = standing.last_reached_on
    last = phrases.short_day(reached, today) if reached else _("nog nooit")
    return _make_line(
        case,
        standing,
        today,
        order=(due_on, name_order(case)),
        tone="is-calm",
        icon=phrases.MEDIUM_ICONS[standing.agreement.medium],
        word=word % {"what": what, "late": phrases.days(late)},
        why=_("Beloofd: %(often)s, laatst bereikt: %(last)s.")
        % {"often": phrases.often(standing.agreement), "last": last},
    )


def _calm(case: Shown, standing: CaseStanding, today: dt.date) -> Line:
    return _make_line(
        case,
        standing,
        today,
        order=(standing.due_on is None, standing.due_on or today, name_order(case)),
        tone="is-done",
        icon="check",
        word=_("Op schema."),
        why=_("Volgende afspraak: %(day)s.") % {"day": phrases.short_day(standing.due_on, today)}
        if standing.due_on
        else "",
    )


def _make_line(
    case: Shown,
    standing: CaseStanding,
    today: dt.date,
    *,
    order: tuple[object, ...],
    tone: str,
    icon: str,
    word: str,
    why: str,
    term: str = "",
    flags: tuple[OpenFlag, ...] = (),
) -> Line:
    late = {flag.kind for flag in flags}
    years = phrases.age(case.birth_date, today)
    return Line(
        case=case,
        standing=standing,
        name=case.name,
        anchor=f"dossier-{case.pk}",
        url=_address("case") % case.pk,
        record_url=_address("record-contact") % case.pk,
        needed=needed(standing),
        order=order,
        tone=tone,
        icon=icon,
        word=word,
        why=why,
        term=term,
        flags=flags,
        bar=bar_of(standing),
        seen=_ago(standing, standing.unseen_days, standing.last_seen_on),
        reached=_ago(standing, standing.unreached_days, standing.last_reached_on),
        seen_late=Rule.NOT_SEEN in late,
        reached_late=Rule.UNFINDABLE in late,
        about=_("%(years)s jaar · %(place)s") % {"years": years, "place": case.place},
        next_contact=_next_contact(standing, today),
    )


def _ago(standing: CaseStanding, days: int | None, last: dt.date | None) -> str:
    """Say how many days ago; while nothing is counted it is not known here, which is another thing than never."""
    return phrases.ago(days) if last or not standing.live else _("nog niet")


@cache
def _address(name: str) -> str:
    """Look up once where a page about a case is; its number is filled in."""
    return reverse(name, args=[0]).replace("/0/", "/%d/")


def _next_contact(standing: CaseStanding, today: dt.date) -> str:
    if standing.due_on:
        return phrases.short_day(standing.due_on, today)
    return _("pauze") if standing.paused else "–"


def bar_of(standing: CaseStanding, *, numbers: bool = True) -> drawing.Svg:
    """Draw what is promised and delivered against what is needed."""
    promised, delivered = standing.promised_percent, standing.delivered_percent
    if not standing.live:
        label = _("Het dossier staat nu stil, er wordt niet geteld")
    elif promised is None:
        label = _("Er is niets beloofd; van wat nodig is, is %(delivered)s %% gekomen")
    else:
        label = _("Van wat nodig is, is %(promised)s %% beloofd en %(delivered)s %% gekomen")
    return drawing.bar(
        promised, delivered, label % {"promised": promised, "delivered": delivered}, numbers=numbers
    )
