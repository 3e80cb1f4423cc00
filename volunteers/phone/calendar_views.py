"""The link to a volunteer's calendar: made, replaced, switched off; and the calendar itself, for a telephone."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteers import feeds
from volunteers.models import CalendarLink
from volunteers.phone.door import WRITING, VolunteerRequest, volunteer
from wijkzorg.shell import throttle
from wijkzorg.shell.throttle import Limit, address
from wijkzorg.tenancy.wall import inside

_SALT = "volunteers.calendar"
FRESH_SECONDS = 900
# A telephone looks once an hour; a whole building may share an address.
LIMITS = (Limit("calendar-address", 120, 60, address),)


@require_http_methods(WRITING)
@volunteer
def link(request: VolunteerRequest) -> HttpResponse:
    """Make a link, and show it this once: who reads the database cannot.

    The secret comes with the form, signed by us, so that a form that is sent twice makes one link.
    """
    me, made = request.volunteer, ""
    if request.method == "POST":
        try:
            token = signing.Signer(salt=_SALT).unsign(request.POST.get("geheim", ""))
        except signing.BadSignature:
            messages.warning(request, _("Dat lukte niet. Probeer het nog een keer."))
            return redirect("my-calendar")
        feeds.make_link(actor=me.user, volunteer=me, token=token, now=request.desk.now)
        made = settings.WIJKZORG_URL + reverse("my-feed", args=[token])
    context: dict[str, Any] = {
        "section": "my-week",
        "me": me,
        "made": made,
        "subscribe": made.replace("https://", "webcal://").replace("http://", "webcal://"),
        "has_link": CalendarLink.objects.filter(volunteer=me, ended_at__isnull=True).exists(),
        "secret": signing.Signer(salt=_SALT).sign(feeds.new_token()),
    }
    return render(request, "volunteers/phone/calendar.html", context)


@require_POST
@volunteer
def switch_off(request: VolunteerRequest) -> HttpResponse:
    """Let the link work no longer."""
    me = request.volunteer
    feeds.end_link(actor=me.user, volunteer=me, now=request.desk.now)
    messages.success(request, _("De link werkt niet meer."))
    return redirect("my-calendar")


@require_safe
@throttle.limited(*LIMITS, when=lambda request: True)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give a telephone the tasks behind a link; a link that does not work is as one that never was."""
    found = feeds.find(token)
    if found is None:
        return _gone()
    municipality_id, link_id = found
    now = timezone.now()
    with inside(municipality_id):
        whose = feeds.working(link_id, now)
        if whose is None:
            return _gone()
        written = feeds.calendar_of(whose, now)
    etag = quote_etag(hashlib.sha256(written).hexdigest()[:32])
    answer = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    same = get_conditional_response(request, etag=etag, response=answer)
    assert same is not None, "there is an answer"
    same["ETag"] = etag
    same["Cache-Control"] = f"private, max-age={FRESH_SECONDS}"
    same["Content-Disposition"] = 'inline; filename="taken.ics"'
    same["X-Robots-Tag"] = "noindex"
    return same


def _gone() -> HttpResponse:
    return HttpResponse(status=404, content_type="text/plain", headers={"Cache-Control": "no-store"})
