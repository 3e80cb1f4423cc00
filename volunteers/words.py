"""The Dutch words of help requests: said once, so that Vandaag, the case and the page of a request say the same."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import phrases
from volunteers.models import DayPart, HelpRequest


def what(request: HelpRequest) -> str:
    """Say what is asked: "boodschappen", "gezelschap"."""
    return str(request.get_kind_display())


def on_day(request: HelpRequest, today: dt.date) -> str:
    """Say when it is: "morgen om 11:00", "vrijdag 27 maart in de middag", "elke keer vanaf 3 december"."""
    day = (
        phrases.coming_day(request.first_on, today)
        if request.first_on >= today
        else phrases.day(request.first_on, today)
    )
    if request.starts_at is not None:
        day = _("%(day)s om %(clock)s") % {"day": day, "clock": request.starts_at.strftime("%H:%M")}
    elif request.day_part != DayPart.ANY:
        day = _("%(day)s in de %(part)s") % {"day": day, "part": request.get_day_part_display()}
    return _("elke keer vanaf %(day)s") % {"day": day} if request.repeats else day


def waits(since: dt.datetime, now: dt.datetime) -> str:
    """Say how long a request is open: "20 minuten", "5 uur", "3 dagen"."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(count)s minuut", "%(count)s minuten", minutes) % {"count": minutes}
    if minutes < 48 * 60:
        return _("%(count)s uur") % {"count": minutes // 60}
    return ngettext("%(count)s dag", "%(count)s dagen", minutes // 1440) % {"count": minutes // 1440}


def moment(at: dt.datetime, zone: zoneinfo.ZoneInfo, today: dt.date) -> str:
    """Say when something was: "vandaag om 09:40", "24 november om 16:05"."""
    local = at.astimezone(zone)
    words = {"day": phrases.since(local.date(), today), "clock": date_format(local, "H:i")}
    return _("%(day)s om %(clock)s") % words
