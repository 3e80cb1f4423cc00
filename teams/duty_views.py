"""The duty roster: a week for all neighbourhoods, with what nobody has; and planning, changing and removing turns."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from neighbourhoods.models import Neighbourhood
from roster import actions
from roster.capacity import week_of
from roster.models import DutyShift
from roster.querysets import led_teams
from teams.desk import add_errors, lead
from teams.duty_week import week
from teams.forms import ShiftForm
from wijkzorg.accounts.models import CASE_ROLES, Membership, User


@require_safe
@staff
@caseworker
def roster(request: StaffRequest) -> HttpResponse:
    """Show who is on duty in a week, everywhere; whoever works with cases may know."""
    municipality, today = place_of(request)
    leads = bool(led_teams(request.desk))
    led = {pk for pk, _name in _people(request, today)} if leads else set()
    made = week(municipality, _asked_week(request.GET.get("week", ""), today), today, request.desk, led)
    context = {"section": "team" if leads else "today", "week": made, "today": today, "may_plan": leads}
    return render(request, "teams/duty.html", context)


def _asked_week(text: str, today: dt.date) -> dt.date:
    """Return the Monday that is asked for; what is no day, or is beyond the calendar, is this week."""
    try:
        day = week_of(dt.date.fromisoformat(text))
    except (ValueError, OverflowError):
        return week_of(today)
    return day if abs((day - today).days) < 3660 else week_of(today)


def _people(request: StaffRequest, today: dt.date) -> list[tuple[int, str]]:
    """Return whom one may plan: who works in a team that one leads."""
    rows = Membership.objects.on(today).filter(
        team_id__in=led_teams(request.desk), role__in=CASE_ROLES, user__is_active=True
    )
    named = {row.user_id: str(row.user) for row in rows.select_related("user")}
    return sorted(named.items(), key=lambda one: one[1].casefold())


def _places() -> list[tuple[int, str]]:
    rows = Neighbourhood.objects.current().select_related("district").order_by("district__name", "name")
    return [(row.pk, f"{row.name}, {row.district.name}") for row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@lead
def plan(request: StaffRequest) -> HttpResponse:
    """Put somebody on duty, on one day or on each working day of some weeks: all of them or none."""
    municipality, today = place_of(request)
    given = request.GET
    form = ShiftForm(
        request.POST if request.method == "POST" else None,
        places=_places(),
        people=_people(request, today),
        zone=municipality.zone,
        initial={
            "first_day": given.get("dag") or today,
            "neighbourhood": given.get("buurt", ""),
            "kind": given.get("soort", ""),
            "starts": "09:00",
            "ends": "17:00",
        },
    )
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            with transaction.atomic():
                for starts_at, ends_at in chosen["turns"]:
                    actions.plan_shift(
                        actor=worker_of(request),
                        municipality=municipality,
                        neighbourhood=Neighbourhood.objects.get(pk=chosen["neighbourhood"]),
                        kind=chosen["kind"],
                        starts_at=starts_at,
                        ends_at=ends_at,
                        worker=User.objects.get(pk=chosen["worker"]),
                        deputy=User.objects.filter(pk=chosen["deputy"]).first(),
                        now=request.desk.now,
                    )
        except ValidationError as error:
            add_errors(form, error)
        else:
            count = len(chosen["turns"])
            messages.success(
                request, ngettext("%(n)s dienst gepland.", "%(n)s diensten gepland.", count) % {"n": count}
            )
            return redirect(f"{_duty_url(chosen['turns'][0][0].date())}")
    context = {"section": "team", "form": form}
    return render(request, "teams/duty_new.html", context, status=422 if form.errors else 200)


def _duty_url(day: dt.date) -> str:
    return f"{reverse('duty')}?week={week_of(day).isoformat()}"


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@lead
def shift(request: StaffRequest, shift: int) -> HttpResponse:
    """Change or remove a turn of somebody of one's teams."""
    municipality, today = place_of(request)
    rows = DutyShift.objects.visible_to(request.desk).select_related("neighbourhood", "worker", "deputy")
    row = get_object_or_404(rows, pk=shift)
    people = _people(request, today)
    if not {row.worker_id, row.deputy_id} & {pk for pk, _name in people}:
        raise Http404
    known = dict(people)
    for user in (row.worker, row.deputy):
        if user is not None:
            known.setdefault(user.pk, str(user))
    starts, ends = (moment.astimezone(municipality.zone) for moment in (row.starts_at, row.ends_at))
    form = ShiftForm(
        request.POST if request.method == "POST" else None,
        places=_places(),
        people=sorted(known.items(), key=lambda one: one[1].casefold()),
        zone=municipality.zone,
        one=True,
        initial={
            "neighbourhood": row.neighbourhood_id,
            "kind": row.kind,
            "first_day": starts.date(),
            "starts": starts.strftime("%H:%M"),
            "end_day": ends.date(),
            "ends": ends.strftime("%H:%M"),
            "worker": row.worker_id,
            "deputy": row.deputy_id or "",
            "seen": actions.version_of(row),
        },
    )
    if form.is_valid():
        try:
            said = _changed(request, row, form)
        except ValidationError as error:
            add_errors(form, error)
            if actions.is_changed_meanwhile(error):
                form.see(actions.version_of(row))  # what is there now stands above the form
        else:
            messages.success(request, said)
            return redirect(_duty_url(starts.date()))
    context = {"section": "team", "form": form, "shift": row, "starts": starts, "ends": ends}
    return render(request, "teams/duty_change.html", context, status=422 if form.errors else 200)


def _changed(request: StaffRequest, row: DutyShift, form: ShiftForm) -> str:
    """Do what the button says, and say it."""
    chosen, actor, now = form.cleaned_data, worker_of(request), request.desk.now
    if request.POST.get("stap") == "weg":
        actions.remove_shift(actor=actor, shift=row, seen=chosen["seen"], now=now)
        return _("De dienst is verwijderd.")
    ((starts_at, ends_at),) = chosen["turns"]
    actions.change_shift(
        actor=actor,
        shift=row,
        neighbourhood=Neighbourhood.objects.get(pk=chosen["neighbourhood"]),
        kind=chosen["kind"],
        starts_at=starts_at,
        ends_at=ends_at,
        worker=User.objects.get(pk=chosen["worker"]),
        deputy=User.objects.filter(pk=chosen["deputy"]).first(),
        seen=chosen["seen"],
        now=now,
    )
    return _("De dienst is gewijzigd.")
