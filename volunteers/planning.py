"""The dates of a request become tasks: of once one, of a series those of the coming weeks, and each week some more."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

from django.db import IntegrityError, transaction

from volunteers import course, dayparts, recurrence
from volunteers.asked import code_of, hash_of
from volunteers.changing import Kind, State, set_clock, step
from volunteers.models import Away, Channel, HelpRequest, Offer, Task, Volunteer, VolunteerPolicy
from volunteers.places import metres
from volunteers.policies import vog_holds

AHEAD = dt.timedelta(days=56)  # of a series, so far ahead its dates are tasks
SOON = dt.timedelta(hours=48)  # who hands back a date so late leaves no days to wait in
_TAKEN = [course.TaskState.ACCEPTED.value, course.TaskState.DONE.value]


def free_place(request: HelpRequest, day: dt.date | None = None) -> int | None:
    """Return the number of a place that nobody has on a day of a request (its first), or None where it is full."""
    rows = request.tasks.filter(day=day or request.first_on, state__in=_TAKEN)
    taken = set(rows.values_list("place", flat=True))
    return next((place for place in range(1, request.helpers + 1) if place not in taken), None)


def dates(request: HelpRequest, since: dt.date, until: dt.date) -> list[dt.date]:
    """Return the days on which a request falls, from a day up to and including another."""
    return recurrence.occurrences(request.rrule, request.first_on, request.last_on, since, until)


def plan(
    request: HelpRequest, volunteer: Volunteer, held: Offer, policy: VolunteerPolicy, now: dt.datetime
) -> list[Task]:
    """Make the tasks of a volunteer who said yes; of a series, a date on which they cannot is opened by itself.

    Nothing where they promised something else at the first of its times.
    """
    today = request.municipality.day_of(now)
    made: list[Task] = []
    # What was seen last is not planned again: a date that was handed back is somebody else's.
    seen = set(request.tasks.filter(offer=held).values_list("day", flat=True))
    seen |= set(HelpRequest.objects.filter(part_of=request).values_list("first_on", flat=True))
    for day in dates(request, max(today, request.first_on), today + AHEAD) or dates(
        request, request.first_on, request.first_on
    ):
        if day in seen:
            continue
        task = _task(request, volunteer, held, day, policy, now)
        if task is not None:
            made.append(task)
        elif not request.repeats or (not made and day == request.first_on):
            return []
        elif day <= today + dt.timedelta(days=28):
            open_date(request, day, now)
    return made


def _task(
    request: HelpRequest,
    volunteer: Volunteer,
    held: Offer,
    day: dt.date,
    policy: VolunteerPolicy,
    now: dt.datetime,
) -> Task | None:
    place = free_place(request, day)
    if place is None or (request.needs_vog and not vog_holds(volunteer, policy, day)):
        return None
    if Away.objects.filter(volunteer=volunteer, first_day__lte=day, last_day__gte=day).exists():
        return None
    starts_at = _start(request, volunteer, day, now)
    if starts_at is None:
        return None
    try:
        with transaction.atomic():  # two tabs, two requests: the database sees what this transaction does not
            return Task.objects.create(
                municipality_id=request.municipality_id,
                request=request,
                volunteer=volunteer,
                offer=held,
                day=day,
                starts_at=starts_at,
                ends_at=starts_at.astimezone(dt.UTC) + dt.timedelta(minutes=request.minutes),
                minutes=request.minutes,
                travel_m=metres(request.x, request.y, volunteer.x, volunteer.y),
                place=place,
                accepted_at=now,
            )
    except IntegrityError as error:
        if "volunteer_task_" not in str(error):
            raise
        return None


def _start(request: HelpRequest, volunteer: Volunteer, day: dt.date, now: dt.datetime) -> dt.datetime | None:
    zone = request.municipality.zone
    around = (day - dt.timedelta(days=1), day + dt.timedelta(days=1))
    rows = Task.objects.filter(volunteer=volunteer, state__in=_TAKEN, day__range=around)
    taken = list(rows.values_list("starts_at", "ends_at"))
    if request.starts_at is not None:
        start = dt.datetime.combine(day, request.starts_at, zone)
        end = start.astimezone(dt.UTC) + dt.timedelta(minutes=request.minutes)
        return start if all(end <= begun or start >= over for begun, over in taken) else None
    free = partial(dayparts.first_free, day, minutes=request.minutes, taken=taken, zone=zone, since=now)
    # Who says yes when that part of the day is over, or what they have of it, comes later: never before the yes.
    return free(request.day_part, allowed=volunteer.available) or free("any")


def open_date(request: HelpRequest, day: dt.date, now: dt.datetime) -> HelpRequest:
    """Open one date of a series as a request of its own: that date only, the series goes on. Once for each date.

    Its clock runs from now: that is when somebody began to be missing. What is soon is urgent.
    """
    there = HelpRequest.objects.filter(part_of=request, first_on=day).exclude(
        state__in=[State.WITHDRAWN.value, State.NOT_SOLVED.value]
    )
    if (one := there.first()) is not None:
        return one
    begins = dt.datetime.combine(day, request.starts_at or dt.time(8), request.municipality.zone)
    made = HelpRequest.objects.get(pk=request.pk)
    made.pk = None
    made._state.adding = True
    made.part_of, made.first_on, made.rrule, made.last_on = request, day, "", None
    made.uuid = uuid.uuid4()
    made.channel, made.filed_by, made.token = Channel.SERIES, None, uuid.uuid4()
    made.code_hash = hash_of(code_of(made.token))
    made.received_at, made.opened_at, made.widened_at = now, now, None
    made.state, made.closed_at, made.outcome_text = State.OPEN.value, None, ""
    made.urgent = request.urgent or begins - now < SOON
    made.taken_up_by = made.taken_up_at = None
    made.helpers = 1
    made.save()
    set_clock(made, now)
    step(made, Kind.RECEIVED, None, now)
    step(made, Kind.OPENED, None, now)
    return made
