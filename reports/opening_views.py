"""The screen on which a report becomes a case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.forms import WHERE, OpenForm
from agreements.views import add_errors
from cases.access import Known, ask_who_knows
from cases.models import Ground, TargetGroup
from cases.rules import Rhythm
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from neighbourhoods.models import Neighbourhood
from reports import words
from reports.actions import log_read
from reports.models import Report, State
from reports.opening import open_case_from
from reports.views import report_or_404
from wijkzorg.accounts.models import Membership, Team


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
def to_case(request: StaffRequest, pk: int) -> HttpResponse:
    """Make a case of a report about a person that one took up."""
    found = report_or_404(request, pk)
    if found.case is not None and found.case.team_id in request.desk.case_teams:
        return redirect("case", found.case.pk)  # sent again, or back by the browser
    if found.of_place or found.state != State.TAKEN_UP or found.taken_up_by_id != request.desk.user.pk:
        raise Http404
    teams = {
        row.team_id: row.team for row in request.desk.memberships if row.team_id in request.desk.case_teams
    }
    form = _form(request, found, teams)
    doubles: list[Known] = []
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        doubles = _doubles(request, found, said)
        if doubles and not said["known"]:
            form.add_error("known", _("Er is al een dossier van iemand met deze naam en geboortedatum."))
        else:
            try:
                made = open_case_from(
                    actor=worker_of(request),
                    report=found,
                    now=request.desk.now,
                    **_opening(request, found, said, teams),
                )
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Het dossier is geopend. Leg nu vast wat je belooft."))
                return redirect("case", made.pk)
    log_read(found, worker_of(request))
    context = {
        "section": "reports",
        "report": found,
        "name": words.name(found),
        "form": form,
        "doubles": doubles,
    }
    return render(request, "reports/to_case.html", context, status=422 if form.is_bound else 200)


def _form(request: StaffRequest, found: Report, teams: dict[int, Team | None]) -> OpenForm:
    municipality, today = place_of(request)
    places = Neighbourhood.objects.current().filter(municipality=municipality).order_by("name")
    groups = TargetGroup.objects.filter(municipality=municipality).order_by("name")
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        today=today,
        neighbourhoods=places.values_list("pk", "name") if found.resident is None else (),
        teams=[(team.pk, team.name) for team in teams.values() if team is not None],
        groups=groups.values_list("pk", "name"),
        is_new=found.resident is None,
    )
    form.initial["neighbourhood"] = found.neighbourhood_id
    return form


def _doubles(request: StaffRequest, found: Report, said: dict[str, Any]) -> list[Known]:
    municipality, _today = place_of(request)
    resident = found.resident
    return ask_who_knows(
        actor=worker_of(request),
        municipality=municipality,
        own_teams=request.desk.case_teams,
        last_name=resident.last_name if resident else said["last_name"],
        birth_date=resident.birth_date if resident else said["birth_date"],
        now=request.desk.now,
    )


def _opening(
    request: StaffRequest, found: Report, said: dict[str, Any], teams: dict[int, Team | None]
) -> dict[str, Any]:
    """Put what the form says as the action wants it."""
    municipality, _today = place_of(request)
    team = teams[int(said["team"])]
    works = any(
        row.team_id == int(said["team"]) and row.role == Membership.Role.WORKER
        for row in request.desk.memberships
    )
    groups = TargetGroup.objects.filter(municipality=municipality)
    person = None
    if found.resident is None:
        places = Neighbourhood.objects.current().filter(municipality=municipality)
        person = {name: said[name] for name in ("first_name", "last_name", "birth_date", *WHERE)}
        person["neighbourhood"] = places.get(pk=int(said["neighbourhood"]))
    return {
        "person": person,
        "team": team,
        "worker": worker_of(request) if works else None,
        "opened_on": said["opened_on"],
        "ground": Ground(said["ground"]),
        "target_group": groups.get(pk=int(said["target_group"])) if said["target_group"] else None,
        "need": Rhythm(said["contacts"], said["per_days"], said["medium"]),
        "need_reason": said["reason"],
        "token": said["token"],
    }
