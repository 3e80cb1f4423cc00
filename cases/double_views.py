"""The screen for a team lead of whoever seems to have a case with two teams."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import doubles
from cases.access import leads_of
from cases.forms import DoubleForm
from cases.models import Double
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from wijkzorg.audit.actions import log_read


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
def double(request: StaffRequest, pk: int) -> HttpResponse:
    """Show with which team somebody seems to be known too, and whom to call; nothing of the other case."""
    found = get_object_or_404(
        Double.objects.visible_to(request.desk).select_related("case__resident", "other_team"), pk=pk
    )
    _municipality, today = place_of(request)
    form = DoubleForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        doubles.settle(
            actor=worker_of(request),
            double=found,
            outcome=Double.Outcome(form.cleaned_data["outcome"]),
            now=request.desk.now,
        )
        messages.success(request, _("Genoteerd. Dit komt niet meer terug."))
        return redirect("today")
    log_read(user_id=request.desk.user.pk, case=found.case)
    leads = leads_of([found.other_team_id], today)[found.other_team_id]
    context = {"section": "cases", "double": found, "form": form, "leads": leads}
    return render(request, "cases/double.html", context, status=422 if form.is_bound else 200)
