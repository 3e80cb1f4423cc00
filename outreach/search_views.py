"""The screens of looking for somebody: the search plan with its rows, and asking the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.models import Case
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from outreach import search_page, searching
from outreach.forms import DecisionForm, ReasonForm, SeenForm, StepDoneForm, StepForm
from outreach.models import DeskAsk, SearchPlan, SearchStep
from outreach.views import WRITING, own_case_or_404, page, take_faults
from wijkzorg.accounts.models import Membership, User


def colleagues_of(request: StaffRequest, case: Case) -> list[User]:
    """Return who works in the team of a case today, or leads it, by name."""
    municipality, today = place_of(request)
    roles = (Membership.Role.WORKER, Membership.Role.TEAM_LEAD)
    rows = Membership.objects.filter(municipality=municipality, team_id=case.team_id, role__in=roles)
    found = {row.user_id: row.user for row in rows.on(today).select_related("user") if row.user.is_active}
    return sorted(found.values(), key=lambda user: str(user).casefold())


def _plan_url(case: Case) -> str:
    return reverse("search-plan", args=[case.pk])


def _open_plan_or_404(case: Case) -> SearchPlan:
    return get_object_or_404(SearchPlan.objects.open().filter(case=case))


@require_http_methods(WRITING)
@staff
@caseworker
def search_plan(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the search plan of a case with what is untried, and add a row to it."""
    case = own_case_or_404(request, pk)
    municipality, today = place_of(request)
    plans = list(
        case.search_plans.select_related("opened_by", "ended_by", "second").order_by("-opened_at", "-pk")
    )
    open_plan = next((plan for plan in plans if plan.ended_at is None), None)
    form = StepForm(request.POST or None, colleagues=colleagues_of(request, case), me=worker_of(request))
    if request.method == "POST" and open_plan is not None and form.is_valid():
        try:
            searching.add_step(
                actor=worker_of(request), plan=open_plan, now=request.desk.now, **form.cleaned_data
            )
        except ValidationError as error:
            take_faults(form, error)
        else:
            messages.success(request, _("De regel staat in het zoekplan."))
            return redirect(_plan_url(case))
    zone = municipality.zone
    context = {
        "form": form,
        "search": search_page.make(case, open_plan, today, zone) if open_plan else None,
        "ended": [search_page.make(case, plan, today, zone) for plan in plans if plan.ended_at][:10],
        "ask": DeskAsk.objects.open().filter(case=case).select_related("asked_by").first(),
        "reason_form": ReasonForm(prefix_id="begin"),
    }
    status = 422 if request.method == "POST" else 200
    return page(request, case, "outreach/search.html", context, status=status)


@require_POST
@staff
@caseworker
def begin(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin a search plan by hand; the reason may be left out."""
    case = own_case_or_404(request, pk)
    reason = str(request.POST.get("reason", "")).strip()[:1000]
    searching.open_plan(actor=worker_of(request), case=case, reason=reason, now=request.desk.now)
    return redirect(_plan_url(case))


@require_http_methods(WRITING)
@staff
@caseworker
def do_step(request: StaffRequest, pk: int, step: int) -> HttpResponse:
    """Say what came of a row; an attempt at contact is recorded as one."""
    case = own_case_or_404(request, pk)
    municipality, today = place_of(request)
    rows = SearchStep.objects.filter(case=case).select_related("who", "done_by", "case")
    found = get_object_or_404(rows, pk=step)
    form = StepDoneForm(
        request.POST or None,
        outcomes=searching.outcomes(found.way),
        zone=municipality.zone,
        now=request.desk.now,
    )
    if request.method == "POST" and form.is_valid():
        try:
            searching.do_step(actor=worker_of(request), step=found, now=request.desk.now, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("De uitkomst staat in het zoekplan."))
            return redirect(_plan_url(case))
    context = {"form": form, "row": search_page.row(found, today), "is_contact": found.way in searching.MEDIA}
    status = 422 if request.method == "POST" else 200
    return page(request, case, "outreach/step.html", context, status=status)


@require_http_methods(WRITING)
@staff
@caseworker
def end_seen(request: StaffRequest, pk: int) -> HttpResponse:
    """End the search plan with who saw the resident, and when."""
    case = own_case_or_404(request, pk)
    municipality, today = place_of(request)
    plan = _open_plan_or_404(case)
    seen = search_page.make(case, plan, today, municipality.zone).seen
    initial = {"seen_by": str(seen.worker), "seen_on": seen.day} if seen else {"seen_on": today}
    form = SeenForm(request.POST or None, initial=initial)
    return _end(request, case, plan, form, "outreach/end_seen.html", searching.end_seen)


@require_http_methods(WRITING)
@staff
@caseworker
def end_by_decision(request: StaffRequest, pk: int) -> HttpResponse:
    """End the search plan by a decision of two named professionals, with a next date."""
    case = own_case_or_404(request, pk)
    plan = _open_plan_or_404(case)
    others = [user for user in colleagues_of(request, case) if user.pk != request.desk.user.pk]
    form = DecisionForm(request.POST or None, colleagues=others)
    return _end(request, case, plan, form, "outreach/end_decision.html", searching.end_by_decision)


def _end(
    request: StaffRequest, case: Case, plan: SearchPlan, form: Any, template: str, verb: Any
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            verb(actor=worker_of(request), plan=plan, now=request.desk.now, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Het zoekplan is geëindigd."))
            return redirect(_plan_url(case))
    status = 422 if request.method == "POST" else 200
    return page(request, case, template, {"form": form, "plan": plan}, status=status)


@require_http_methods(WRITING)
@staff
@caseworker
def ask_desk(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask the desk to tell when a resident was there, with the reason."""
    case = own_case_or_404(request, pk)
    asked = DeskAsk.objects.open().filter(case=case).select_related("asked_by", "case__worker").first()
    form = ReasonForm(request.POST or None, prefix_id="balie")
    if request.method == "POST" and form.is_valid():
        searching.ask_desk(actor=worker_of(request), case=case, now=request.desk.now, **form.cleaned_data)
        messages.success(request, _("De balie leest nu dat jullie willen weten of deze persoon er was."))
        return redirect(_plan_url(case))
    ask = asked or DeskAsk(case=case, asked_by=worker_of(request))
    context = {"form": form, "asked": asked, "reads": searching.what_desk_reads(ask)}
    status = 422 if request.method == "POST" else 200
    return page(request, case, "outreach/desk.html", context, status=status)


@require_POST
@staff
@caseworker
def stop_asking_desk(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop asking the desk."""
    case = own_case_or_404(request, pk)
    searching.stop_asking_desk(actor=worker_of(request), case=case, now=request.desk.now)
    messages.success(request, _("De balie leest dit niet meer."))
    return redirect(_plan_url(case))
