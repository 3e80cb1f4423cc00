"""The lead's page of what waits, and the decisions with their sums."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements import agenda, decisions, waiting
from agreements.forms import SendBackForm
from cases.answers import confirm, mark_read, send_back
from cases.models import Confirmation, Decision
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from wijkzorg.audit.actions import log_list

CONFIRM, SEND_BACK, READ = "bevestigen", "terugsturen", "gelezen"


@require_safe
@staff
@caseworker
def confirmations(request: StaffRequest) -> HttpResponse:
    """Show a lead what waits for them; who leads no team has no such page."""
    if not agenda.led_teams(request.desk):
        raise Http404
    return _list(request)


@require_POST
@staff
@caseworker
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Confirm what waits, or send it back with a reason; or, who asked, note that they read the answer."""
    row = get_object_or_404(
        Confirmation.objects.filter(case__team_id__in=request.desk.case_teams).select_related("case"), pk=pk
    )
    wanted = request.POST.get("doe", "")
    actor, now = worker_of(request), request.desk.now
    if wanted == READ:
        if row.asked_by_id != actor.pk:
            raise Http404
        mark_read(actor=actor, confirmation=row, now=now)
        return redirect(f"{reverse('case', args=[row.case_id])}#bevestigen")
    if row.case.team_id not in agenda.led_teams(request.desk):
        raise Http404
    form = SendBackForm(request.POST if wanted == SEND_BACK else {"answer": "-"}, auto_id=f"id_{pk}_%s")
    if wanted in (CONFIRM, SEND_BACK) and form.is_valid():
        try:
            if wanted == CONFIRM:
                confirm(actor=actor, confirmation=row, now=now)
                messages.success(request, _("Bevestigd."))
            else:
                send_back(actor=actor, confirmation=row, answer=form.cleaned_data["answer"], now=now)
                messages.success(request, _("Teruggestuurd. Wat er eerst stond, geldt weer."))
        except ValidationError as error:
            form.add_error(None, error)
        except PermissionDenied:
            raise Http404 from None
        else:
            back = request.POST.get("terug") == "dossier"
            return redirect("case", row.case_id) if back else redirect("confirmations")
    return _list(request, wrong={"pk": pk, "form": form}, status=422)


def _list(request: StaffRequest, wrong: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    municipality, today = place_of(request)
    lines = waiting.of_lead(request.desk, today, municipality.zone)
    late = waiting.late_reviews(request.desk, today)
    seen = {row.pk: row for row in [*(line.row.case for line in lines), *(row.case for row in late)]}
    log_list(user_id=request.desk.user.pk, municipality_id=municipality.pk, cases=list(seen.values()))
    shown = [
        {
            "line": line,
            "form": wrong["form"]
            if wrong and wrong["pk"] == line.row.pk
            else SendBackForm(auto_id=f"id_{line.row.pk}_%s"),
            "wrong": bool(wrong and wrong["pk"] == line.row.pk),
        }
        for line in lines
    ]
    # Somebody else was first: the row is gone from the list, and why stands above it.
    gone = wrong["form"] if wrong and not any(row["wrong"] for row in shown) else None
    context = {"section": "confirmations", "lines": shown, "late": late, "gone": gone, "today": today}
    return render(request, "agreements/confirmations.html", context, status=status)


@require_safe
@staff
@caseworker
def decision_list(request: StaffRequest) -> HttpResponse:
    """Show the decisions for which less is promised than needed."""
    municipality, _today = place_of(request)
    context = {"section": "cases", "decisions": decisions.listed(request.desk, municipality.pk)}
    return render(request, "agreements/decisions.html", context)


@require_safe
@staff
@caseworker
def decision(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what a decision did to the cases of one's own teams."""
    municipality, today = place_of(request)
    found = get_object_or_404(
        Decision.objects.filter(municipality=municipality).select_related("created_by"), pk=pk
    )
    total = decisions.of(found, request.desk, today)
    seen = {row.case.pk: row.case for row in total.rows}
    log_list(user_id=request.desk.user.pk, municipality_id=municipality.pk, cases=list(seen.values()))
    context = {"section": "cases", "decision": found, "sum": total, "days": decisions.DAYS}
    return render(request, "agreements/decision.html", context)
