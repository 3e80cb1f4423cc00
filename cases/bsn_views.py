"""The screens of the citizen number: for who has a right, where there is a ground; to others they are not there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from cases.models import Case
from cases.views import StaffRequest, staff
from residents.actions import find_by_bsn, has_bsn, may_use, record_bsn, remove_bsn, show_bsn
from residents.forms import FindForm, NumberForm, ReasonForm

RECORD, SHOW, REMOVE = "vastleggen", "tonen", "vernietigen"
_FORMS: dict[str, type[forms.Form]] = {RECORD: NumberForm, SHOW: ReasonForm, REMOVE: ReasonForm}


@sensitive_post_parameters("bsn")
@require_http_methods(["GET", "HEAD", "POST"])
@staff
@sensitive_variables()
def case_bsn(request: StaffRequest, pk: int) -> HttpResponse:
    """Show, record or destroy the citizen number of a case's resident; shown after a reason, and in no address."""
    found = _case_or_404(request, pk)
    _require_right(request)
    resident, context = found.resident, {"section": "cases", "case": found}
    wanted = request.POST.get("doe", "")
    sent = _FORMS[wanted](request.POST) if wanted in _FORMS else None
    if sent is not None and sent.is_valid():
        try:
            if wanted == RECORD:
                record_bsn(desk=request.desk, resident=resident, text=sent.cleaned_data["bsn"])
                messages.success(request, _("Het burgerservicenummer is vastgelegd."))
                return redirect("case-bsn", pk)
            if wanted == SHOW:
                number = show_bsn(desk=request.desk, resident=resident, reason=sent.cleaned_data["reason"])
                return _page(request, context | {"number": number})
            remove_bsn(desk=request.desk, resident=resident, reason=sent.cleaned_data["reason"])
            messages.success(request, _("Het burgerservicenummer is vernietigd."))
            return redirect("case-bsn", pk)
        except ValidationError as error:
            sent.add_error(None, error)
    return _page(request, context | ({wanted: sent} if sent is not None else {}), 422 if sent else 200)


@sensitive_post_parameters("bsn")
@require_http_methods(["GET", "HEAD", "POST"])
@staff
@sensitive_variables()
def find(request: StaffRequest) -> HttpResponse:
    """Find the cases of whoever has exactly this citizen number; sent by POST, as it does not belong in an address."""
    _require_right(request)
    form = FindForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"section": "cases", "form": form, "asked": False}
    if not form.is_bound:
        return render(request, "cases/find_bsn.html", context)
    if form.is_valid():
        try:
            found = find_by_bsn(
                desk=request.desk, text=form.cleaned_data["bsn"], reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            seen = (
                Case.objects.of_own_teams(request.desk)
                .filter(resident=found)
                .select_related("resident", "team")
            )
            cases = list(seen.order_by("-opened_on", "pk")) if found else []
            # The number is not sent back: what was asked stands in the log, with the reason.
            context |= {"asked": True, "cases": cases, "form": FindForm()}
            return render(request, "cases/find_bsn.html", context)
    return render(request, "cases/find_bsn.html", context, status=422)


def _case_or_404(request: StaffRequest, pk: int) -> Case:
    # Glass that is broken opens a case to read, and not this.
    return get_object_or_404(Case.objects.of_own_teams(request.desk).select_related("resident"), pk=pk)


def _page(request: StaffRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    there = has_bsn(desk=request.desk, resident=context["case"].resident)
    # Two forms on one page ask the same: each has ids of its own.
    context = {
        "there": there,
        "record": context.get(RECORD) or NumberForm(auto_id="vastleggen-%s"),
        "show": context.get(SHOW) or ReasonForm(auto_id="tonen-%s"),
        "remove": context.get(REMOVE) or ReasonForm(auto_id="vernietigen-%s"),
        **context,
    }
    return render(request, "cases/bsn.html", context, status=status)


def _require_right(request: StaffRequest) -> None:
    if not may_use(request.desk):
        raise Http404
