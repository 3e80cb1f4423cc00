"""The public pages: "Ik maak me zorgen", and the thanks that say when somebody reads it. No account, no script."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from neighbourhoods.models import Neighbourhood
from reports import words
from reports.actions import file_report
from reports.models import CallInstead, Channel, Report
from reports.public import LIMITS, PublicReportForm, read_answer, sign_answer
from wijkzorg.shell.guarded_forms import minutes_to_wait
from wijkzorg.shell.languages import in_readers_language
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@in_readers_language
def worry(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form of a municipality, and file what is sent."""
    municipality = get_object_or_404(Municipality, code=code)
    with inside(municipality.pk):
        among = Neighbourhood.objects.current().filter(municipality=municipality)
        context: dict[str, Any] = {"municipality": municipality, "call": _call(municipality)}
        if request.method != "POST":
            return render(request, "reports/public.html", context | {"form": PublicReportForm(among=among)})
        form = PublicReportForm(request.POST, among=among)
        context |= {"form": form, "danger": "danger" in request.POST}
        if not form.is_valid() or form.asks_112:
            if context["danger"]:
                form.after_112()
            return render(request, "reports/public.html", context, status=422)
        sent = form.sent_before(Report.objects.filter(municipality=municipality))
        if not sent and (minutes := minutes_to_wait(request, LIMITS)):
            response = render(request, "reports/public.html", context | {"minutes": minutes}, status=429)
            response["Retry-After"] = str(60 * minutes)
            return response
        return _file(municipality, form)


@require_safe
@never_cache
@in_readers_language
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """Say what happens now, when somebody reads it, and whom to call who cannot wait."""
    municipality = get_object_or_404(Municipality, code=code)
    said = read_answer(request)
    if said is None:
        raise Http404
    today = municipality.day_of(timezone.now())
    with inside(municipality.pk):
        call = _call(municipality)
    starts = words.coming(said["starts"], municipality.zone, today) if said["starts"] else ""
    context = {"municipality": municipality, "call": call, "said": said, "starts": starts, "today": today}
    return render(request, "reports/thanks.html", context)


def _call(municipality: Municipality) -> CallInstead | None:
    return CallInstead.objects.filter(municipality=municipality).first()


def _file(municipality: Municipality, form: PublicReportForm) -> HttpResponse:
    now = timezone.now()
    report = file_report(
        municipality=municipality,
        neighbourhood=form.cleaned_data["neighbourhood"],
        told=form.told,
        reporter=replace(form.reporter, reads=get_language() or settings.LANGUAGE_CODE),
        channel=Channel.PUBLIC,
        token=form.sent_as,
        now=now,
    )
    answer = sign_answer(
        starts=report.belongs_from,
        on_duty=report.belongs_from is not None and report.belongs_from <= now,
        by=report.take_up_by,
        danger=report.danger,
        mail=bool(report.reporter_email),
    )
    return redirect(f"{reverse('worry-thanks', args=[municipality.code])}?wanneer={answer}")
