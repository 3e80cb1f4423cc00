"""How often a series comes and on which days, in the words and the language of the reader."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONDAY = dt.date(2024, 1, 1)


def repeats(rrule: str) -> str:
    """Say how often a series comes: "elke week", "elke 2 weken op maandag en donderdag"; empty for once."""
    if not rrule:
        return ""
    every = int(found[1]) if (found := re.search(r"INTERVAL=(\d+)", rrule)) else 1
    if rrule.startswith("FREQ=DAILY"):
        said = ngettext("elke dag", "elke %(count)s dagen", every) % {"count": every}
    elif rrule.startswith("FREQ=WEEKLY"):
        said = ngettext("elke week", "elke %(count)s weken", every) % {"count": every}
    else:
        said = ngettext("elke maand", "elke %(count)s maanden", every) % {"count": every}
    days = re.search(r"BYDAY=([A-Z,]+)", rrule) if rrule.startswith("FREQ=WEEKLY") else None
    if days is None or "," not in days[1]:
        return said
    return _("%(often)s op %(days)s") % {
        "often": said,
        "days": listed([weekday(_WEEKDAYS.index(one)) for one in days[1].split(",")]),
    }


def weekday(number: int) -> str:
    """Name a weekday, 0 for Monday."""
    named = date_format(_MONDAY + dt.timedelta(days=number), "l")
    return named if translation.get_language() == "en" else named.lower()


def listed(words: list[str]) -> str:
    """Join words as one says them: "maandag, dinsdag en vrijdag"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s en %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
