"""The Dutch words of reports: said once here, so that Vandaag, the list and the page of a report say the same."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases import phrases
from reports.models import About, Report
from roster.models import DutyShift


def name(report: Report) -> str:
    """Name a report by whom or where it is about, as far as that is known."""
    if report.resident is not None:
        return report.resident.name
    if report.subject:
        return report.subject
    if report.about == About.PERSON:
        return _("Iemand in %(place)s") % {"place": report.neighbourhood.name}
    return report.neighbourhood.name


def about(report: Report) -> str:
    """Say what a report is about and where: "een persoon in Lindenhof", "jongeren die rondhangen in Lindenhof"."""
    what = report.get_topic_display() if report.of_place else report.get_about_display()
    return _("%(what)s in %(place)s") % {"what": what, "place": report.neighbourhood.name}


def moment(at: dt.datetime, zone: zoneinfo.ZoneInfo, today: dt.date) -> str:
    """Say when something was: "vandaag om 09:40", "24 november om 16:05"."""
    local = at.astimezone(zone)
    words = {"day": phrases.since(local.date(), today), "clock": date_format(local, "H:i")}
    return _("%(day)s om %(clock)s") % words


def duty(shifts: Iterable[DutyShift], zone: zoneinfo.ZoneInfo, today: dt.date) -> list[str]:
    """Say in which neighbourhoods somebody is on duty: a sentence for each kind of work and last moment."""
    places: dict[tuple[str, dt.datetime], list[str]] = {}
    for shift in shifts:
        places.setdefault((shift.get_kind_display(), shift.ends_at), []).append(shift.neighbourhood.name)
    return [
        _("%(kind)s %(until)s: %(places)s.")
        % {"kind": phrases.capital(kind), "until": _until(end, zone, today), "places": ", ".join(names)}
        for (kind, end), names in places.items()
    ]


def _until(end: dt.datetime, zone: zoneinfo.ZoneInfo, today: dt.date) -> str:
    """Say until when: "tot en met zondag" for what ends at midnight, else "tot vandaag om 17:00"."""
    local = end.astimezone(zone)
    if local.time() == dt.time():
        return _("tot en met %(day)s") % {
            "day": phrases.coming_day(local.date() - dt.timedelta(days=1), today)
        }
    return _("tot %(when)s") % {"when": coming(end, zone, today)}


def coming(at: dt.datetime, zone: zoneinfo.ZoneInfo, today: dt.date) -> str:
    """Say when something will be: "vandaag om 13:00", "maandag om 09:00"."""
    local = at.astimezone(zone)
    words = {"day": phrases.coming_day(local.date(), today), "clock": date_format(local, "H:i")}
    return _("%(day)s om %(clock)s") % words
