"""The board: the requests for which somebody is sought, and which volunteers need a word."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases.views import StaffRequest, place_of, staff, worker_of
from volunteers.board import lines, people
from volunteers.board.doors import coordinates, coordinator, requests_seen, works_on_cases
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.shell.digits import whole


@require_safe
@staff
@requests_seen
def board(request: StaffRequest) -> HttpResponse:
    """Show the help requests that one sees, by how much they press and how old they are, a page at a time."""
    municipality, _today = place_of(request)
    show = request.GET.get("toon", "")
    show = show if show in lines.SHOWS else ""
    page, rows = lines.page(request.desk, show, whole(request.GET.get("pagina", "")))
    first = not show and page.number == 1
    called = lines.called(request.desk) if first else []
    doubles = lines.doubles(request.desk) if first and coordinates(request.desk) else []
    seen = [row.request for row in (*rows, *called)] + [
        one for each in doubles for one in (each.earlier, each.later)
    ]
    if seen:
        log_event(
            action=Action.LIST,
            municipality_id=municipality.pk,
            user_id=worker_of(request).pk,
            resident_ids=sorted({one.resident_id for one in seen if one.resident_id is not None}),
            object_kind="help_request",
        )
    context = {
        "section": "help",
        "show": show,
        "shows": lines.SHOWS.items(),
        "page": page,
        "rows": rows,
        "called": called,
        "doubles": doubles,
        "coordinates": coordinates(request.desk),
        "fell_back": coordinates(request.desk) and lines.fell_back(request.desk),
        "professional": works_on_cases(request.desk),
        "kept": f"toon={show}&" if show else "",
    }
    return render(request, "volunteers/board/board.html", context)


@require_safe
@staff
@coordinator
def attention(request: StaffRequest) -> HttpResponse:
    """Show which volunteers need a word, as a part of the board; opened by itself it is their list."""
    if not request.htmx:
        return redirect("volunteers")
    municipality, _today = place_of(request)
    log_event(
        action=Action.LIST,
        municipality_id=municipality.pk,
        user_id=worker_of(request).pk,
        object_kind="volunteer",
    )
    return render(request, "volunteers/board/_attention.html", {"parts": people.attention(request.desk)})
