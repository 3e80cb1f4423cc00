"""Handing a case over."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.models import Case
from cases.views import StaffRequest, case_or_404, caseworker, place_of, staff, worker_of
from teams.actions import accept_transfer, offer_transfer, refuse_transfer, withdraw_transfer
from teams.desk import add_errors
from teams.forms import AnswerForm, TransferForm
from teams.models import Transfer
from teams.querysets import to_be_answered_by
from wijkzorg.accounts.models import CASE_ROLES, Membership, Team, User
from wijkzorg.audit.actions import log_read


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
def offer(request: StaffRequest, pk: int) -> HttpResponse:
    """Offer a case to a colleague or another team, with a note."""
    found = case_or_404(request, pk)
    get_object_or_404(Case.objects.of_own_teams(request.desk), pk=pk)  # not through broken glass
    _municipality, today = place_of(request)
    log_read(user_id=request.desk.user.pk, case=found)
    form = TransferForm(
        request.POST if request.method == "POST" else None, receivers=_receivers(request, found, today)
    )
    if form.is_valid():
        team_id, _dash, worker_id = form.cleaned_data["receiver"].partition("-")
        try:
            made = offer_transfer(
                actor=worker_of(request),
                case=found,
                to_team=Team.objects.get(pk=team_id),
                to_worker=User.objects.get(pk=worker_id) if worker_id else None,
                note=form.cleaned_data["note"],
                now=request.desk.now,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            said = _("Aangeboden aan %(who)s. Het dossier blijft van jou tot het is aangenomen.")
            messages.success(request, said % {"who": made.receiver})
            return redirect("case", found.pk)
    waiting = Transfer.objects.waiting().filter(case=found).select_related("to_team", "to_worker").first()
    context = {"section": "cases", "case": found, "form": form, "waiting": waiting}
    return render(request, "teams/transfer_new.html", context, status=422 if form.errors else 200)


def _receivers(request: StaffRequest, case: Case, today: dt.date) -> list[tuple[str, str]]:
    """Return whom one can ask: colleagues of one's teams by name, and every other team."""
    rows = (
        Membership.objects.on(today)
        .filter(
            team_id__in={*request.desk.case_teams, case.team_id}, role__in=CASE_ROLES, user__is_active=True
        )
        .select_related("user", "team")
        .order_by("user__name", "user_id")
    )
    people = {
        f"{row.team_id}-{row.user_id}": f"{row.user}, {row.team}"
        for row in rows
        if (row.user_id, row.team_id) != (case.worker_id, case.team_id)
    }
    others = Team.objects.exclude(pk=case.team_id).order_by("name")
    return [*people.items(), *((f"{team.pk}-", str(team)) for team in others)]


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
def transfer(request: StaffRequest, transfer: int) -> HttpResponse:
    """Show an offer to who may answer it or made it: take the case, refuse, or take the offer back."""
    # Asked before the offer is read: of who answers at this moment the one sees that it waits, or the other the answer.
    mine = Transfer.objects.waiting().filter(to_be_answered_by(request.desk), pk=transfer)
    may_answer = mine.exists()
    rows = Transfer.objects.visible_to(request.desk).select_related(
        "case__resident__neighbourhood",
        "from_team",
        "from_worker",
        "to_team",
        "to_worker",
        "offered_by",
        "answered_by",
    )
    found = get_object_or_404(rows, pk=transfer)
    _municipality, today = place_of(request)
    may_withdraw = found.state == Transfer.State.WAITING and found.case.team_id in request.desk.case_teams
    people = _takers(found, today) if may_answer and found.to_worker_id is None else []
    form = AnswerForm(request.POST if request.method == "POST" else None, people=people)
    log_read(user_id=request.desk.user.pk, case=found.case, reason=_("overdracht"))
    if form.is_valid():
        try:
            return _answered(request, found, form, may_answer, may_withdraw)
        except ValidationError as error:
            add_errors(form, error)
    context = {
        "section": "today",
        "transfer": found,
        "case": found.case,
        "own": found.case.team_id in request.desk.case_teams,
        "may_answer": may_answer,
        "may_withdraw": may_withdraw,
        "may_offer": found.state == Transfer.State.REFUSED and found.case.team_id in request.desk.case_teams,
        "form": form,
        "today": today,
    }
    return render(request, "teams/transfer.html", context, status=422 if form.errors else 200)


def _takers(found: Transfer, today: dt.date) -> list[tuple[int, str]]:
    rows = Membership.objects.on(today).filter(team=found.to_team, role__in=CASE_ROLES, user__is_active=True)
    return sorted(
        {row.user_id: str(row.user) for row in rows.select_related("user")}.items(), key=lambda one: one[1]
    )


def _answered(
    request: StaffRequest, found: Transfer, form: AnswerForm, may_answer: bool, may_withdraw: bool
) -> HttpResponse:
    """Do what the button says; raises ValidationError where that cannot be."""
    actor, now, step = worker_of(request), request.desk.now, request.POST.get("stap", "")
    name = found.case.resident.name
    if step == "intrekken" and (may_withdraw or found.state != Transfer.State.WAITING):
        withdraw_transfer(actor=actor, transfer=found, now=now)
        messages.success(request, _("De overdracht van %(name)s is ingetrokken.") % {"name": name})
        return redirect("case", found.case_id)
    if step == "aannemen" and (may_answer or found.state != Transfer.State.WAITING):
        chosen = form.cleaned_data.get("worker")
        worker = found.to_worker or User.objects.filter(pk=chosen or 0).first()
        if worker is None:
            raise ValidationError({"worker": _("Kies wie het dossier krijgt.")})
        accept_transfer(actor=actor, transfer=found, worker=worker, now=now)
        messages.success(request, _("%(name)s is nu van %(who)s.") % {"name": name, "who": worker})
        return redirect("case", found.case_id)
    if step == "weigeren" and (may_answer or found.state != Transfer.State.WAITING):
        refuse_transfer(actor=actor, transfer=found, answer=form.cleaned_data["answer"], now=now)
        messages.success(
            request, _("Je neemt %(name)s niet over. Dat staat nu bij wie het aanbood.") % {"name": name}
        )
        return redirect("today")
    raise ValidationError(_("Dit kan nu niet. Er is niets veranderd."))
