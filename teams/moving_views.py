"""Moving many cases at once: choose lines, look once more, and all of them go or none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cases.models import Case
from cases.moving import versions_of
from cases.querysets import CaseQuerySet
from cases.views import StaffRequest, place_of, staff, worker_of
from roster.querysets import led_teams
from teams import board, load
from teams.actions import assign
from teams.desk import add_errors, lead, own_team, page_number
from teams.forms import AssignForm
from teams.load import TeamLoad
from wijkzorg.accounts.models import CASE_ROLES, Membership, Team, User
from wijkzorg.audit.actions import log_list
from wijkzorg.shell.digits import whole

PAGE = 100  # lines to choose from
NAMED = 200  # names that the second look shows; of more it says how many
NOBODY, UNOWNED = "geen", "zonder"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen: case by case with the version that was seen, as a form carries it along."""

    seen: dict[int, int]

    @property
    def text(self) -> str:
        """Write it for a hidden field."""
        return " ".join(f"{pk}:{version}" for pk, version in self.seen.items())


def read_chosen(text: str) -> Chosen:
    """Read it back; what makes no sense is left out."""
    seen = {}
    for part in text.split():
        pk, _colon, version = part.partition(":")
        if (case := whole(pk)) is not None and (known := whole(version)) is not None:
            seen[case] = known
    return Chosen(seen)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@lead
def move(request: StaffRequest, team: int) -> HttpResponse:
    """Choose cases of a team, see what will happen, and do it."""
    own = own_team(request, team)
    _municipality, today = place_of(request)
    known = load.of_team(own, today)
    step = request.POST.get("stap", "")
    if step == "doen":
        return _carry_out(request, own, known)
    if step == "kiezen":
        return _look_again(request, own, known, today)
    return _choose(request, own, known, today)


def _open(own: Team, known: TeamLoad, whose: str) -> CaseQuerySet:
    """Keep the open cases of a team: of all, of one worker, or of those of whom nobody takes care."""
    cases = Case.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=known.today), team=own)
    if whose == UNOWNED:
        return cases.filter(Q(worker__isnull=True) | Q(worker_id__in=known.gone))
    if whose == NOBODY:
        return cases.filter(worker__isnull=True)
    worker = whole(whose)
    return cases if worker is None else cases.filter(worker_id=worker)


def _choose(
    request: StaffRequest, own: Team, known: TeamLoad, today: dt.date, fault: str = "", status: int = 200
) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    whose = asked.get("van", "")
    cases = _open(own, known, whose)
    total = cases.count()
    pages = max(-(-total // PAGE), 1)
    number = min(page_number(asked.get("pagina", "")), pages)
    named = cases.select_related("resident__neighbourhood", "worker")
    order = ("resident__last_name", "resident__first_name", "pk")
    shown = list(named.order_by(*order)[(number - 1) * PAGE : number * PAGE])
    versions = versions_of([case.pk for case in shown]) if shown else {}
    log_list(user_id=request.desk.user.pk, municipality_id=own.municipality_id, cases=shown)
    context = {
        "section": "team",
        "team": own,
        "rows": [(case, f"{case.pk}:{versions[case.pk]}") for case in shown],
        "whose": whose,
        "owners": _owners(known),
        "total": total,
        "page": number,
        "pages": pages,
        "fault": fault,
        "today": today,
    }
    return render(request, "teams/move.html", context, status=status)


def _owners(known: TeamLoad) -> list[tuple[str, str, int]]:
    """Return between whose cases one can choose, with how many there are."""
    found = [
        (str(pk), str(known.cover.members[pk].user), one.cases)
        for pk, one in known.loads.items()
        if pk is not None and one.cases
    ]
    found.sort(key=lambda owner: owner[1].casefold())
    return [(UNOWNED, _("Niemand zorgt er nu voor"), known.unowned), *found]


def _look_again(request: StaffRequest, own: Team, known: TeamLoad, today: dt.date) -> HttpResponse:
    """Show what will be moved, and ask to whom and why."""
    if "alles" in request.POST:
        ids = list(_open(own, known, request.POST.get("van", "")).order_by("pk").values_list("pk", flat=True))
        chosen = Chosen(versions_of(ids) if ids else {})
    else:
        chosen = read_chosen(" ".join(request.POST.getlist("dossier")))
    here = _of_team(own, chosen)
    if not here.seen:
        return _choose(request, own, known, today, _("Kies minstens één dossier."), 422)
    form = AssignForm(people=_receivers(request, own, known), initial={"reason": ""})
    return _second_look(request, own, here, form)


def _second_look(
    request: StaffRequest, own: Team, chosen: Chosen, form: AssignForm, status: int = 200
) -> HttpResponse:
    named = Case.objects.filter(pk__in=list(chosen.seen)).select_related("resident", "worker")
    cases = list(named.order_by("resident__last_name", "resident__first_name", "pk")[:NAMED])
    log_list(user_id=request.desk.user.pk, municipality_id=own.municipality_id, cases=cases)
    context = {
        "section": "team",
        "team": own,
        "cases": cases,
        "more": len(chosen.seen) - len(cases),
        "number": len(chosen.seen),
        "chosen": chosen.text,
        "form": form,
        "whose": request.POST.get("van", ""),
    }
    return render(request, "teams/move_look.html", context, status=status)


def _carry_out(request: StaffRequest, own: Team, known: TeamLoad) -> HttpResponse:
    sent = read_chosen(request.POST.get("gekozen", ""))
    chosen = _of_team(own, sent)
    form = AssignForm(request.POST, people=_receivers(request, own, known))
    if len(chosen.seen) < len(sent.seen):
        form.add_error(
            None,
            _(
                "Er is niets verplaatst: een van de dossiers is intussen niet meer van dit team. Kijk wie er nu staan."
            ),
        )
    if form.is_valid():
        team_id, _dash, worker_id = form.cleaned_data["worker"].partition("-")
        to_team = Team.objects.select_related("municipality").get(pk=team_id)
        worker = User.objects.get(pk=worker_id)
        try:
            moved = assign(
                actor=worker_of(request),
                seen=chosen.seen,
                team=to_team,
                worker=worker,
                reason=form.cleaned_data["reason"],
                now=request.desk.now,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            said = ngettext(
                "%(count)s dossier is nu van %(who)s.", "%(count)s dossiers zijn nu van %(who)s.", len(moved)
            )
            messages.success(request, said % {"count": len(moved), "who": worker})
            return redirect("team", own.pk)
    return _second_look(request, own, chosen, form, status=422)


def _of_team(own: Team, chosen: Chosen) -> Chosen:
    """Keep what is of the team; another's case is not there."""
    here = set(Case.objects.filter(team=own, pk__in=list(chosen.seen)).values_list("pk", flat=True))
    return Chosen({pk: version for pk, version in chosen.seen.items() if pk in here})


def _receivers(request: StaffRequest, own: Team, known: TeamLoad) -> list[tuple[Any, Any]]:
    """Return to whom one may give cases at once: who works in a team that one leads."""
    here = [(f"{own.pk}-{pk}", label) for pk, label in board.choices(known)]
    others = set(led_teams(request.desk)) - {own.pk}
    rows = (
        Membership.objects.on(known.today)
        .filter(team_id__in=others, role__in=CASE_ROLES, user__is_active=True)
        .select_related("user", "team")
        .order_by("team__name", "user__name")
    )
    return here + [(f"{row.team_id}-{row.user_id}", f"{row.user}, {row.team}") for row in rows]
