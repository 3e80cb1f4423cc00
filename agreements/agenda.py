"""What agreements ask: looking again at less than needed, what a lead sent back, what waits for a lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from cases import phrases
from cases.agenda import Item, Room, whose
from cases.asking import Row, Rows, part
from cases.models import Agreement, Case, Confirmation
from cases.phrases import gettext as _
from cases.querysets import OfCaseQuerySet
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership
from wijkzorg.tenancy.workdays import after_workdays

# A review that nobody did stands on the board so many working days after its day.
LATE_WORKDAYS = 3
# A lead answers within so many working days; then it is late.
ANSWER_WORKDAYS = 3
REVIEW, LATE_REVIEW, SENT_BACK, WAITING = "review", "late-review", "sent-back", "confirm"


def _of_worker(desk: Desk, today: dt.date) -> Iterator[models.QuerySet[Any, Any]]:
    """Read the reviews of today and before in one's own cases, and what was sent back of what one asked."""
    due = reviews(today).filter(case__in=Case.objects.in_care_of(desk, today), review_on__lte=today)
    back = Confirmation.objects.filter(
        case__in=Case.objects.of_own_teams(desk),
        asked_by_id=desk.user.pk,
        state=Confirmation.State.SENT_BACK,
        read_at__isnull=True,
    )
    yield part(REVIEW, due, on=F("review_on"))
    yield part(SENT_BACK, back, at=F("answered_at"), words=F("answer"))


def _of_lead(desk: Desk, today: dt.date) -> Iterator[models.QuerySet[Any, Any]]:
    """Read the confirmations that wait for a lead, and the reviews whose day has come."""
    teams = Q(case__team_id__in=led_teams(desk))
    waiting = Confirmation.objects.filter(teams, state=Confirmation.State.WAITING)
    yield part(WAITING, waiting, at=F("asked_at"), words=F("said"))
    yield part(LATE_REVIEW, reviews(today).filter(teams, review_on__lte=today), on=F("review_on"))


def _items(rows: Rows, desk: Desk, today: dt.date) -> Iterator[Item]:
    """Ask a worker to look again and to read what came back, a lead to answer, and to see to reviews that are late."""
    for row in rows.get(REVIEW, ()):
        yield _review(row, today)
    last = late_since(today)
    for row in rows.get(LATE_REVIEW, ()):
        if dt.date.fromisoformat(row["on"]) <= last:
            yield _review(row, today)
    for row in rows.get(SENT_BACK, ()):
        yield Item(
            **whose(row),
            code=SENT_BACK,
            key=f"{SENT_BACK}-{row['pk']}",
            tone="is-warn",
            icon="alert-circle",
            word=_("Teruggestuurd."),
            why=_("Wat je vastlegde geldt niet meer: %(words)s") % row,
            url=f"{reverse('case', args=[row['case']])}#bevestigen",
            act=_("Bekijken"),
            since=_day(row, desk),
        )
    for row in rows.get(WAITING, ()):
        asked_on = _day(row, desk)
        yield Item(
            **whose(row),
            code=WAITING,
            key=f"{WAITING}-{row['pk']}",
            tone="is-cut",
            icon="calendar-minus",
            word=_("Wacht op je bevestiging."),
            why=row["words"],
            url=f"{reverse('confirmations')}#bevestiging-{row['pk']}",
            act=_("Bekijken"),
            since=asked_on,
            due_on=after_workdays(asked_on, ANSWER_WORKDAYS),
        )


ROOM = Room(_of_worker, _of_lead, _items)


def _day(row: Row, desk: Desk) -> dt.date:
    assert desk.municipality is not None, "there are no cases without a municipality"
    return desk.municipality.day_of(dt.datetime.fromisoformat(row["at"]))


def _review(row: Row, today: dt.date) -> Item:
    on = dt.date.fromisoformat(row["on"])
    why = _("Er is minder beloofd dan nodig. Jullie zouden %(day)s kijken of dat nog zo moet.")
    return Item(
        **whose(row),
        code=REVIEW,
        key=f"{REVIEW}-{row['pk']}",
        tone="is-warn",
        icon="calendar-check",
        word=_("Opnieuw bekijken."),
        why=why % {"day": phrases.coming_day(on, today)},
        url=reverse("agree", args=[row["case"]]),
        act=_("Bekijken"),
        since=on,
        due_on=on,
    )


def led_teams(desk: Desk) -> list[int]:
    """Return the teams that whoever is at the desk leads."""
    lead = Membership.Role.TEAM_LEAD
    return [row.team_id for row in desk.memberships if row.role == lead and row.team_id is not None]


def reviews(today: dt.date) -> OfCaseQuerySet[Agreement]:
    """Describe the agreements that hold on a day, in a case that is open, and are to be looked at again some day."""
    mine: OfCaseQuerySet[Agreement] = Agreement.objects.filter(
        Q(case__closed_on__isnull=True) | Q(case__closed_on__gt=today),
        valid_from__lte=today,
        review_on__isnull=False,
    )
    later = Agreement.objects.filter(
        case=OuterRef("case"), valid_from__gt=OuterRef("valid_from"), valid_from__lte=today
    )
    return mine.exclude(Exists(later))


def late_since(today: dt.date) -> dt.date:
    """Return the last review day of which three working days have passed."""
    day = today - dt.timedelta(days=LATE_WORKDAYS)
    while after_workdays(day, LATE_WORKDAYS) > today:
        day -= dt.timedelta(days=1)
    return day
