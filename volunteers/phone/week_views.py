"""A volunteer's week: how full it is, what they give, when they are away, that it is too much, that they stop."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.views import StaffRequest, place_of, worker_of
from volunteers import held, volunteering
from volunteers.models import Task
from volunteers.phone import words
from volunteers.phone.door import WRITING, VolunteerRequest, me_or_none, role, today_of, tried, volunteer
from volunteers.phone.forms import AwayForm, GivesForm
from volunteers.phone.week import week_page
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action


@require_safe
@volunteer
def week(request: VolunteerRequest) -> HttpResponse:
    """Show how full my week is."""
    me = request.volunteer
    context = {"section": "my-week", "me": me, "week": week_page(me, request.desk.now)}
    return render(request, "volunteers/phone/week.html", context)


@require_POST
@volunteer
def too_much(request: VolunteerRequest) -> HttpResponse:
    """Say that it is too much."""
    me, now = request.volunteer, request.desk.now
    said = _("Goed dat je het zegt. We vragen je nu minder.")
    tried(request, lambda: volunteering.too_much(actor=me.user, volunteer=me, now=now), said)
    return redirect("my-week")


@require_POST
@volunteer
def not_too_much(request: VolunteerRequest) -> HttpResponse:
    """Take back that it is too much."""
    me, now = request.volunteer, request.desk.now
    said = _("Fijn. We vragen je weer als er iets is.")
    tried(request, lambda: volunteering.not_too_much(actor=me.user, volunteer=me, now=now), said)
    return redirect("my-week")


@require_http_methods(WRITING)
@role
def gives(request: StaffRequest) -> HttpResponse:
    """Change what I give; of whoever has not said it yet, ask it first."""
    me = me_or_none(request)
    seen = volunteering.version_of(me) if me else 0
    municipality, _today = place_of(request)
    sent = request.POST if request.method == "POST" else None
    form = GivesForm(sent, municipality=municipality, volunteer=me, seen=seen)
    if request.method == "POST" and form.is_valid():
        actor, now = worker_of(request), request.desk.now
        try:
            if me is None:
                volunteering.join(
                    actor=actor, municipality=municipality, user=actor, gives=form.gives, now=now
                )
            else:
                seen = form.cleaned_data["seen"]
                volunteering.change(actor=actor, volunteer=me, gives=form.gives, now=now, seen=seen)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("Bewaard. Dank je wel.") if me else _("Welkom. We vragen je als er iets is.")
            messages.success(request, said)
            return redirect("my-week" if me else "my-offers")
    status = 422 if request.method == "POST" else 200
    context = {"section": "my-week", "me": me, "form": form}
    return render(request, "volunteers/phone/gives.html", context, status=status)


@require_http_methods(WRITING)
@volunteer
def away(request: VolunteerRequest) -> HttpResponse:
    """Say from when until when I am away; of each task in it, whether it stays or is handed back."""
    me, now = request.volunteer, request.desk.now
    form = AwayForm(request.POST if request.method == "POST" else None)
    promised: list[tuple[int, str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        answers = form.answers
        try:
            row = volunteering.go_away(
                actor=me.user,
                volunteer=me,
                first_day=form.cleaned_data["first_day"],
                last_day=form.cleaned_data["last_day"],
                now=now,
                tasks=answers,
            )
        except ValidationError as error:
            form.add_error(None, error)
            if getattr(error, "code", "") == volunteering.TASKS_MEANWHILE:
                promised = [
                    (
                        task.pk,
                        words.what(task.request),
                        words.when_of(task, today_of(request)),
                        answers.get(task.pk, ""),
                    )
                    for task in form.promised(me, now)
                ]
        else:
            today = today_of(request)
            said = {"first": words.on(row.first_day, today), "day": words.on(row.last_day, today)}
            later = row.first_day > today
            saved = (
                _("Bewaard. We vragen je niets van %(first)s tot en met %(day)s.")
                if later
                else _("Bewaard. We vragen je niets tot en met %(day)s.")
            )
            messages.success(request, saved % said)
            return redirect("my-week")
    status = 422 if request.method == "POST" else 200
    context = {"section": "my-week", "me": me, "form": form, "promised": promised}
    return render(request, "volunteers/phone/away.html", context, status=status)


@require_POST
@volunteer
def back(request: VolunteerRequest) -> HttpResponse:
    """Be there again, earlier than was said."""
    me, now = request.volunteer, request.desk.now
    said = _("Welkom terug. We vragen je weer als er iets is.")
    tried(request, lambda: volunteering.come_back(actor=me.user, volunteer=me, now=now), said)
    return redirect("my-week")


@require_http_methods(WRITING)
@volunteer
def stop(request: VolunteerRequest) -> HttpResponse:
    """Stop helping: first the page that says what it means."""
    me, now = request.volunteer, request.desk.now
    if request.method == "POST":
        said = _("Je bent gestopt. Dank je wel voor alles wat je deed.")
        tried(request, lambda: volunteering.stop(actor=me.user, volunteer=me, now=now), said)
        return redirect("my-offers")
    going = Task.objects.going().filter(volunteer=me, ends_at__gt=now).count()
    context = {"section": "my-week", "me": me, "going": going}
    return render(request, "volunteers/phone/stop.html", context)


@require_safe
@volunteer
def what_is_held(request: VolunteerRequest) -> HttpResponse:
    """Show all that is held of me as a volunteer."""
    me = request.volunteer
    sections = held.of_user(me.user, me.municipality, request.desk.now)
    return render(
        request, "volunteers/phone/held.html", {"section": "my-week", "me": me, "sections": sections}
    )


@require_POST
@volunteer
def held_file(request: VolunteerRequest) -> HttpResponse:
    """Give me the same as a file, which another program can read."""
    me = request.volunteer
    sections = held.of_user(me.user, me.municipality, request.desk.now)
    log_event(
        action=Action.EXPORT,
        municipality_id=me.municipality_id,
        user_id=me.user_id,
        object_kind="volunteer",
        object_id=me.pk,
    )
    response = HttpResponse(held.as_json(sections), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="wijkzorg-gegevens.json"'
    response["Cache-Control"] = "private, no-store"
    return response
