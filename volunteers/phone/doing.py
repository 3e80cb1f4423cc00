"""What a volunteer promised: for whom and where, only as long as it is to be done; and the thanks after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from residents import address
from volunteers import course, often
from volunteers.models import HelpRequest, Task, Volunteer
from volunteers.phone import words
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action

THANKED = dt.timedelta(days=14)  # so long thanks stay on the page
OVER = dt.timedelta(days=7)  # and what fell out
SOON = dt.timedelta(hours=24)
MOST = 60
State = course.TaskState


@dataclass(frozen=True, slots=True)
class Person:
    """The least that is needed to go there; gone when the task is closed."""

    name: str
    address: str
    place: str
    phone: str
    dial: str
    text: str


@dataclass(frozen=True, slots=True)
class Doing:
    """One task, as the pages show it."""

    pk: int
    what: str
    where: str
    when: str
    together: bool
    how_long: str
    repeats: str
    series: bool
    begun: bool
    over: bool  # its time is past
    soon: bool
    state: str
    said: str = ""
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Tasks:
    """What was and is to be told about; what comes; what was done; what fell out."""

    begun: tuple[Doing, ...]
    coming: tuple[Doing, ...]
    thanked: tuple[Doing, ...]
    fallen: tuple[Doing, ...]
    more: bool


def tasks_of(volunteer: Volunteer, now: dt.datetime) -> Tasks:
    """Read the tasks of a volunteer: what goes on, and what ended lately."""
    today = volunteer.municipality.day_of(now)
    rows = Task.objects.filter(volunteer=volunteer).filter(
        Q(state=State.ACCEPTED.value) | Q(ended_at__gt=now - THANKED)
    )
    found = list(
        rows.select_related("request__neighbourhood", "request__resident", "request__part_of").order_by(
            "starts_at", "pk"
        )[: MOST + 1]
    )
    shown = [doing(task, today, now) for task in found[:MOST]]
    lately = {task.pk for task in found if task.ended_at is not None and task.ended_at > now - OVER}
    fallen = (State.CANCELLED, State.HANDED_BACK)
    return Tasks(
        begun=tuple(one for one in shown if one.state == State.ACCEPTED and one.begun),
        coming=tuple(one for one in shown if one.state == State.ACCEPTED and not one.begun),
        thanked=tuple(one for one in reversed(shown) if one.state == State.DONE),
        fallen=tuple(one for one in reversed(shown) if one.state in fallen and one.pk in lately),
        more=len(found) > MOST,
    )


def doing(task: Task, today: dt.date, now: dt.datetime) -> Doing:
    """Say what a task is; for whom and where only while it is to be done."""
    request = task.request
    return Doing(
        pk=task.pk,
        what=words.what(request),
        where=request.neighbourhood.name,
        when=words.when_of(task, today),
        together=words.in_consultation(request),
        how_long=words.how_long(task.minutes),
        repeats=often.repeats(request.rrule),
        series=request.repeats,
        begun=task.starts_at <= now,
        over=task.ends_at <= now,
        soon=now < task.starts_at <= now + SOON,
        state=task.state,
        said=_said(task),
        person=_person(request) if task.state == State.ACCEPTED else None,
    )


def _said(task: Task) -> str:
    match task.state:
        case State.DONE:
            return _("Dank je wel. Je hebt een buur geholpen.")
        case State.HANDED_BACK:
            return _("Je gaf deze taak terug. Wij zoeken iemand anders.")
        case State.CANCELLED:
            return _("Deze taak gaat niet door. Je hebt die tijd weer vrij.")
        case State.NO_SHOW:
            return _("We hoorden dat je er niet was. Klopt dat niet? Bel je coördinator.")
        case _:
            return ""


def _person(request: HelpRequest) -> Person:
    phone = request.phone
    return Person(
        name=request.who,
        address=f"{request.street} {request.house_number}".strip(),
        place=f"{request.postcode} {request.neighbourhood.name}".strip(),
        phone=address.spaced(phone),
        dial=phone,
        text=request.text if request.told_for_helper else "",
    )


def log_list(volunteer: Volunteer, tasks: Tasks) -> None:
    """Log in one line whose names a volunteer's tasks show, if anybody's."""
    shown = [one.pk for one in (*tasks.begun, *tasks.coming)]
    if shown:
        residents = Task.objects.filter(pk__in=shown, request__resident__isnull=False)
        log_event(
            action=Action.LIST,
            municipality_id=volunteer.municipality_id,
            user_id=volunteer.user_id,
            resident_ids=sorted(set(residents.values_list("request__resident_id", flat=True))),
            object_kind="help_request",
        )


def log_read(task: Task) -> None:
    """Log that the volunteer of a task read for whom it is and where."""
    log_event(
        action=Action.READ,
        municipality_id=task.municipality_id,
        user_id=task.volunteer.user_id,
        resident_id=task.request.resident_id,
        object_kind="help_request",
        object_id=task.request_id,
    )
