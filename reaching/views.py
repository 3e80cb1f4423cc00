"""The screen on which a professional arranges how somebody is reached while a door is shut."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import phrases
from cases.models import Case
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from centres.doors import door_of
from centres.models import Closure
from reaching import actions
from reaching.forms import ReachedForm
from reaching.models import Reach
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
def reach(request: StaffRequest, pk: int) -> HttpResponse:
    """Show whom it is about and which door shuts, and record how they are reached."""
    municipality, today = place_of(request)
    rows = Reach.objects.visible_to(request.desk).select_related(
        "resident__neighbourhood", "closure__centre", "closure__instead", "done_by"
    )
    found = get_object_or_404(rows, pk=pk)
    form = ReachedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_reached(
                actor=worker_of(request), reach=found, now=request.desk.now, **form.cleaned_data
            )
        except ValidationError as error:
            found.refresh_from_db(fields=["done_at", "done_by", "how", "note", "dropped_at"])
            form.add_error(None, error)
        else:
            messages.success(request, _("Vastgelegd hoe we deze persoon nu bereiken."))
            return redirect("today")
    log_event(
        action=Action.READ,
        municipality_id=municipality.pk,
        user_id=request.desk.user.pk,
        resident_id=found.resident_id,
        object_kind="reach",
        object_id=found.pk,
    )
    closure = found.closure
    # The door that was named may have been shut since: then whoever is sent there stands before a closed one again.
    shut = Closure.objects.filter(centre=closure.instead_id).at(request.desk.now).first()
    door = door_of(municipality, closure.centre_id, request.desk.now) if shut else None
    case = (
        Case.objects.visible_to(request.desk).filter(resident=found.resident).order_by("-opened_on").first()
    )
    context = {
        "section": "today",
        "reach": found,
        "resident": found.resident,
        "closure": closure,
        "shut_too": shut,
        "others": [one.centre for one in door.others if one.is_open and not one.named] if door else [],
        "case": case,
        "form": form,
        "starts": phrases.day(municipality.day_of(closure.starts_at), today),
        "ends": phrases.day(municipality.day_of(closure.ends_at), today) if closure.ends_at else "",
        "done": phrases.day(municipality.day_of(found.done_at), today) if found.done_at else "",
        "begun": closure.starts_at <= request.desk.now,
    }
    return render(request, "reaching/reach.html", context, status=422 if form.errors else 200)
