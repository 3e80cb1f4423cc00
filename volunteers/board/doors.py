"""Who comes in at the board and the pages of volunteers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from cases.views import StaffRequest
from volunteers.models import HelpRequest, Volunteer
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import CASE_ROLES, Membership

Role = Membership.Role
View = Callable[..., HttpResponseBase]
_RELATED = ("municipality", "neighbourhood", "resident", "case", "taken_up_by", "filed_by", "merged_into")


def coordinates(desk: Desk) -> bool:
    """Tell whether somebody works with volunteers here."""
    return Role.COORDINATOR in desk.roles


def works_on_cases(desk: Desk) -> bool:
    """Tell whether somebody is a professional here: others do not learn from a request that there is a case."""
    return bool(desk.case_teams)


def coordinator(view: View) -> View:
    """Show the page to coordinators; for everybody else it is not there. Goes inside staff()."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not coordinates(request.desk):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def requests_seen(view: View) -> View:
    """Show the page to who works with help requests; for everybody else it is not there. Goes inside staff()."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.desk.roles & (CASE_ROLES | {Role.COORDINATOR, Role.CENTRE_STAFF}):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def request_or_404(request: StaffRequest, pk: int) -> HelpRequest:
    """The one door to a help request."""
    rows = HelpRequest.objects.visible_to(request.desk)
    return get_object_or_404(rows.select_related(*_RELATED), pk=pk)


def volunteer_or_404(request: StaffRequest, pk: int) -> Volunteer:
    """The one door to a volunteer, for a coordinator."""
    rows = Volunteer.objects.visible_to(request.desk)
    return get_object_or_404(rows.select_related("user", "neighbourhood", "municipality"), pk=pk)
