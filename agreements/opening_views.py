"""Opening a case: from somebody who is known to the own teams, or for a new resident; always with need and ground."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.actions import open_for_new
from agreements.forms import WHERE, OpenForm
from agreements.views import add_errors, add_rest
from cases.access import Known, ask_who_knows
from cases.lifecycle import open_case, opening_faults
from cases.models import Case, Ground, TargetGroup
from cases.rules import Rhythm
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from neighbourhoods.models import Neighbourhood
from residents import search
from residents.models import Resident
from residents.registering import birth_faults
from wijkzorg.accounts.models import Membership
from wijkzorg.audit.actions import log_search
from wijkzorg.shell import throttle
from wijkzorg.shell.digits import whole

FOUND = 10
# As many as one may ask whether somebody is known elsewhere: this form tells the same.
OPENING = throttle.Limit("open-case", 40, 3600, throttle.user)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
@throttle.limited(OPENING, when=lambda request: request.method == "POST")
@throttle.limited(*throttle.SEARCH, when=lambda request: bool(request.GET.get("q")))
def open_new(request: StaffRequest) -> HttpResponse:
    """Find the resident, or say who they are, and open a case."""
    asked = whole(request.POST.get("bewoner") or request.GET.get("bewoner", ""))
    if asked is not None:
        resident = get_object_or_404(
            Resident.objects.visible_to(request.desk).select_related("neighbourhood", "municipality"),
            pk=asked,
        )
        return _form(request, resident)
    if request.method == "POST" or "nieuw" in request.GET:
        return _form(request, None)
    return _find(request)


def _find(request: StaffRequest) -> HttpResponse:
    municipality, _today = place_of(request)
    query = request.GET.get("q", "").strip()[:100]
    rows: list[Resident] = []
    if query:
        mine = Resident.objects.visible_to(request.desk)
        likely = search.alike(query, list(mine.values_list("pk", flat=True).order_by()[:2_000]))[:FOUND]
        there = mine.select_related("neighbourhood").in_bulk(likely)
        rows = [there[pk] for pk in likely if pk in there]
        found = Case.objects.of_own_teams(request.desk).filter(resident__in=rows)
        log_search(user_id=request.desk.user.pk, municipality_id=municipality.pk, found=list(found))
    context = {"section": "cases", "query": query, "residents": rows}
    return render(request, "agreements/open_find.html", context)


def _form(request: StaffRequest, resident: Resident | None) -> HttpResponse:
    municipality, today = place_of(request)
    teams = {
        row.team_id: row.team for row in request.desk.memberships if row.team_id in request.desk.case_teams
    }
    groups = TargetGroup.objects.filter(municipality=municipality).order_by("name")
    places = Neighbourhood.objects.current().filter(municipality=municipality).order_by("name")
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        today=today,
        neighbourhoods=places.values_list("pk", "name") if resident is None else (),
        teams=[(team.pk, team.name) for team in teams.values() if team is not None],
        groups=groups.values_list("pk", "name"),
        is_new=resident is None,
    )
    add_rest(form, lambda said: _day_faults(resident, said, today))
    doubles: list[Known] = []
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        # A form that was sent before opened its case: that is no double of itself.
        sent = Case.objects.of_own_teams(request.desk).filter(token=said["token"]).first()
        if sent is not None and said["token"]:
            return redirect("case", sent.pk)
        doubles = _doubles(request, resident, said)
        if doubles and not said["known"]:
            form.add_error("known", _("Er is al een dossier van iemand met deze naam en geboortedatum."))
        else:
            try:
                made = _open(request, resident, said, teams[int(said["team"])])
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Het dossier is geopend. Leg nu vast wat je belooft."))
                return redirect("case", made.pk)
    context = {"section": "cases", "form": form, "resident": resident, "doubles": doubles}
    return render(request, "agreements/open.html", context, status=422 if form.is_bound else 200)


def _day_faults(resident: Resident | None, said: dict[str, Any], today: dt.date) -> dict[str, str]:
    """Say what is wrong with the days of an opening, as far as they are filled in."""
    born = resident.birth_date if resident else said.get("birth_date")
    wrong = birth_faults(born, today) if born else {}
    if said.get("opened_on"):
        wrong |= opening_faults(said["opened_on"], None if wrong else born, today)
    return wrong


def _doubles(request: StaffRequest, resident: Resident | None, said: dict[str, Any]) -> list[Known]:
    municipality, _today = place_of(request)
    return ask_who_knows(
        actor=worker_of(request),
        municipality=municipality,
        own_teams=request.desk.case_teams,
        last_name=resident.last_name if resident else said["last_name"],
        birth_date=resident.birth_date if resident else said["birth_date"],
        now=request.desk.now,
    )


def _open(request: StaffRequest, resident: Resident | None, said: dict[str, Any], team: Any) -> Case:
    municipality, _today = place_of(request)
    groups = TargetGroup.objects.filter(municipality=municipality)
    works = any(
        row.team_id == team.pk and row.role == Membership.Role.WORKER for row in request.desk.memberships
    )
    opening: dict[str, Any] = {
        "actor": worker_of(request),
        "team": team,
        # A lead opens for the team: who takes it, they say on the board.
        "worker": worker_of(request) if works else None,
        "opened_on": said["opened_on"],
        "ground": Ground(said["ground"]),
        "target_group": groups.get(pk=int(said["target_group"])) if said["target_group"] else None,
        "need": Rhythm(said["contacts"], said["per_days"], said["medium"]),
        "need_reason": said["reason"],
        "now": request.desk.now,
        "token": said["token"],
    }
    if resident is not None:
        return open_case(resident=resident, **opening)
    return open_for_new(
        municipality=municipality,
        first_name=said["first_name"],
        last_name=said["last_name"],
        birth_date=said["birth_date"],
        neighbourhood=Neighbourhood.objects.get(municipality=municipality, pk=int(said["neighbourhood"])),
        **{name: said[name] for name in WHERE},
        **opening,
    )
