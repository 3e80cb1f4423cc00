"""The Dutch words of help requests: said once, so that Vandaag, the case and the page of a request say the same."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import phrases
from volunteers import often
from volunteers.models import DayPart, HelpRequest, Task


def what(request: HelpRequest) -> str:
    """Say what is asked: "boodschappen", "gezelschap"."""
    return str(request.get_kind_display())


def on_day(request: HelpRequest, today: dt.date) -> str:
    """Say when it is: "morgen om 11:00", "elke week vanaf 3 december", "elke week op woensdag in de middag"."""
    day = (
        phrases.coming_day(request.first_on, today)
        if request.first_on >= today
        else phrases.day(request.first_on, today)
    )
    if request.repeats:
        day = _series(request, day, begun=request.first_on < today)
    if request.starts_at is not None:
        day = _("%(day)s om %(clock)s") % {"day": day, "clock": request.starts_at.strftime("%H:%M")}
    elif request.day_part != DayPart.ANY:
        day = _("%(day)s in de %(part)s") % {"day": day, "part": request.get_day_part_display()}
    return day


def _series(request: HelpRequest, first: str, *, begun: bool) -> str:
    """Say how often, from when; of one that goes on already, on which day of the week."""
    said = often.repeats(request.rrule)
    if not begun:
        return _("%(often)s vanaf %(day)s") % {"often": said, "day": first}
    if request.rrule.startswith("FREQ=WEEKLY") and "," not in request.rrule:
        return _("%(often)s op %(day)s") % {"often": said, "day": often.weekday(request.first_on.weekday())}
    return said


def waits(since: dt.datetime, now: dt.datetime) -> str:
    """Say how long a request is open: "20 minuten", "5 uur", "3 dagen"."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(count)s minuut", "%(count)s minuten", minutes) % {"count": minutes}
    if minutes < 48 * 60:
        return _("%(count)s uur") % {"count": minutes // 60}
    return ngettext("%(count)s dag", "%(count)s dagen", minutes // 1440) % {"count": minutes // 1440}


def coming(at: dt.datetime, zone: dt.tzinfo, today: dt.date) -> str:
    """Say when something will be: "vandaag om 14:00", "zaterdag 28 maart om 10:00", "3 december om 11:00"."""
    local = at.astimezone(zone)
    day = (
        phrases.coming_day(local.date(), today)
        if local.date() >= today
        else phrases.since(local.date(), today)
    )
    return _("%(day)s om %(clock)s") % {"day": day, "clock": f"{local:%H:%M}"}


def comes(task: Task, request: HelpRequest, zone: dt.tzinfo, today: dt.date) -> str:
    """Say when a task of a request is: by the hour, or by the day alone where the two choose the time together."""
    if request.starts_at is not None:
        return coming(task.starts_at, zone, today)
    day = phrases.coming_day(task.day, today) if task.day >= today else phrases.since(task.day, today)
    if request.day_part == DayPart.ANY:
        return day
    return _("%(day)s in de %(part)s") % {"day": day, "part": request.get_day_part_display()}


def moment(at: dt.datetime, zone: zoneinfo.ZoneInfo, today: dt.date) -> str:
    """Say when something was: "vandaag om 09:40", "24 november om 16:05"."""
    local = at.astimezone(zone)
    words = {"day": phrases.since(local.date(), today), "clock": date_format(local, "H:i")}
    return _("%(day)s om %(clock)s") % words
