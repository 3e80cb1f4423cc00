"""What the page of noodtoegang shows: who read which case of another team, until when, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format

from cases import phrases
from cases.querysets import EmergencyAccessQuerySet
from wijkzorg.accounts.middleware import Desk
from wijkzorg.shell.digits import whole

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One time that the glass was broken."""

    who: str
    team: str
    case_id: int
    name: str
    reason: str
    starts: str
    ends: str
    holds: bool
    openable: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list, newest first."""

    rows: list[Row]
    after: int | None
    first_page: bool


def page(broken: EmergencyAccessQuerySet, after: str, desk: Desk) -> Page:
    """Return a page of the list; `after` is the row (id) that the page before ended with."""
    assert desk.municipality is not None
    zone, today = desk.municipality.zone, desk.municipality.day_of(desk.now)
    last = whole(after)
    found = broken if last is None else broken.filter(pk__lt=last)
    rows = list(found.select_related("user", "team", "case__resident").order_by("-pk")[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    shown = []
    for row in rows:
        starts, ends = (moment.astimezone(zone) for moment in (row.starts_at, row.ends_at))
        holds = row.starts_at <= desk.now < row.ends_at
        openable = row.case.team_id in desk.case_teams or (holds and row.user_id == desk.user.pk)
        shown.append(
            Row(
                who=str(row.user),
                team=row.team.name,
                case_id=row.case_id,
                # After it ended its holder reads here that it was, and no longer of whom.
                name=row.case.resident.name if openable else row.case.ref,
                reason=row.reason,
                starts=f"{phrases.short_day(starts.date(), today)}, {date_format(starts, 'H:i')}",
                ends=f"{phrases.short_day(ends.date(), today)}, {date_format(ends, 'H:i')}",
                holds=holds,
                openable=openable,
            )
        )
    return Page(shown, rows[-1].pk if more else None, last is None)
