"""The page of a help request for a professional: what is asked, what was tried, and what can be done now."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import phrases
from cases.models import Case
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from volunteers import changing, escalating, filing, words
from volunteers.course import SOUGHT, State
from volunteers.forms import EndForm, NoteForm
from volunteers.models import HelpRequest
from wijkzorg.audit.models import Action

Forms = dict[str, forms.Form]


def request_or_404(request: StaffRequest, pk: int) -> HelpRequest:
    """The one door to a request."""
    rows = HelpRequest.objects.visible_to(request.desk)
    related = ("municipality", "neighbourhood", "resident", "case", "taken_up_by", "filed_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@require_safe
@staff
@caseworker
def help_request(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one request for which somebody of us is asked."""
    return _page(request, request_or_404(request, pk), {})


def _page(request: StaffRequest, found: HelpRequest, bound: Forms, status: int = 200) -> HttpResponse:
    municipality, today = place_of(request)
    changing.log(found, worker_of(request), Action.READ)
    mine = found.taken_up_by_id == request.desk.user.pk and found.state == State.ESCALATED
    steps = found.steps.select_related("actor").order_by("-at", "-pk")
    context: dict[str, Any] = {
        "section": "today",
        "help": found,
        "what": phrases.capital(words.what(found)),
        "when": words.on_day(found, today),
        "asked": words.moment(found.received_at, municipality.zone, today),
        "waits": words.waits(found.opened_at, request.desk.now) if found.opened_at else "",
        "sought": found.state in SOUGHT,
        "mine": mine,
        "steps": [(each, words.moment(each.at, municipality.zone, today)) for each in steps],
        "clock": [
            (each, words.moment(each.reached_at, municipality.zone, today))
            for each in found.clock.select_related("owner").order_by("due_at", "pk")
            if each.reached_at
        ],
        "offers": found.offers.count(),
        "faults": [error for form in bound.values() for errors in form.errors.values() for error in errors],
        "may_see_case": found.case_id is not None
        and Case.objects.visible_to(request.desk).filter(pk=found.case_id).exists(),
    }
    if mine:
        seen = changing.version_of(found)
        context["note_form"] = bound.get("note") or NoteForm(
            initial={"token": uuid.uuid4()}, auto_id="notitie-%s"
        )
        context["end_form"] = bound.get("end") or EndForm(initial={"seen": seen}, auto_id="einde-%s")
    return render(request, "volunteers/help_request.html", context, status=status)


def _does(
    request: StaffRequest,
    found: HelpRequest,
    form: forms.Form | None,
    key: str,
    do: Callable[[], Any],
    said: str,
) -> HttpResponse:
    """Do one thing with a request; what went wrong stands on its page, with what was typed."""
    if form is None or form.is_valid():
        try:
            do()
        except ValidationError as error:
            if form is None:
                messages.error(request, " ".join(error.messages))
                return _back(request, found)
            form.add_error(None, error)
        else:
            messages.success(request, said)
            return _back(request, found)
    assert form is not None, "without a form nothing is left to correct"
    return _page(request, request_or_404(request, found.pk), {key: form}, status=422)


def _back(request: StaffRequest, found: HelpRequest) -> HttpResponse:
    """Return to the request; to Vandaag where it is not one's own to see any more."""
    if HelpRequest.objects.visible_to(request.desk).filter(pk=found.pk).exists():
        return redirect("help-request", found.pk)
    return redirect("today")


@require_POST
@staff
@caseworker
def take_up(request: StaffRequest, pk: int) -> HttpResponse:
    """Take up a request, or go on with one that a colleague had."""
    found = request_or_404(request, pk)
    had = request.POST.get("had", "")
    instead_of = int(had) if had.isdecimal() and len(had) < 19 else None
    return _does(
        request,
        found,
        None,
        "",
        lambda: escalating.take_up(
            actor=worker_of(request), request=found, now=request.desk.now, instead_of=instead_of
        ),
        _("Opgepakt. De hulpvraag is nu van jou."),
    )


@require_POST
@staff
@caseworker
def note(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down what was done."""
    found = request_or_404(request, pk)
    form = NoteForm(request.POST, auto_id="notitie-%s")
    return _does(
        request,
        found,
        form,
        "note",
        lambda: escalating.note(
            actor=worker_of(request), request=found, now=request.desk.now, **form.cleaned_data
        ),
        _("Opgeschreven."),
    )


@require_POST
@staff
@caseworker
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """End a request with what became of it."""
    found = request_or_404(request, pk)
    form = EndForm(request.POST, auto_id="einde-%s")

    def ended() -> None:
        actor, now, text = worker_of(request), request.desk.now, form.cleaned_data["text"]
        changing.require_unchanged(found, form.cleaned_data["seen"])
        if form.cleaned_data["outcome"] == "solved":
            filing.solved(actor=actor, request=found, how=text, now=now)
        else:
            filing.not_solved(actor=actor, request=found, why=text, now=now)

    return _does(request, found, form, "end", ended, _("De hulpvraag is afgerond."))
