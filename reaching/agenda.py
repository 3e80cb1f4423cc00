"""What a closed door asks of a professional and a team lead (cases.agenda): who must be reached another way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import F
from django.urls import reverse

from cases import asking, phrases
from cases.agenda import Item, Room
from cases.asking import Row, Rows
from cases.phrases import gettext as _
from reaching.models import Reach
from reaching.querysets import ReachQuerySet
from wijkzorg.accounts.middleware import Desk

OWN, DUTY, NOBODYS = "reach", "reach-duty", "reach-nobodys"


def _of_worker(desk: Desk, _today: dt.date) -> Iterator[models.QuerySet[Any, Any]]:
    """Read those of one's own cases, and those without a worker where one is on duty."""
    if desk.municipality is None:
        return
    yield _part(OWN, Reach.objects.waiting().in_care_of(desk))
    yield _part(DUTY, Reach.objects.waiting().on_duty_of(desk))


def _of_lead(desk: Desk, _today: dt.date) -> Iterator[models.QuerySet[Any, Any]]:
    """Read those that nobody has, and those of one's teams for which nothing is arranged while the door is shut."""
    if desk.municipality is None:
        return
    yield _part(NOBODYS, Reach.objects.waiting().nobodys(desk))
    yield _part(OWN, Reach.objects.waiting().late_for(desk))


def _part(kind: str, rows: ReachQuerySet) -> models.QuerySet[Any, Any]:
    return asking.part(
        kind,
        rows,
        case=None,
        first_name=F("resident__first_name"),
        last_name=F("resident__last_name"),
        resident_id=F("resident_id"),
        centre=F("closure__centre__name"),
        starts_at=F("closure__starts_at"),
        ends_at=F("closure__ends_at"),
        instead=F("closure__instead__name"),
        elsewhere=F("closure__instead_elsewhere"),
        made_at=F("made_at"),
    )


def _items(rows: Rows, desk: Desk, today: dt.date) -> Iterator[Item]:
    """Ask to find another way for somebody, once each however it came."""
    seen: dict[int, tuple[str, Row]] = {}
    for kind in (OWN, DUTY, NOBODYS):
        for row in rows.get(kind, ()):
            seen.setdefault(row["pk"], (kind, row))
    for pk in sorted(seen):
        yield _item(*seen[pk], desk, today)


ROOM = Room(_of_worker, _of_lead, _items)


def _item(kind: str, row: Row, desk: Desk, today: dt.date) -> Item:
    assert desk.municipality is not None, "there are no doors without a municipality"
    zone = desk.municipality.zone
    starts, made = (dt.datetime.fromisoformat(row[name]) for name in ("starts_at", "made_at"))
    first = desk.municipality.day_of(starts)
    shut = first <= today
    words = {
        "centre": row["centre"],
        "day": phrases.day(first, today),
        "last": _until(row["ends_at"], zone, today),
    }
    why = (
        _("%(centre)s is dicht %(last)s en was de enige plek waar we deze persoon zien.")
        if shut
        else _("%(centre)s gaat dicht op %(day)s en is de enige plek waar we deze persoon zien.")
    )
    return Item(
        code=kind,
        key=f"reach-{row['pk']}",
        tone="is-danger" if shut else "is-warn",
        icon="door-enter",
        name=f"{row['first_name']} {row['last_name']}",
        word=_("Zoek een andere manier."),
        why=why % words,
        url=reverse("reach", args=[row["pk"]]),
        act=_("Regelen"),
        since=made.astimezone(zone).date(),
        due_on=first,
        resident_id=row["resident_id"],
        on_duty=kind != OWN,
    )


def _until(ends_at: str | None, zone: dt.tzinfo, today: dt.date) -> str:
    """Say until when a door is shut."""
    if ends_at is None:
        return _("en gaat niet meer open")
    last = (dt.datetime.fromisoformat(ends_at) - dt.timedelta(minutes=1)).astimezone(zone).date()
    return _("tot en met %(day)s") % {"day": phrases.day(last, today)}
