"""The privacy officer's pages. Each look at the log is a line of the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from residents.models import Resident
from wijkzorg import paper
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.oversight import looking
from wijkzorg.oversight.forms import PeriodForm, ResidentForm, UserForm
from wijkzorg.tenancy.models import Municipality

# The list of who looked, for the resident.
_LIST = Path(__file__).with_name("wie_keek.typ")


class OfficerRequest(HttpRequest):
    """A request of a privacy officer at a desk."""

    desk: Desk


def privacy_officer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in who is privacy officer of the active municipality; for everybody else there is nothing here."""

    @wraps(view)
    @never_cache
    def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if Membership.Role.PRIVACY_OFFICER not in {row.role for row in request.desk.memberships}:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@privacy_officer
def search(request: OfficerRequest) -> HttpResponse:
    """Find a resident or a colleague; below it, who took break-glass lately."""
    # Names are posted: an address stands in the history of a browser and in the logs of what lies between.
    asked = request.POST.get("ask") if request.method == "POST" else None
    by_resident = ResidentForm(request.POST if asked == "resident" else None, prefix="bewoner")
    by_user = UserForm(request.POST if asked == "user" else None, prefix="medewerker")
    context: dict[str, Any] = {"by_resident": by_resident, "by_user": by_user, "asked": asked}
    context["systems"] = looking.systems(_place(request))
    status = 200
    if asked:
        found = _found(request, by_resident if asked == "resident" else by_user)
        if found is None:
            status = 422
        elif len(found) == 1:
            return redirect(found[0][0])
        else:
            context["found"] = found
    period, period_form = _period(request)
    _log(request)
    page = looking.alarming(period, looking.key_of(request.GET.get("na", "")))
    return _render(request, "audit/search.html", page, period, period_form, context, status=status)


@require_safe
@privacy_officer
def resident(request: OfficerRequest, pk: int) -> HttpResponse:
    """Show who looked at a resident."""
    person = get_object_or_404(Resident.objects.filter(municipality=_place(request)), pk=pk)
    period, period_form = _period(request)
    _log(request, resident_id=person.pk)
    page = looking.of_resident(person.pk, period, looking.key_of(request.GET.get("na", "")))
    return _render(request, "audit/resident.html", page, period, period_form, {"resident": person})


@require_safe
@privacy_officer
def resident_paper(request: OfficerRequest, pk: int) -> HttpResponse:
    """Print who looked at a resident, for the resident."""
    person = get_object_or_404(Resident.objects.filter(municipality=_place(request)), pk=pk)
    period, _form = _period(request)
    page = looking.of_resident(person.pk, period, None, at_most=looking.PAPER)
    _log(request, resident_id=person.pk, action=Action.PRINT, reason=_("lijst voor de bewoner"))
    data = {
        "gemeente": _place(request).name,
        "vandaag": _day(_today(request)),
        "naam": person.name,
        "geboren": _day(person.birth_date),
        "van": _day(period.first),
        "tot": _day(period.last),
        "meer": bool(page.older),
        "regels": [
            {
                "wanneer": look.when,
                "wie": look.who,
                "rol": look.role,
                "namens": look.behalf,
                "wat": look.what,
                "waarom": look.why,
            }
            for look in page.looks
        ],
    }
    return HttpResponse(
        paper.pdf(_LIST, data),
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="wie-keek.pdf"'},
    )


@require_safe
@privacy_officer
def user(request: OfficerRequest, pk: int) -> HttpResponse:
    """Show what a colleague did, and at whom they looked."""
    members = Membership.objects.filter(municipality=_place(request), user_id=pk)
    person = get_object_or_404(User.objects.filter(pk__in=members.values("user_id")))
    period, period_form = _period(request)
    _log(request, object_kind="user", object_id=pk)
    page = looking.of_user(pk, period, looking.key_of(request.GET.get("na", "")))
    return _render(request, "audit/user.html", page, period, period_form, {"person": person})


@require_safe
@privacy_officer
def system(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Show what a system asked over the API, about whom, and for which of its users."""
    found = next((one for one in looking.systems(_place(request)) if one.uuid == uuid), None)
    if found is None:
        raise Http404
    period, period_form = _period(request)
    _log(request, object_kind="system", object_id=uuid)
    page = looking.of_system(found, period, looking.key_of(request.GET.get("na", "")))
    return _render(request, "audit/system.html", page, period, period_form, {"system": found})


def _found(request: OfficerRequest, form: ResidentForm | UserForm) -> list[tuple[str, str]] | None:
    """Return who was found, as address and name; None for a form that is wrong."""
    if not form.is_valid():
        return None
    if isinstance(form, ResidentForm):
        people = looking.find_residents(**form.cleaned_data)
        return [
            (reverse("audit:resident", args=[row.pk]), f"{row.name}, {_day(row.birth_date)}, {row.ref}")
            for row in people
        ]
    colleagues = looking.find_users(_place(request), form.cleaned_data["who"])
    return [(reverse("audit:user", args=[row.pk]), f"{row}, {row.email}") for row in colleagues]


def _render(
    request: OfficerRequest,
    template: str,
    page: looking.Page,
    period: looking.Period,
    period_form: PeriodForm,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    shown = {
        "section": "log",
        "page": page,
        "period": period,
        "period_form": period_form,
        "period_query": urlencode(days),
        "older_query": urlencode(days | {"na": page.older}) if page.older else "",
        "is_first": "na" not in request.GET,
    }
    return render(request, template, shown | context, status=status)


def _period(request: OfficerRequest) -> tuple[looking.Period, PeriodForm]:
    form = PeriodForm(request.GET if {"first", "last"} & set(request.GET) else None)
    first, last = form.days(_today(request))
    if not form.is_bound:
        form.initial = {"first": first, "last": last}
    return looking.Period(first, last, _place(request).zone), form


def _log(request: OfficerRequest, action: Action = Action.LOG, **about: Any) -> None:
    log_event(action=action, municipality_id=_place(request).pk, user_id=request.user.pk, **about)


def _place(request: OfficerRequest) -> Municipality:
    municipality = request.desk.municipality
    assert municipality is not None, "privacy_officer() lets nobody in without one"
    return municipality


def _today(request: OfficerRequest) -> dt.date:
    return _place(request).day_of(request.desk.now)


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")
