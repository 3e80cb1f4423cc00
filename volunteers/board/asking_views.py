"""What a coordinator does with a request: ask somebody, take that back, join doubles, keep two apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.views import StaffRequest, staff, worker_of
from volunteers import changing, escalating, filing, keeping, offering
from volunteers.board.doors import coordinator, request_or_404, volunteer_or_404
from volunteers.board.forms import BlockForm, OfferForm
from volunteers.board.request_views import back, does, number
from volunteers.board.suggesting import chances
from volunteers.course import SOUGHT
from volunteers.models import Block, HelpRequest, Offer, Task
from volunteers.volunteering import block as keep_apart
from wijkzorg.audit.models import Action
from wijkzorg.shell.digits import whole
from wijkzorg.shell.guarded_forms import refuse


@require_safe
@staff
@coordinator
def candidates(request: StaffRequest, pk: int) -> HttpResponse:
    """Show who can be asked for a request, as a part of the board; opened by itself it is the request's page."""
    found = request_or_404(request, pk)
    if not request.htmx:
        return redirect("help-request", found.pk)
    changing.log(found, worker_of(request), Action.READ)
    able = chances(request.desk, [found]).get(found.pk) if found.state in SOUGHT else None
    return render(request, "volunteers/board/_candidates.html", {"help": found, "chances": able})


@require_POST
@staff
@coordinator
def offer(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask a volunteer: one of those whom the matching puts first, or another with the reason why."""
    found = request_or_404(request, pk)
    form = OfferForm(request.POST, auto_id="vraag-%s")
    if not form.is_valid():
        raise Http404
    volunteer = volunteer_or_404(request, form.cleaned_data["volunteer"])
    why, numbers = form.cleaned_data["why"].strip(), {}
    if not why:
        able = chances(request.desk, [found]).get(found.pk)
        best = next((one for one in able.best if one.volunteer.pk == volunteer.pk), None) if able else None
        if best is not None:
            why, numbers = _("Voorstel: %(words)s") % {"words": best.words}, dict(best.numbers)
    form = OfferForm(request.POST, auto_id=f"vraag-{volunteer.pk}-%s")
    return does(
        request,
        found,
        form,
        "offer",
        lambda: offering.offer(
            request=found,
            volunteer=volunteer,
            actor=worker_of(request),
            why=why,
            reasons=numbers,
            now=request.desk.now,
        ),
        _("%(who)s is gevraagd.") % {"who": volunteer.user},
    )


@require_POST
@staff
@coordinator
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a question back that waits for an answer."""
    found = request_or_404(request, pk)
    rows = Offer.objects.visible_to(request.desk).filter(request=found).select_related("request")
    held = get_object_or_404(rows, pk=number(request, "offer"))
    return does(
        request,
        found,
        None,
        "",
        lambda: offering.take_back(actor=worker_of(request), offer=held, now=request.desk.now),
        _("De vraag is teruggenomen."),
    )


@require_POST
@staff
@coordinator
def task(request: StaffRequest, pk: int) -> HttpResponse:
    """Say on behalf of a volunteer that a task was done, that they did not come, or that they cannot."""
    found = request_or_404(request, pk)
    rows = Task.objects.visible_to(request.desk).filter(request=found)
    held = get_object_or_404(rows.select_related("request", "volunteer__user"), pk=number(request, "task"))
    actor, now = worker_of(request), request.desk.now
    doing: dict[str, tuple[Callable[[], Any], str]] = {
        "done": (lambda: keeping.did(actor=actor, task=held, now=now), _("Opgeschreven: gedaan.")),
        "no_show": (
            lambda: keeping.did_not_come(actor=actor, task=held, now=now),
            _("Opgeschreven: niet gekomen."),
        ),
        "hand_back": (
            lambda: keeping.hand_back(actor=actor, task=held, now=now),
            _("Teruggegeven. We zoeken iemand anders."),
        ),
        "hand_back_all": (
            lambda: keeping.hand_back(actor=actor, task=held, now=now, also_later=True),
            _("Teruggegeven, ook wat daarna komt. We zoeken iemand anders."),
        ),
    }
    if (chosen := doing.get(request.POST.get("wat", ""))) is None:
        raise Http404
    return does(request, found, None, "", *chosen)


@require_POST
@staff
@coordinator
def at_it(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that one is at it; the clock goes on."""
    found = request_or_404(request, pk)
    return does(
        request,
        found,
        None,
        "",
        lambda: escalating.at_it(actor=worker_of(request), request=found, now=request.desk.now),
        _("Opgeschreven dat jij ermee bezig bent. De klok loopt door."),
    )


@require_POST
@staff
@coordinator
def merge(request: StaffRequest, pk: int) -> HttpResponse:
    """Join a request with one that says the same; the other stays, with the earliest date of both."""
    found = request_or_404(request, pk)
    into = request_or_404(request, number(request, "into"))

    def merged() -> None:
        filing.merge(actor=worker_of(request), request=found, into=into, now=request.desk.now)

    answer = does(request, found, None, "", merged, _("Samengevoegd. De oudste datum blijft staan."))
    return redirect("help-request", into.pk) if found_merged(found, into) else answer


def found_merged(found: HelpRequest, into: HelpRequest) -> bool:
    """Tell whether a request went into another."""
    return HelpRequest.objects.filter(pk=found.pk, merged_into=into).exists()


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@coordinator
def block(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep whoever asked and a volunteer apart, secretly: it says before what each of them would hear."""
    found = request_or_404(request, pk)
    volunteer = volunteer_or_404(request, whole(request.GET.get("vrijwilliger", "")) or 0)
    data = request.POST if request.method == "POST" else None
    form = BlockForm(data)
    if data is not None and form.is_valid():
        try:
            with transaction.atomic():
                keep_apart(
                    actor=worker_of(request),
                    volunteer=volunteer,
                    request=found,
                    now=request.desk.now,
                    **form.cleaned_data,
                )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Deze twee brengen we niet meer bij elkaar."))
            return back(request, found)
    changing.log(found, worker_of(request), Action.READ)
    context = {
        "section": "help",
        "help": found,
        "volunteer": volunteer,
        "form": form,
        "waiting": Offer.objects.open().filter(request=found, volunteer=volunteer).exists(),
        "promised": Task.objects.going().filter(request=found, volunteer=volunteer).exists(),
        "there": Block.objects.between(volunteer, found).exists(),
    }
    return render(request, "volunteers/board/block.html", context, status=200 if data is None else 422)
