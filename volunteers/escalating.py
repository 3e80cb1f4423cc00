"""Nobody answers: the clock of a request calls somebody, and whoever is called and not there is replaced.

A step is never unowned: it is a coordinator's or a worker's who is there today, else of whoever is on duty, else of who
comes on duty next, and where the roster knows nobody of the team leads. The one who asked hears each step.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from volunteers import course
from volunteers.changing import (
    CHANGED_MEANWHILE,
    Kind,
    State,
    changing,
    move,
    step,
    stop_clock,
    tell,
    tell_requester,
)
from volunteers.models import EscalationStep, HelpRequest, Offer, RequestStep
from volunteers.owners import Owner, coordinators_of, leads_of, on_duty_for, worker_of
from wijkzorg.accounts.models import User

Step = EscalationStep.Kind


@transaction.atomic
def call_due(*, request: HelpRequest, now: dt.datetime) -> list[EscalationStep]:
    """Reach the steps of a request whose moment has come; any number of runs reaches each of them once."""
    reached: list[EscalationStep] = []
    with changing(request, None) as locked:
        if locked.state not in course.SOUGHT:
            return reached
        while (row := _next(locked, now)) is not None:
            _reach(locked, row, now)
            reached.append(row)
    return reached


def _next(request: HelpRequest, now: dt.datetime) -> EscalationStep | None:
    rows = request.clock.filter(due_at__lte=now, reached_at__isnull=True, done_at__isnull=True)
    for row in rows.order_by("due_at", "pk"):
        if row.kind != Step.COORDINATOR or not request.urgent or request.danger:
            return row
        # Of an urgent one the coordinator is called as soon as nobody is asked, and not before.
        if not Offer.objects.open().filter(request=request).exists():
            return row
    return None


def _reach(request: HelpRequest, row: EscalationStep, now: dt.datetime) -> None:
    row.reached_at = now
    match row.kind:
        case Step.WIDEN:
            row.done_at = now
            row.save(update_fields=["reached_at", "done_at"])
            request.widened_at = now
            request.save(update_fields=["widened_at"])
            step(request, Kind.WIDENED, None, now)
            tell_requester(request, "help_wider", now)
        case Step.COORDINATOR:
            there = coordinators_of(request.municipality, request.neighbourhood_id, now)
            _own(request, row, there, "help_coordinator", now)
        case Step.WORKER:
            assert request.case_id is not None, "only of a case there is a worker"
            worker = worker_of(request.case_id, request.municipality, now)
            _own(request, row, [worker] if worker else [], "help_professional", now)
            if row.owner_id is not None:
                _escalate(request, now)
        case _:
            _reach_duty(request, row, now)


def _own(
    request: HelpRequest, row: EscalationStep, users: list[User], template: str, now: dt.datetime
) -> None:
    """Give a step to the first of some users, with a letter to each; to the duty, at once, where there is nobody."""
    if not users:
        row.done_at = now
        row.save(update_fields=["reached_at", "owner", "done_at"])
        request.clock.filter(kind=Step.DUTY, reached_at__isnull=True, done_at__isnull=True).update(due_at=now)
        return
    row.owner = users[0]
    row.save(update_fields=["reached_at", "owner"])
    step(request, Kind.CALLED, None, now, str(row.get_kind_display()))
    letter = f"called_{row.kind}"
    tell(request, [user.pk for user in users], letter, now, f"help {request.pk} {row.kind} {row.owner_id}")
    tell_requester(request, template, now)


def _reach_duty(request: HelpRequest, row: EscalationStep, now: dt.datetime) -> None:
    owner = on_duty_for(request.municipality, request.neighbourhood_id, now)
    row.owner, row.belongs_from = owner.user, owner.from_
    row.save(update_fields=["reached_at", "owner", "belongs_from"])
    _escalate(request, now)
    step(request, Kind.CALLED, None, now, str(row.get_kind_display()))
    _tell_duty(request, row, owner, now)
    _tell_requester_of_duty(request, owner, now)


def _tell_duty(request: HelpRequest, row: EscalationStep, owner: Owner, now: dt.datetime) -> None:
    users = [owner.user.pk] if owner.user else []
    if owner.user is None and owner.from_ is None:
        users = leads_of(request.municipality, now)
    tell(request, users, "called_duty", now, f"help {request.pk} duty {row.owner_id or 0}")


def _tell_requester_of_duty(request: HelpRequest, owner: Owner, now: dt.datetime) -> None:
    """Say that a professional has it; where nobody is there yet, from when."""
    if owner.user is not None:
        tell_requester(request, "help_professional", now)
    elif owner.from_ is not None:
        begins = owner.from_.astimezone(request.municipality.zone)
        numbers = {"day": begins.day, "month": begins.month, "hour": begins.hour, "minute": begins.minute}
        tell_requester(request, "help_duty_later", now, numbers)
    else:
        tell_requester(request, "help_nobody_yet", now)


def _escalate(request: HelpRequest, now: dt.datetime) -> None:
    if request.state != State.ESCALATED:
        move(request, State.ESCALATED, now)


@transaction.atomic
def keep_owned(*, request: HelpRequest, now: dt.datetime) -> list[EscalationStep]:
    """Replace who was called and is not there any more, and hand what is the duty's to who has it now."""
    changed: list[EscalationStep] = []
    with changing(request, None) as locked:
        if locked.state not in course.SOUGHT or locked.taken_up_by_id is not None:
            return changed
        for row in locked.clock.filter(reached_at__isnull=False, done_at__isnull=True).order_by(
            "due_at", "pk"
        ):
            if _replaced(locked, row, now):
                changed.append(row)
    if changed:
        call_due(request=request, now=now)
    return changed


def _replaced(request: HelpRequest, row: EscalationStep, now: dt.datetime) -> bool:
    if row.kind == Step.DUTY:
        owner = on_duty_for(request.municipality, request.neighbourhood_id, now)
        was = (row.owner_id, row.belongs_from)
        if was == (owner.user.pk if owner.user else None, row.belongs_from if owner.user else owner.from_):
            return False
        row.owner, row.belongs_from = owner.user, owner.from_
        row.save(update_fields=["owner", "belongs_from"])
        _tell_duty(request, row, owner, now)
        if owner.user is None:
            _tell_requester_of_duty(request, owner, now)
        return True
    if row.kind == Step.COORDINATOR:
        there = coordinators_of(request.municipality, request.neighbourhood_id, now)
    else:
        worker = worker_of(request.case_id or 0, request.municipality, now)
        there = [worker] if worker else []
    if row.owner_id in {user.pk for user in there}:
        return False
    row.owner = None
    _own(
        request, row, there, "help_coordinator" if row.kind == Step.COORDINATOR else "help_professional", now
    )
    return True


@transaction.atomic
def take_up(
    *, actor: User, request: HelpRequest, now: dt.datetime, instead_of: int | None = None
) -> HelpRequest:
    """Take up a request as a professional: from now on it is the actor's, and its clock stands still.

    `instead_of` is who had it, where somebody else goes on. Raises ValidationError where a colleague was first, and
    where nobody is sought any more.
    """
    with changing(request, actor) as locked:
        if locked.taken_up_by_id == actor.pk:
            return locked
        if locked.taken_up_by_id != instead_of:
            raise ValidationError(
                _("%(who)s heeft deze hulpvraag al opgepakt.") % {"who": locked.taken_up_by},
                code=CHANGED_MEANWHILE,
            )
        if locked.state not in course.SOUGHT:
            raise ValidationError(
                _("Deze hulpvraag is %(state)s. Je hoeft niets te doen.")
                % {"state": locked.get_state_display()},
                code=CHANGED_MEANWHILE,
            )
        first = locked.taken_up_by_id is None
        _escalate(locked, now)
        locked.taken_up_by, locked.taken_up_at = actor, locked.taken_up_at or now
        locked.save(update_fields=["taken_up_by", "taken_up_at"])
        stop_clock(locked, actor, now)
        step(locked, Kind.TAKEN_UP, actor, now)
        if first:
            tell_requester(locked, "help_taken_up", now)
    return locked


@transaction.atomic
def at_it(*, actor: User, request: HelpRequest, now: dt.datetime) -> HelpRequest:
    """Say as a coordinator that one is at it: the step that called one is done, the clock goes on."""
    with changing(request, actor) as locked:
        rows = locked.clock.filter(kind=Step.COORDINATOR, reached_at__isnull=False, done_at__isnull=True)
        if rows.update(done_at=now, done_by=actor):
            step(locked, Kind.NOTE, actor, now, _("De coördinator is ermee bezig."))
    return locked


@transaction.atomic
def note(*, actor: User, request: HelpRequest, text: str, token: uuid.UUID, now: dt.datetime) -> RequestStep:
    """Write down what was done about a request; the same form sent again is one note."""
    if not text.strip():
        raise ValidationError({"text": _("Schrijf op wat je hebt gedaan of gehoord.")})
    with changing(request, actor) as locked:
        sent = RequestStep.objects.filter(token=token).first()
        return sent or step(locked, Kind.NOTE, actor, now, text.strip(), token)
