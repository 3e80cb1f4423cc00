"""Who comes to the pages of a team: its leads. For everybody else they are not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse

from cases.views import StaffRequest
from roster.querysets import led_teams
from wijkzorg.accounts.models import Team
from wijkzorg.shell.digits import whole


def lead(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the page to team leads. Goes inside staff()."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not led_teams(request.desk):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def own_team(request: StaffRequest, pk: int) -> Team:
    """The one door to a team's board: it is led by who asks."""
    if pk not in led_teams(request.desk):
        raise Http404
    held = next(row for row in request.desk.memberships if row.team_id == pk)
    assert held.team is not None, "what is led is a team"
    held.team.municipality = held.municipality
    return held.team


def add_errors(form: Form, error: ValidationError) -> None:
    """Put what an action refused beside the fields that it names, else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def page_number(text: str) -> int:
    """Read the number of a page; what is none is the first."""
    return whole(text, 6) or 1
