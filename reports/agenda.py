"""What reports ask of whoever is on duty and took them up, and of a team lead (cases.agenda). One query each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from operator import itemgetter
from typing import Any

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.urls import reverse

from cases import asking, phrases
from cases.agenda import Item, Room
from cases.asking import Row, Rows
from cases.phrases import gettext as _
from neighbourhoods.models import Neighbourhood
from reports import words
from reports.models import Report, State
from reports.querysets import ReportQuerySet
from residents.models import Resident
from roster.models import Absence
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import CASE_ROLES, Membership

REPORT = "report"


def _of_worker(desk: Desk, _today: dt.date) -> Iterator[models.QuerySet[Any, Any]]:
    """Read what is new on one's duty, and what one took up and did not end."""
    mine = Report.objects.going().visible_to(desk)
    yield _part(
        mine.filter(
            Q(taken_up_by_id=desk.user.pk)
            | Q(state=State.NEW, pk__in=Report.objects.on_duty_of(desk).values("pk"))
        )
    )


def _of_lead(desk: Desk, today: dt.date) -> Iterator[models.QuerySet[Any, Any]]:
    """Read what nobody took up in time or nobody is there for, and of which the person still does not know.

    Nobody is there either for what somebody took up who works here no more, or is away.
    """
    waits = Q(state=State.NEW) & (Q(take_up_by__lt=today) | Q(belongs_from__isnull=True))
    taken = Q(state=State.TAKEN_UP)
    untold = taken & Q(told_at__isnull=True, tell_by__lt=today)
    there = Membership.objects.on(today).filter(
        user=OuterRef("taken_up_by"), role__in=CASE_ROLES, user__is_active=True
    )
    left, away = ~Q(Exists(there)), Q(Exists(Absence.objects.on(today).filter(user=OuterRef("taken_up_by"))))
    yield _part(
        Report.objects.led_by(desk).filter(waits | untold | taken & (left | away)),
        left=ExpressionWrapper(taken & left, models.BooleanField()),
        away=ExpressionWrapper(taken & away, models.BooleanField()),
        who=F("taken_up_by__name"),
        email=F("taken_up_by__email"),
    )


_OWN = (
    "about",
    "topic",
    "channel",
    "subject",
    "danger",
    "state",
    "received_at",
    "take_up_by",
    "told_at",
    "tell_by",
)
_IDS = ("case_id", "resident_id", "taken_up_by_id")


def _part(reports: ReportQuerySet, **more: Any) -> models.QuerySet[Any, Any]:
    return asking.part(
        REPORT,
        reports,
        case=None,
        first_name=F("resident__first_name"),
        last_name=F("resident__last_name"),
        place=F("neighbourhood__name"),
        **{name: F(name) for name in (*_OWN, *_IDS)},
        **more,
    )


def _items(rows: Rows, desk: Desk, today: dt.date) -> Iterator[Item]:
    """Ask to take up a report, and to go on with it."""
    for row in sorted(rows.get(REPORT, ()), key=itemgetter("pk")):
        item = _item(_report(row), desk, today)
        yield _left(item, row, today) if row.get("left") or row.get("away") else item


ROOM = Room(_of_worker, _of_lead, _items)


def _report(row: Row) -> Report:
    """Make of a row the report that words are found for."""
    report = Report(pk=row["pk"], **{name: row[name] for name in (*_OWN, *_IDS)})
    report.neighbourhood = Neighbourhood(name=row["place"])
    if report.resident_id is not None:
        report.resident = Resident(
            pk=report.resident_id, first_name=row["first_name"], last_name=row["last_name"]
        )
    report.received_at = dt.datetime.fromisoformat(row["received_at"])
    report.take_up_by = dt.date.fromisoformat(row["take_up_by"])
    report.tell_by = dt.date.fromisoformat(row["tell_by"]) if row["tell_by"] else None
    return report


def _item(report: Report, desk: Desk, today: dt.date) -> Item:
    assert desk.municipality is not None, "there are no reports without a municipality"
    zone = desk.municipality.zone
    said = {
        "about": words.about(report),
        "when": words.moment(report.received_at, zone, today),
        "how": report.get_channel_display(),
    }
    new = report.state == State.NEW
    if new:
        why = _("Over %(about)s, gemeld %(when)s via %(how)s.")
    elif report.tell_by is not None and report.told_at is None:
        why = _("Over %(about)s. De persoon weet nog niet van de melding.")
    else:
        why = _("Over %(about)s, opgepakt en nog niet afgerond.")
    return Item(
        code="report-new" if new else "report-going",
        key=f"report-{report.pk}",
        tone=_tone(report, today),
        icon="alert-circle" if report.danger else "trees" if report.of_place else "message",
        name=words.name(report),
        word=_word(report),
        why=phrases.capital(why % said),
        url=reverse("report", args=[report.pk]),
        act=_("Bekijken") if new else _("Verder"),
        since=report.received_at.astimezone(zone).date(),
        due_on=report.take_up_by if new else None if report.told_at else report.tell_by,
        case_id=report.case_id,
        resident_id=report.resident_id,
        worker_id=report.taken_up_by_id,
        on_duty=new,
    )


def _left(item: Item, row: Row, today: dt.date) -> Item:
    """Say of a report that who took it up is not there to go on with it."""
    who = {"who": row["who"] or row["email"]}
    gone = (
        _("%(who)s pakte dit op en werkt hier niet meer.")
        if row["left"]
        else _("%(who)s pakte dit op en is afwezig.")
    )
    return replace(
        item,
        code="report-left",
        tone="is-alarm" if row["left"] else "is-warn",
        icon="user-off",
        word=_("Melding zonder werker.") if row["left"] else _("Werker van deze melding is afwezig."),
        why=f"{gone % who} {item.why}",
        act=_("Bekijken"),
        due_on=min(item.due_on or today, today),
    )


def _word(report: Report) -> str:
    if report.state == State.NEW:
        return _("Gevaar gemeld.") if report.danger else _("Nieuwe melding.")
    return _("Melding.")


def _tone(report: Report, today: dt.date) -> str:
    if report.state == State.NEW:
        return "is-alarm" if report.danger else "is-warn"
    late = report.tell_by is not None and report.told_at is None and report.tell_by < today
    return "is-danger" if late else "is-calm"
