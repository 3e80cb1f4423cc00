"""Days and hours in the language of who reads a public page; short, as one says them."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def day(value: dt.date, today: dt.date) -> str:
    """Say a day: "vandaag", "morgen", "maandag", or "donderdag 31 december"."""
    ahead = (value - today).days
    if ahead in (0, 1):
        return _("vandaag") if ahead == 0 else _("morgen")
    if 1 < ahead < 7:
        return date_format(value, "l")
    return date_format(value, "l j F" if value.year == today.year else "l j F Y")


def day_part(value: dt.date, today: dt.date, part: str) -> str:
    """Say a day and, where one was chosen, the part of it: "morgen, in de ochtend"."""
    said = day(value, today)
    parts = {"morning": _("in de ochtend"), "afternoon": _("in de middag"), "evening": _("in de avond")}
    return f"{said}, {parts[part]}" if part in parts else said


def moment(at: dt.datetime, zone: zoneinfo.ZoneInfo, today: dt.date) -> str:
    """Say a moment: "vandaag om 13:00 uur"."""
    local = at.astimezone(zone)
    return _("%(day)s om %(clock)s uur") % {"day": day(local.date(), today), "clock": clock(at, zone)}


def clock(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Say the hour: "09:30"."""
    return at.astimezone(zone).strftime("%H:%M")


def until(at: dt.datetime, zone: zoneinfo.ZoneInfo, today: dt.date) -> str:
    """Say until when something lasts: today by the hour, what ends at midnight by its last day."""
    local = at.astimezone(zone)
    if local.date() == today:
        return _("%(clock)s uur") % {"clock": clock(at, zone)}
    if local.time() == dt.time():
        last = local.date() - dt.timedelta(days=1)
        # An evening that ends at midnight is that of today.
        return _("middernacht") if last == today else day_through(last, today)
    return moment(at, zone, today)


def day_through(last: dt.date, today: dt.date) -> str:
    """Say up to and including which day."""
    return _("en met %(day)s") % {"day": day(last, today)}


def distance(metres: int) -> str:
    """Say how far: to fifty metres, and in kilometres from one."""
    if metres < 1000:
        return _("%(metres)d meter") % {"metres": max(50, round(metres / 50) * 50)}
    return _("%(kilometres)s kilometer") % {"kilometres": _one_decimal(metres / 1000)}


def _one_decimal(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", _(","))
