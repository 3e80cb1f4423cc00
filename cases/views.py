"""The screens of cases: their list, recording a contact, history. Vandaag and the case stand in the room day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases import case_list as lists
from cases import history, phrases, rules, worklist
from cases.access import emergency_of
from cases.actions import ALREADY_SENT, record_contact
from cases.forms import ContactForm
from cases.models import Case, EmergencyAccess, Medium
from residents.actions import may_use
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User
from wijkzorg.audit.actions import log_list, log_read, log_search
from wijkzorg.shell import throttle
from wijkzorg.tenancy.models import Municipality

TODAY, DOSSIER = "vandaag", "dossier"  # where recording a contact began, and where it returns to


class StaffRequest(HttpRequest):
    """A request of someone who is signed in and at a desk."""

    desk: Desk
    htmx: Any


def staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in who is signed in; a part of a page answers 401, so that what was typed can stay on the screen."""

    @wraps(view)
    @never_cache
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            if request.desk.municipality is None:
                return render(request, "cases/no_role.html", {"section": "today"}, status=403)
            return view(request, *args, **kwargs)
        if request.htmx:
            return HttpResponse(_("Je bent uitgelogd."), status=401)
        return redirect_to_login(request.get_full_path())

    return guarded


def caseworker(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the page to workers and team leads; for whoever works on no cases it is not there. Goes inside staff()."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.desk.case_teams:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def place_of(request: StaffRequest) -> tuple[Municipality, dt.date]:
    """Return the municipality of the desk and the day that it is there."""
    municipality = request.desk.municipality
    assert municipality is not None, "staff() lets nobody in without one"
    return municipality, municipality.day_of(request.desk.now)


def worker_of(request: StaffRequest) -> User:
    """Return who is at the desk."""
    assert isinstance(request.desk.user, User), "staff() lets nobody in who is not signed in"
    return request.desk.user


def _clock(request: StaffRequest, moment: dt.datetime) -> str:
    municipality, _today = place_of(request)
    return date_format(moment.astimezone(municipality.zone), "H:i")


def own_worklist(request: StaffRequest) -> dict[str, Any]:
    """Put the own cases in the order of need, with the words and the moment that stand above them."""
    _municipality, today = place_of(request)
    mine = worklist.of_worker(Case.objects.of_own_teams(request.desk), worker_of(request), today)
    return {"list": mine, "say": worklist.words(), "clock": _clock(request, request.desk.now)}


def case_or_404(request: StaffRequest, pk: int) -> Case:
    """The one door to a case."""
    visible = Case.objects.visible_to(request.desk)
    return get_object_or_404(
        visible.select_related("resident__neighbourhood", "worker", "team", "municipality"), pk=pk
    )


def read(request: StaffRequest, case: Case) -> str:
    """Log that a case is read, with the reason of the broken glass through which; return until when that lasts."""
    broken = _glass(request, case)
    log_read(user_id=request.desk.user.pk, case=case, reason=broken.reason if broken else "")
    return until_of(request, broken)


def _glass(request: StaffRequest, case: Case) -> EmergencyAccess | None:
    return emergency_of(worker_of(request), case, request.desk.case_teams, request.desk.now)


def until_of(request: StaffRequest, broken: EmergencyAccess | None) -> str:
    """Say until when broken glass lasts, on the municipality's clock; empty where there is none."""
    if broken is None:
        return ""
    municipality, _today = place_of(request)
    return date_format(broken.ends_at.astimezone(municipality.zone), "l j F H:i").lower()


@require_safe
@staff
@caseworker
@throttle.limited(*throttle.SEARCH, when=lambda request: bool(request.GET.get("q")))
def case_list(request: StaffRequest) -> HttpResponse:
    """Show the cases that I may see, by name, a page at a time."""
    municipality, today = place_of(request)
    page = lists.page(Case.objects.of_own_teams(request.desk), request.GET, today)
    seen = [row.case for row in page.rows]
    if page.query:
        log_search(user_id=request.desk.user.pk, municipality_id=municipality.pk, found=seen)
    else:
        log_list(user_id=request.desk.user.pk, municipality_id=municipality.pk, cases=seen)
    context = {"section": "cases", "is_case_list": True, "page": page, "today": today}
    context["may_use_bsn"] = may_use(request.desk)
    return render(request, "cases/list.html", context)


@require_safe
@staff
@caseworker
def case_history(request: StaffRequest, pk: int) -> HttpResponse:
    """Show who changed what in a case, newest first."""
    found = case_or_404(request, pk)
    municipality, _today = place_of(request)
    emergency = read(request, found)
    asked = request.GET.get("pagina", "")
    number = min(max(int(asked), 1), 9999) if asked.isdecimal() and len(asked) < 9 else 1
    page = history.page(found, number=number, zone=municipality.zone)
    context = {"section": "cases", "case": found, "page": page, "emergency": emergency}
    return render(request, "cases/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
def contact(request: StaffRequest, pk: int) -> HttpResponse:
    """Record a contact: the form as a page, or as a part of one for htmx."""
    found = case_or_404(request, pk)
    municipality, today = place_of(request)
    origin = request.POST.get("origin") or request.GET.get("terug")
    broken = _glass(request, found)
    # What is seen through broken glass does not stand on Vandaag.
    recording = Recording(found, DOSSIER if origin == DOSSIER or broken else TODAY, broken)
    if request.method != "POST":
        form = ContactForm(
            zone=municipality.zone,
            now=request.desk.now,
            medium=_usual_medium(found, today),
            prefix_id=f"contact-{pk}",
        )
        return _form_page(request, recording, form)
    form = ContactForm(request.POST, zone=municipality.zone, now=request.desk.now, prefix_id=f"contact-{pk}")
    if form.is_valid():
        try:
            made = record_contact(
                actor=worker_of(request),
                case=found,
                now=request.desk.now,
                through=broken,
                **form.cleaned_data,
            )
        except ValidationError as error:
            if getattr(error, "code", None) == ALREADY_SENT:
                form.renew_token()
            form.add_error(None, error)
        else:
            words = _recorded_words(request, made.medium, made.reached, made.happened_at)
            return _recorded(request, recording, words)
    return _form_page(request, recording, form, status=422)


@dataclass(frozen=True, slots=True)
class Recording:
    """The case for which a contact is recorded, and where that began."""

    case: Case
    origin: str
    broken: EmergencyAccess | None = None

    @property
    def back(self) -> str:
        """Where the worker came from."""
        if self.origin == DOSSIER:
            return reverse("case", args=[self.case.pk])
        return f"{reverse('today')}#dossier-{self.case.pk}"


def _usual_medium(case: Case, today: dt.date) -> Medium | None:
    """Return the medium that is agreed, else the one that is needed."""
    for versions in (case.agreements, case.needs):
        version = versions.filter(valid_from__lte=today).order_by("-valid_from").first()
        if version is not None:
            return Medium(version.medium)
    return None


def _form_page(
    request: StaffRequest, recording: Recording, form: ContactForm, status: int = 200
) -> HttpResponse:
    reason = recording.broken.reason if recording.broken else ""
    log_read(user_id=request.desk.user.pk, case=recording.case, reason=reason)  # it shows of whom
    resident = recording.case.resident
    chosen = str(form["medium"].value() or "")
    context = {
        "section": "today" if recording.origin == TODAY else "cases",
        "form": form,
        "media": [
            {
                "value": choice.value,
                "label": phrases.capital(str(choice.label)),
                "icon": phrases.MEDIUM_ICONS[rules.Medium(choice)],
                "checked": str(choice.value) == chosen,
            }
            for choice in Medium
        ],
        "url": reverse("record-contact", args=[recording.case.pk]),
        "origin": recording.origin,
        "emergency": until_of(request, recording.broken),
        "back": recording.back,
        "name": resident.name,
        "first_name": resident.first_name,
        "in_place": bool(request.htmx) and recording.origin == TODAY,
    }
    template = "cases/_record.html" if request.htmx else "cases/record.html"
    response = render(request, template, context, status=status)
    if request.htmx and request.method == "POST":
        # A wrong form takes the place of the form alone; a right one that of the whole line.
        response["HX-Retarget"], response["HX-Reswap"] = (
            f"#dossier-{recording.case.pk} .wz-line__record",
            "innerHTML",
        )
    return response


def _recorded_words(request: StaffRequest, medium: int, reached: bool, happened_at: dt.datetime) -> str:
    municipality, today = place_of(request)
    day = municipality.day_of(happened_at)
    when = phrases.coming_day(day, today) if day == today else phrases.short_day(day, today)
    words = {
        "medium": phrases.capital(phrases.medium(medium)),
        "when": when,
        "clock": _clock(request, happened_at),
    }
    if reached:
        return _("%(medium)s vastgelegd: %(when)s om %(clock)s.") % words
    return _("%(medium)s, niet gelukt, vastgelegd: %(when)s om %(clock)s.") % words


def _recorded(request: StaffRequest, recording: Recording, words: str) -> HttpResponse:
    """Answer a recorded contact: the corrected line and counts for htmx, else back to where it began."""
    if request.htmx and recording.origin == TODAY:
        context = own_worklist(request)
        line = context["list"].line_of(recording.case.pk)
        if line is not None:
            return render(request, "cases/_recorded.html", {**context, "lines": [line], "recorded": words})
    messages.success(request, f"{recording.case.resident.name}: {words}")
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": recording.back})
    return redirect(recording.back)
