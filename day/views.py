"""The pages that put the rooms together: Vandaag, and a case."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from agreements import waiting
from cases import dossier
from cases.views import (
    StaffRequest,
    beside_worklist,
    case_or_404,
    caseworker,
    glass,
    page_number,
    place_of,
    read,
    staff,
    worker_of,
)
from cases.worklist import Wanted, Worklist
from day import asked, paper, printing
from outreach import on_case
from reports import rounds
from residents.actions import may_use
from volunteers import on_case as help_on_case
from wijkzorg.accounts.models import Membership
from wijkzorg.accounts.site import ENTERING
from wijkzorg.audit.actions import log_access, log_event
from wijkzorg.audit.models import Action

ASKS = 40  # of what asks something, on a page; the rest on demand


def _without_cases(request: StaffRequest) -> HttpResponse:
    """Take who works on no cases to their own pages; who has none yet reads what the role can do here."""
    roles = request.desk.roles
    if roles & ENTERING or worker_of(request).is_superuser:
        return redirect("admin:index")
    if Membership.Role.PRIVACY_OFFICER in roles:
        return redirect("audit:search")
    if Membership.Role.POLICY_OFFICER in roles:
        return redirect("figures")
    if Membership.Role.VOLUNTEER in roles:
        return redirect("my-offers")
    return render(request, "day/no_cases.html", {"section": "today"})


@require_safe
@staff
def today(request: StaffRequest) -> HttpResponse:
    """Show Vandaag: my cases in the order in which they need me; take others to where their own work is."""
    if not request.desk.case_teams:
        return _without_cases(request)
    municipality, today = place_of(request)
    asks = None if "alles" in request.GET else ASKS
    found = asked.of_worker(request.desk, today, Wanted(page=page_number(request)), most=asks)
    _log_seen(request, municipality.pk, found.list, found.asked)
    shown = {"list": found.list, "asked": found.asked, "round": rounds.coming(request.session, found.rounds)}
    return render(request, "day/today.html", {"section": "today", **beside_worklist(request), **shown})


def _log_seen(request: StaffRequest, place: int, mine: Worklist, asks: asked.Asked) -> None:
    """Log in one line whose names stand on Vandaag, if anybody's do."""
    cases = {line.case.pk for part in mine.sections for line in part.lines} | asks.cases
    residents = {line.case.resident_id for part in mine.sections for line in part.lines} | asks.residents
    if cases or residents:
        log_event(
            action=Action.LIST,
            municipality_id=place,
            user_id=request.desk.user.pk,
            resident_ids=sorted(residents),
            case_ids=sorted(cases),
        )


@require_safe
@staff
@caseworker
def case(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a case: its clocks, its flags with their sums, its year, what was agreed and what happened."""
    found = case_or_404(request, pk)
    municipality, today = place_of(request)
    emergency = read(request, found)
    reached_out = on_case.make(found, today, municipality.zone)
    shown = dossier.make(
        found, today, municipality.zone, all_events="alles" in request.GET, more=reached_out.events
    )
    context = {"section": "cases", "dossier": shown, "case": found, "today": today, "emergency": emergency}
    context |= {"outreach": reached_out, "may_change": found.team_id in request.desk.case_teams}
    context["cards"] = [(card, reached_out.feet.get(card.flag.code)) for card in shown.cards]
    context["may_use_bsn"] = may_use(request.desk)
    context["help_requests"] = help_on_case.of_case(found, today, municipality.zone)
    context["confirmations"] = waiting.of_case(found, request.desk, today, municipality.zone)
    return render(request, "day/case.html", context)


@require_safe
@staff
@caseworker
def case_on_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """Send a case as PDF, all that happened included; the file's name has none of a person in it."""
    found = case_or_404(request, pk)
    municipality, today = place_of(request)
    broken = glass(request, found)
    log_access(
        action=Action.PRINT,
        user_id=request.desk.user.pk,
        case=found,
        reason=broken.reason if broken else "",
    )
    more = on_case.make(found, today, municipality.zone).events
    shown = dossier.make(found, today, municipality.zone, all_events=True, more=more)
    data = printing.of_case(found, shown, today, str(worker_of(request)))
    return HttpResponse(
        paper.pdf(data),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="dossier-{pk}.pdf"'},
    )
