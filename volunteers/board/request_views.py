"""The page of one help request, and what can be done with it by whoever may see it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import phrases
from cases.models import Case
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from volunteers import changing, escalating, filing, words
from volunteers.board import request_page
from volunteers.board.doors import (
    coordinates,
    request_or_404,
    requests_seen,
    works_on_cases,
)
from volunteers.board.forms import EditForm, EndForm, NoteForm, OfferForm
from volunteers.board.suggesting import chances, judged
from volunteers.course import SOUGHT, State
from volunteers.models import EscalationStep, HelpRequest, Offer, Volunteer
from wijkzorg.audit.models import Action
from wijkzorg.shell.digits import whole
from wijkzorg.shell.guarded_forms import refuse

Forms = dict[str, forms.Form]
LOOKED_UP = 8


@require_safe
@staff
@requests_seen
def help_request(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one help request: what is asked, what happened, who has it, and what can be done now."""
    return page(request, request_or_404(request, pk), {})


def page(request: StaffRequest, found: HelpRequest, bound: Forms, status: int = 200) -> HttpResponse:
    """Draw the page of a request, with the forms that were not accepted as they were typed."""
    municipality, today = place_of(request)
    desk = request.desk
    changing.log(found, worker_of(request), Action.READ)
    sought = found.state in SOUGHT
    mine = found.taken_up_by_id == desk.user.pk and found.state == State.ESCALATED
    seen = changing.version_of(found)
    context: dict[str, Any] = {
        "section": "help",
        "help": found,
        "what": phrases.capital(words.what(found)),
        "when": words.on_day(found, today),
        "asked": words.moment(found.received_at, municipality.zone, today),
        "waits": words.waits(found.opened_at, desk.now) if found.opened_at and sought else "",
        "sought": sought,
        "mine": mine,
        "coordinates": coordinates(desk),
        "professional": works_on_cases(desk),
        "may_take_up": sought and works_on_cases(desk),
        "may_end": not found.ended,
        "may_edit": sought,
        "called": _is_called(request, found),
        "steps": request_page.happened(desk, found),
        "coming": request_page.coming(desk, found),
        "offers": request_page.offers(desk, found),
        # Who helps here and lives elsewhere has another coordinator: there is no page of them for this one.
        "own": set(
            Volunteer.objects.visible_to(desk).filter(offers__request=found).values_list("pk", flat=True)
        ),
        "offer_count": found.offers.count(),
        "tasks": request_page.tasks_of(desk, found),
        "doubles": _doubles(request, found),
        "faults": [error for form in bound.values() for errors in form.errors.values() for error in errors],
        "may_see_case": found.case_id is not None
        and works_on_cases(desk)
        and Case.objects.visible_to(desk).filter(pk=found.case_id).exists(),
        "note_form": bound.get("note") or NoteForm(initial={"token": uuid.uuid4()}, auto_id="notitie-%s"),
        "end_form": bound.get("end")
        or EndForm(initial={"seen": seen}, auto_id="einde-%s", only_withdraw=_only_withdraws(request)),
        "seen": seen,
    }
    if sought and coordinates(desk):
        context |= _to_ask(request, found, bound.get("offer"))
    return render(request, "volunteers/board/request.html", context, status=status)


def _only_withdraws(request: StaffRequest) -> bool:
    """Tell whether somebody takes a message at a desk, and does not decide how help ended."""
    return not coordinates(request.desk) and not works_on_cases(request.desk)


def _is_called(request: StaffRequest, found: HelpRequest) -> bool:
    mine = found.clock.filter(owner_id=request.desk.user.pk, reached_at__isnull=False, done_at__isnull=True)
    return mine.filter(kind=EscalationStep.Kind.COORDINATOR).exists()


def _doubles(request: StaffRequest, found: HelpRequest) -> list[tuple[HelpRequest, str]]:
    """Return the requests that seem the same and that one may see."""
    if found.ended:
        return []
    _municipality, today = place_of(request)
    ids = [one.pk for one in filing.doubles(found)]
    rows = HelpRequest.objects.visible_to(request.desk).filter(pk__in=ids) if ids else []
    return [(one, words.on_day(one, today)) for one in rows]


def _to_ask(request: StaffRequest, found: HelpRequest, bound: forms.Form | None) -> dict[str, Any]:
    """Return who can be asked; and whoever was looked up by name, with what speaks against them."""
    query = request.GET.get("vrijwilliger", "").strip()[:100]
    context: dict[str, Any] = {"chances": chances(request.desk, [found]).get(found.pk), "query": query}
    people = Volunteer.objects.visible_to(request.desk).filter(active=True)
    tried = bound.cleaned_data.get("volunteer") if bound is not None else None
    if tried:
        chosen = people.filter(pk=tried)
    elif query:
        chosen = people.filter(user__name__icontains=query).order_by("user__name", "pk")
    else:
        return context
    ids = list(chosen.values_list("pk", flat=True)[:LOOKED_UP])
    rows = judged(request.desk, found, Volunteer.objects.filter(pk__in=ids))
    context["looked_up"] = [
        (
            one,
            bound
            or OfferForm(initial={"volunteer": one.volunteer.pk}, auto_id=f"vraag-{one.volunteer.pk}-%s"),
        )
        for one in rows
    ]
    return context


def does(
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
            with transaction.atomic():
                do()
        except ValidationError as error:
            if form is None:
                messages.error(request, " ".join(error.messages))
                return back(request, found)
            refuse(form, error)
        else:
            messages.success(request, said)
            return back(request, found)
    assert form is not None, "without a form nothing is left to correct"
    return page(request, request_or_404(request, found.pk), {key: form}, status=422)


def back(request: StaffRequest, found: HelpRequest) -> HttpResponse:
    """Return to the request; to the list where it is not one's own to see any more."""
    if HelpRequest.objects.visible_to(request.desk).filter(pk=found.pk).exists():
        return redirect("help-request", found.pk)
    return redirect("help-requests")


def number(request: StaffRequest, name: str) -> int:
    """Return the number of a row that a form names; what is none is nobody's."""
    return whole(request.POST.get(name, "")) or 0


@require_POST
@staff
@caseworker
def take_up(request: StaffRequest, pk: int) -> HttpResponse:
    """Take up a request, or go on with one that a colleague had."""
    found = request_or_404(request, pk)
    instead_of = number(request, "had") or None
    return does(
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
@requests_seen
def note(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down what was done."""
    found = request_or_404(request, pk)
    form = NoteForm(request.POST, auto_id="notitie-%s")
    return does(
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
@requests_seen
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """End a request with what became of it; the desk only says that it is not needed any more."""
    found = request_or_404(request, pk)
    form = EndForm(request.POST, auto_id="einde-%s", only_withdraw=_only_withdraws(request))

    def ended() -> None:
        actor, now, text = worker_of(request), request.desk.now, form.cleaned_data["text"]
        unchanged(found, form.cleaned_data["seen"])
        match form.cleaned_data["outcome"]:
            case EndForm.SOLVED:
                filing.solved(actor=actor, request=found, how=text, now=now)
            case EndForm.NOT_SOLVED:
                filing.not_solved(actor=actor, request=found, why=text, now=now)
            case _:
                filing.withdraw(actor=actor, request=found, why=text, now=now)

    return does(request, found, form, "end", ended, _("De hulpvraag is afgerond."))


def unchanged(found: HelpRequest, seen: int) -> None:
    """Refuse, under the lock of a request, what saw something else than what is there."""
    locked = HelpRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=found.pk)
    changing.require_unchanged(locked, seen)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@requests_seen
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct a request while somebody is sought."""
    found = request_or_404(request, pk)
    if found.state not in SOUGHT:
        messages.error(request, _("Deze hulpvraag kun je niet meer veranderen."))
        return back(request, found)
    data = request.POST if request.method == "POST" else None
    form = EditForm(found, data, seen=changing.version_of(found))
    if data is not None:
        form.follow_rules(request.desk.now)
    if form.is_valid():
        try:
            with transaction.atomic():
                filing.edit_request(
                    actor=worker_of(request),
                    request=found,
                    asked=form.asked,
                    whom=form.whom,
                    seen=form.cleaned_data["seen"],
                    now=request.desk.now,
                )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("De hulpvraag is veranderd."))
            return back(request, found)
    changing.log(found, worker_of(request), Action.READ)
    context = {
        "section": "help",
        "help": found,
        "form": form,
        "open_offers": Offer.objects.open().filter(request=found).exists(),
    }
    return render(request, "volunteers/board/edit.html", context, status=200 if data is None else 422)
