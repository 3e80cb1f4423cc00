"""Vandaag: my cases in the order in which they need me, each with the sentence that says why.

Dates, days and percentages come from the rules (cases.assessment); here they are only put in order and in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from django.db.models import Q
from django.urls import reverse

from cases import drawing, follow_ups, phrases
from cases.assessment import CaseStanding, standings
from cases.follow_ups import FollowUp
from cases.models import Case
from cases.phrases import gettext as _
from cases.querysets import CaseQuerySet
from cases.rules import Rule
from wijkzorg.accounts.models import User

SOON_DAYS = 7  # "dreigt deze week": who would be flagged within so many days if nothing happened


@dataclass(frozen=True, slots=True)
class OpenFlag:
    """A rule that holds for a case, and since when."""

    kind: Rule
    since: dt.date
    look: phrases.RuleLook

    @property
    def code(self) -> str:
        """The rule's name as files and the API write it."""
        return self.kind.value

    @property
    def day(self) -> str:
        """Since when, as a machine reads it."""
        return self.since.isoformat()

    @property
    def words(self) -> str:
        """The rule in plain words."""
        return phrases.of_rule(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One resident on the worklist, once, under the most urgent reason."""

    case: Case
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
    for_whom: str = ""  # "voor Amira, tot en met vrijdag": of a colleague who is away

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


def of_worker(cases: CaseQuerySet, worker: User, today: dt.date) -> Worklist:
    """Make the worklist of a worker from the cases that they may see."""
    return make(shown(cases.filter(worker=worker), today), today)


def shown(cases: CaseQuerySet, today: dt.date) -> CaseQuerySet:
    """Keep the cases that are open, with what a line shows of them."""
    open_cases = cases.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today))
    return open_cases.select_related("resident__neighbourhood").only(
        "ref",
        "worker",
        "team",
        "resident__first_name",
        "resident__last_name",
        "resident__birth_date",
        "resident__neighbourhood__name",
    )


def make(cases: Iterable[Case], today: dt.date) -> Worklist:
    """Judge cases on a day (two queries, whatever their number) and put them in the order of need."""
    by_id = {case.pk: case for case in cases}
    judged, chosen = (standings(list(by_id), today), follow_ups.of_cases(by_id, today)) if by_id else ({}, {})
    parts: Mapping[str, list[Line]] = {"now": [], "soon": [], "due": [], "calm": []}
    with phrases.one_language():
        for pk, case in by_id.items():
            key, line = _line(case, judged[pk], today)
            parts[key].append(replace(line, follow_up=chosen[pk]) if pk in chosen else line)
    sections = {key: Section(key, sorted(lines, key=lambda line: line.order)) for key, lines in parts.items()}
    return Worklist(today=today, **sections)


def _line(case: Case, standing: CaseStanding, today: dt.date) -> tuple[str, Line]:
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


def open_flags(standing: CaseStanding) -> tuple[OpenFlag, ...]:
    """Return the rules that hold, the most urgent first."""
    held = ((kind, standing.rules[kind]) for kind in phrases.BY_NEED)
    return tuple(
        OpenFlag(kind, state.on, phrases.RULES[kind])
        for kind, state in held
        if state.holds and state.on is not None
    )


def _first_threat(standing: CaseStanding, today: dt.date) -> tuple[dt.date, Rule] | None:
    """Return the first day within the coming week on which a rule would hold, and the most urgent such rule."""
    last = today + dt.timedelta(days=SOON_DAYS)
    days = ((standing.rules[kind].on, rank, kind) for rank, kind in enumerate(phrases.BY_NEED))
    coming = [(day, rank, kind) for day, rank, kind in days if day is not None and day <= last]
    if not coming:
        return None
    day, _rank, kind = min(coming)
    return day, kind


def name_order(case: Case) -> tuple[str, str, str]:
    """Order people by surname, then first name."""
    resident = case.resident
    return resident.last_name.casefold(), resident.first_name.casefold(), case.ref


def _flagged(case: Case, standing: CaseStanding, flags: tuple[OpenFlag, ...], today: dt.date) -> Line:
    first = flags[0]
    rank = phrases.BY_NEED.index(first.kind)
    return _make_line(
        case,
        standing,
        today,
        order=(rank, -_past_limit(first.kind, standing), first.since, name_order(case)),
        tone=first.look.tone,
        icon=first.look.icon,
        word=phrases.capital(first.words),
        why=why_flagged(first, standing, today),
        term=phrases.term(first.kind),
        flags=flags,
    )


def _past_limit(kind: Rule, standing: CaseStanding) -> int:
    """Return how far a case is past the limit of a rule: in days, or in per cent of what is needed."""
    match kind:
        case Rule.UNFINDABLE:
            return (standing.unreached_days or 0) - (standing.unreached_limit or 0)
        case Rule.NOT_SEEN:
            return (standing.unseen_days or 0) - (standing.unseen_limit or 0)
        case Rule.ERODING:
            return 100 - (standing.delivered_percent or 0)
        case Rule.SCALED_DOWN:
            return 100 - (standing.promised_percent or 0)


def why_flagged(flag: OpenFlag, standing: CaseStanding, today: dt.date) -> str:
    """Say in one sentence why a case is flagged, in words that the resident may read."""
    words = {"since": phrases.since(flag.since, today), "days": phrases.days(standing.unseen_days or 0)}
    match flag.kind:
        case Rule.UNFINDABLE:
            words["tries"] = phrases.days(standing.attempts or 0)
            words["days"] = phrases.days(standing.unreached_days or 0)
            return _("sinds %(since)s. Op %(tries)s geprobeerd, al %(days)s niet bereikt.") % words
        case Rule.NOT_SEEN:
            words["limit"] = phrases.days(standing.unseen_limit or 0)
            if standing.last_seen_on is None:
                words["since"] = phrases.day(standing.opened_on, today)
                return _("sinds de start op %(since)s: %(days)s, de grens is %(limit)s.") % words
            words["since"] = phrases.day(standing.last_seen_on, today)
            return _("sinds %(since)s: %(days)s, de grens is %(limit)s.") % words
        case Rule.ERODING:
            words |= {"percent": f"{standing.delivered_percent}\N{NO-BREAK SPACE}%"}
            words |= {"need": _needed(standing), "window": phrases.days(standing.window or 0)}
            return _("sinds %(since)s: in %(window)s kwam %(percent)s van %(need)s.") % words
        case Rule.SCALED_DOWN:
            words |= {"need": _needed(standing)}
            words |= {"agreed": phrases.rhythm(standing.agreement) if standing.agreement else _("niets")}
            return _("sinds %(since)s: %(agreed)s, nodig is %(need)s.") % words


def _needed(standing: CaseStanding) -> str:
    return phrases.rhythm(standing.need) if standing.need else "–"


def _threatened(case: Case, standing: CaseStanding, day: dt.date, kind: Rule, today: dt.date) -> Line:
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
        why=_why_threatened(kind, standing, today),
        term=phrases.term(kind),
    )


def _why_threatened(kind: Rule, standing: CaseStanding, today: dt.date) -> str:
    match kind:
        case Rule.UNFINDABLE:
            tries = phrases.days(standing.attempts or 0)
            return _("Op %(tries)s geprobeerd, al %(days)s niet bereikt.") % {
                "tries": tries,
                "days": phrases.days(standing.unreached_days or 0),
            }
        case Rule.NOT_SEEN:
            if standing.last_seen_on is None:
                return _("Nog niet gezien sinds de start.")
            return _("Laatst gezien op %(day)s.") % {"day": phrases.day(standing.last_seen_on, today)}
        case Rule.ERODING:
            return _("Nu %(percent)s van %(need)s.") % {
                "percent": f"{standing.delivered_percent}\N{NO-BREAK SPACE}%",
                "need": _needed(standing),
            }
        case Rule.SCALED_DOWN:
            return _("Dan gaat in wat al is vastgelegd.")


def _due(case: Case, standing: CaseStanding, due_on: dt.date, today: dt.date) -> Line:
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


def _calm(case: Case, standing: CaseStanding, today: dt.date) -> Line:
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
    case: Case,
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
    resident = case.resident
    years = phrases.age(resident.birth_date, today)
    return Line(
        case=case,
        standing=standing,
        name=resident.name,
        anchor=f"dossier-{case.pk}",
        url=_address("case") % case.pk,
        record_url=_address("record-contact") % case.pk,
        needed=_needed(standing),
        order=order,
        tone=tone,
        icon=icon,
        word=word,
        why=why,
        term=term,
        flags=flags,
        bar=bar_of(standing),
        seen=phrases.ago(standing.unseen_days) if standing.last_seen_on else _("nog niet"),
        reached=phrases.ago(standing.unreached_days) if standing.last_reached_on else _("nog niet"),
        seen_late=Rule.NOT_SEEN in late,
        reached_late=Rule.UNFINDABLE in late,
        about=_("%(years)s jaar · %(place)s") % {"years": years, "place": resident.neighbourhood.name},
        next_contact=_next_contact(standing, today),
    )


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
