"""What help requests ask of a professional and a team lead (cases.agenda): those for which nobody was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cases import asking, phrases
from cases.agenda import Item, Room
from cases.asking import Row, Rows
from cases.phrases import gettext as _
from residents.models import Resident
from volunteers import words
from volunteers.course import State
from volunteers.models import HelpRequest
from volunteers.querysets import HelpRequestQuerySet
from wijkzorg.accounts.middleware import Desk
from wijkzorg.tenancy.workdays import after_workdays

HELP_REQUEST = "help-request"
_OWN = ("first_on", "day_part", "starts_at", "rrule", "urgent", "danger", "opened_at", "state")


def _of_worker(desk: Desk, _today: dt.date) -> Iterator[models.QuerySet[Any, Any]]:
    """Read what came to one's duty or to oneself by name, and what one took up and did not end."""
    if desk.municipality is None:
        return
    here = HelpRequest.objects.filter(municipality_id=desk.municipality.pk)
    mine = Q(state=State.ESCALATED, taken_up_by_id=desk.user.pk)
    called = HelpRequest.objects.called_on(desk).values("pk")
    on_duty = HelpRequest.objects.on_duty_of(desk).values("pk")
    yield _part(here.filter(mine | Q(pk__in=called) | Q(pk__in=on_duty)))


def _of_lead(desk: Desk, _today: dt.date) -> Iterator[models.QuerySet[Any, Any]]:
    """Read what nobody has duty for."""
    if desk.municipality is None:
        return
    yield _part(HelpRequest.objects.filter(municipality_id=desk.municipality.pk).nobodys())


def _part(requests: HelpRequestQuerySet) -> models.QuerySet[Any, Any]:
    return asking.part(
        HELP_REQUEST,
        requests,
        case=None,
        first_name=F("resident__first_name"),
        last_name=F("resident__last_name"),
        typed=F("name"),
        what=F("kind"),
        resident_id=F("resident_id"),
        case_id=F("case_id"),
        taken_up_by_id=F("taken_up_by_id"),
        place=F("neighbourhood__name"),
        **{name: F(name) for name in _OWN},
    )


def _items(rows: Rows, desk: Desk, today: dt.date) -> Iterator[Item]:
    """Ask to see to a request, once for each however many ways it came."""
    seen = {row["pk"]: row for row in rows.get(HELP_REQUEST, ())}
    for row in sorted(seen.values(), key=itemgetter("pk")):
        yield _item(row, _request(row), desk, today)


ROOM = Room(_of_worker, _of_lead, _items)


def _request(row: Row) -> HelpRequest:
    """Make of a row the request that words are found for."""
    request = HelpRequest(
        pk=row["pk"],
        name=row["typed"],
        kind=row["what"],
        **{name: row[name] for name in (*_OWN, "resident_id", "case_id")},
    )
    if request.resident_id is not None:
        request.resident = Resident(
            pk=request.resident_id, first_name=row["first_name"], last_name=row["last_name"]
        )
    request.first_on = dt.date.fromisoformat(row["first_on"])
    request.starts_at = dt.time.fromisoformat(row["starts_at"]) if row["starts_at"] else None
    request.opened_at = dt.datetime.fromisoformat(row["opened_at"])
    return request


def _item(row: Row, request: HelpRequest, desk: Desk, today: dt.date) -> Item:
    assert desk.municipality is not None and request.opened_at is not None, "what nobody opened calls nobody"
    said = {
        "what": words.what(request),
        "place": row["place"],
        "day": words.on_day(request, today),
        "long": words.waits(request.opened_at, desk.now),
    }
    mine = row["taken_up_by_id"] is not None
    why = (
        _("%(what)s in %(place)s, %(day)s. Je pakte dit op; het staat nog open.")
        if mine
        else _("%(what)s in %(place)s, %(day)s. Al %(long)s vond niemand iemand die kan.")
    )
    return Item(
        code="help-going" if mine else HELP_REQUEST,
        key=f"help-{request.pk}",
        tone="is-calm"
        if mine
        else "is-alarm"
        if request.danger
        else "is-danger"
        if request.urgent
        else "is-warn",
        icon="alert-circle" if request.danger else "users",
        name=request.who,
        word=_word(request, mine),
        why=phrases.capital(why % said),
        url=reverse("help-request", args=[request.pk]),
        act=_("Verder") if mine else _("Bekijken"),
        since=desk.municipality.day_of(request.opened_at),
        due_on=request.first_on if mine else _see_to_by(request, desk.municipality.day_of(request.opened_at)),
        case_id=request.case_id,
        resident_id=request.resident_id,
        worker_id=row["taken_up_by_id"],
        on_duty=not mine,
    )


def _word(request: HelpRequest, mine: bool) -> str:
    if mine:
        return _("Hulpvraag.")
    return _("Dringende hulpvraag, nog niemand.") if request.urgent else _("Hulpvraag, nog niemand.")


def _see_to_by(request: HelpRequest, opened: dt.date) -> dt.date:
    """Return by when somebody is to see to it: what is urgent on its day, all else a working day after three days."""
    return opened if request.urgent else after_workdays(opened + dt.timedelta(days=3), 1)
