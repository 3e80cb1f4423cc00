"""What the page of a search plan shows: its rows, what is untried, and how it may end."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import phrases
from cases.models import Case, Contact
from cases.rules import Medium
from outreach import untried
from outreach.models import DeskAsk, SearchPlan, SearchStep
from outreach.searching import MEDIA

_PARTS = {
    untried.MORNING: gettext_lazy("’s ochtends"),
    untried.AFTERNOON: gettext_lazy("’s middags"),
    untried.EVENING: gettext_lazy("’s avonds"),
    untried.WEEKEND: gettext_lazy("in het weekend"),
}
_WAY_OF = {int(medium): way for way, medium in MEDIA.items()}
_ICONS = {way: phrases.MEDIUM_ICONS[Medium(int(medium))] for way, medium in MEDIA.items()}
_ICONS |= {SearchStep.Way.NETWORK: "users", SearchStep.Way.DESK: "door-enter"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is shown; `url` is where its outcome is said, empty when it has one."""

    pk: int
    icon: str
    tone: str
    way: str
    when: str
    who: str
    outcome: str
    note: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A search plan as its page and the page of the case show it."""

    plan: SearchPlan
    began: str
    ended: str
    rows: list[Row]
    waiting: int
    ways: list[str]
    parts: list[str]
    seen: Contact | None


def make(case: Case, plan: SearchPlan, today: dt.date, zone: zoneinfo.ZoneInfo) -> Shown:
    """Put together a plan on a day, with what was tried since somebody was last reached or since it began."""
    steps = list(plan.steps.select_related("who", "done_by").order_by("on", "pk"))
    contacts = list(case.contacts.select_related("worker").order_by("-happened_at"))
    asked = DeskAsk.objects.filter(case=case, asked_at__gte=plan.opened_at).exists()
    asked = asked or DeskAsk.objects.open().filter(case=case).exists()
    left = untried.untried(_tried(plan, steps, contacts, today, zone, asked=asked), SearchStep.Way.values)
    labels = dict(SearchStep.Way.choices)
    return Shown(
        plan=plan,
        began=_began(plan, today, zone),
        ended=_ended(plan, today),
        rows=[row(step, today) for step in steps],
        waiting=sum(not step.outcome for step in steps),
        ways=[str(labels[way]) for way in left.ways],
        parts=[str(_PARTS[part]) for part in left.parts],
        seen=next(
            (
                one
                for one in contacts
                if one.reached and phrases.face_to_face(one.medium) and one.happened_at >= _minute(plan)
            ),
            None,
        ),
    )


def _tried(
    plan: SearchPlan,
    steps: Sequence[SearchStep],
    contacts: Sequence[Contact],
    today: dt.date,
    zone: zoneinfo.ZoneInfo,
    *,
    asked: bool,
) -> list[untried.Tried]:
    """Return the attempts since the last time that somebody was reached before this plan, and what its rows did."""
    reached = [one.happened_at for one in contacts if one.reached and one.happened_at < _minute(plan)]
    last = max(reached, default=None)
    found = []
    for one in contacts:
        if last is None or one.happened_at > last:
            local = one.happened_at.astimezone(zone)
            found.append(untried.Tried(_WAY_OF[one.medium], one.day, untried.part_of(local.hour)))
    for step in steps:
        if step.outcome and step.outcome != SearchStep.Outcome.DROPPED:
            found.append(untried.Tried(step.way, step.on, step.part))
    if asked:
        found.append(untried.Tried(SearchStep.Way.DESK, today, ""))
    return found


def _minute(plan: SearchPlan) -> dt.datetime:
    """Return when a plan began to the minute, as contacts are typed."""
    return plan.opened_at.replace(second=0, microsecond=0)


def row(step: SearchStep, today: dt.date) -> Row:
    """Put a row in words."""
    done = bool(step.outcome)
    late = not done and step.on < today
    tone = {"reached": "is-done", "sign": "is-done"}.get(step.outcome, "is-failed" if done else "is-plain")
    words = {"day": phrases.short_day(step.on, today), "part": step.get_part_display()}
    outcome = step.get_outcome_display()
    return Row(
        pk=step.pk,
        icon=str(_ICONS[SearchStep.Way(step.way)]),
        tone="is-warn" if late else tone,
        way=phrases.capital(step.get_way_display()),
        when=_("%(day)s, %(part)s") % words,
        who=str(step.who),
        outcome=_("%(outcome)s, door %(who)s") % {"outcome": outcome, "who": step.done_by}
        if done and step.done_by_id != step.who_id
        else outcome,
        note=step.note,
        url="" if done else reverse("do-step", args=[step.case_id, step.pk]),
    )


def _began(plan: SearchPlan, today: dt.date, zone: zoneinfo.ZoneInfo) -> str:
    words = {"day": phrases.day(plan.opened_at.astimezone(zone).date(), today), "who": plan.opened_by}
    if plan.opened_by is None:
        return _("Vanzelf begonnen op %(day)s, door het signaal “niet te vinden”.") % words
    return _("Begonnen op %(day)s door %(who)s.") % words


def _ended(plan: SearchPlan, today: dt.date) -> str:
    if plan.end == SearchPlan.End.SEEN and plan.seen_on:
        words = {"who": plan.seen_by, "day": phrases.day(plan.seen_on, today), "by": plan.ended_by}
        return _("Gezien op %(day)s door %(who)s. Afgesloten door %(by)s.") % words
    if plan.end == SearchPlan.End.DECISION and plan.next_on:
        words = {"second": plan.second or plan.second_name, "by": plan.ended_by}
        words["day"] = phrases.day(plan.next_on, today)
        return _("Besluit van %(by)s en %(second)s. Opnieuw kijken op %(day)s.") % words
    return ""


def moment(at: dt.datetime, today: dt.date, zone: zoneinfo.ZoneInfo) -> str:
    """Say a day and the time on it: "di 24 mrt, 10:30"."""
    local = at.astimezone(zone)
    return f"{phrases.short_day(local.date(), today)}, {date_format(local, 'H:i')}"
