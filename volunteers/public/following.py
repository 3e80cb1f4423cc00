"""How a request stands, in the words of who follows it: what happens now, what happened, who comes and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from volunteers.models import HelpRequest, RequestStep, Task
from volunteers.models import Kind as Asking
from volunteers.models.requests import State
from volunteers.public import words
from volunteers.public.forms import KINDS

Kind = RequestStep.Kind
_NOW = {
    State.NEW: gettext_lazy("Uw vraag is binnen. We gaan iemand zoeken."),
    State.OPEN: gettext_lazy("We zoeken iemand die kan helpen."),
    State.OFFERED: gettext_lazy("We hebben iemand gevraagd. We wachten op antwoord."),
    State.ACCEPTED: gettext_lazy("Er komt iemand."),
    State.DONE: gettext_lazy("Dit is klaar."),
    State.WITHDRAWN: gettext_lazy("Deze vraag is ingetrokken."),
    State.ESCALATED: gettext_lazy("Er is nog niemand gevonden. Een medewerker zoekt nu mee."),
    State.NOT_SOLVED: gettext_lazy("Het is niet gelukt om iemand te vinden."),
}
# What somebody reads of what happened; of the rest, such as who said no, nothing.
_HAPPENED = {
    Kind.RECEIVED: gettext_lazy("Uw vraag kwam binnen."),
    Kind.EDITED: gettext_lazy("De vraag is aangepast."),
    Kind.WIDENED: gettext_lazy("We zoeken nu ook verder weg."),
    Kind.CALLED: gettext_lazy("We vroegen een medewerker om mee te zoeken."),
    Kind.TAKEN_UP: gettext_lazy("Een medewerker is ermee bezig."),
    Kind.ACCEPTED: gettext_lazy("Iemand zei ja."),
    Kind.HANDED_BACK: gettext_lazy("Diegene kan toch niet. We zoeken opnieuw."),
    Kind.NO_SHOW: gettext_lazy("Er kwam niemand. We zoeken opnieuw."),
    Kind.DATE_DONE: gettext_lazy("Er is iemand geweest."),
    Kind.DONE: gettext_lazy("Het is klaar."),
    Kind.MERGED: gettext_lazy("Uw vraag is samengevoegd met een eerdere."),
    Kind.WITHDRAWN: gettext_lazy("De vraag is ingetrokken."),
    Kind.NOT_SOLVED: gettext_lazy("We stopten met zoeken."),
}


@dataclass(frozen=True, slots=True)
class Coming:
    """Who comes and when: a first name, as on the telephone. `together`: the two choose the time when they call."""

    name: str
    when: str
    together: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """All of the page."""

    kind: str
    when: str
    now: str
    ends: str  # what we wrote down about how it ended, for who asked
    coming: tuple[Coming, ...]
    duty: str  # when a professional is there, where nobody is now
    steps: tuple[tuple[str, str], ...]
    may_withdraw: bool


def page_of(request: HelpRequest, now: dt.datetime) -> Followed:
    """Put the page of a request together."""
    zone, today = request.municipality.zone, request.municipality.day_of(now)
    # Of what the two choose the time for, the hour that is kept says nothing: it comes until the day is over.
    ahead = {"day__gte": today} if request.starts_at is None else {"ends_at__gt": now}
    tasks = request.tasks.going().filter(**ahead).select_related("volunteer__user").order_by("starts_at")
    steps = request.steps.filter(kind__in=list(_HAPPENED)).order_by("at", "pk")
    return Followed(
        kind=str(KINDS[Asking(request.kind)]),
        when=words.day(request.first_on, today),
        now=str(_NOW[State(request.state)]),
        ends=request.outcome_text if request.state == State.NOT_SOLVED else "",
        coming=tuple(_coming(task, request, today) for task in tasks[:8]),
        duty=_duty(request, now),
        steps=tuple((words.moment(step.at, zone, today), str(_HAPPENED[Kind(step.kind)])) for step in steps),
        may_withdraw=not request.ended,
    )


def _coming(task: Task, request: HelpRequest, today: dt.date) -> Coming:
    first = str(task.volunteer.user).split()[0]
    if request.starts_at is None:
        return Coming(first, words.day_part(task.day, today, request.day_part), together=True)
    return Coming(first, words.moment(task.starts_at, request.municipality.zone, today), together=False)


def _duty(request: HelpRequest, now: dt.datetime) -> str:
    """Say from when a professional is there, for a request that came to the duty while nobody has it."""
    row = request.clock.filter(kind="duty", reached_at__isnull=False, done_at__isnull=True).first()
    if row is None or row.owner_id is not None or request.ended:
        return ""
    zone, today = request.municipality.zone, request.municipality.day_of(now)
    if row.belongs_from is None:
        return _("Er is nu niemand aan het werk.")
    return _("Een medewerker kijkt ernaar: %(when)s.") % {"when": words.moment(row.belongs_from, zone, today)}
