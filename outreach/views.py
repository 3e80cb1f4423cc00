"""The screens about a flag and its answers, and about signs of life."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.views import add_rest
from cases import phrases
from cases.models import Case, Flag
from cases.rules import Rule
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from outreach import actions, on_case
from outreach.clock import State
from outreach.forms import AnswerForm, SentOnce, SignForm, TakeBackForm
from outreach.models import SignOfLife
from outreach.readings import readings
from wijkzorg.audit.actions import log_read

WRITING = ["GET", "HEAD", "POST"]


def own_case_or_404(request: StaffRequest, pk: int) -> Case:
    """The door to a case for whoever changes something of it: of own teams, not through broken glass."""
    own = Case.objects.of_own_teams(request.desk)
    return get_object_or_404(
        own.select_related("resident__neighbourhood", "worker", "team__organisation", "municipality"), pk=pk
    )


def page(
    request: StaffRequest, case: Case, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Show a page about a case, and log that it was read."""
    log_read(user_id=request.desk.user.pk, case=case)
    shown = {"section": "cases", "case": case, "name": case.resident.name, **context}
    return render(request, template, shown, status=status)


def take_faults(form: SentOnce, error: ValidationError, **hidden: Any) -> None:
    """Show what an action refused at its field, and let the form be sent again as it stands."""
    if getattr(error, "code", None) in (actions.ALREADY_SENT, actions.CHANGED_MEANWHILE):
        form.send_again(**hidden)
    form.add_error(None, error)


def back_to(case: Case, part: str) -> str:
    """Return where the page of a case shows a part of it."""
    return f"{reverse('case', args=[case.pk])}#{part}"


@require_http_methods(WRITING)
@staff
@caseworker
def answer_flag(request: StaffRequest, pk: int, flag: int) -> HttpResponse:
    """Answer a flag with a plan and a date; the same plan may answer the other flags of the case."""
    case = own_case_or_404(request, pk)
    municipality, today = place_of(request)
    wanted = get_object_or_404(Flag.objects.filter(case=case), pk=flag)
    rows = readings(
        list(case.flags.exclude(state=Flag.State.CLOSED).order_by("pk")), today, municipality.zone
    )
    asking = [row for row in rows if row.flag.pk != flag and row.state is not State.PLANNED]
    others = [(row.flag.pk, phrases.capital(phrases.of_rule(Rule(row.flag.kind)))) for row in asking]
    form = AnswerForm(request.POST or None, seen=actions.last_answer_of(case), others=others)
    add_rest(form, lambda said: actions.until_faults(said["until"], today), "until")
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        also = set(cleaned.pop("also"))
        chosen = [wanted, *(row.flag for row in asking if row.flag.pk in also)]
        try:
            actions.answer_flags(
                actor=worker_of(request), case=case, flags=chosen, now=request.desk.now, **cleaned
            )
        except ValidationError as error:
            take_faults(form, error, seen=actions.last_answer_of(case))
        else:
            messages.success(request, _("Het plan staat in het dossier."))
            return redirect(back_to(case, "signalen"))
    own = next((row for row in rows if row.flag.pk == flag), None)
    context = {
        "form": form,
        "look": phrases.RULES[Rule(wanted.kind)],
        "since": phrases.since(wanted.since, today),
        "foot": on_case.foot(own, today, municipality.zone) if own else None,
    }
    status = 422 if request.method == "POST" else 200
    return page(request, case, "outreach/answer.html", context, status=status)


@require_http_methods(WRITING)
@staff
@caseworker
def record_sign(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that somebody who is no professional saw the resident."""
    case = own_case_or_404(request, pk)
    municipality, _today = place_of(request)
    form = SignForm(request.POST or None, zone=municipality.zone, now=request.desk.now)

    def faults(said: dict[str, Any]) -> dict[str, str]:
        return actions.seen_faults(said["seen_at"], municipality.day_of(said["seen_at"]), request.desk.now)

    add_rest(form, faults, "seen_at")
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_sign(
                actor=worker_of(request), case=case, now=request.desk.now, **form.cleaned_data
            )
        except ValidationError as error:
            take_faults(form, error)
        else:
            messages.success(request, _("Het teken van leven staat in het dossier. De klokken lopen door."))
            return redirect(back_to(case, "tekens"))
    status = 422 if request.method == "POST" else 200
    return page(request, case, "outreach/sign.html", {"form": form}, status=status)


@require_POST
@staff
@caseworker
def read_sign(request: StaffRequest, pk: int, sign: int) -> HttpResponse:
    """Say that a sign of life was read."""
    case = own_case_or_404(request, pk)
    found = get_object_or_404(SignOfLife.objects.filter(case=case), pk=sign)
    actions.read_sign(actor=worker_of(request), sign=found, now=request.desk.now)
    return redirect(back_to(case, "tekens"))


@require_http_methods(WRITING)
@staff
@caseworker
def take_back_sign(request: StaffRequest, pk: int, sign: int) -> HttpResponse:
    """Take back a sign of life that was recorded by mistake."""
    case = own_case_or_404(request, pk)
    municipality, today = place_of(request)
    found = get_object_or_404(SignOfLife.objects.filter(case=case).select_related("recorded_by"), pk=sign)
    form = TakeBackForm(request.POST or None, seen=actions.version_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back_sign(
                actor=worker_of(request), sign=found, now=request.desk.now, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Weggehaald. In de geschiedenis staat wat het was."))
            return redirect(back_to(case, "tekens"))
    context = {"form": form, "sign": on_case.sign_shown(found, today, municipality.zone)}
    status = 422 if request.method == "POST" else 200
    return page(request, case, "outreach/take_back_sign.html", context, status=status)
