"""The screen of one contact with several residents at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cases import case_list
from cases.access import teams_of_moved
from cases.contact_views import TODAY, recorded_words, refused, say, shown
from cases.contacts import record_together
from cases.forms import TogetherForm
from cases.models import Case, Contact
from cases.querysets import CaseQuerySet
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from wijkzorg.audit.actions import log_list, log_search
from wijkzorg.shell import throttle
from wijkzorg.shell.digits import whole


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
@throttle.limited(*throttle.SEARCH, when=lambda request: bool(request.POST.get("q")))
def together(request: StaffRequest) -> HttpResponse:
    """Record one contact with several residents: choose them by search among the cases of own teams, then record.

    All by POST, searching too: names do not belong in an address. What was typed stays.
    """
    municipality, today = place_of(request)
    wanted = numbers(request.POST.getlist("who") if request.method == "POST" else request.GET.getlist("met"))
    own = (
        Case.objects.of_own_teams(request.desk)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today))
        .select_related("resident__neighbourhood")
    )
    chosen = list(own.filter(pk__in=wanted).order_by("resident__last_name", "resident__first_name", "pk"))
    if request.method != "POST" and len(chosen) < len(set(wanted)):
        raise Http404
    named: dict[str, Any] = {"zone": municipality.zone, "now": request.desk.now, "prefix_id": "samen"}
    cases = [case.pk for case in chosen]
    if request.method != "POST":
        return _together_page(request, TogetherForm(**named, cases=cases), chosen, own)
    form = TogetherForm(request.POST, **named, cases=cases, gone=_gone(request, set(wanted) - set(cases)))
    if "zoeken" in request.POST:
        form = TogetherForm(**named, cases=cases, typed=request.POST)
        return _together_page(request, form, chosen, own)
    same: Sequence[Contact] = ()
    if form.is_valid():
        sent = form.cleaned_data | {"offered": form.cleaned_data["offered"] or 0}
        del sent["who"]
        try:
            made = record_together(actor=worker_of(request), cases=chosen, now=request.desk.now, **sent)
        except ValidationError as error:
            same = refused(form, error)
        else:
            words = recorded_words(request, made[0])
            with_whom = ngettext("Met %(count)s bewoner", "Met %(count)s bewoners", len(made))
            say(request, f"{with_whom % {'count': len(made)}}: {words}", made, TODAY)
            return redirect("today")
    return _together_page(request, form, chosen, own, same, status=422)


def numbers(asked: Sequence[str]) -> list[int]:
    """Return the numbers of cases in what was asked for; what is no number is left out."""
    return [number for value in asked[:500] if (number := whole(value)) is not None]


def _gone(request: StaffRequest, missing: set[int]) -> str:
    """Say of the cases that were chosen and are not open here any more which were closed, and where the others are."""
    closed = Case.objects.of_own_teams(request.desk).filter(pk__in=missing).select_related("resident")
    said = [
        _("Het dossier van %(name)s is gesloten.") % {"name": case.resident.name}
        for case in closed.order_by("resident__last_name", "pk")
    ]
    for team in teams_of_moved(missing, request.desk).values():
        said.append(
            _("Een van deze dossiers is overgedragen aan %(team)s, telefoon %(phone)s.")
            % {"team": team, "phone": team.phone}
            if team.phone
            else _("Een van deze dossiers is overgedragen aan %(team)s.") % {"team": team}
        )
    if said:
        said.append(_("Er is nog niets opgeslagen. Leg het contact vast met wie er nu nog aangevinkt is."))
    return " ".join(said)


def _together_page(
    request: StaffRequest,
    form: TogetherForm,
    chosen: Sequence[Case],
    own: CaseQuerySet,
    same: Sequence[Contact] = (),
    status: int = 200,
) -> HttpResponse:
    municipality, today = place_of(request)
    query = request.POST.get("q", "").strip()[:100]
    others = own.exclude(pk__in=[case.pk for case in chosen])
    if query:
        offered = [row.case for row in case_list.page(others, {"q": query}, today).rows]
        log_search(user_id=request.desk.user.pk, municipality_id=municipality.pk, found=offered)
    else:
        mine = others.filter(worker_id=request.desk.user.pk)
        offered = list(mine.order_by("resident__last_name", "resident__first_name", "pk")[: case_list.PAGE])
    seen = [*chosen, *offered]
    log_list(user_id=request.desk.user.pk, municipality_id=municipality.pk, cases=seen)
    context = shown(request, form, same) | {
        "section": "today",
        "url": reverse("record-together"),
        "back": reverse("today"),
        "chosen": chosen,
        "offered": offered,
        "query": query,
    }
    return render(request, "cases/together.html", context, status=status)
