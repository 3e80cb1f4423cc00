"""The screens beyond one's own teams: is somebody known elsewhere, noodtoegang, and who used it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cases import emergencies
from cases.access import ask_who_knows, break_glass, leads_of, team_of
from cases.forms import EmergencyForm, KnownForm
from cases.models import Case, EmergencyAccess
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from wijkzorg.accounts.models import Membership
from wijkzorg.shell import throttle

# Enough for a day at the door, too few to try out a list of names.
KNOWN = throttle.Limit("known-elsewhere", 20, 3600, throttle.user)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
@throttle.limited(KNOWN, when=lambda request: request.method == "POST")
def known(request: StaffRequest) -> HttpResponse:
    """Ask whether somebody is known to a team, by exact surname and birth date; the answer names the team alone.

    Sent by POST, also without a change: a name and a birth date do not belong in an address.
    """
    _only_workers(request)
    municipality, _today = place_of(request)
    form = KnownForm(request.POST if request.method == "POST" else None)
    context = {"section": "cases", "form": form, "asked": False}
    if not form.is_bound:
        return render(request, "cases/known.html", context)
    if not form.is_valid():
        return render(request, "cases/known.html", context, status=422)
    answers = ask_who_knows(
        actor=worker_of(request),
        municipality=municipality,
        own_teams=request.desk.case_teams,
        now=request.desk.now,
        **form.cleaned_data,
    )
    return render(request, "cases/known.html", context | {"asked": True, "answers": answers})


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
def emergency(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for noodtoegang to a case of another team: first its team and whom to call, nothing of the case itself."""
    _only_workers(request)
    municipality, today = place_of(request)
    if Case.objects.visible_to(request.desk).filter(pk=pk).exists():
        return redirect("case", pk)
    team = team_of(pk, municipality)
    if team is None:
        raise Http404
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            break_glass(
                actor=worker_of(request),
                case=Case.objects.get(pk=pk),
                reason=form.cleaned_data["reason"],
                now=request.desk.now,
            )
        except ValidationError as error:
            form.add_error(None, error)
        except PermissionDenied:
            raise Http404 from None
        else:
            return redirect("case", pk)
    context = {"section": "cases", "form": form, "team": team, "leads": leads_of([team.pk], today)[team.pk]}
    return render(request, "cases/emergency.html", context, status=422 if form.is_bound else 200)


@require_safe
@staff
@caseworker
def emergency_list(request: StaffRequest) -> HttpResponse:
    """Show noodtoegang, newest first: into the teams that I lead, and my own."""
    page = emergencies.page(
        EmergencyAccess.objects.visible_to(request.desk), request.GET.get("na", ""), request.desk
    )
    return render(request, "cases/emergencies.html", {"section": "emergencies", "page": page})


def _only_workers(request: StaffRequest) -> None:
    """Let nobody else in: a team lead sees the own teams, and no way round them."""
    if Membership.Role.WORKER not in request.desk.roles:
        raise Http404
