"""What agreements ask: looking again at less than needed, what a lead sent back, what waits for a lead."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, TruncDate
from django.urls import reverse

from cases import phrases
from cases.agenda import Item
from cases.models import Agreement, Confirmation
from cases.phrases import gettext as _
from cases.querysets import OfCaseQuerySet
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership
from wijkzorg.tenancy.workdays import after_workdays

# A review that nobody did stands on the board so many working days after its day.
LATE_WORKDAYS = 3
# A lead answers within so many working days; then it is late.
ANSWER_WORKDAYS = 3
REVIEW, SENT_BACK, WAITING = "review", "sent-back", "confirm"


def for_worker(desk: Desk, today: dt.date) -> list[Item]:
    """Return what asks something of a worker: reviews of today and before, and what was sent back. One query."""
    municipality = desk.municipality
    if municipality is None or desk.user.pk is None:
        return []
    teams = Q(case__team_id__in=desk.case_teams)
    due = reviews(today).filter(teams, case__worker_id=desk.user.pk, review_on__lte=today)
    back = Confirmation.objects.filter(
        teams, asked_by_id=desk.user.pk, state=Confirmation.State.SENT_BACK, read_at__isnull=True
    )
    day = TruncDate("answered_at", tzinfo=municipality.zone)
    rows = _rows(due, REVIEW, F("review_on"), F("reason"), F("review_on")).union(
        _rows(back, SENT_BACK, day, F("answer"), day), all=True
    )
    return [_item(row, today) for row in rows]


def for_lead(desk: Desk, today: dt.date) -> list[Item]:
    """Return what waits for a lead: confirmations, and reviews that are three working days late. One query."""
    municipality = desk.municipality
    led = led_teams(desk)
    if municipality is None or not led:
        return []
    teams = Q(case__team_id__in=led)
    late = reviews(today).filter(teams, review_on__lte=late_since(today))
    waiting = Confirmation.objects.filter(teams, state=Confirmation.State.WAITING)
    day = TruncDate("asked_at", tzinfo=municipality.zone)
    rows = _rows(late, REVIEW, F("review_on"), F("reason"), F("review_on")).union(
        _rows(waiting, WAITING, day, F("said"), day), all=True
    )
    return [_item(row, today) for row in rows]


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


def _rows(
    of_cases: OfCaseQuerySet[Agreement] | OfCaseQuerySet[Confirmation],
    kind: str,
    day: Combinable,
    words: Combinable,
    until: Combinable,
) -> Any:
    """Take of what is to be shown the same columns, so that two kinds are one query."""
    return of_cases.order_by().values_list(
        *(
            Value(kind),
            F("pk"),
            F("case_id"),
            F("case__resident_id"),
            F("case__worker_id"),
            Concat("case__resident__first_name", Value(" "), "case__resident__last_name"),
            day,
            words,
            until,
        )
    )


def _item(row: tuple[str, int, int, int, int | None, str, dt.date, str, dt.date], today: dt.date) -> Item:
    kind, pk, case_id, resident_id, worker_id, name, day, words, until = row
    look = {
        REVIEW: (
            "is-warn",
            "calendar-check",
            _("Opnieuw bekijken"),
            _("Er is minder beloofd dan nodig. Jullie zouden %(day)s kijken of dat nog zo moet."),
            reverse("agree", args=[case_id]),
            _("Bekijken"),
        ),
        SENT_BACK: (
            "is-warn",
            "alert-circle",
            _("Teruggestuurd"),
            _("Wat je vastlegde geldt niet meer: %(words)s"),
            f"{reverse('case', args=[case_id])}#bevestigen",
            _("Bekijken"),
        ),
        WAITING: (
            "is-cut",
            "calendar-minus",
            _("Wacht op je bevestiging"),
            "%(words)s",
            f"{reverse('confirmations')}#bevestiging-{pk}",
            _("Bekijken"),
        ),
    }[kind]
    tone, icon, word, why, url, act = look
    due = {REVIEW: until, SENT_BACK: None, WAITING: after_workdays(day, ANSWER_WORKDAYS)}[kind]
    return Item(
        code=kind,
        key=f"{kind}-{pk}",
        tone=tone,
        icon=icon,
        name=name,
        word=word,
        why=why % {"day": phrases.coming_day(until, today), "words": words},
        url=url,
        act=act,
        since=day,
        due_on=due,
        case_id=case_id,
        resident_id=resident_id,
        worker_id=worker_id,
    )
