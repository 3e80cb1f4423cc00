"""What a case shows of what a second person sees, and what a lead's page lists."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements import agenda
from cases import phrases
from cases.models import Agreement, Case, Confirmation
from cases.rules import Rule
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership

Kind, State = Confirmation.Kind, Confirmation.State
SHOWN = 5
_TITLES = {
    Kind.CUT: "calendar-minus",
    Kind.NEED: "trending-down",
    Kind.PAUSE: "player-pause",
    Kind.CLOSING: "lock",
    Kind.GROUP: "user-search",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits for a lead, or waited."""

    row: Confirmation
    icon: str
    tone: str
    title: str
    why: str
    flags: str
    asked: str
    answered: str
    may_confirm: bool
    alone: bool
    may_read: bool


def of_case(case: Case, desk: Desk, today: dt.date, zone: zoneinfo.ZoneInfo) -> list[Line]:
    """Return what waits in a case, and the last that was answered. One query, and one more where a lead looks."""
    rows = case.confirmations.select_related("asked_by", "answered_by", "decision", "case__resident")
    waiting_first = rows.order_by(F("answered_at").desc(nulls_first=True), "-pk")[:SHOWN]
    return _lines(list(waiting_first), desk, today, zone)


def of_lead(desk: Desk, today: dt.date, zone: zoneinfo.ZoneInfo) -> list[Line]:
    """Return what waits for the lead of some teams, the oldest first."""
    rows = Confirmation.objects.filter(
        case__team_id__in=agenda.led_teams(desk), state=State.WAITING
    ).select_related("asked_by", "answered_by", "decision", "case__resident", "case__team", "case__worker")
    return _lines(list(rows.order_by("asked_at", "pk")), desk, today, zone)


def late_reviews(desk: Desk, today: dt.date) -> list[Agreement]:
    """Return the agreements whose day of review is three working days past, the oldest first."""
    late = agenda.reviews(today).filter(
        case__team_id__in=agenda.led_teams(desk), review_on__lte=agenda.late_since(today)
    )
    return list(late.select_related("case__resident", "case__worker", "decision").order_by("review_on", "pk"))


def _lines(rows: list[Confirmation], desk: Desk, today: dt.date, zone: zoneinfo.ZoneInfo) -> list[Line]:
    led = set(agenda.led_teams(desk))
    only = _only_lead(led, today) if any(row.case.team_id in led for row in rows) else set()
    return [_line(row, desk, led, only, today, zone) for row in rows]


def _only_lead(teams: set[int], today: dt.date) -> set[int]:
    """Return the teams that have one lead."""
    active = Q(user__is_active=True, role=Membership.Role.TEAM_LEAD, team_id__in=teams)
    counted = Membership.objects.on(today).filter(active).values("team_id")
    return {
        row["team_id"] for row in counted.annotate(leads=Count("user", distinct=True)) if row["leads"] == 1
    }


def _line(
    row: Confirmation, desk: Desk, led: set[int], only: set[int], today: dt.date, zone: zoneinfo.ZoneInfo
) -> Line:
    waits = row.state == State.WAITING
    own = row.asked_by_id == desk.user.pk
    flags = ", ".join(phrases.of_rule(Rule(kind)) for kind in row.flags)
    mine = waits and row.case.team_id in led
    return Line(
        row=row,
        icon=_TITLES[Kind(row.kind)],
        tone="is-cut" if waits else "is-done" if row.state == State.CONFIRMED else "is-plain",
        title=phrases.capital(str(row.get_kind_display())),
        why=phrases.capital(str(row.get_why_display())),
        flags=_("Signalen toen: %(flags)s") % {"flags": flags} if flags else "",
        asked=_("%(who)s, %(day)s")
        % {"who": row.asked_by or "–", "day": phrases.since(row.asked_at.astimezone(zone).date(), today)},
        answered=_answered(row, zone),
        may_confirm=mine and (not own or row.case.team_id in only),
        alone=mine and own and row.case.team_id in only,
        may_read=own and row.state == State.SENT_BACK and row.read_at is None,
    )


def _answered(row: Confirmation, zone: zoneinfo.ZoneInfo) -> str:
    if row.answered_at is None:
        return _("Wacht op de teamleider")
    words = {
        "state": phrases.capital(str(row.get_state_display())),
        "who": row.answered_by or "",
        "day": date_format(row.answered_at.astimezone(zone), "j F Y"),
    }
    said = _("%(state)s door %(who)s op %(day)s") if row.answered_by else _("%(state)s op %(day)s")
    return said % words + (_(", zonder tweede persoon") if row.alone else "")
