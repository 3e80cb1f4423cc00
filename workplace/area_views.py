"""The list of wijken and buurten of CBS: choose the files, look at what would change, bring it in."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cases.views import StaffRequest, place_of, staff, worker_of
from centres.models import Catchment
from neighbourhoods.importing import AreasRefused
from neighbourhoods.importing.words import said, where
from neighbourhoods.kept import KEPT
from neighbourhoods.models import KeptAreas, Neighbourhood
from residents import areas
from wijkzorg.accounts.models import Membership
from wijkzorg.shell import throttle
from workplace.area_forms import FILES, AreasForm

READS = throttle.Limit("areas-in", 30, 3600, throttle.user)
KINDS = {
    "wijken": gettext_lazy("Wijken"),
    "buurten": gettext_lazy("Buurten"),
    "grenzen": gettext_lazy("Grenzen"),
    "postcodes": gettext_lazy("Postcodes"),
}


def administrator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the page to an administrator of the municipality; for everybody else it is not there. Inside staff()."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if Membership.Role.ADMINISTRATOR not in request.desk.roles:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@administrator
@throttle.limited(READS, when=lambda request: request.method == "POST")
def choose(request: StaffRequest) -> HttpResponse:
    """Choose the files of a list; what is wrong in them is told all at once, and then nothing of it is kept."""
    municipality, today = place_of(request)
    if request.method != "POST":
        return _page(request, AreasForm(today=today))
    form = AreasForm(request.POST, request.FILES, today=today)
    if not form.is_valid():
        return _page(request, form)
    kept = areas.keep(
        actor=worker_of(request),
        municipality=municipality,
        year=form.cleaned_data["year"],
        files={name: file.chunks() for name, file in form.chosen().items()},
        now=request.desk.now,
    )
    try:
        areas.outcome_of(kept)
    except AreasRefused as refused:
        areas.drop(kept=kept)
        return _page(request, form, refused)
    return redirect("areas-preview", kept.pk)


def _page(request: StaffRequest, form: AreasForm, refused: AreasRefused | None = None) -> HttpResponse:
    context: dict[str, Any] = {"section": "admin", "form": form}
    if refused is not None:
        problems = refused.problems
        context |= {
            "problems": [(*where(each, FILES), said(each)) for each in problems.first],
            "count": problems.count,
            "more": problems.count - len(problems.first),
        }
    status = 422 if refused is not None or form.errors else 200
    return render(request, "workplace/areas.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@administrator
def preview(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what a list would change, and bring it in; afterwards, what it changed."""
    kept = _kept_or_404(request, pk)
    try:
        if request.method == "POST":
            areas.bring_in_kept(actor=worker_of(request), kept=kept, now=request.desk.now)
            return redirect("areas-preview", kept.pk)
        outcome = areas.outcome_of(kept)
    except KeptAreas.DoesNotExist:  # thrown away in another tab meanwhile
        raise Http404 from None
    except AreasRefused as refused:
        _municipality, today = place_of(request)
        return _page(request, AreasForm(today=today), refused)
    context = {
        "section": "admin",
        "kept": kept,
        "rows": [(KINDS[one.what], one) for one in outcome.imported],
        "outcome": outcome,
        "without": _without_centre() if kept.done_at else (),
    }
    return render(request, "workplace/areas_preview.html", context)


def _without_centre() -> list[Neighbourhood]:
    """Return the neighbourhoods of the newest list for which no centre is there yet."""
    served = Catchment.objects.values("neighbourhood_id")
    return list(Neighbourhood.objects.current().exclude(pk__in=served).order_by("name"))


@require_POST
@staff
@administrator
def drop(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Forget a list that is not brought in after all."""
    areas.drop(kept=_kept_or_404(request, pk))
    messages.success(request, _("Weggegooid. Er is niets ingelezen."))
    return redirect("areas-choose")


def _kept_or_404(request: StaffRequest, pk: uuid.UUID) -> KeptAreas:
    """The one door to a list that waits: one's own, of this hour."""
    municipality, _today = place_of(request)
    rows = KeptAreas.objects.filter(municipality=municipality, user=worker_of(request))
    return get_object_or_404(rows.filter(made_at__gt=request.desk.now - KEPT), pk=pk)
