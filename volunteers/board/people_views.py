"""The screens of volunteers for their coordinator: the list, one of them, and what is noted on their behalf."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.views import StaffRequest, place_of, staff, worker_of
from volunteers import volunteering, words
from volunteers.board import people, request_page
from volunteers.board.doors import coordinator, volunteer_or_404
from volunteers.board.people_forms import AwayForm, GivesForm, VogForm, of_volunteer
from volunteers.board.request_views import number
from volunteers.models import Away, Block, HelpRequest, Offer, Task, Volunteer
from volunteers.volunteering import TASKS_MEANWHILE
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.shell import throttle
from wijkzorg.shell.digits import whole
from wijkzorg.shell.guarded_forms import refuse

Forms = dict[str, forms.Form]
SHOWN = 12


@require_safe
@staff
@coordinator
@throttle.limited(*throttle.SEARCH, when=lambda request: bool(request.GET.get("q")))
def volunteers(request: StaffRequest) -> HttpResponse:
    """Show the volunteers of own centres, by name, a page at a time."""
    show, query = request.GET.get("toon", ""), request.GET.get("q", "").strip()[:100]
    show = show if show in people.SHOWS else ""
    page, rows = people.page(request.desk, show, query, whole(request.GET.get("pagina", "")))
    _log(request, Action.SEARCH if query else Action.LIST)
    kept = {name: value for name, value in (("toon", show), ("q", query)) if value}
    context = {
        "section": "volunteers",
        "show": show,
        "shows": people.SHOWS.items(),
        "query": query,
        "page": page,
        "rows": rows,
        "kept": f"{urlencode(kept)}&" if kept else "",
    }
    return render(request, "volunteers/board/volunteers.html", context)


def _log(request: StaffRequest, action: Action, volunteer: Volunteer | None = None) -> None:
    municipality, _today = place_of(request)
    log_event(
        action=action,
        municipality_id=municipality.pk,
        user_id=request.desk.user.pk,
        object_kind="volunteer",
        object_id=volunteer.pk if volunteer else "",
    )


@require_safe
@staff
@coordinator
def volunteer(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one volunteer: how much they can still give, what they promised, and what is noted."""
    return _page(request, volunteer_or_404(request, pk), {})


def _page(request: StaffRequest, found: Volunteer, bound: Forms, status: int = 200) -> HttpResponse:
    _municipality, today = place_of(request)
    desk = request.desk
    _log(request, Action.READ, found)
    seen = HelpRequest.objects.visible_to(desk)
    # Of a request elsewhere the coordinator of that place knows for whom it is.
    tasks = Task.objects.filter(volunteer=found, request__in=seen.values("pk"))
    tasks = tasks.select_related("request__resident", "volunteer__user")
    offers = Offer.objects.filter(volunteer=found, request__in=seen.values("pk"))
    (person,) = people.people(desk, [found])
    away = Away.objects.filter(volunteer=found, last_day__gte=today).order_by("first_day")
    context: dict[str, Any] = {
        "section": "volunteers",
        "one": found,
        "person": person,
        "today": today,
        "coming": request_page.tasks(
            desk, list(tasks.going().filter(ends_at__gt=desk.now).order_by("starts_at")[:SHOWN])
        ),
        "past": request_page.tasks(
            desk, list(tasks.exclude(state=Task.State.ACCEPTED, ends_at__gt=desk.now).order_by("-starts_at")[:SHOWN])
        ),
        "elsewhere": Task.objects.going().filter(volunteer=found, ends_at__gt=desk.now)
        .exclude(request__in=seen.values("pk")).count(),
        "offers": [
            (offer, words.what(offer.request), words.moment(offer.offered_at, found.municipality.zone, today))
            for offer in offers.select_related("request").order_by("-offered_at", "-pk")[:SHOWN]
        ],
        "away": away,
        "blocks": Block.objects.visible_to(desk).in_force().filter(volunteer=found).order_by("-made_at"),
        "faults": [error for form in bound.values() for errors in form.errors.values() for error in errors],
        "away_form": bound.get("away") or AwayForm(auto_id="weg-%s", initial={"first_day": today}),
        "ask_tasks": "away" in bound and bound["away"].has_error("tasks"),
        "vog_form": bound.get("vog") or VogForm(auto_id="vog-%s"),
    }  # fmt: skip
    return render(request, "volunteers/board/volunteer.html", context, status=status)


def _does(
    request: StaffRequest, found: Volunteer, form: forms.Form, key: str, do: Callable[[], Any], said: str
) -> HttpResponse:
    """Do one thing with a volunteer; what went wrong stands on the page, with what was typed."""
    if form.is_valid():
        try:
            with transaction.atomic():
                do()
        except ValidationError as error:
            if (
                getattr(error, "code", "") == TASKS_MEANWHILE
            ):  # the verb asks the volunteer; here it is the coordinator
                form.add_error("tasks", _("Er is dan iets afgesproken. Kies wat er met die taken gebeurt."))
            else:
                refuse(form, error)
        else:
            messages.success(request, said)
            return redirect("volunteer", found.pk)
    return _page(request, found, {key: form}, status=422)


@require_POST
@staff
@coordinator
def away(request: StaffRequest, pk: int) -> HttpResponse:
    """Note from when until when somebody is away; it ends by itself."""
    found = volunteer_or_404(request, pk)
    form = AwayForm(request.POST, auto_id="weg-%s")
    return _does(
        request,
        found,
        form,
        "away",
        lambda: volunteering.go_away(
            actor=worker_of(request), volunteer=found, now=request.desk.now, **form.cleaned_data
        ),
        _("Opgeschreven. In die dagen vragen we niets."),
    )


@require_POST
@staff
@coordinator
def is_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Note that somebody is there again."""
    found = volunteer_or_404(request, pk)
    volunteering.come_back(actor=worker_of(request), volunteer=found, now=request.desk.now)
    messages.success(request, _("Opgeschreven: er weer bij."))
    return redirect("volunteer", found.pk)


@require_POST
@staff
@coordinator
def vog(request: StaffRequest, pk: int) -> HttpResponse:
    """Note the day and the outcome of a certificate of conduct."""
    found = volunteer_or_404(request, pk)
    form = VogForm(request.POST, auto_id="vog-%s")
    return _does(
        request,
        found,
        form,
        "vog",
        lambda: volunteering.record_vog(
            actor=worker_of(request), volunteer=found, now=request.desk.now, **form.cleaned_data
        ),
        _("De VOG is opgeschreven."),
    )


@require_POST
@staff
@coordinator
def stop(request: StaffRequest, pk: int) -> HttpResponse:
    """Note that somebody stops: what they promised goes back, and somebody else is sought for it."""
    found = volunteer_or_404(request, pk)
    volunteering.stop(actor=worker_of(request), volunteer=found, now=request.desk.now)
    messages.success(request, _("Gestopt. Voor wat was afgesproken zoeken we iemand anders."))
    return redirect("volunteer", found.pk)


@require_POST
@staff
@coordinator
def unblock(request: StaffRequest, pk: int) -> HttpResponse:
    """End a block; neither of the two hears of it."""
    found = volunteer_or_404(request, pk)
    rows = Block.objects.visible_to(request.desk).in_force().filter(volunteer=found)
    held = get_object_or_404(rows.select_related("volunteer"), pk=number(request, "block"))
    volunteering.unblock(actor=worker_of(request), block=held, now=request.desk.now)
    messages.success(request, _("De blokkade is opgeheven."))
    return redirect("volunteer", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@coordinator
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Change what a volunteer can give, from today."""
    found = volunteer_or_404(request, pk)
    data = request.POST if request.method == "POST" else None
    form = GivesForm(data, initial=of_volunteer(found))
    if data is not None:
        form.follow_rules(found)
    if form.is_valid():
        try:
            with transaction.atomic():
                volunteering.change(
                    actor=worker_of(request), volunteer=found, gives=form.gives, now=request.desk.now
                )
        except ValidationError as error:
            refuse(form, error, form.NAMES)
        else:
            messages.success(request, _("Veranderd, vanaf vandaag."))
            return redirect("volunteer", found.pk)
    _log(request, Action.READ, found)
    context = {"section": "volunteers", "one": found, "form": form}
    return render(request, "volunteers/board/change.html", context, status=200 if data is None else 422)
