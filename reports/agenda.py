"""What reports ask of whoever is on duty and took them up, and of a team lead (cases.agenda). One query each."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import phrases
from cases.agenda import Item
from reports import words
from reports.models import Report, State
from reports.querysets import ReportQuerySet
from wijkzorg.accounts.middleware import Desk


def for_worker(desk: Desk, today: dt.date) -> list[Item]:
    """Return what is new on one's duty, and what one took up and did not end."""
    mine = Report.objects.going().visible_to(desk)
    held = mine.filter(
        Q(taken_up_by_id=desk.user.pk)
        | Q(state=State.NEW, pk__in=Report.objects.on_duty_of(desk).values("pk"))
    )
    return _items(held, desk, today)


def for_lead(desk: Desk, today: dt.date) -> list[Item]:
    """Return what nobody took up in time or nobody is there for, and of which the person still does not know."""
    waits = Q(state=State.NEW) & (Q(take_up_by__lt=today) | Q(belongs_from__isnull=True))
    untold = Q(state=State.TAKEN_UP, told_at__isnull=True, tell_by__lt=today)
    return _items(Report.objects.led_by(desk).filter(waits | untold), desk, today)


def _items(reports: ReportQuerySet, desk: Desk, today: dt.date) -> list[Item]:
    shown = reports.select_related("neighbourhood", "resident", "municipality")
    return [_item(report, desk, today) for report in shown.order_by("pk")]


def _item(report: Report, desk: Desk, today: dt.date) -> Item:
    zone = report.municipality.zone
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


def _word(report: Report) -> str:
    if report.state == State.NEW:
        return _("Gevaar gemeld.") if report.danger else _("Nieuwe melding.")
    return _("Melding.")


def _tone(report: Report, today: dt.date) -> str:
    if report.state == State.NEW:
        return "is-alarm" if report.danger else "is-warn"
    late = report.tell_by is not None and report.told_at is None and report.tell_by < today
    return "is-danger" if late else "is-calm"
