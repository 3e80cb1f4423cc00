"""What asks something of a worker or a team lead: offers of cases, and what waits in the rooms below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.text import Truncator

from agreements import agenda as agreements_agenda
from cases import agenda as case_agenda
from cases import asking, phrases
from cases.agenda import Item, Room, in_order, whose
from cases.asking import Row, Rows
from cases.phrases import gettext as _
from outreach import agenda as outreach_agenda
from reaching import agenda as reaching_agenda
from reports import agenda as reports_agenda
from roster.querysets import led_teams
from teams.models import Transfer
from teams.querysets import TransferQuerySet
from volunteers import agenda as volunteers_agenda
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Team
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.workdays import after_workdays

ANSWER_WITHIN = 3  # working days
ANSWER_SHOWN = 160  # characters; the whole of it stands on the page of the offer
TRANSFER = "transfer"


def _of_worker(desk: Desk, _today: dt.date) -> Iterator[models.QuerySet[Any, Any]]:
    """Read the offers that wait for an answer of somebody, those of own cases that wait for another's, and refusals."""
    yield _part(Transfer.objects.on_vandaag(desk))
    yield _part(Transfer.objects.refused_lately(desk))


def _of_lead(desk: Desk, _today: dt.date) -> Iterator[models.QuerySet[Any, Any]]:
    """Read the offers that wait, from and to the teams that somebody leads."""
    yield _part(Transfer.objects.on_board(led_teams(desk)))


def _part(offers: TransferQuerySet) -> models.QuerySet[Any, Any]:
    return asking.part(
        TRANSFER,
        offers,
        at=F("offered_at"),
        state=F("state"),
        answer=F("answer"),
        answered_at=F("answered_at"),
        giver=F("from_worker__name"),
        giver_email=F("from_worker__email"),
        from_team=F("from_team__name"),
        to=F("to_worker_id"),
        receiver=F("to_worker__name"),
        receiver_email=F("to_worker__email"),
        to_team=F("to_team__name"),
        to_team_id=F("to_team_id"),
    )


def _items(rows: Rows, desk: Desk, today: dt.date) -> Iterator[Item]:
    """Ask for an answer to an offer, and tell which of one's own have none yet."""
    led = led_teams(desk)
    for row in rows.get(TRANSFER, ()):
        yield _item(row, desk, led, today)


ROOM = Room(_of_worker, _of_lead, _items)
# Every room that has something for a worker or a lead.
ROOMS = (
    reports_agenda.ROOM,
    volunteers_agenda.ROOM,
    reaching_agenda.ROOM,
    outreach_agenda.ROOM,
    agreements_agenda.ROOM,
    case_agenda.ROOM,
    ROOM,
)


def of_all_workers(desk: Desk, today: dt.date) -> Iterator[models.QuerySet[Any, Any]]:
    """Read what every room needs for a worker."""
    for room in ROOMS:
        yield from room.of_worker(desk, today)


def of_all_leads(desk: Desk, today: dt.date) -> Iterator[models.QuerySet[Any, Any]]:
    """Read what every room needs for a lead."""
    for room in ROOMS:
        yield from room.of_lead(desk, today)


def items_of(rows: Rows, desk: Desk, today: dt.date) -> list[Item]:
    """Make the items of every room of the rows that were read for them."""
    with phrases.one_language():
        return [item for room in ROOMS for item in room.items(rows, desk, today)]


def waiting_for(desk: Desk, team: Team, today: dt.date) -> list[Item]:
    """Return all that waits for the lead of a team, of every room, in the order in which it is due. One query."""
    return in_order(items_of(asking.read(of_all_leads, desk, today), desk, today))


def _item(row: Row, desk: Desk, led: list[int], today: dt.date) -> Item:
    assert desk.municipality is not None, "there are no transfers without a municipality"
    mine = row["to"] == desk.user.pk or (row["to"] is None and row["to_team_id"] in led)
    day = desk.municipality.day_of(dt.datetime.fromisoformat(row["at"]))
    said = {
        "giver": row["giver"] or row["giver_email"] or row["from_team"],
        "receiver": row["receiver"] or row["receiver_email"] or row["to_team"],
        "day": phrases.since(day, today),
    }
    if row["state"] == Transfer.State.REFUSED:
        return _refusal(row, said["receiver"], desk.municipality)
    if mine:
        word, why = _("Wordt aan je overgedragen."), _("%(giver)s biedt dit dossier aan sinds %(day)s.")
    else:
        word, why = (
            _("Overdracht, nog niet aangenomen."),
            _("Aangeboden aan %(receiver)s sinds %(day)s; tot dan van %(giver)s."),
        )
    return Item(
        **whose(row) | {"worker_id": row["to"]},
        code=TRANSFER,
        key=f"transfer-{row['pk']}",
        tone="is-soon" if mine else "is-calm",
        icon="users",
        word=word,
        why=why % said,
        url=reverse("transfer", args=[row["pk"]]),
        act=_("Bekijken"),
        since=day,
        due_on=after_workdays(day, ANSWER_WITHIN),
    )


def _refusal(row: Row, receiver: str, municipality: Municipality) -> Item:
    """Tell whoever offered a case that it stays theirs, and why."""
    words = {"receiver": receiver, "answer": Truncator(row["answer"]).chars(ANSWER_SHOWN)}
    return Item(
        **whose(row),
        code="transfer-refused",
        key=f"transfer-refused-{row['pk']}",
        tone="is-warn",
        icon="users",
        word=_("Niet overgenomen."),
        why=_("%(receiver)s neemt dit dossier niet over: %(answer)s") % words,
        url=reverse("transfer", args=[row["pk"]]),
        act=_("Bekijken"),
        since=municipality.day_of(dt.datetime.fromisoformat(row["answered_at"])),
    )
