"""The pages of a wijk and of a municipality, kept for a minute: what stands there is the same for everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from neighbourhoods.models import District
from volunteers.public.area import open_doors_by_district, page_of
from volunteers.public.calling import whom_to_call
from wijkzorg.shell.languages import in_readers_language
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

_MINUTE = 60


@require_safe
@in_readers_language
def wijk(request: HttpRequest, code: str) -> HttpResponse:
    """Show which doors of a wijk are open now, where else somebody can go, and whom to call."""
    municipality = get_object_or_404(Municipality, code=f"GM{code[2:6]}")

    def made(now: dt.datetime) -> str:
        district = get_object_or_404(District, municipality=municipality, code=code)
        context = {"municipality": municipality, "page": page_of(municipality, district, now)}
        return render_to_string("volunteers/public/wijk.html", context, request)

    return _kept(request, municipality, f"wijk:{code}", made)


@require_safe
@in_readers_language
def municipality(request: HttpRequest, code: str) -> HttpResponse:
    """Show the wijken of a municipality, with how many doors are open in each, and the forms."""
    found = get_object_or_404(Municipality, code=code)

    def made(now: dt.datetime) -> str:
        context = {
            "municipality": found,
            "districts": open_doors_by_district(found, now),
            "call": whom_to_call(found, found.day_of(now)),
        }
        return render_to_string("volunteers/public/municipality.html", context, request)

    return _kept(request, found, "municipality", made)


def _kept(
    request: HttpRequest, municipality: Municipality, name: str, made: Callable[[dt.datetime], str]
) -> HttpResponse:
    """Answer with what was made in this minute, or make it: no door is shown open in the minute after it closed."""
    # What stands behind the question mark is no part of the page that others get.
    request.GET = QueryDict()
    now = timezone.now()
    key = (municipality.pk, f"public:{name}:{get_language()}:{int(now.timestamp()) // _MINUTE}")
    body = caches["tenant"].get(key)
    if body is None:
        with inside(municipality.pk):
            body = made(now)
        caches["tenant"].set(key, body, timeout=_MINUTE)
    return HttpResponse(body)
