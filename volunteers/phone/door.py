"""Who comes in here: somebody who is a volunteer of the municipality today, and sees what is their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from cases.views import StaffRequest, staff, worker_of
from volunteers.applying import come_in
from volunteers.changing import SOLVED, WITHDRAWN
from volunteers.models import Offer, Task, Volunteer
from volunteers.volunteering import read_in
from wijkzorg.accounts.models import Membership
from wijkzorg.shell.languages import ASKED, in_readers_language

WRITING = ["GET", "HEAD", "POST"]


class VolunteerRequest(StaffRequest):
    """A request of a volunteer; of one whose place is not ready yet, there is no row."""

    volunteer: Volunteer


def role(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let in who has the role of a volunteer here today; for everybody else the page is not there."""

    @wraps(view)
    @staff
    @in_readers_language
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if Membership.Role.VOLUNTEER not in request.desk.roles:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def volunteer(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let in who helps here; who has not said yet what they can do is asked that first."""

    @wraps(view)
    @role
    def guarded(request: VolunteerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = me_or_none(request)
        if found is None:
            return redirect("my-gives")
        if (chosen := request.GET.get(ASKED)) in dict(settings.LANGUAGES) and chosen != found.reads:
            found = read_in(actor=worker_of(request), volunteer=found, language=str(chosen))
        request.volunteer = found
        return view(request, *args, **kwargs)

    return guarded


def me_or_none(request: StaffRequest) -> Volunteer | None:
    """Return the volunteer that somebody is in the active municipality; who applied for it becomes one by coming."""
    municipality = request.desk.municipality
    rows = Volunteer.objects.filter(municipality=municipality).of_user(request.desk.user.pk or 0)
    found = rows.select_related("municipality", "neighbourhood", "user").first()
    if found is not None or municipality is None:
        return found
    try:
        come_in(user=worker_of(request), municipality=municipality, now=request.desk.now)
    except ValidationError:  # what they filled in then can be no more: they are asked anew
        return None
    return rows.select_related("municipality", "neighbourhood", "user").first()


def today_of(request: VolunteerRequest) -> dt.date:
    """Return the day on the municipality's own clock."""
    return request.volunteer.municipality.day_of(request.desk.now)


def offer_or_404(request: VolunteerRequest, pk: int) -> Offer:
    """The one door to what was asked of me; what was asked of another is not there, whatever else I am here."""
    rows = Offer.objects.visible_to(request.desk).filter(volunteer=request.volunteer)
    return get_object_or_404(rows.select_related("request__municipality", "request__neighbourhood"), pk=pk)


def task_or_404(request: VolunteerRequest, pk: int) -> Task:
    """The one door to my tasks."""
    rows = Task.objects.visible_to(request.desk).filter(volunteer=request.volunteer)
    return get_object_or_404(
        rows.select_related(
            "request__municipality",
            "request__neighbourhood",
            "request__part_of",
            "request__resident",
            "volunteer__user",
        ),
        pk=pk,
    )


def tried(request: StaffRequest, does: Callable[[], object], said: str) -> bool:
    """Call an action and say that it was done, or why it could not be. Return whether it was."""
    try:
        does()
    except ValidationError as error:
        # Nothing went wrong where somebody else was first: whoever was later is thanked.
        say = messages.info if getattr(error, "code", "") in (SOLVED, WITHDRAWN) else messages.warning
        for message in error.messages:
            say(request, message)
        return False
    messages.success(request, said)
    return True
