"""What the page of one help request shows, to each as far as they may know it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases import phrases
from volunteers import course, words
from volunteers.board.doors import works_on_cases
from volunteers.board.lines import steps_of
from volunteers.models import EscalationStep, HelpRequest, Offer, RequestStep, Task
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import CASE_ROLES, Membership

_Step = RequestStep.Kind
_Clock = EscalationStep.Kind
# Who reads of a request without being a professional does not read what a professional wrote for themselves.
_OWN_WORDS = {_Step.NOTE, _Step.DONE, _Step.SIGN, _Step.WORRY}
_MARKS = {
    _Step.ACCEPTED: ("is-done", "check"),
    _Step.DONE: ("is-done", "check"),
    _Step.DATE_DONE: ("is-done", "check"),
    _Step.DECLINED: ("is-plain", "x"),
    _Step.EXPIRED: ("is-plain", "hourglass"),
    _Step.HANDED_BACK: ("is-warn", "user-off"),
    _Step.NO_SHOW: ("is-warn", "user-off"),
    _Step.CALLED: ("is-warn", "alert-circle"),
    _Step.TAKEN_UP: ("is-calm", "hand-stop"),
    _Step.NOT_SOLVED: ("is-danger", "x"),
    _Step.WITHDRAWN: ("is-plain", "x"),
    _Step.OFFERED: ("is-calm", "message"),
    _Step.WIDENED: ("is-calm", "search"),
    _Step.WORRY: ("is-danger", "alert-circle"),
    _Step.SIGN: ("is-calm", "eye"),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One step that a request made."""

    tone: str
    icon: str
    title: str
    when: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Coming:
    """What happens of itself, and when."""

    when: str
    what: str
    came: bool


def happened(desk: Desk, request: HelpRequest) -> list[Happened]:
    """Say what happened to a request, the latest first."""
    rows = list(request.steps.select_related("actor").order_by("-at", "-pk"))
    hidden: set[int] = set()
    if not works_on_cases(desk):
        writers = {row.actor_id for row in rows if row.kind in _OWN_WORDS and row.actor_id}
        held = Membership.objects.filter(
            municipality_id=request.municipality_id, user_id__in=writers, role__in=sorted(CASE_ROLES)
        )
        hidden = set(held.values_list("user_id", flat=True)) - {desk.user.pk or 0}
    return [_happened(desk, row, hidden) for row in rows]


def _happened(desk: Desk, row: RequestStep, hidden: set[int]) -> Happened:
    assert desk.municipality is not None, "who sees a request is at a desk"
    kind = _Step(row.kind)
    tone, icon = _MARKS.get(kind, ("is-calm", "notes"))
    text = row.text
    if kind in _OWN_WORDS and row.actor_id in hidden:
        text = ""
    elif kind == _Step.CALLED and not works_on_cases(desk) and text == str(_Clock.WORKER.label):
        text = str(_("een professional"))
    return Happened(
        tone,
        icon,
        phrases.capital(row.get_kind_display()),
        words.moment(row.at, desk.municipality.zone, desk.municipality.day_of(desk.now)),
        str(row.actor) if row.actor else "",
        phrases.capital(text) if kind == _Step.CALLED else text,
    )


def coming(desk: Desk, request: HelpRequest) -> list[Coming]:
    """Say what happens when if nobody answers, and what of it came already."""
    assert desk.municipality is not None, "who sees a request is at a desk"
    if request.state not in course.SOUGHT:
        return []
    today, zone = desk.municipality.day_of(desk.now), desk.municipality.zone
    found = []
    for row in steps_of(desk, request):
        if row.reached_at is None and row.done_at is not None:
            continue  # the clock was stopped before it came
        moment = row.reached_at or row.due_at
        found.append(Coming(words.coming(moment, zone, today), _coming(row), came=row.reached_at is not None))
    return found


def _coming(row: EscalationStep) -> str:
    came = row.reached_at is not None
    who = row.owner
    match row.kind:
        case _Clock.WIDEN:
            return _("er is verder gezocht") if came else _("zoeken we verder weg")
        case _Clock.COORDINATOR:
            if not came:
                return _("vragen we de coördinator")
            if row.done_at is not None:
                return _("de coördinator is ermee bezig")
            return (
                _("de coördinator is gevraagd: %(who)s") % {"who": who}
                if who
                else _("er was geen coördinator")
            )
        case _Clock.WORKER:
            if not came:
                return _("vragen we de eigen werker")
            return (
                _("de eigen werker is gevraagd: %(who)s") % {"who": who} if who else _("er was geen werker")
            )
        case _:
            if not came:
                return _("gaat het naar wie dienst heeft")
            return _("het ligt bij de dienst: %(who)s") % {"who": who} if who else _("het wacht op de dienst")


@dataclass(frozen=True, slots=True)
class OfferShown:
    """Somebody who was asked."""

    offer: Offer
    state: str
    tone: str
    when: str
    open: bool


@dataclass(frozen=True, slots=True)
class TaskShown:
    """One date on which somebody comes, or came."""

    task: Task
    when: str
    state: str
    tone: str
    past: bool
    going: bool


_OFFER_TONES = {
    Offer.State.OPEN: "is-soon",
    Offer.State.ACCEPTED: "is-done",
    Offer.State.DECLINED: "is-plain",
    Offer.State.EXPIRED: "is-plain",
    Offer.State.VOID: "is-plain",
}
_TASK_TONES = {
    Task.State.ACCEPTED: "is-calm",
    Task.State.DONE: "is-done",
    Task.State.NO_SHOW: "is-warn",
    Task.State.HANDED_BACK: "is-plain",
    Task.State.CANCELLED: "is-plain",
}
SHOWN = 20
SOON = 3  # of a series the first dates; the rest is a tap away


def offers(desk: Desk, request: HelpRequest) -> list[OfferShown]:
    """Return who was asked, as far as one sees volunteers; the latest first."""
    rows = Offer.objects.visible_to(desk).filter(request=request)
    found = rows.select_related("volunteer__user").order_by("-offered_at", "-pk")[:SHOWN]
    return [_offer(desk, row) for row in found]


def _offer(desk: Desk, row: Offer) -> OfferShown:
    assert desk.municipality is not None, "who sees an offer is at a desk"
    today, zone = desk.municipality.day_of(desk.now), desk.municipality.zone
    open_ = row.state == Offer.State.OPEN
    if open_:
        when = _("kan antwoorden tot %(until)s") % {"until": words.moment(row.held_until, zone, today)}
    else:
        when = words.moment(row.answered_at or row.offered_at, zone, today)
    return OfferShown(row, str(row.get_state_display()), _OFFER_TONES[Offer.State(row.state)], when, open_)


def tasks(desk: Desk, rows: Sequence[Task]) -> list[TaskShown]:
    """Say of tasks when they are and what became of them."""
    assert desk.municipality is not None, "who sees a task is at a desk"
    today, zone = desk.municipality.day_of(desk.now), desk.municipality.zone
    return [
        TaskShown(
            row,
            words.comes(row, row.request, zone, today),
            str(row.get_state_display()),
            _TASK_TONES[Task.State(row.state)],
            past=row.starts_at <= desk.now,
            going=row.state == Task.State.ACCEPTED,
        )
        for row in rows
    ]


def tasks_of(desk: Desk, request: HelpRequest) -> list[tuple[str, list[TaskShown]]]:
    """Return the dates of a request, as far as one sees volunteers: what comes next, the rest of a series, what was.

    Each part but the first with the words behind which it stands.
    """
    rows = Task.objects.visible_to(desk).filter(request=request).select_related("volunteer__user", "request")
    going = tasks(desk, list(rows.going().order_by("starts_at", "pk")[:SHOWN]))
    ended = rows.exclude(state=Task.State.ACCEPTED).order_by("-day", "-starts_at", "pk")
    was = tasks(desk, list(ended[:SHOWN]))
    if not going:
        return [("", was)]
    later = _("En daarna (%(count)s)") % {"count": len(going) - SOON}
    earlier = _("Eerder (%(count)s)") % {"count": len(was)}
    return [("", going[:SOON]), (later, going[SOON:]), (earlier, was)]
