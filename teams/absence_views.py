"""Who is away and who stands in, and how many hours everybody works: for the lead of the team."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import phrases
from cases.views import StaffRequest, place_of, staff, worker_of
from roster import actions, cover
from roster.models import Absence, WorkContract
from teams import words
from teams.desk import add_errors, lead, own_team
from teams.forms import AbsenceForm, ContractForm, LastDayForm, StandInForm
from wijkzorg.accounts.models import Team, User
from wijkzorg.shell.digits import whole


def people_of(known: cover.Cover, today: dt.date) -> list[tuple[int, str]]:
    """Return who works in a team today, by name."""
    working = [member.user for member in known.members.values() if member.employed(today)]
    return [(user.pk, str(user)) for user in sorted(working, key=lambda user: str(user).casefold())]


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@lead
def report(request: StaffRequest, team: int) -> HttpResponse:
    """Report somebody away, with who stands in."""
    own = own_team(request, team)
    municipality, today = place_of(request)
    known = cover.of_team(municipality.pk, own.pk, (), today)
    people = people_of(known, today)
    form = AbsenceForm(
        request.POST if request.method == "POST" else None,
        people=people,
        initial={"first_day": today, "user": whole(request.GET.get("wie", "")) or ""},
    )
    if form.is_valid():
        given = form.cleaned_data
        stand_in = known.members[given["stand_in"]].user if given["stand_in"] else None
        user = known.members[given["user"]].user
        try:
            actions.report_absence(
                actor=worker_of(request),
                municipality=municipality,
                user=user,
                first_day=given["first_day"],
                last_day=given["last_day"],
                kind=given["kind"],
                stand_ins={own.pk: stand_in} if stand_in else {},
                now=request.desk.now,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _said(user, stand_in))
            _warn(request, own, user.pk, today)
            return redirect("team", own.pk)
    context = {"section": "team", "team": own, "form": form}
    return render(request, "teams/absence_new.html", context, status=422 if form.errors else 200)


def _said(user: User, stand_in: User | None) -> str:
    if stand_in is None:
        return _("%(who)s is afwezig gemeld. Er is nog geen vervanger.") % {"who": user}
    return _("%(who)s is afwezig gemeld. %(stand_in)s vervangt.") % {"who": user, "stand_in": stand_in}


def _warn(request: StaffRequest, own: Team, user_id: int, today: dt.date) -> None:
    """Say whose cases nobody takes care of on some day now: of who is away, and of those for whom they stand in."""
    known = cover.of_team(own.municipality_id, own.pk, [user_id], today)
    for member in known.members.values():
        stood_in = any(row.user_id == user_id for row in member.stand_ins)
        if (member.user.pk != user_id and not stood_in) or not member.stand_ins:
            continue
        day = today if known.gap(member.user.pk, today) else known.coming_gap(member.user.pk, today)
        if day is not None:
            said = _("Let op: vanaf %(day)s vervangt niemand %(who)s.")
            messages.warning(request, said % {"day": phrases.short_day(day, today), "who": member.user})


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@lead
def absence(request: StaffRequest, team: int, absence: int) -> HttpResponse:
    """Change an absence: its last day, who stands in on which days; or take it back."""
    own = own_team(request, team)
    municipality, today = place_of(request)
    row = get_object_or_404(Absence.objects.of_led_teams(request.desk).select_related("user"), pk=absence)
    known = cover.of_team(municipality.pk, own.pk, [row.user_id], today)
    people = [person for person in people_of(known, today) if person[0] != row.user_id]
    step = request.POST.get("stap", "")
    seen = {"last_day": row.last_day, "seen": actions.version_of(row)}
    ending = LastDayForm(request.POST if step in ("einde", "weg") else None, initial=seen)
    start = max(row.first_day, today)
    standing_in = StandInForm(
        request.POST if step == "vervanger" else None,
        people=people,
        initial={"first_day": start, "last_day": row.last_day, "seen": seen["seen"]},
    )
    form = standing_in if step == "vervanger" else ending
    if form.is_bound and form.is_valid():
        try:
            said = _change(request, own, row, known, step, form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            if actions.is_changed_meanwhile(error):
                form.see(actions.version_of(row))  # what is there now stands above the form
        else:
            messages.success(request, said)
            _warn(request, own, row.user_id, today)
            return redirect("team", own.pk)
    context = {
        "section": "team",
        "team": own,
        "absence": row,
        "when": words.away(row, today),
        "over": row.last_day is not None and row.last_day < today,
        "stand_ins": [
            (one.user, words.span(one.first_day, one.last_day, today))
            for one in known.members[row.user_id].stand_ins
            if one.absence_id == row.pk
        ],
        "ending": ending,
        "standing_in": standing_in,
    }
    return render(request, "teams/absence.html", context, status=422 if form.errors else 200)


def _change(
    request: StaffRequest, own: Team, row: Absence, known: cover.Cover, step: str, given: dict[str, Any]
) -> str:
    """Do what was asked, and say it."""
    actor, now, who = worker_of(request), request.desk.now, {"who": row.user}
    if step == "vervanger":
        user = known.members[given["stand_in"]].user
        actions.stand_in(
            actor=actor, absence=row, team=own, user=user, first_day=given["first_day"], last_day=given["last_day"],
            seen=given["seen"], now=now,
        )  # fmt: skip
        return _("%(user)s vervangt %(who)s.") % {"user": user, **who}
    if step == "weg":
        actions.withdraw_absence(actor=actor, absence=row, seen=given["seen"], now=now)
        return _("De afwezigheid van %(who)s is ingetrokken.") % who
    actions.change_absence(actor=actor, absence=row, last_day=given["last_day"], seen=given["seen"], now=now)
    return _("De afwezigheid van %(who)s is gewijzigd.") % who


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@lead
def contracts(request: StaffRequest, team: int) -> HttpResponse:
    """Show and change how many hours everybody in the team works."""
    own = own_team(request, team)
    municipality, today = place_of(request)
    known = cover.of_team(municipality.pk, own.pk, (), today)
    people = people_of(known, today)
    initial = {"valid_from": today, "seen": actions.contracts_seen(own)}
    form = ContractForm(request.POST if request.method == "POST" else None, people=people, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        user = known.members[given["user"]].user
        try:
            actions.set_contract(
                actor=worker_of(request),
                municipality=municipality,
                user=user,
                team=own,
                valid_from=given["valid_from"],
                minutes_a_week=int(given["hours"] * 60),
                client_percent=given["client_percent"],
                seen=given["seen"],
                now=request.desk.now,
            )
        except ValidationError as error:
            form.see(actions.contracts_seen(own))
            add_errors(form, error)
        else:
            messages.success(request, _("De uren van %(who)s zijn vastgelegd.") % {"who": user})
            return redirect("team-contracts", own.pk)
    rows = WorkContract.objects.filter(team=own).visible_to(request.desk).select_related("user")
    context = {
        "section": "team",
        "team": own,
        "form": form,
        "rows": [
            (
                row,
                words.hours(row.minutes_a_week),
                words.hours(row.minutes_a_week * row.client_percent // 100),
            )
            for row in rows.order_by("user__name", "user_id", "-valid_from")
        ],
        "without": [name for pk, name in people if pk not in {row.user_id for row in rows}],
        "today": today,
    }
    return render(request, "teams/contracts.html", context, status=422 if form.errors else 200)
