"""The screens of need, agreement, pause, closing and target group of one case. Noodtoegang opens none of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements import meaning
from agreements.actions import promise, promise_faults
from agreements.forms import AgreementForm, CloseForm, GroupForm, NeedForm, PauseForm, RhythmForm, WhyForm
from cases import phrases
from cases.changing import version_of
from cases.confirming import rules_held
from cases.lifecycle import (
    cancel_pause,
    change_target_group,
    close_case,
    closing_faults,
    pause,
    pause_faults,
)
from cases.models import Case, Confirmation, Decision, TargetGroup
from cases.promises import REVIEW_DAYS, assess_need, day_faults
from cases.rules import Medium, Rhythm, Rule
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from wijkzorg.audit.actions import log_read

PREVIEW = "bekijk"
WRITING = require_http_methods(["GET", "HEAD", "POST"])


def own_case_or_404(request: StaffRequest, pk: int) -> Case:
    """The one door to a case that somebody may change: one of the own teams."""
    own = Case.objects.of_own_teams(request.desk)
    return get_object_or_404(
        own.select_related("resident", "worker", "team", "municipality", "target_group"), pk=pk
    )


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Put what an action refused at the fields that it is about, and the rest above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, faults in error.error_dict.items():
        form.add_error(name if name in form.fields else None, faults)


def add_rest(form: forms.Form, faults: Callable[[dict[str, Any]], Mapping[str, Any]], *needed: str) -> None:
    """Put beside what is missing what an action would refuse as well: all that is wrong is said at once."""
    if not form.is_bound or not form.errors or not all(name in form.cleaned_data for name in needed):
        return
    rest = {name: words for name, words in faults(form.cleaned_data).items() if name not in form.errors}
    add_errors(form, ValidationError(rest))


@WRITING
@staff
@caseworker
def need(request: StaffRequest, pk: int) -> HttpResponse:
    """Record what is needed from a day on."""
    found = own_case_or_404(request, pk)
    _municipality, today = place_of(request)
    current = found.needs.filter(valid_from__lte=today).order_by("-valid_from").first()
    rhythm = current.rhythm if current else None
    form = NeedForm(_sent(request), initial=_initial(rhythm, today))

    def write(cleaned: dict[str, Any]) -> None:
        made = assess_need(
            actor=worker_of(request),
            case=found,
            valid_from=cleaned["valid_from"],
            rhythm=_rhythm(form),
            reason=cleaned["reason"],
            now=request.desk.now,
        )
        _say(request, made.confirmations.exists(), _("Wat nodig is, is vastgelegd."))

    add_rest(form, lambda said: day_faults(found, said["valid_from"], today), "valid_from")
    return _rhythm_page(request, found, form, meaning.of_need, write, "agreements/need.html", {})


@WRITING
@staff
@caseworker
def agree(request: StaffRequest, pk: int) -> HttpResponse:
    """Record what is promised from a day on, and where it is less: why, until when, what instead."""
    found = own_case_or_404(request, pk)
    municipality, today = place_of(request)
    decisions = list(
        Decision.objects.filter(municipality=municipality)
        .order_by("-decided_on", "title")
        .values_list("pk", "title")
    )
    current = (
        found.agreements.filter(valid_from__lte=today).order_by("-valid_from").first()
        or found.needs.filter(valid_from__lte=today).order_by("-valid_from").first()
    )
    rhythm = current.rhythm if current else None
    form = AgreementForm(_sent(request), initial=_initial(rhythm, today), decisions=decisions)

    def write(cleaned: dict[str, Any]) -> None:
        made = promise(
            actor=worker_of(request),
            case=found,
            valid_from=cleaned["valid_from"],
            rhythm=_rhythm(form),
            said=cleaned,
            now=request.desk.now,
        )
        _say(request, made.confirmations.exists(), _("De afspraak is vastgelegd."))

    def faults(said: dict[str, Any]) -> dict[str, str]:
        if form.rhythm is None:
            return {}
        return promise_faults(found, said["valid_from"], form.rhythm, said, request.desk.now)

    add_rest(form, faults, "valid_from")
    context = {"latest_review": today + dt.timedelta(days=REVIEW_DAYS), "decisions": decisions}
    return _rhythm_page(request, found, form, meaning.of_agreement, write, "agreements/agree.html", context)


@WRITING
@staff
@caseworker
def pauses(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop the clocks of a case for some days."""
    found = own_case_or_404(request, pk)
    _municipality, today = place_of(request)
    form = PauseForm(_sent(request), initial={"first_day": today})

    def write(cleaned: dict[str, Any]) -> None:
        made = pause(actor=worker_of(request), case=found, now=request.desk.now, **cleaned)
        _say(request, made.confirmations.exists(), _("De pauze is vastgelegd."))

    def faults(said: dict[str, Any]) -> dict[str, list[str]]:
        return pause_faults(found.pauses.all(), said["first_day"], said["last_day"], today)

    add_rest(form, faults, "first_day", "last_day")
    there = [
        {"row": row, "running": row.last_day >= today}
        for row in found.pauses.select_related("created_by").order_by("-first_day")
    ]
    return _page(request, found, form, write, "agreements/pause.html", {"pauses": there})


@WRITING
@staff
@caseworker
def take_pause_back(request: StaffRequest, pk: int, pause_pk: int) -> HttpResponse:
    """Take a pause back: its days count again."""
    found = own_case_or_404(request, pk)
    row = get_object_or_404(found.pauses.all(), pk=pause_pk)
    form = WhyForm(_sent(request), initial={"seen": version_of(row)})

    def write(cleaned: dict[str, Any]) -> None:
        cancel_pause(actor=worker_of(request), pause=row, now=request.desk.now, **cleaned)
        messages.success(request, _("De pauze is teruggenomen: de dagen tellen weer."))

    return _page(request, found, form, write, "agreements/take_back.html", {"pause": row})


@WRITING
@staff
@caseworker
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """Close a case, with the reason; with an open signal a lead looks along."""
    found = own_case_or_404(request, pk)
    _municipality, today = place_of(request)
    form = CloseForm(_sent(request), initial={"closed_on": today, "seen": version_of(found)})
    held = [phrases.RULES[Rule(kind)] for kind in rules_held(found, today)]

    def write(cleaned: dict[str, Any]) -> None:
        closed = close_case(actor=worker_of(request), case=found, now=request.desk.now, **cleaned)
        waits = closed.confirmations.filter(kind="closing", state=Confirmation.State.WAITING).exists()
        _say(request, waits, _("Het dossier is gesloten."))

    add_rest(form, lambda said: closing_faults(found, said["closed_on"], today), "closed_on")
    return _page(request, found, form, write, "agreements/close.html", {"held": held})


@WRITING
@staff
@caseworker
def target_group(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a case in another target group, which judges all of it anew."""
    found = own_case_or_404(request, pk)
    municipality, _today = place_of(request)
    groups = list(TargetGroup.objects.filter(municipality=municipality).order_by("name"))
    form = GroupForm(
        _sent(request),
        initial={"target_group": found.target_group_id or "", "seen": version_of(found)},
        groups=[(group.pk, group.name) for group in groups],
    )

    def write(cleaned: dict[str, Any]) -> None:
        chosen = next((group for group in groups if str(group.pk) == cleaned["target_group"]), None)
        changed = change_target_group(
            actor=worker_of(request),
            case=found,
            target_group=chosen,
            reason=cleaned["reason"],
            seen=cleaned["seen"],
            now=request.desk.now,
        )
        waits = changed.confirmations.filter(kind="group", state=Confirmation.State.WAITING).exists()
        _say(request, waits, _("De doelgroep is veranderd. Het hele dossier is opnieuw beoordeeld."))

    return _page(request, found, form, write, "agreements/group.html", {})


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _initial(rhythm: Rhythm | None, today: dt.date) -> dict[str, Any]:
    if rhythm is None:
        return {"valid_from": today}
    return {
        "contacts": rhythm.contacts,
        "per_days": rhythm.per_days,
        "medium": int(rhythm.medium),
        "valid_from": today,
    }


def _rhythm(form: RhythmForm) -> Rhythm:
    rhythm = form.rhythm
    assert rhythm is not None, "a form that is valid has one"
    return rhythm


def _say(request: StaffRequest, waits: bool, done: str) -> None:
    if waits:
        done += " " + _("Het geldt meteen. Je teamleider moet het nog bevestigen.")
    messages.success(request, done)


def _rhythm_page(
    request: StaffRequest,
    case: Case,
    form: RhythmForm,
    meant: Callable[[Case, dt.date, Rhythm], meaning.Shown],
    write: Callable[[dict[str, Any]], None],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Show a form with a rhythm and what it would mean: at once with htmx, by a button without."""
    _municipality, today = place_of(request)
    preview = request.POST.get("doe") == PREVIEW
    if not form.is_bound:
        rhythm = (
            Rhythm(form.initial["contacts"], form.initial["per_days"], Medium(form.initial["medium"]))
            if "contacts" in form.initial
            else None
        )
        day = today
    else:
        form.is_valid()
        rhythm, day = form.rhythm, form.cleaned_data.get("valid_from") or today
    day = min(max(day, case.opened_on), max(today, case.opened_on) + dt.timedelta(days=366))
    shown = meant(case, day, rhythm) if rhythm is not None else None
    context = context | {"meaning": shown}
    if preview and request.htmx:
        return render(request, "agreements/_meaning.html", context)
    if preview:
        # What was typed stays; that the rest is not filled in yet is no fault while one only looks.
        asked = {name for name in form.errors if name in ("contacts", "per_days", "medium", "valid_from")}
        for name in set(form.errors) - asked:
            del form.errors[name]
        return _show(request, case, form, template, context, status=200)
    return _page(request, case, form, write, template, context)


def _page(
    request: StaffRequest,
    case: Case,
    form: forms.Form,
    write: Callable[[dict[str, Any]], None],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Show a form, or write what it says and go back to the case."""
    if form.is_bound and form.is_valid():
        try:
            write(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("case", case.pk)
    return _show(request, case, form, template, context, status=422 if form.is_bound else 200)


def _show(
    request: StaffRequest, case: Case, form: forms.Form, template: str, context: dict[str, Any], status: int
) -> HttpResponse:
    log_read(user_id=request.desk.user.pk, case=case)
    _municipality, today = place_of(request)
    shown = {"section": "cases", "case": case, "form": form, "today": today, **context}
    return render(request, template, shown, status=status)
