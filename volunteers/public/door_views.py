"""A door as somebody stands before it, from the code that hangs there; one tap counts who came for nothing. Posters."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from centres.actions import count_came_for_nothing
from centres.doors import door_of
from centres.models import CameForNothing, Centre
from neighbourhoods.models import District
from volunteers.public import poster
from volunteers.public.area import shown
from volunteers.public.calling import whom_to_call
from wijkzorg.shell.guarded_forms import limits, make_stamp, minutes_to_wait, number_of
from wijkzorg.shell.languages import in_readers_language
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

# Who stands before a door with a family taps a few times; a robot taps more.
COUNTING = limits("came-for-nothing", hour=6, day=20)
_COUNTED = "geteld"


# The mark of the form proves that we made it, and nothing is done in anybody's name: so no cookie is needed either.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@in_readers_language
def door(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show whether a door is open, where else somebody can go, and count who came for nothing."""
    municipality = get_object_or_404(Municipality, code=code)
    now = timezone.now()
    with inside(municipality.pk):
        centre = _centre(municipality, pk)
        here = door_of(municipality, centre.pk, now)
        minutes = 0
        if request.method == "POST":
            number = number_of(request.POST.get("stamp", ""))
            minutes = minutes_to_wait(request, COUNTING) if number is not None else 0
            if number is not None and not minutes and here is not None and not here.is_open:
                count_came_for_nothing(centre=centre, way=CameForNothing.Way.POSTER, token=number, now=now)
                return redirect(f"{reverse('public-door', args=[code, pk])}?{_COUNTED}")
        context = {
            "municipality": municipality,
            "centre": centre,
            "door": shown(here, municipality, now) if here is not None else None,
            "counted": _COUNTED in request.GET,
            "again": request.method == "POST" and not minutes,
            "minutes": minutes,
            "stamp": make_stamp(),
            "call": whom_to_call(municipality, municipality.day_of(now)),
        }
        status = 429 if minutes else 422 if request.method == "POST" else 200
        response = render(request, "volunteers/public/door.html", context, status=status)
    if minutes:
        response["Retry-After"] = str(60 * minutes)
    return response


@require_safe
@never_cache
@in_readers_language
def door_poster(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show what hangs on a door, to be printed: that it is shut and where to go, or when it is open."""
    municipality = get_object_or_404(Municipality, code=code)
    with inside(municipality.pk):
        centre = _centre(municipality, pk)
        address = settings.WIJKZORG_URL + reverse("public-door", args=[code, pk])
        page = poster.of_door(municipality, centre, address, timezone.now())
        context = {"municipality": municipality, "page": page}
        return render(request, "volunteers/public/door_poster.html", context)


@require_safe
@never_cache
@in_readers_language
def wijk_poster(request: HttpRequest, code: str) -> HttpResponse:
    """Show the doors of a wijk with the hours of a week, to be printed."""
    municipality = get_object_or_404(Municipality, code=f"GM{code[2:6]}")
    with inside(municipality.pk):
        district = get_object_or_404(District, municipality=municipality, code=code)
        address = settings.WIJKZORG_URL + reverse("public-wijk", args=[code])
        page = poster.of_wijk(municipality, district, address, timezone.now())
        context = {"municipality": municipality, "page": page}
        return render(request, "volunteers/public/wijk_poster.html", context)


def _centre(municipality: Municipality, pk: int) -> Centre:
    found: Centre = get_object_or_404(Centre.objects.filter(municipality=municipality), pk=pk)
    return found
