"""What the page of a case shows of this room: what was answered to each flag, and who saw the resident."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import phrases, timeline
from cases.models import Case, Flag
from outreach import clock, paper_text, papers, search_page
from outreach.clock import State
from outreach.models import FlagAnswer, SignOfLife, Wish
from outreach.readings import FlagReading, readings


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer as it is shown: who, what, when, and until when."""

    plan: str
    who: str
    when: str
    until: str


@dataclass(frozen=True, slots=True)
class FlagFoot:
    """What stands under an open flag: its plan, or what happens without one."""

    url: str
    act: str
    said: str
    icon: str
    tone: str
    answer: Answered | None
    earlier: Sequence[Answered]


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life as it is shown."""

    pk: int
    title: str
    when: str
    who: str
    note: str
    unread: bool


@dataclass(frozen=True, slots=True)
class WishShown:
    """A wish to see somebody that waits, as it is shown."""

    pk: int
    said: str
    late: bool


@dataclass(frozen=True, slots=True)
class PaperShown:
    """The agreement on paper: whether there is one, and whether it still holds."""

    said: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCase:
    """All of this room that the page of a case shows."""

    feet: dict[str, FlagFoot]
    signs: list[Sign] = field(default_factory=list)
    events: list[timeline.Event] = field(default_factory=list)
    search: search_page.Shown | None = None
    search_ended: str = ""
    ask: bool = False
    wishes: list[WishShown] = field(default_factory=list)
    paper: PaperShown | None = None


def make(case: Case, today: dt.date, zone: zoneinfo.ZoneInfo) -> OnCase:
    """Put together what the page of a case shows on a day."""
    flags = list(case.flags.exclude(state=Flag.State.CLOSED).order_by("pk"))
    signs = list(case.signs_of_life.select_related("recorded_by").order_by("-seen_at", "-pk"))
    plan = case.search_plans.select_related("opened_by", "ended_by", "second").order_by("-opened_at").first()
    shown = search_page.make(case, plan, today, zone) if plan else None
    going = plan is not None and plan.ended_at is None
    waits = Exists(Wish.objects.waiting().filter(pk=OuterRef("pk")))
    wishes: list[Any] = list(case.wishes.annotate(waits=waits).select_related("answered_by").order_by("pk"))
    return OnCase(
        wishes=[wish_shown(wish, today, zone) for wish in wishes if wish.waits],
        paper=paper_shown(case, today, zone),
        search=shown if going else None,
        search_ended=shown.ended if shown and not going else "",
        ask=case.desk_asks.filter(ended_at__isnull=True).exists(),
        feet={one.flag.kind: foot(one, today, zone) for one in readings(flags, today, zone)},
        signs=[sign_shown(sign, today, zone) for sign in signs],
        events=[
            *(_event(sign, today, zone) for sign in signs),
            *(_wish_event(wish, today, zone) for wish in wishes),
        ],
    )


def foot(one: FlagReading, today: dt.date, zone: zoneinfo.ZoneInfo) -> FlagFoot:
    """Say what was answered to a flag, and what happens next."""
    answers = [answered(row, today, zone) for row in one.answers]
    words = {
        "lead": phrases.coming_day(one.reading.lead_on, today),
        "lead_day": phrases.day(one.reading.lead_on, today),
        "until": phrases.coming_day(one.reading.since, today),
    }
    said, icon, tone = {
        State.WAITS: (_("Zonder plan gaat dit %(lead)s naar de teamleider."), "hourglass", "is-plain"),
        State.PLANNED: (_("Opnieuw kijken: %(until)s."), "calendar-check", "is-calm"),
        State.DUE: (
            _("De datum van dit plan is er. Zonder nieuw plan gaat dit %(lead)s naar de teamleider."),
            "hourglass",
            "is-warn",
        ),
        State.ESCALATED: (
            _("Geen plan op tijd: staat sinds %(lead_day)s bij de teamleider."),
            "alert-circle",
            "is-danger",
        ),
        State.UNANSWERED: (
            _("Al tien werkdagen zonder plan: dit telt als onbeantwoord. De teamleider ziet het ook."),
            "alert-circle",
            "is-danger",
        ),
        State.STILL: (_("Door de pauze staat ook deze klok stil."), "player-pause", "is-plain"),
        State.OVER: ("", "check", "is-calm"),
    }[one.state]
    return FlagFoot(
        url=reverse("answer-flag", args=[one.flag.case_id, one.flag.pk]),
        act=_("Nieuw plan maken") if answers else _("Plan maken"),
        said=said % words,
        icon=icon,
        tone=tone,
        answer=answers[0] if answers else None,
        earlier=answers[1:],
    )


def answered(row: FlagAnswer, today: dt.date, zone: zoneinfo.ZoneInfo) -> Answered:
    """Put an answer in words."""
    local = row.answered_at.astimezone(zone)
    return Answered(
        plan=row.plan,
        who=str(row.answered_by),
        when=f"{phrases.short_day(local.date(), today)}, {date_format(local, 'H:i')}",
        until=phrases.short_day(row.until, today),
    )


def sign_shown(sign: SignOfLife, today: dt.date, zone: zoneinfo.ZoneInfo) -> Sign:
    """Put a sign of life in words."""
    return Sign(
        pk=sign.pk,
        title=_("Gezien door %(who)s") % {"who": sign.get_source_display()},
        when=_when(sign, today, zone),
        who=str(sign.recorded_by),
        note=sign.note,
        unread=sign.read_at is None,
    )


def wish_shown(wish: Wish, today: dt.date, zone: zoneinfo.ZoneInfo) -> WishShown:
    """Say since when a resident wants to see somebody, and by when they hear."""
    lead_on = clock.wish_lead_on(wish.asked_on)
    words = {
        "when": search_page.moment(wish.asked_at, today, zone),
        "day": phrases.coming_day(lead_on, today),
        "times": ngettext("één keer", "%(n)s keer", wish.taps) % {"n": wish.taps},
    }
    if today >= lead_on:
        return WishShown(
            wish.pk, _("Gevraagd op %(when)s, %(times)s. Het staat ook bij de teamleider.") % words, True
        )
    return WishShown(
        wish.pk, _("Gevraagd op %(when)s, %(times)s. Uiterlijk %(day)s hoort de bewoner iets.") % words, False
    )


def paper_shown(case: Case, today: dt.date, zone: zoneinfo.ZoneInfo) -> PaperShown | None:
    """Say whether the resident's paper still says what holds; None where there is nothing to print."""
    agreement = papers.agreement_of(case, today)
    if agreement is None:
        return None
    last = case.papers.select_related("printed_by").order_by("-printed_at", "-pk").first()
    if last is None:
        return PaperShown(_("De bewoner heeft de afspraak nog niet op papier."), "notes", "is-plain")
    words = {"day": phrases.day(last.printed_at.astimezone(zone).date(), today), "who": last.printed_by}
    if last.digest != paper_text.make(case, agreement).digest:
        said = _("Het papier van %(day)s klopt niet meer: er is iets veranderd. Maak een nieuw.") % words
        return PaperShown(said, "alert-circle", "is-warn")
    return PaperShown(_("Geprint op %(day)s door %(who)s. Het klopt nog.") % words, "check", "is-calm")


def _when(sign: SignOfLife, today: dt.date, zone: zoneinfo.ZoneInfo) -> str:
    local = sign.seen_at.astimezone(zone)
    return f"{phrases.short_day(local.date(), today)}, {date_format(local, 'H:i')}"


def _wish_event(wish: Wish, today: dt.date, zone: zoneinfo.ZoneInfo) -> timeline.Event:
    """Say that the resident asked for somebody, and what they were answered."""
    local = wish.asked_at.astimezone(zone)
    said = {"who": wish.answered_by, "answer": wish.answer}
    return timeline.Event(
        moment=(local.date(), local.time()),
        icon="hand-stop",
        tone="is-plain",
        title=_("Wilde iemand zien"),
        when=f"{phrases.short_day(local.date(), today)}, {date_format(local, 'H:i')}",
        who=_("de bewoner, met de code op papier") if wish.paper_id else _("de bewoner, aan de balie"),
        text=_("%(who)s antwoordde: %(answer)s") % said if wish.answered_at else "",
    )


def _event(sign: SignOfLife, today: dt.date, zone: zoneinfo.ZoneInfo) -> timeline.Event:
    local = sign.seen_at.astimezone(zone)
    return timeline.Event(
        moment=(local.date(), local.time()),
        icon="eye",
        tone="is-plain",
        title=_("Teken van leven: gezien door %(who)s") % {"who": sign.get_source_display()},
        when=_when(sign, today, zone),
        who=str(sign.recorded_by),
        text=sign.note,
    )
