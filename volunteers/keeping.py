"""What becomes of a promise: done and thanked, handed back, not kept. A hand-back frees the hours; the age stays."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from volunteers import course
from volunteers.changing import (
    Kind,
    State,
    changing,
    locked_volunteer,
    move,
    run_clock_again,
    set_clock,
    settle,
    step,
    stop_clock,
    tell,
    tell_requester,
    tell_volunteers,
)
from volunteers.models import HelpRequest, Offer, Task, Volunteer
from volunteers.owners import coordinators_of
from volunteers.planning import dates, open_date, plan
from volunteers.policies import policy_on
from wijkzorg.accounts.models import User

TaskState = course.TaskState
SETTLE_AFTER = dt.timedelta(hours=48)  # nobody said anything: it went as it was promised


@transaction.atomic
def hand_back(
    *, actor: User | None, task: Task, now: dt.datetime, why: str = "", also_later: bool = False
) -> HelpRequest:
    """Hand a task back: somebody else is sought at once, and the request is as old as it was.

    Of a series that date only, which becomes a request of its own; with `also_later` the series as a whole from then
    on. Returns the request for which somebody is sought now. Sent twice it is handed back once. The volunteer does it,
    or a coordinator for them; raises ValidationError for what is over.
    """
    with changing(task.request, actor) as locked:
        locked_volunteer(task.volunteer_id)
        held = Task.objects.select_for_update(no_key=True).select_related("offer").get(pk=task.pk)
        if held.state == TaskState.HANDED_BACK:
            return HelpRequest.objects.filter(part_of=locked, first_on=held.day).first() or locked
        if held.ends_at <= now and held.state == TaskState.ACCEPTED:
            raise ValidationError(_("Deze taak is al geweest. Zeg of je er was."))
        _end(held, TaskState.HANDED_BACK, actor, now, why)
        step(locked, Kind.HANDED_BACK, actor, now, why)
        if not locked.repeats:
            _seek_again(locked, held.offer, now)
            tell_requester(locked, "help_again", now)
            return locked
        if not also_later:
            numbers = {"day": held.day.day, "month": held.day.month}
            tell_requester(locked, "help_date_again", now, numbers)
            return open_date(locked, held.day, now)
        for later in held.offer.tasks.filter(state=TaskState.ACCEPTED, day__gt=held.day):
            _end(later, TaskState.HANDED_BACK, actor, now, why)
        locked.first_on = held.day  # from here on somebody else is sought for it
        locked.save(update_fields=["first_on"])
        _seek_again(locked, held.offer, now)
        tell_requester(locked, "help_again", now)
    return locked


def _seek_again(request: HelpRequest, held: Offer, now: dt.datetime) -> None:
    """Open a request again, with its age; what a professional took up goes back to that one."""
    held.state = course.OfferState.VOID.value
    held.save(update_fields=["state"])
    if request.state == State.ACCEPTED:
        taken_up = request.taken_up_by_id is not None
        move(request, State.ESCALATED if taken_up else State.OPEN, now)
        if not taken_up:
            run_clock_again(request)
            set_clock(request, now)


@transaction.atomic
def did(*, actor: User | None, task: Task, now: dt.datetime) -> Task:
    """Say that a task was done, and thank the volunteer; the last of a request ends it. Sent twice it is done once."""
    with changing(task.request, actor) as locked:
        held = Task.objects.select_for_update(no_key=True).select_related("volunteer").get(pk=task.pk)
        if held.state == TaskState.DONE:
            return held
        if held.starts_at > now:
            raise ValidationError(_("Deze taak moet nog komen. Zeg het daarna."))
        _end(held, TaskState.DONE, actor, now, "")
        Task.objects.filter(pk=held.pk, thanked_at__isnull=True).update(thanked_at=now)
        tell_volunteers(locked, [held.volunteer.user_id], "task_thanks", now, f"task {held.pk}")
        if _is_last(locked, held):
            step(locked, Kind.DONE, actor, now)
            if locked.state not in course.ENDED:  # also where of two who were asked for one came
                move(locked, State.DONE, now)
                settle(locked, course.OfferState.VOID, now)
                stop_clock(locked, actor, now)
                tell_requester(locked, "help_done", now)
        else:
            step(locked, Kind.DATE_DONE, actor, now)
    held.refresh_from_db()
    return held


def _is_last(request: HelpRequest, held: Task) -> bool:
    """Tell whether nothing of a request is still to come or to be settled."""
    if Task.objects.going().filter(request=request).exists():
        return False
    if not request.repeats:
        return True
    return not dates(request, held.day + dt.timedelta(days=1), held.day + dt.timedelta(days=366))


@transaction.atomic
def did_not_come(*, actor: User, task: Task, now: dt.datetime) -> Task:
    """Note that a volunteer did not come. Somebody is sought again; after two in 60 days a coordinator calls, kindly.

    It is never a ban: nothing about the volunteer changes.
    """
    with changing(task.request, actor) as locked:
        volunteer = locked_volunteer(task.volunteer_id)
        held = Task.objects.select_for_update(no_key=True).select_related("offer").get(pk=task.pk)
        if held.state == TaskState.NO_SHOW:
            return held
        if held.starts_at > now:
            raise ValidationError(_("Deze taak moet nog komen."))
        _end(held, TaskState.NO_SHOW, actor, now, "")
        step(locked, Kind.NO_SHOW, actor, now)
        _call_kindly(locked, volunteer, held, now)
        today = locked.municipality.day_of(now)
        if locked.repeats:
            if held.day >= today:
                open_date(locked, held.day, now)
        elif locked.state == State.ACCEPTED:
            locked.first_on = max(locked.first_on, today)
            locked.save(update_fields=["first_on"])
            _seek_again(locked, held.offer, now)
            tell_requester(locked, "help_again", now)
    held.refresh_from_db()
    return held


def _call_kindly(request: HelpRequest, volunteer: Volunteer, held: Task, now: dt.datetime) -> None:
    policy = policy_on(request.municipality_id, request.municipality.day_of(now))
    since = request.municipality.day_of(now) - dt.timedelta(days=policy.no_show_days)
    missed = Task.objects.filter(volunteer=volunteer, state=TaskState.NO_SHOW, day__gte=since).count()
    if missed >= policy.no_shows:
        users = [user.pk for user in coordinators_of(request.municipality, volunteer.neighbourhood_id, now)]
        tell(request, users, "volunteer_call", now, f"task {held.pk}", count=missed)


@transaction.atomic
def settle_past(*, task: Task, now: dt.datetime) -> None:
    """Take it that a task was done of which two days long nobody said anything else."""
    if task.ends_at + SETTLE_AFTER <= now:
        did(actor=None, task=task, now=now)


@transaction.atomic
def extend(*, request: HelpRequest, now: dt.datetime) -> int:
    """Make the tasks of a series for the days that came nearer; return how many. Any number of runs makes each once."""
    with changing(request, None) as locked:
        if locked.state != State.ACCEPTED or not locked.repeats:
            return 0
        policy = policy_on(locked.municipality_id, locked.municipality.day_of(now))
        held = Offer.objects.filter(request=locked, state=course.OfferState.ACCEPTED).select_related(
            "volunteer"
        )
        return sum(
            len(plan(locked, locked_volunteer(one.volunteer_id), one, policy, now))
            for one in held.order_by("pk")
        )


def require_own(task: Task, actor: User) -> None:
    """Refuse what only the volunteer of a task may do."""
    if task.volunteer.user_id != actor.pk:
        raise PermissionDenied


def _end(task: Task, state: TaskState, actor: User | None, now: dt.datetime, why: str) -> None:
    if not course.may_move(course.TASK_MOVES, TaskState(task.state), state):
        raise ValidationError(
            _("Deze taak is %(state)s. Dit kan nu niet meer.") % {"state": task.get_state_display()}
        )
    task.state, task.ended_at, task.ended_by, task.ended_why = state.value, now, actor, why.strip()[:500]
    task.save(update_fields=["state", "ended_at", "ended_by", "ended_why"])
