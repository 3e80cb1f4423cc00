"""The screens of reports for who works with them: the list, one report and what is done with it, a new one, a round."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import asking
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from neighbourhoods.models import Neighbourhood
from reports import actions, rounds, screens, words
from reports.forms import CloseForm, NoteForm, PostponeForm, RoundForm, StaffReportForm
from reports.models import Channel, Outcome, Report, State
from residents.models import Resident
from residents.search import alike
from roster import duty
from roster.querysets import led_teams
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.shell.digits import whole

Forms = dict[str, forms.Form]
AT_DESK = {Membership.Role.CENTRE_STAFF, Membership.Role.COORDINATOR}


def _round(request: StaffRequest) -> rounds.NextRound | None:
    """Return the round that one tap notes for who is at the desk."""
    _municipality, today = place_of(request)
    rows = asking.read(_rounds, request.desk, today)
    return rounds.coming(request.session, rows.get(rounds.ROUND, ()))


def _rounds(desk: Desk, _today: dt.date) -> Iterator[Any]:
    yield from rounds.parts(desk)


def _among(request: StaffRequest) -> Any:
    municipality, _today = place_of(request)
    return Neighbourhood.objects.current().filter(municipality=municipality)


def report_or_404(request: StaffRequest, pk: int) -> Report:
    """The one door to a report."""
    rows = Report.objects.visible_to(request.desk)
    return get_object_or_404(
        rows.select_related(
            "neighbourhood", "resident", "case", "taken_up_by", "filed_by", "municipality", "team"
        ),
        pk=pk,
    )


@require_safe
@staff
@caseworker
def reports(request: StaffRequest) -> HttpResponse:
    """Show what is on my duty, what I took up, what my teams have, and what ended lately."""
    municipality, today = place_of(request)
    found = screens.lists(request.desk, today)
    residents = {row.report.resident_id for rows in found.values() for row in rows} - {None}
    if residents:
        log_event(
            action=Action.LIST,
            municipality_id=municipality.pk,
            user_id=request.desk.user.pk,
            resident_ids=sorted(number for number in residents if number is not None),
            object_kind="report",
        )
    held = duty.held_by(worker_of(request).pk, municipality, request.desk.now)
    context = {
        "section": "reports",
        "lists": found,
        "shifts": words.duty(held, municipality.zone, today),
        "round": _round(request),
        "leads": bool(led_teams(request.desk)),
        "public": request.build_absolute_uri(reverse("worry", args=[municipality.code])),
    }
    return render(request, "reports/list.html", context)


@require_safe
@staff
@caseworker
def report(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one report: what was told, whose it is, what was done, and what can be done now."""
    return _page(request, report_or_404(request, pk), {})


def _page(request: StaffRequest, found: Report, bound: Forms, status: int = 200) -> HttpResponse:
    municipality, today = place_of(request)
    actions.log_read(found, worker_of(request))
    mine = found.taken_up_by_id == request.desk.user.pk and found.state == State.TAKEN_UP
    context: dict[str, Any] = {
        "section": "reports",
        "report": found,
        "row": screens.row(found, municipality.zone, today),
        "mine": mine,
        "today": today,
        "taken_up": words.moment(found.taken_up_at, municipality.zone, today) if found.taken_up_at else "",
        "steps": screens.steps(
            found.steps.select_related("actor").order_by("-at", "-pk"), municipality.zone, today, found
        ),
        "reporter_heard": found.steps.filter(kind=actions.Kind.REPORTER_TOLD).exists(),
        "reporter_known": bool(found.reporter_name or found.reporter_phone or found.reporter_email),
        "faults": [error for form in bound.values() for errors in form.errors.values() for error in errors],
        "may_see_case": found.case is not None and found.case.team_id in request.desk.case_teams,
    }
    if mine:
        context["note_form"] = bound.get("note") or NoteForm(
            initial={"token": uuid.uuid4()}, auto_id="notitie-%s"
        )
        context["postpone_form"] = bound.get("postpone") or PostponeForm(auto_id="later-%s")
        seen = actions.version_of(found)
        context["close_form"] = bound.get("close") or CloseForm(initial={"seen": seen}, auto_id="einde-%s")
        context |= _candidates(request, found)
    if found.of_place:
        context |= {
            "beside": screens.beside(found),
            "rounds": rounds.lately(found.neighbourhood_id, request.desk.now),
        }
        context["round_moments"] = [
            (each, words.moment(each.ended_at, municipality.zone, today)) for each in context["rounds"]
        ]
    return render(request, "reports/report.html", context, status=status)


def _candidates(request: StaffRequest, found: Report) -> dict[str, Any]:
    """Look for the resident whom a report is about, among those whom one may see."""
    asked = request.GET.get("bewoner", "").strip()[:200]
    if not asked or found.of_place:
        return {"asked": ""}
    visible = Resident.objects.visible_to(request.desk).select_related("neighbourhood")
    ids = alike(asked, None)
    seen = {one.pk: one for one in visible.filter(pk__in=ids)}
    ordered = [seen[pk] for pk in ids if pk in seen][:8]
    log_event(
        action=Action.SEARCH,
        municipality_id=found.municipality_id,
        user_id=request.desk.user.pk,
        resident_ids=sorted(one.pk for one in ordered),
    )
    return {"asked": asked, "candidates": ordered}


def _does(
    request: StaffRequest, found: Report, form: forms.Form | None, key: str, do: Callable[[], Any], said: str
) -> HttpResponse:
    """Do one thing with a report; what went wrong stands on its page, with what was typed."""
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
    return _page(request, report_or_404(request, found.pk), {key: form}, status=422)


def _back(request: StaffRequest, found: Report) -> HttpResponse:
    """Return to the report; to the list where it is not one's own to see any more."""
    if Report.objects.visible_to(request.desk).filter(pk=found.pk).exists():
        return redirect("report", found.pk)
    return redirect("reports")


@require_POST
@staff
@caseworker
def take_up(request: StaffRequest, pk: int) -> HttpResponse:
    """Take up a report, or go on with one that a colleague had."""
    found = report_or_404(request, pk)
    instead_of = whole(request.POST.get("had", ""))
    return _does(
        request,
        found,
        None,
        "",
        lambda: actions.take_up(
            actor=worker_of(request), report=found, now=request.desk.now, instead_of=instead_of
        ),
        _("Opgepakt. De melding is nu van jou."),
    )


@require_POST
@staff
@caseworker
def note(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down what was done."""
    found = report_or_404(request, pk)
    form = NoteForm(request.POST, auto_id="notitie-%s")
    return _does(
        request,
        found,
        form,
        "note",
        lambda: actions.note(
            actor=worker_of(request), report=found, now=request.desk.now, **form.cleaned_data
        ),
        _("Opgeschreven."),
    )


@require_POST
@staff
@caseworker
def reporter(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down that the reporter heard."""
    found = report_or_404(request, pk)
    return _does(
        request,
        found,
        None,
        "",
        lambda: actions.reporter_told(actor=worker_of(request), report=found, now=request.desk.now),
        _("Opgeschreven: de melder weet dat je ermee bezig bent."),
    )


@require_POST
@staff
@caseworker
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down that the person knows, or until when that can wait."""
    found = report_or_404(request, pk)
    actor, now = worker_of(request), request.desk.now
    if "later" not in request.POST:
        return _does(
            request,
            found,
            None,
            "",
            lambda: actions.person_told(actor=actor, report=found, now=now),
            _("Opgeschreven: de persoon weet van de melding."),
        )
    form = PostponeForm(request.POST, auto_id="later-%s")
    return _does(
        request,
        found,
        form,
        "postpone",
        lambda: actions.postpone_telling(actor=actor, report=found, now=now, **form.cleaned_data),
        _("Opgeschreven: vertellen kan later."),
    )


@require_POST
@staff
@caseworker
def resident(request: StaffRequest, pk: int) -> HttpResponse:
    """Say which resident a report is about."""
    found = report_or_404(request, pk)
    number = whole(request.POST.get("resident", ""))
    if number is None:
        raise Http404
    whom = get_object_or_404(Resident.objects.visible_to(request.desk), pk=number)
    return _does(
        request,
        found,
        None,
        "",
        lambda: actions.is_about(actor=worker_of(request), report=found, resident=whom, now=request.desk.now),
        _("De melding staat nu bij %(name)s.") % {"name": whom.name},
    )


@require_POST
@staff
@caseworker
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """End a report with what became of it."""
    found = report_or_404(request, pk)
    form = CloseForm(request.POST, auto_id="einde-%s")

    def end() -> None:
        data = {**form.cleaned_data, "outcome": Outcome(form.cleaned_data["outcome"])}
        actions.close_report(actor=worker_of(request), report=found, now=request.desk.now, **data)

    return _does(request, found, form, "close", end, _("De melding is afgerond."))


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def new(request: StaffRequest) -> HttpResponse:
    """Enter a report that somebody tells by phone or at the desk; who works at a desk enters it and reads none."""
    if not request.desk.case_teams and not AT_DESK & request.desk.roles:
        raise Http404
    return _new(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def for_resident(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter a report at the desk about somebody whom it found: who and where are known."""
    found = Resident.objects.at_desk(request.desk).select_related("neighbourhood", "municipality")
    return _new(request, get_object_or_404(found, pk=pk))


def _new(request: StaffRequest, resident: Resident | None) -> HttpResponse:
    municipality, today = place_of(request)
    form = StaffReportForm(
        request.POST if request.method == "POST" else None,
        among=_among(request),
        initial={
            "neighbourhood": request.GET.get("buurt"),
            "channel": Channel.PHONE if request.desk.case_teams and resident is None else Channel.DESK,
        },
        resident=resident,
    )
    if request.method == "POST" and form.is_valid():
        made = actions.file_report(
            municipality=municipality,
            neighbourhood=resident.neighbourhood if resident else form.cleaned_data["neighbourhood"],
            told=form.told,
            reporter=form.reporter,
            channel=Channel(form.cleaned_data["channel"]),
            token=form.cleaned_data["token"],
            actor=worker_of(request),
            now=request.desk.now,
            resident=resident,
        )
        _say_whose(request, made, municipality.zone, today)
        if resident is not None:
            return redirect("desk-person", resident.pk)
        return _back(request, made) if request.desk.case_teams else redirect("report-new")
    context = {"section": "desk" if resident else "reports", "form": form, "resident": resident}
    return render(request, "reports/new.html", context, status=422 if request.method == "POST" else 200)


def _say_whose(request: StaffRequest, made: Report, zone: Any, today: dt.date) -> None:
    """Tell who entered a report whose it is, so that they can say so on the phone."""
    answer = duty.on_duty(made.municipality_id, made.neighbourhood_id, made.duty_kind, request.desk.now)
    if answer.user is not None:
        said = _("Vastgelegd. De melding ligt bij %(who)s, die nu dienst heeft.") % {"who": answer.user}
    elif made.belongs_from is not None:
        said = _("Vastgelegd. Er is nu niemand op dienst; de volgende dienst begint %(when)s.") % {
            "when": words.coming(made.belongs_from, zone, today)
        }
    else:
        said = _("Vastgelegd. Er staat niemand op het rooster; de melding ligt bij de teamleiders.")
    messages.success(request, said)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
def street_round(request: StaffRequest) -> HttpResponse:
    """Note a round in the street."""
    municipality, _today = place_of(request)
    if request.method == "POST":
        form = RoundForm(request.POST, among=_among(request))
        if form.is_valid():
            made = rounds.note_round(actor=worker_of(request), now=request.desk.now, **form.cleaned_data)
            rounds.remember(request.session, made)
            words_of = {"place": made.neighbourhood.name, "minutes": made.minutes}
            messages.success(request, _("Ronde genoteerd: %(place)s, %(minutes)s minuten.") % words_of)
            return redirect("today" if request.POST.get("terug") == "vandaag" else "reports")
    else:
        shifts = duty.held_by(worker_of(request).pk, municipality, request.desk.now)
        last = _round(request)
        usual = last.neighbourhood if last else next((shift.neighbourhood_id for shift in shifts), None)
        form = RoundForm(among=_among(request), initial={"neighbourhood": usual})
    status = 422 if request.method == "POST" else 200
    context = {"section": "reports", "form": form, "taps": rounds.TAPS}
    return render(request, "reports/round.html", context, status=status)
