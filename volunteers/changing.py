"""How a help request is changed: locked, with its history, a step that says who did what, a line in the log, a letter.

Locks are taken in one order, so that nobody waits for who waits for them: first the request, then the volunteer.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from volunteers import clock, course
from volunteers.asked import code_of
from volunteers.models import EscalationStep, HelpRequest, Offer, RequestStep, Task, Volunteer
from volunteers.policies import clock_hours, policy_on
from wijkzorg.accounts.models import User
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.outbox.actions import post, post_outside

CHANGED_MEANWHILE = "changed_meanwhile"
SOLVED = "solved"  # somebody else was first: thanked, and not told off
WITHDRAWN = "withdrawn"
Kind = RequestStep.Kind
State = course.State


@contextmanager
def changing(request: HelpRequest, actor: User | None) -> Iterator[HelpRequest]:
    """Lock a request against other writers, let the caller write, and log that it was written to."""
    locked = HelpRequest.objects.select_for_update(no_key=True, of=("self",)).select_related("municipality")
    found = locked.get(pk=request.pk)
    with pghistory.context(user=actor.pk if actor else None):
        yield found
    log(found, actor, Action.WRITE)


def locked_volunteer(volunteer_id: int) -> Volunteer:
    """Lock a volunteer, after the request: what they are asked and promise at the same moment goes one by one."""
    rows = Volunteer.objects.select_for_update(no_key=True, of=("self",)).select_related("user")
    return rows.get(pk=volunteer_id)


def locked_with_requests(volunteer_id: int) -> Volunteer:
    """Lock all that waits for a volunteer or was promised by them, in the order of its numbers, and then themselves.

    Where they were asked for more before all locks are there, it begins anew without one: so nobody waits in a circle.
    """
    while True:
        mark = transaction.savepoint()
        concerned = _concerned(volunteer_id)
        rows = HelpRequest.objects.filter(pk__in=concerned).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
        found = locked_volunteer(volunteer_id)
        if _concerned(volunteer_id) <= concerned:
            transaction.savepoint_commit(mark)
            return found
        transaction.savepoint_rollback(mark)


def _concerned(volunteer_id: int) -> set[int]:
    asked = Offer.objects.open().filter(volunteer_id=volunteer_id)
    promised = Task.objects.going().filter(volunteer_id=volunteer_id)
    return {*asked.values_list("request_id", flat=True), *promised.values_list("request_id", flat=True)}


def log(request: HelpRequest, user: User | None, action: Action) -> None:
    """Log what was done with a request."""
    log_event(
        action=action,
        municipality_id=request.municipality_id,
        user_id=user.pk if user else None,
        resident_id=request.resident_id,
        case_id=request.case_id,
        object_kind="help_request",
        object_id=request.pk,
    )


def step(
    request: HelpRequest,
    kind: Kind,
    actor: User | None,
    now: dt.datetime,
    text: str = "",
    token: uuid.UUID | None = None,
) -> RequestStep:
    """Write down what happened to a request, in the state in which it is now."""
    return RequestStep.objects.create(
        municipality_id=request.municipality_id,
        request=request,
        kind=kind,
        state=request.state,
        actor=actor,
        at=now,
        text=text,
        token=token,
    )


def move(request: HelpRequest, to: State, now: dt.datetime, **more: object) -> None:
    """Bring a locked request into another state; raises ValidationError for a move that is not in the table.

    Where it ends, what was offered is taken back by the caller, and its clock stops here.
    """
    if not course.may_move(course.REQUEST_MOVES, State(request.state), to):
        raise ValidationError(
            _("Deze hulpvraag is %(state)s. Dit kan nu niet meer.") % {"state": request.get_state_display()},
            code=CHANGED_MEANWHILE,
        )
    request.state = to.value
    if to in course.ENDED:
        request.closed_at = now
    for name, value in more.items():
        setattr(request, name, value)
    request.save(update_fields=["state", "closed_at", *more])


def set_clock(request: HelpRequest, now: dt.datetime) -> None:
    """Give a request the steps of its clock, or move those that did not come yet."""
    assert request.opened_at is not None, "a clock runs from the moment at which a request was opened"
    policy = policy_on(request.municipality_id, request.municipality.day_of(now))
    asked = clock.Asked(request.opened_at, request.urgent, request.danger, request.case_id is not None)
    wanted = dict(clock.steps(asked, clock_hours(policy)))
    request.clock.filter(reached_at__isnull=True).exclude(kind__in=[str(name) for name in wanted]).update(
        done_at=now
    )
    there = {row.kind: row for row in request.clock.all()}
    EscalationStep.objects.bulk_create(
        EscalationStep(
            municipality_id=request.municipality_id, request=request, kind=name.value, due_at=moment
        )
        for name, moment in wanted.items()
        if name.value not in there
    )
    for name, moment in wanted.items():
        row = there.get(name.value)
        if row is not None and row.reached_at is None:
            row.due_at, row.done_at = moment, None
            row.save(update_fields=["due_at", "done_at"])


def stop_clock(request: HelpRequest, actor: User | None, now: dt.datetime) -> None:
    """Stop the clock of a request for which somebody was found, or that ended."""
    request.clock.filter(done_at__isnull=True).update(done_at=now, done_by=actor)


def run_clock_again(request: HelpRequest) -> None:
    """Let the clock of a request run from where it began: its age stays, and what is past comes at once."""
    request.clock.update(done_at=None, done_by=None, reached_at=None, owner=None, belongs_from=None)


def settle(
    request: HelpRequest, to: course.OfferState, now: dt.datetime, *, but: int | None = None
) -> list[int]:
    """Close the open offers of a request (but one); return the users who had one."""
    rows = Offer.objects.open().filter(request=request).exclude(pk=but or 0)
    users = list(rows.values_list("volunteer__user_id", flat=True))
    rows.update(state=to.value, answered_at=now)
    return users


def free(request: HelpRequest, actor: User | None, now: dt.datetime, why: str) -> list[int]:
    """Cancel what is promised for a request and not over, so that the hours are free; return whose it was."""
    rows = Task.objects.going().filter(request=request, ends_at__gt=now)
    users = sorted(set(rows.values_list("volunteer__user_id", flat=True)))
    rows.update(state=course.TaskState.CANCELLED.value, ended_at=now, ended_by=actor, ended_why=why)
    return users


def tell_requester(
    request: HelpRequest, template: str, now: dt.datetime, numbers: Mapping[str, int] | None = None
) -> None:
    """Let whoever asked hear of a step, if they left an address, in their language; and write down that they heard.

    The letter leads to their request by its code, as the page does that they saw when they sent it.
    """
    if request.email:
        page = reverse("followed-help", args=[request.municipality.code, code_of(request.token)])
        post_outside(
            municipality_id=request.municipality_id,
            address=request.email,
            template=template,
            now=now,
            numbers=numbers,
            language=request.reads,
            path=page,
        )
        step(request, Kind.REQUESTER_TOLD, None, now)


def tell(
    request: HelpRequest, users: list[int], template: str, now: dt.datetime, reason: str = "", **numbers: int
) -> None:
    """Post a letter to users who work here; with a reason nobody gets the same one twice for it."""
    if users:
        post(
            municipality_id=request.municipality_id,
            recipients=users,
            template=template,
            now=now,
            numbers=numbers,
            reason=reason,
        )


def tell_volunteers(
    request: HelpRequest, users: list[int], template: str, now: dt.datetime, reason: str
) -> None:
    """Post a letter to users as the volunteers that they are, to each in their language."""
    rows = Volunteer.objects.filter(municipality_id=request.municipality_id, user_id__in=users)
    by_language: dict[str, list[int]] = {}
    for user_id, language in rows.values_list("user_id", "reads") if users else ():
        by_language.setdefault(language, []).append(user_id)
    for language, some in by_language.items():
        post(
            municipality_id=request.municipality_id,
            recipients=some,
            template=template,
            now=now,
            reason=reason,
            language=language,
        )


def version_of(request: HelpRequest) -> int:
    """Return a number that everything done with a request raises. A form keeps it."""
    return int(request.steps.aggregate(last=Max("pk"))["last"] or 0)


def require_unchanged(request: HelpRequest, seen: int) -> None:
    """Refuse a form that saw something else than what is there."""
    if version_of(request) != seen:
        raise ValidationError(
            _(
                "Iemand anders heeft dit veranderd terwijl je bezig was. Er is niets overschreven. "
                "Kijk wat er nu staat en doe het dan opnieuw."
            ),
            code=CHANGED_MEANWHILE,
        )
