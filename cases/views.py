"""The screens of cases: their list and history. Vandaag and the case stand in the room day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases import case_list as lists
from cases import explaining, history, phrases, standing_in
from cases.access import emergency_of
from cases.models import Case, EmergencyAccess
from cases.worklist import Wanted
from residents.actions import may_use
from roster.presence import stood_in_by
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User
from wijkzorg.audit.actions import log_list, log_read, log_search
from wijkzorg.shell import throttle
from wijkzorg.shell.digits import whole
from wijkzorg.tenancy.models import Municipality


class StaffRequest(HttpRequest):
    """A request of someone who is signed in and at a desk."""

    desk: Desk
    htmx: Any


def staff(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let in who is signed in; a part of a page answers 401, so that what was typed can stay on the screen."""

    @wraps(view)
    @never_cache
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            if request.desk.municipality is None:
                if worker_of(request).is_superuser:
                    return redirect("admin:index")
                return render(request, "cases/no_role.html", {"section": "today"}, status=403)
            return view(request, *args, **kwargs)
        if request.htmx:
            return HttpResponse(_("Je bent uitgelogd."), status=401)
        return redirect_to_login(request.get_full_path())

    return guarded


def caseworker(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Show the page to workers and team leads; for whoever works on no cases it is not there. Goes inside staff()."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.desk.case_teams:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def place_of(request: StaffRequest) -> tuple[Municipality, dt.date]:
    """Return the municipality of the desk and the day that it is there."""
    municipality = request.desk.municipality
    assert municipality is not None, "staff() lets nobody in without one"
    return municipality, municipality.day_of(request.desk.now)


def page_number(request: HttpRequest) -> int:
    """Read the number of the page that an address asks for; what is none is the first."""
    return min(whole(request.GET.get("pagina", ""), 8) or 1, 9999)


def worker_of(request: StaffRequest) -> User:
    """Return who is at the desk."""
    assert isinstance(request.desk.user, User), "staff() lets nobody in who is not signed in"
    return request.desk.user


def clock(request: StaffRequest, moment: dt.datetime) -> str:
    """Say the time of a moment on the municipality's clock."""
    municipality, _today = place_of(request)
    return date_format(moment.astimezone(municipality.zone), "H:i")


def own_worklist(request: StaffRequest, case_id: int) -> dict[str, Any]:
    """Put the own cases in the order of need, make the line of one, with the words and the moment above them."""
    _municipality, today = place_of(request)
    stood_in = stood_in_by(worker_of(request).pk, request.desk.case_teams, today)
    own = Case.objects.in_care_of(request.desk, today)
    mine = standing_in.of_worker(own, stood_in, today, Wanted(case=case_id))
    return {"list": mine, **beside_worklist(request)}


def beside_worklist(request: StaffRequest) -> dict[str, Any]:
    """Return what a worklist needs beside its lines: the words of its columns, and the moment of a form."""
    return {"say": phrases.of_list(), "clock": clock(request, request.desk.now)}


def case_or_404(request: StaffRequest, pk: int) -> Case:
    """The one door to a case."""
    visible = Case.objects.visible_to(request.desk)
    return get_object_or_404(
        visible.select_related("resident__neighbourhood", "worker", "team__organisation", "municipality"),
        pk=pk,
    )


def read(request: StaffRequest, case: Case) -> str:
    """Log that a case is read, with the reason of the broken glass through which; return until when that lasts."""
    broken = glass(request, case)
    log_read(user_id=request.desk.user.pk, case=case, reason=broken.reason if broken else "")
    return until_of(request, broken)


def glass(request: StaffRequest, case: Case) -> EmergencyAccess | None:
    """Return through which broken glass a case is seen; None where it is of one's own team."""
    return emergency_of(worker_of(request), case, request.desk.case_teams, request.desk.now)


def until_of(request: StaffRequest, broken: EmergencyAccess | None) -> str:
    """Say until when broken glass lasts, on the municipality's clock; empty where there is none."""
    if broken is None:
        return ""
    municipality, _today = place_of(request)
    return date_format(broken.ends_at.astimezone(municipality.zone), "l j F H:i").lower()


@require_safe
@staff
@caseworker
@throttle.limited(*throttle.SEARCH, when=lambda request: bool(request.GET.get("q")))
def case_list(request: StaffRequest) -> HttpResponse:
    """Show the cases that I may see, by name, a page at a time."""
    municipality, today = place_of(request)
    page = lists.page(Case.objects.of_own_teams(request.desk), request.GET, today)
    seen = [row.case for row in page.rows]
    if page.query:
        log_search(user_id=request.desk.user.pk, municipality_id=municipality.pk, found=seen)
    else:
        log_list(user_id=request.desk.user.pk, municipality_id=municipality.pk, cases=seen)
    context = {"section": "cases", "is_case_list": True, "page": page, "today": today}
    context["may_use_bsn"] = may_use(request.desk)
    return render(request, "cases/list.html", context)


@require_safe
@staff
@caseworker
def case_history(request: StaffRequest, pk: int) -> HttpResponse:
    """Show who changed what in a case, newest first."""
    found = case_or_404(request, pk)
    municipality, _today = place_of(request)
    emergency = read(request, found)
    page = history.page(found, number=page_number(request), zone=municipality.zone)
    context = {"section": "cases", "case": found, "page": page, "emergency": emergency}
    return render(request, "cases/history.html", context)


@require_safe
@staff
@caseworker
def why(request: StaffRequest, pk: int) -> HttpResponse:
    """Open the sums behind the numbers of a case: as a page, or inside its line of a list."""
    found = case_or_404(request, pk)
    _municipality, today = place_of(request)
    own = found.worker_id == request.desk.user.pk
    context = {
        "section": "cases",
        "case": found,
        "emergency": read(request, found),
        "sums": explaining.of_case(found, today),
        "back": f"{reverse('today')}#dossier-{pk}" if own else reverse("case", args=[pk]),
    }
    return render(request, "cases/_why.html" if request.htmx else "cases/why.html", context)
