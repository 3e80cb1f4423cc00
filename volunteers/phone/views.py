"""What is asked of a volunteer, and what they promised. Each tap is a form of its own, and works without a script."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteers import keeping, offering, signs
from volunteers.models import Offer, Task
from volunteers.phone import asked, doing
from volunteers.phone.door import (
    WRITING,
    VolunteerRequest,
    offer_or_404,
    task_or_404,
    today_of,
    tried,
    volunteer,
)
from volunteers.phone.forms import WorryForm
from volunteers.phone.week import is_waiting


@require_safe
@volunteer
def offers(request: VolunteerRequest) -> HttpResponse:
    """Show what is asked of me: my start page."""
    me, now, today = request.volunteer, request.desk.now, today_of(request)
    context = {
        "section": "my-offers",
        "me": me,
        "asked": asked.questions_of(me, now),
        "away": me.away.filter(first_day__lte=today, last_day__gte=today).first(),
        "idle": is_waiting(me, today),
        "going": Task.objects.going().filter(volunteer=me).count(),
    }
    return render(request, "volunteers/phone/offers.html", context)


@require_POST
@volunteer
def accept(request: VolunteerRequest, pk: int) -> HttpResponse:
    """Say yes: the task is mine, or somebody was first."""
    offer = offer_or_404(request, pk)
    said = _("Afgesproken. Dank je wel. Hier staat waar je heen gaat.")
    if offer.state == Offer.State.ACCEPTED:
        said = _("Je zei al ja. Het is één keer afgesproken.")
    done = tried(
        request,
        lambda: offering.accept(actor=request.volunteer.user, offer=offer, now=request.desk.now),
        said,
    )
    if not done:
        return redirect("my-offers")
    first = offer.tasks.filter(state=Task.State.ACCEPTED).order_by("day", "pk").first()
    return redirect("my-task", first.pk) if first else redirect("my-tasks")


@require_POST
@volunteer
def decline(request: VolunteerRequest, pk: int) -> HttpResponse:
    """Say no, without a reason; it is never held against anybody."""
    offer = offer_or_404(request, pk)
    held = offering.decline(actor=request.volunteer.user, offer=offer, now=request.desk.now)
    if held.state == Offer.State.ACCEPTED:
        messages.warning(request, _("Je zei al ja. Kan het toch niet? Geef de taak dan terug."))
        return redirect("my-tasks")
    if held.state == Offer.State.DECLINED:
        messages.success(request, _("Dat is goed. Dank je dat je het zegt."))
    else:
        messages.info(request, _("Al opgelost, dank je."))
    return redirect("my-offers")


@require_safe
@volunteer
def tasks(request: VolunteerRequest) -> HttpResponse:
    """Show what I promised."""
    shown = doing.tasks_of(request.volunteer, request.desk.now)
    doing.log_list(request.volunteer, shown)
    context = {"section": "my-tasks", "me": request.volunteer, "tasks": shown}
    return render(request, "volunteers/phone/tasks.html", context)


def _task_page(request: VolunteerRequest, found: Task, template: str, **more: object) -> HttpResponse:
    """Show a task with what its state lets the volunteer know; whom it shows is logged."""
    one = doing.doing(found, today_of(request), request.desk.now)
    if one.person is not None:
        doing.log_read(found)
    context = {"section": "my-tasks", "me": request.volunteer, "task": one, **more}
    status = 422 if request.method == "POST" else 200
    return render(request, f"volunteers/phone/{template}.html", context, status=status)


@require_safe
@volunteer
def task(request: VolunteerRequest, pk: int) -> HttpResponse:
    """Show one task: for whom and where, as long as it is to be done."""
    found = task_or_404(request, pk)
    return _task_page(request, found, "task", token=uuid.uuid4())


@require_POST
@volunteer
def done(request: VolunteerRequest, pk: int) -> HttpResponse:
    """Say that a task was done; thanks."""
    found = task_or_404(request, pk)
    tried(
        request,
        lambda: keeping.did(actor=request.volunteer.user, task=found, now=request.desk.now),
        _("Dank je wel. Je hebt een buur geholpen."),
    )
    return redirect("my-tasks")


@require_http_methods(WRITING)
@volunteer
def hand_back(request: VolunteerRequest, pk: int) -> HttpResponse:
    """Hand a task back: this date, or of a series all that follow."""
    found = task_or_404(request, pk)
    if request.method != "POST":
        return _task_page(request, found, "hand_back")
    all_that_follow = request.POST.get("wat") == "reeks" and found.request.repeats
    does = lambda: keeping.hand_back(  # noqa: E731
        actor=request.volunteer.user, task=found, now=request.desk.now, also_later=all_that_follow
    )
    tried(request, does, _("Je hebt het teruggegeven. Wij zoeken iemand anders. Dank je dat je het zegt."))
    return redirect("my-tasks")


@require_POST
@volunteer
def seen(request: VolunteerRequest, pk: int) -> HttpResponse:
    """Say that I saw whom the task is for: a sign of life."""
    found = task_or_404(request, pk)
    try:
        token = uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        token = uuid.uuid4()
    if found.state not in (Task.State.ACCEPTED, Task.State.DONE) or found.starts_at > request.desk.now:
        messages.warning(request, _("Zeg dit als je er bent geweest."))
        return redirect("my-task", found.pk)
    tried(
        request,
        lambda: signs.seen(
            actor=request.volunteer.user, request=found.request, token=token, now=request.desk.now
        ),
        _("Dank je. We weten nu dat je deze persoon hebt gezien."),
    )
    return redirect("my-task", found.pk)


@require_http_methods(WRITING)
@volunteer
def worry(request: VolunteerRequest, pk: int) -> HttpResponse:
    """Say that I worry about whom a task is for: a professional reads it; I need not go there again."""
    found = task_or_404(request, pk)
    form = WorryForm(request.POST if request.method == "POST" else None)
    danger = False
    if request.method == "POST" and form.is_valid():
        if form.asks_112:
            form.after_112()
            danger = True
        else:
            data = form.cleaned_data
            filed = tried(
                request,
                lambda: signs.worried(
                    actor=request.volunteer.user,
                    task=found,
                    text=data["text"],
                    token=data["token"],
                    now=request.desk.now,
                    danger=data["danger"],
                    relieve=data["relieve"],
                ),
                _("Dank je. Een medewerker leest het. Je hoort niet wat eruit komt: dat is privé."),
            )
            if filed:
                return redirect("my-tasks")
    return _task_page(request, found, "worry", form=form, danger=danger)
