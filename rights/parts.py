"""One thing that stands about a resident, and how its days are said: the same words next year."""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from dataclasses import dataclass

from django.utils.formats import date_format


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that stands about a resident; `key` names it, in a review too."""

    key: str
    section: str
    day: dt.date
    when: str
    title: str
    who: str = ""
    text: str = ""

    @property
    def digest(self) -> str:
        """Tell this content from any other without keeping it."""
        said = "\n".join((self.key, self.when, self.title, self.text))
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def date_said(day: dt.date) -> str:
    """Say a date in full: the same words next year, so that a digest stays what it is."""
    return date_format(day, "j F Y")


def moment_said(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Say a moment on the clock of the municipality."""
    return date_format(at.astimezone(zone), "j F Y, H:i")
