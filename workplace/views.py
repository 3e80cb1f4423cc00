"""The desk: somebody walks in, is found or registered, and what they came for is passed on in a tap or two."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.views import StaffRequest, place_of, staff, worker_of
from outreach.searching import tell_from_desk, what_desk_reads
from reports.models import CallInstead
from residents.models import Resident
from residents.registering import register, registered
from volunteers.board import lines
from volunteers.models import HelpRequest
from wijkzorg.accounts.models import Membership
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.shell import throttle
from wijkzorg.shell.guarded_forms import refuse as put_faults
from workplace import walk_in
from workplace.forms import RegisterForm

REQUESTS = 5


def at_desk(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the page to who works at the desk of a centre; for everybody else it is not there. Goes inside staff()."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if Membership.Role.CENTRE_STAFF not in request.desk.roles:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _log(request: StaffRequest, action: Action, residents: Collection[int], kind: str = "resident") -> None:
    """Log whom the desk saw; a search too where it found nobody."""
    municipality, _today = place_of(request)
    if residents or action == Action.SEARCH:
        log_event(
            action=action,
            municipality_id=municipality.pk,
            user_id=worker_of(request).pk,
            resident_ids=sorted(set(residents)),
            object_kind=kind,
        )


def _person_or_404(request: StaffRequest, pk: int) -> Resident:
    """The one door of the desk to a resident."""
    rows = Resident.objects.at_desk(request.desk).select_related("neighbourhood", "municipality")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@at_desk
@throttle.limited(*throttle.SEARCH, when=lambda request: request.method == "POST")
def desk(request: StaffRequest) -> HttpResponse:
    """Find who stands at the desk; what was typed goes in no address. Under it, whom a worker asks to look out for."""
    _municipality, today = place_of(request)
    asked = request.POST.get("zoek", "").strip()[: walk_in.LONGEST]
    found = walk_in.find(request.desk, asked) if asked else []
    if asked:
        _log(request, Action.SEARCH, [one.pk for one in found])
    expected = walk_in.asked_of(request.desk, today)
    _log(request, Action.LIST, [one.case.resident_id for one in expected], "desk_ask")
    context = {
        "section": "desk",
        "asked": asked,
        "found": found,
        "expected": [(one.case.resident, what_desk_reads(one)) for one in expected],
    }
    return render(request, "workplace/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@at_desk
def new(request: StaffRequest) -> HttpResponse:
    """Register who came for the first time; who seems known already is shown first."""
    municipality, today = place_of(request)
    sent = request.POST if request.method == "POST" and "token" in request.POST else None
    form = RegisterForm(
        sent,
        among=walk_in.neighbourhoods_of(request.desk),
        municipality=municipality,
        today=today,
        start=_start(request),
    )
    same: list[Resident] = []
    if sent is not None and form.is_valid():
        said = form.cleaned_data
        # A form that was sent before registered somebody: that is no double of itself.
        if (before := registered(municipality, said["token"])) is not None:
            return redirect("desk-person", before.pk)
        same = walk_in.same(request.desk, said["last_name"], said["birth_date"])
        if same and not said["other"]:
            _log(request, Action.SEARCH, [one.pk for one in same])
            form.add_error("other", _("Iemand met deze achternaam en geboortedatum is hier al bekend."))
        else:
            try:
                made = register(
                    actor=worker_of(request),
                    municipality=municipality,
                    who=form.who,
                    token=said["token"],
                    now=request.desk.now,
                )
            except ValidationError as error:
                put_faults(form, error)
            else:
                return redirect("desk-person", made.pk)
    context = {"section": "desk", "form": form, "same": same}
    return render(request, "workplace/new.html", context, status=200 if sent is None else 422)


def _start(request: StaffRequest) -> dict[str, Any]:
    """Take over what was searched for: the last word is the surname, what stands before it the first name."""
    words = [word for word in request.POST.get("zoek", "").split()[:6] if not any(map(str.isdigit, word))]
    first, last = " ".join(words[:1] if len(words) > 1 else []), " ".join(words[1:] or words)
    places = list(walk_in.neighbourhoods_of(request.desk).values_list("pk", flat=True)[:2])
    return {
        "first_name": first,
        "last_name": last,
        "neighbourhood": places[0] if len(places) == 1 else None,
    }


@require_safe
@staff
@at_desk
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """Show who stands at the desk, what they asked before, and what can be done for them now."""
    found = _person_or_404(request, pk)
    municipality, today = place_of(request)
    _log(request, Action.READ, [found.pk])
    ask = walk_in.ask_about(request.desk, found, today)
    going = HelpRequest.objects.visible_to(request.desk).going().filter(resident=found)
    rows = going.select_related("neighbourhood", "resident", "municipality", "taken_up_by")
    context = {
        "section": "desk",
        "person": found,
        "reads": what_desk_reads(ask) if ask else "",
        "token": uuid.uuid4(),
        "requests": lines.lines(request.desk, list(rows.order_by("-received_at", "-pk")[:REQUESTS])),
        "call": CallInstead.objects.filter(municipality=municipality).first(),
        "age": _age(found.birth_date, today),
    }
    return render(request, "workplace/person.html", context)


def _age(born: dt.date, today: dt.date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


@require_POST
@staff
@at_desk
def was_here(request: StaffRequest, pk: int) -> HttpResponse:
    """Tell the worker who asked for it that somebody was here: one tap, a sign of life."""
    found = _person_or_404(request, pk)
    _municipality, today = place_of(request)
    ask = walk_in.ask_about(request.desk, found, today)
    if ask is None:
        messages.warning(request, _("Dit wordt niet meer gevraagd. Er is niets doorgegeven."))
        return redirect("desk-person", found.pk)
    try:
        tell_from_desk(actor=worker_of(request), ask=ask, token=_token(request), now=request.desk.now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Doorgegeven."))
    return redirect("desk-person", found.pk)


@require_POST
@staff
@at_desk
def speak(request: StaffRequest, pk: int) -> HttpResponse:
    """Pass on that somebody wants to speak to their worker; it looks the same whether there is one or not."""
    found = _person_or_404(request, pk)
    walk_in.wants_to_speak(
        actor=worker_of(request), resident=found, token=_token(request), now=request.desk.now
    )
    messages.success(request, _("Doorgegeven. Binnen twee werkdagen hoort %(who)s iets.") % {"who": found})
    return redirect("desk-person", found.pk)


def _token(request: StaffRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        raise Http404 from None
