"""What asks something of a worker or a team lead: offers of cases, and what waits in the rooms below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements import agenda as agreements_agenda
from cases import agenda as case_agenda
from cases import phrases
from cases.agenda import Item, in_order
from outreach import agenda as outreach_agenda
from reports import agenda as reports_agenda
from roster.querysets import led_teams
from teams.models import Transfer
from teams.querysets import TransferQuerySet
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Team
from wijkzorg.tenancy.workdays import after_workdays

ANSWER_WITHIN = 3  # working days


def for_worker(desk: Desk, today: dt.date) -> list[Item]:
    """Return the offers that wait for an answer of somebody, and those of own cases that wait for another's."""
    led = led_teams(desk)
    rows = Transfer.objects.on_vandaag(desk)
    return [_item(row, desk, led, today) for row in _read(rows)]


def for_lead(desk: Desk, today: dt.date) -> list[Item]:
    """Return the offers that wait, from and to the teams that somebody leads."""
    led = led_teams(desk)
    return [_item(row, desk, led, today) for row in _read(Transfer.objects.on_board(led))]


# Every room below that has something for a lead, and this one.
ROOMS: tuple[Callable[[Desk, dt.date], Iterable[Item]], ...] = (
    reports_agenda.for_lead,
    outreach_agenda.for_lead,
    agreements_agenda.for_lead,
    case_agenda.for_lead,
    for_lead,
)


def waiting_for(desk: Desk, team: Team, today: dt.date) -> list[Item]:
    """Return all that waits for the lead of a team, of every room, in the order in which it is due."""
    return in_order(item for room in ROOMS for item in room(desk, today))


def _read(rows: TransferQuerySet) -> TransferQuerySet:
    """Read what an item says, in one query."""
    named = rows.select_related(
        "municipality", "case__resident", "from_team", "from_worker", "to_team", "to_worker"
    )
    return named.order_by("offered_at", "pk")


def _item(row: Transfer, desk: Desk, led: list[int], today: dt.date) -> Item:
    mine = row.to_worker_id == desk.user.pk or (row.to_worker_id is None and row.to_team_id in led)
    day = row.municipality.day_of(row.offered_at)
    giver = str(row.from_worker or row.from_team)
    if mine:
        word, why = _("Wordt aan je overgedragen."), _("%(giver)s biedt dit dossier aan sinds %(day)s.")
    else:
        word, why = (
            _("Overdracht, nog niet aangenomen."),
            _("Aangeboden aan %(receiver)s sinds %(day)s; tot dan van %(giver)s."),
        )
    said = {"giver": giver, "receiver": row.receiver, "day": phrases.since(day, today)}
    return Item(
        code="transfer",
        key=f"transfer-{row.pk}",
        tone="is-soon" if mine else "is-calm",
        icon="users",
        name=row.case.resident.name,
        word=word,
        why=why % said,
        url=reverse("transfer", args=[row.pk]),
        act=_("Bekijken"),
        since=day,
        due_on=after_workdays(day, ANSWER_WITHIN),
        case_id=row.case_id,
        resident_id=row.case.resident_id,
        worker_id=row.to_worker_id,
    )
