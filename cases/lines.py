"""The lines of a worklist: one resident each, with the words and the numbers that say why they stand there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from cases import drawing, phrases
from cases.assessment import CaseStanding
from cases.follow_ups import FollowUp
from cases.phrases import gettext as _
from cases.rules import Rule
from cases.why import OpenFlag, needed, why_flagged, why_threatened


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
    for_whom: str = ""  # "voor Amira, tot en met vrijdag 27 maart": of a colleague who is away

    def __getitem__(self, name: str) -> object:
        """Answer a template at once, which asks for an item first and for an attribute after the error."""
        return getattr(self, name)

    @property
    def others(self) -> tuple[OpenFlag, ...]:
        """The open flags beside the one under which the line stands."""
        return self.flags[1:]


def flagged(case: Shown, standing: CaseStanding, flags: tuple[OpenFlag, ...], today: dt.date) -> Line:
    """Say under which rule a case stands, since when and why."""
    first = flags[0]
    return _make_line(
        case,
        standing,
        today,
        tone=first.look.tone,
        icon=first.look.icon,
        word=phrases.capital(first.words),
        why=why_flagged(first, standing, today),
        term=phrases.term(first.kind),
        flags=flags,
    )


def threatened(case: Shown, standing: CaseStanding, day: dt.date, kind: Rule, today: dt.date) -> Line:
    """Say which rule would hold within the week, and from which day."""
    look = phrases.RULES[kind]
    words = {"day": phrases.coming_day(day, today), "breach": phrases.of_rule(kind)}
    return _make_line(
        case,
        standing,
        today,
        tone="is-soon",
        icon=look.icon,
        word=phrases.capital(_("%(day)s te lang niet gezien.") % words)
        if kind is Rule.NOT_SEEN
        else phrases.capital(_("%(day)s %(breach)s.") % words),
        why=why_threatened(kind, standing, today),
        term=phrases.term(kind),
    )


def due(case: Shown, standing: CaseStanding, due_on: dt.date, today: dt.date) -> Line:
    """Say which agreed contact is due, and since when."""
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
        tone="is-calm",
        icon=phrases.MEDIUM_ICONS[standing.agreement.medium],
        word=word % {"what": what, "late": phrases.days(late)},
        why=_("Beloofd: %(often)s, laatst bereikt: %(last)s.")
        % {"often": phrases.often(standing.agreement), "last": last},
    )


def calm(case: Shown, standing: CaseStanding, today: dt.date) -> Line:
    """Say that a case is on schedule, and when the next contact is."""
    return _make_line(
        case,
        standing,
        today,
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
