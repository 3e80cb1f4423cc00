"""The board of a team, what one worker has, and giving a case that nobody takes care of to somebody."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cases import phrases
from cases.models import Flag
from cases.rules import Rule
from cases.views import StaffRequest, place_of, staff, worker_of
from roster.querysets import led_teams
from teams import board, load, statements, words
from teams.actions import assign
from teams.agenda import waiting_for
from teams.desk import lead, own_team, page_number
from wijkzorg.accounts.models import Team, User
from wijkzorg.audit.actions import log_event, log_list
from wijkzorg.audit.models import Action
from wijkzorg.shell.digits import whole

LINES = 50  # of one worker, on a page
WAITING = 12  # of what waits; the rest on demand


@require_safe
@staff
@lead
def teams(request: StaffRequest) -> HttpResponse:
    """Lead to the board of the one team that one leads, or let choose between several."""
    own = Team.objects.filter(pk__in=led_teams(request.desk)).order_by("name")
    if len(own) == 1:
        return redirect("team", own[0].pk)
    return render(request, "teams/teams.html", {"section": "team", "teams": own})


@require_safe
@staff
@lead
def team(request: StaffRequest, team: int) -> HttpResponse:
    """Show the board: who has no worker, what is asked and what there is room for, who is away, what waits."""
    own = own_team(request, team)
    _municipality, today = place_of(request)
    made = board.make(own, today, page=page_number(request.GET.get("pagina", "")))
    waiting = waiting_for(request.desk, own, today)
    waits = waiting if "wacht" in request.GET else waiting[:WAITING]
    log_event(
        action=Action.LIST,
        municipality_id=own.municipality_id,
        user_id=request.desk.user.pk,
        case_ids=sorted(
            {case for case, _resident in made.seen} | {item.case_id for item in waits if item.case_id}
        ),
        resident_ids=sorted(
            {resident for _case, resident in made.seen}
            | {item.resident_id for item in waits if item.resident_id}
        ),
    )
    context = {
        "section": "team",
        "board": made,
        "team": own,
        "say": phrases.of_list(),
        "waits": [(item, item.when(today), item.overdue(today)) for item in waits],
        "waiting": len(waiting),
        "others": [
            row for row in request.desk.memberships if row.team_id in set(led_teams(request.desk)) - {own.pk}
        ],
        "today": today,
    }
    return render(request, "teams/team.html", context)


@require_safe
@staff
@lead
def worker(request: StaffRequest, team: int, worker: int) -> HttpResponse:
    """Show what one worker has, as on their Vandaag, in the order of need; 0: what nobody has."""
    own = own_team(request, team)
    _municipality, today = place_of(request)
    known = load.of_team(own, today)
    counted = known.loads.get(worker or None)
    if counted is None and not worker:
        counted = load.Load(worker_id=None)  # what nobody had was given to somebody meanwhile
    if counted is None:
        raise Http404
    pages = max(-(-counted.cases // LINES), 1)
    number = min(page_number(request.GET.get("pagina", "")), pages)
    rows = load.ask(
        statements.OF_WORKER, own, today, worker=worker or None, most=LINES, skip=(number - 1) * LINES
    )
    lines = list(board.lines_of([row[0] for row in rows], today).values())
    log_list(
        user_id=request.desk.user.pk, municipality_id=own.municipality_id, cases=[one.case for one in lines]
    )
    member = known.cover.members.get(worker)
    absence = member.absence(today) if member else None
    context = {
        "section": "team",
        "team": own,
        "worker": member.user if member else None,
        "load": counted,
        "lines": lines,
        "say": phrases.of_list(),
        "away": words.away(absence, today) if absence else "",
        "notes": words.stands_in_for(known.cover, worker, today) if member else [],
        "page": number,
        "pages": pages,
        "today": today,
    }
    return render(request, "teams/worker.html", context)


@require_safe
@staff
@lead
def vanished(request: StaffRequest, team: int) -> HttpResponse:
    """Show by name which flags went away lately without a new contact, the last first: all, or those of one cause."""
    own = own_team(request, team)
    municipality, today = place_of(request)
    since = dt.datetime.combine(load.vanished_since(today), dt.time(), municipality.zone)
    causes = [str(cause) for cause in load.WITHOUT_CONTACT]
    asked = request.GET.get("waarom", "")
    rows = (
        Flag.objects.filter(case__team=own, closed_at__gte=since)
        .filter(close_cause__in=[asked] if asked in causes else causes)
        .select_related("case__resident", "case__worker")
        .order_by("-closed_at", "pk")
    )
    pages = max(-(-rows.count() // LINES), 1)
    number = min(page_number(request.GET.get("pagina", "")), pages)
    shown = list(rows[(number - 1) * LINES : number * LINES])
    seen = {row.case_id: row.case for row in shown}
    log_list(user_id=request.desk.user.pk, municipality_id=own.municipality_id, cases=list(seen.values()))
    context = {
        "section": "team",
        "team": own,
        "rows": [
            (
                row,
                phrases.RULES[Rule(row.kind)],
                phrases.capital(phrases.of_rule(Rule(row.kind))),
                phrases.since(row.since, today),
                phrases.since(municipality.day_of(row.closed_at), today) if row.closed_at else "",
            )
            for row in shown
        ],
        "cause": str(Flag.Cause(asked).label) if asked in causes else "",
        "cause_code": asked if asked in causes else "",
        "page": number,
        "pages": pages,
    }
    return render(request, "teams/vanished.html", context)


@require_POST
@staff
@lead
def give(request: StaffRequest, team: int) -> HttpResponse:
    """Give one case of the alarm to somebody at once."""
    own = own_team(request, team)
    case, version, to = (whole(request.POST.get(name, "")) for name in ("case", "seen", "worker"))
    worker = None if to is None else User.objects.filter(pk=to).first()
    if case is None or version is None:
        raise Http404
    if not own.cases.filter(pk=case).exists():
        raise Http404
    if worker is None:
        messages.error(request, _("Er is niets veranderd. Kies eerst een medewerker."))
        return redirect("team", own.pk)
    try:
        moved = assign(
            actor=worker_of(request),
            seen={int(case): int(version)},
            team=own,
            worker=worker,
            reason=_("had geen medewerker"),
            now=request.desk.now,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = ngettext(
            "%(count)s dossier is nu van %(who)s.", "%(count)s dossiers zijn nu van %(who)s.", len(moved)
        )
        messages.success(request, said % {"count": len(moved), "who": worker})
    return redirect("team", own.pk)
