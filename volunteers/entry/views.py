"""The screens on which staff enter a request, also from a report or a case, and answer who applied to help."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import Case
from cases.views import StaffRequest, place_of, staff, worker_of
from neighbourhoods.models import Neighbourhood
from reports.models import Report
from residents.models import Resident
from volunteers.applying import approve, refuse
from volunteers.asked import code_of
from volunteers.entry.forms import EnterForm
from volunteers.filing import doubles, file_request
from volunteers.models import Application, Channel, HelpRequest
from wijkzorg.accounts.models import CASE_ROLES, Membership
from wijkzorg.audit.actions import log_event, log_read
from wijkzorg.audit.models import Action
from wijkzorg.shell.digits import whole
from wijkzorg.shell.guarded_forms import refuse as put_faults

ENTERING = CASE_ROLES | {Membership.Role.CENTRE_STAFF, Membership.Role.COORDINATOR}
PAGE = 50


def enterer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the page to who takes requests in; for everybody else it is not there. Goes inside staff()."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not ENTERING & request.desk.roles:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@enterer
def enter(request: StaffRequest) -> HttpResponse:
    """Enter a request that somebody tells by telephone or at the desk."""
    return _enter(request, case=None, report=None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@enterer
def from_case(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for help for the resident of a case: who and where are known."""
    rows = Case.objects.of_own_teams(request.desk).select_related("resident__neighbourhood")
    case = get_object_or_404(rows, pk=pk)
    log_read(user_id=request.desk.user.pk, case=case)
    return _enter(request, case=case, report=None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@enterer
def from_report(request: StaffRequest, pk: int) -> HttpResponse:
    """Make a help request of a report: its neighbourhood and its words are filled in."""
    rows = Report.objects.visible_to(request.desk).select_related("resident__neighbourhood", "neighbourhood")
    return _enter(request, case=None, report=get_object_or_404(rows, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def for_resident(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter a request at the desk for somebody whom it found: who and where are known."""
    found = Resident.objects.at_desk(request.desk).select_related("neighbourhood", "municipality")
    return _enter(request, case=None, report=None, known=get_object_or_404(found, pk=pk))


def _enter(
    request: StaffRequest, *, case: Case | None, report: Report | None, known: Resident | None = None
) -> HttpResponse:
    municipality, today = place_of(request)
    resident: Resident | None = case.resident if case else report.resident if report else known
    at_desk = known is not None or not request.desk.roles & (CASE_ROLES | {Membership.Role.COORDINATOR})
    form = EnterForm(
        request.POST if request.method == "POST" else None,
        among=Neighbourhood.objects.current().filter(municipality=municipality),
        today=today,
        resident=resident,
        start=_start(resident, case, report) | ({"channel": Channel.DESK} if at_desk else {}),
    )
    rows = HelpRequest.objects.filter(municipality=municipality)
    if form.is_bound and not (form.is_valid() and rows.filter(token=form.cleaned_data["token"]).exists()):
        form.follow_rules(municipality, request.desk.now)
    if form.is_valid():
        try:
            filed = file_request(
                municipality=municipality,
                asked=form.asked,
                whom=form.whom,
                channel=Channel(form.cleaned_data["channel"]),
                token=form.cleaned_data["token"],
                actor=worker_of(request),
                case=case,
                report=report,
                now=request.desk.now,
            )
        except ValidationError as error:
            put_faults(form, error)
        else:
            # The code is told on the telephone; it goes by the session, and stands in no address of ours.
            request.session["entered"] = str(filed.request.token)
            request.session["entered_for"] = known.pk if known else None
            same = doubles(filed.request)
            if same:
                messages.warning(request, _("Let op: van dezelfde persoon staat er al zo'n vraag open."))
            return redirect("request-entered")
    context: dict[str, Any] = {"form": form, "case": case, "report": report, "resident": resident}
    context |= {"section": "desk" if known else "enter", "at_desk": known}
    status = 422 if request.method == "POST" else 200
    return render(request, "volunteers/entry/enter.html", context, status=status)


def _start(resident: Resident | None, case: Case | None, report: Report | None) -> dict[str, Any]:
    start: dict[str, Any] = {"channel": Channel.WORKER} if case or report else {}
    if resident is not None:
        start["phone"] = resident.phone
    if report is not None:
        start |= {"text": report.text[:1000], "neighbourhood": report.neighbourhood_id}
        if resident is None:
            start["name"] = report.subject
    return start


@require_safe
@staff
@enterer
def entered(request: StaffRequest) -> HttpResponse:
    """Show the code of the request that was just entered, to read aloud or to write down."""
    token = request.session.get("entered")
    if token is None:
        return redirect("enter-request")
    municipality, _today = place_of(request)
    found = Resident.objects.at_desk(request.desk).filter(pk=request.session.get("entered_for") or 0).first()
    context = {
        "section": "desk" if found else "enter",
        "code": code_of(uuid.UUID(token)),
        "municipality": municipality,
        "at_desk": found,
    }
    return render(request, "volunteers/entry/entered.html", context)


@require_safe
@staff
def applications(request: StaffRequest) -> HttpResponse:
    """Show a coordinator who applied to help, the oldest first."""
    _require_coordinator(request)
    municipality, _today = place_of(request)
    rows = Application.objects.visible_to(request.desk).waiting().select_related("neighbourhood")
    page = Paginator(rows.order_by("received_at", "pk"), PAGE).get_page(whole(request.GET.get("pagina", "")))
    log_event(
        action=Action.LIST,
        municipality_id=municipality.pk,
        user_id=request.desk.user.pk,
        object_kind="application",
    )
    return render(request, "volunteers/entry/applications.html", {"section": "applications", "page": page})


@require_POST
@staff
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Invite somebody who applied, or say no."""
    _require_coordinator(request)
    application = get_object_or_404(Application.objects.visible_to(request.desk), pk=pk)
    actor, now = worker_of(request), request.desk.now
    try:
        if request.POST.get("antwoord") == "ja":
            approve(
                actor=actor,
                application=application,
                link=lambda token: request.build_absolute_uri(reverse("invitation-link", args=[token])),
                now=now,
            )
            messages.success(request, _("De uitnodiging is verstuurd."))
        else:
            refuse(actor=actor, application=application, now=now)
            messages.success(request, _("Afgewezen. Die persoon krijgt bericht."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("applications")


def _require_coordinator(request: StaffRequest) -> None:
    if Membership.Role.COORDINATOR not in request.desk.roles:
        raise Http404
