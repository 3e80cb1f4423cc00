"""The agreement on paper, for workers; and the page behind its code, for the resident, who needs no account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import phrases
from cases.access import leads_of
from cases.models import Case
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from outreach import clock, on_case, paper_text, papers
from outreach.forms import WishForm
from outreach.models import Paper, Wish
from outreach.views import WRITING, back_to, own_case_or_404, page
from wijkzorg.audit import asker
from wijkzorg.audit.actions import log_read
from wijkzorg.shell import throttle
from wijkzorg.shell.languages import ASKED, in_readers_language
from wijkzorg.shell.throttle import Limit, address
from wijkzorg.tenancy.wall import inside

DUTY_TOLD_FOR = dt.timedelta(days=1)
_OPENED = "outreach.wish-on-duty"
# Of an address, which a whole flat may share; and of a code, which one person has.
LIMITS = (
    Limit("see-address", 60, 60, address),
    Limit("see-code", 30, 3600, lambda request: request.path),
)


@require_http_methods(WRITING)
@staff
@caseworker
def paper(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what stands on the agreement on paper, and print it with a code of its own."""
    case = own_case_or_404(request, pk)
    municipality, today = place_of(request)
    if request.method == "POST":
        try:
            made = papers.print_paper(actor=worker_of(request), case=case, now=request.desk.now)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
            return redirect("paper", case.pk)
        headers = {"Content-Disposition": 'inline; filename="afspraak.pdf"'}
        return HttpResponse(made, content_type="application/pdf", headers=headers)
    agreement = papers.agreement_of(case, today)
    printed = case.papers.select_related("printed_by", "lapsed_by").order_by("-printed_at", "-pk")
    context = {
        "text": paper_text.make(case, agreement) if agreement else None,
        "state": on_case.paper_shown(case, today, municipality.zone),
        "printed": list(printed[:20]),
        "closed": case.closed_on is not None and case.closed_on <= today,
    }
    return page(request, case, "outreach/paper.html", context)


@require_POST
@staff
@caseworker
def let_lapse(request: StaffRequest, pk: int, paper: int) -> HttpResponse:
    """Let the code of a paper that is lost work no longer."""
    case = own_case_or_404(request, pk)
    found = get_object_or_404(Paper.objects.filter(case=case), pk=paper)
    papers.let_lapse(actor=worker_of(request), paper=found, now=request.desk.now)
    messages.success(request, _("De code op dat papier werkt niet meer."))
    return redirect("paper", case.pk)


@require_http_methods(WRITING)
@staff
@caseworker
def answer_wish(request: StaffRequest, pk: int, wish: int) -> HttpResponse:
    """Answer a resident who wants to see somebody: who comes, and when; for who is on duty there, of any team, too."""
    if not Case.objects.of_own_teams(request.desk).filter(pk=pk).exists():
        return _answer_on_duty(request, pk, wish)
    case = own_case_or_404(request, pk)
    found = get_object_or_404(Wish.objects.filter(case=case).select_related("answered_by", "case"), pk=wish)
    form = WishForm(request.POST or None)
    if _answered(request, found, form):
        messages.success(request, _("Het antwoord staat in het dossier."))
        return redirect(back_to(case, "stand"))
    status = 422 if request.method == "POST" else 200
    return page(request, case, "outreach/wish.html", _wish_shown(request, found, form), status=status)


def _answer_on_duty(request: StaffRequest, pk: int, wish: int) -> HttpResponse:
    """Let who is on duty answer for another team that has nobody there: who asks, where, and nothing of the case."""
    municipality, today = place_of(request)
    # What was answered a moment ago is still there: a form sent twice counts once, and who is second is told.
    lately = Q(answered_at__isnull=True) | Q(answered_at__gte=request.desk.now - DUTY_TOLD_FOR)
    mine = Wish.objects.on_duty_of(request.desk).filter(lately, case_id=pk)
    # Who read it while on duty may send what they typed, also where the case got a worker meanwhile.
    opened = request.POST.get("opened", "")
    sends = request.method == "POST" and _was_opened(request, opened, wish)
    rows = Wish.objects.filter(municipality=municipality, case_id=pk) if sends else mine
    found = get_object_or_404(
        rows.select_related("answered_by", "case__team", "case__resident__neighbourhood"), pk=wish
    )
    form = WishForm(request.POST or None)
    if _answered(request, found, form):
        messages.success(
            request, _("Het antwoord is bewaard. %(team)s kan het lezen.") % {"team": found.case.team}
        )
        if not mine.filter(pk=wish).exists():
            words = {"team": found.case.team, "phone": found.case.team.phone}
            said = _(
                "Intussen is deze bewoner weer van iemand anders. Spreek met %(team)s af wie er gaat. %(phone)s"
            )
            messages.warning(request, (said % words).strip())
        return redirect("today")
    log_read(user_id=request.desk.user.pk, case=found.case, reason=_("dienst"))
    team = found.case.team
    context = _wish_shown(request, found, form) | {
        "section": "today",
        "opened": opened if sends else signing.dumps([request.desk.user.pk, wish], salt=_OPENED),
        "name": found.case.resident.name,
        "resident": found.case.resident,
        "team": team,
        "leads": leads_of([team.pk], today)[team.pk],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "outreach/wish_on_duty.html", context, status=status)


def _was_opened(request: StaffRequest, opened: str, wish: int) -> bool:
    """Tell whether the form was given out to who sends it, for this wish, not long ago."""
    try:
        given: list[int] = signing.loads(opened, salt=_OPENED, max_age=DUTY_TOLD_FOR)
    except signing.BadSignature:
        return False
    return given == [request.desk.user.pk, wish]


def _answered(request: StaffRequest, wish: Wish, form: WishForm) -> bool:
    """Store the answer that was sent, and tell whether it was; what is wrong with it stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        papers.answer_wish(actor=worker_of(request), wish=wish, now=request.desk.now, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _wish_shown(request: StaffRequest, wish: Wish, form: WishForm) -> dict[str, Any]:
    municipality, today = place_of(request)
    return {"form": form, "wish": wish, "shown": on_case.wish_shown(wish, today, municipality.zone)}


@contextmanager
def _behind(token: str) -> Iterator[Paper | None]:
    """Be inside the municipality of a code while its page is made; None for a code that does not work."""
    found = papers.find(token)
    if found is None:
        yield None
        return
    municipality_id, paper_id = found
    asker.unnamed()
    with inside(municipality_id):
        yield papers.working(paper_id, timezone.now())


def _gone(request: HttpRequest) -> HttpResponse:
    """Say that a code does not work, the same for one that never did; and whom to call."""
    return render(request, "outreach/see_gone.html", status=404)


# Exempt: there is no session here to misuse, and whoever can make the form has the code. A phone that keeps no cookies
# must be able to send it.
@csrf_exempt
@require_http_methods(WRITING)
@never_cache
@in_readers_language
@throttle.limited(*LIMITS, when=lambda request: True)
def ask_to_see(request: HttpRequest, token: str) -> HttpResponse:
    """Show the resident one button; a tap puts them on Vandaag."""
    with _behind(token) as found:
        if found is None:
            return _gone(request)
        if request.method == "POST":
            papers.ask_to_see(paper=found, now=timezone.now())
            return redirect(_in_language("ask-to-see-thanks", token))
        context = {"phone": found.case.team.phone, "url": _in_language("ask-to-see", token)}
        return render(request, "outreach/see.html", context)


@require_safe
@never_cache
@in_readers_language
@throttle.limited(*LIMITS, when=lambda request: True)
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thank the resident, and say when they hear from somebody."""
    with _behind(token) as found:
        if found is None:
            return _gone(request)
        wish = Wish.objects.waiting().filter(case=found.case).order_by("pk").first()
        if wish is None:
            return redirect(_in_language("ask-to-see", token))
        today = found.case.municipality.day_of(timezone.now())
        lead_on = clock.wish_lead_on(wish.asked_on)
        context = {
            "phone": found.case.team.phone,
            "when": _by(lead_on, today) if lead_on >= today else "",
        }
        return render(request, "outreach/see_thanks.html", context)


def _in_language(name: str, token: str) -> str:
    """Return an address that keeps the language, also on a phone that keeps no cookies."""
    language = get_language()
    where = reverse(name, args=[token])
    return where if language == settings.LANGUAGE_CODE else f"{where}?{ASKED}={language}"


def _by(day: dt.date, today: dt.date) -> str:
    """Say by which day, in the reader's language."""
    if get_language() == settings.LANGUAGE_CODE:
        return phrases.coming_day(day, today)
    return date_format(day, "l j F")
