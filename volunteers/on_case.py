"""What the page of a case shows of this room: the help requests of its resident, and where each stands. One query."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from cases import phrases
from cases.models import Case
from volunteers import words
from volunteers.course import State
from volunteers.models import HelpRequest

SHOWN = 12
_TONES = {
    State.NEW: "is-calm",
    State.OPEN: "is-soon",
    State.OFFERED: "is-soon",
    State.ACCEPTED: "is-done",
    State.DONE: "is-done",
    State.ESCALATED: "is-danger",
    State.WITHDRAWN: "is-plain",
    State.NOT_SOLVED: "is-warn",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One request as it stands on the case; without an address where one may not open it."""

    what: str
    when: str
    state: str
    tone: str
    asked: str
    url: str


def of_case(case: Case, today: dt.date, zone: zoneinfo.ZoneInfo) -> list[Shown]:
    """Return the requests that belong to a case, what goes on first, and then the newest."""
    rows = HelpRequest.objects.filter(municipality_id=case.municipality_id).filter(
        Q(case=case) | Q(resident_id=case.resident_id, case__isnull=True)
    )
    found = sorted(rows.order_by("-received_at", "-pk")[: 4 * SHOWN], key=lambda row: row.ended)
    return [_shown(row, case, today, zone) for row in found[:SHOWN]]


def _shown(row: HelpRequest, case: Case, today: dt.date, zone: zoneinfo.ZoneInfo) -> Shown:
    return Shown(
        what=phrases.capital(words.what(row)),
        when=words.on_day(row, today),
        state=str(row.get_state_display()),
        tone=_TONES[State(row.state)],
        asked=words.moment(row.received_at, zone, today),
        url=reverse("help-request", args=[row.pk]) if row.case_id == case.pk else "",
    )
