"""Who walks in at the desk: found among the residents of the catchment, and who wants to speak to their worker.

What a desk reads and does is the same with and without a case: it learns of none.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases.models import Case
from neighbourhoods.models import Neighbourhood
from outreach.models import DeskAsk
from outreach.papers import ask_at_desk
from outreach.querysets import DeskAskQuerySet
from reports.actions import Told, file_report
from reports.models import About, Channel, Report, State
from residents import search
from residents.models import Resident, desk_catchment
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User

FOUND = 20
LONGEST = 100


def find(desk: Desk, asked: str) -> list[Resident]:
    """Return the residents of the catchment who are most like what was asked for, the likest first."""
    near = list(desk_catchment(desk).values_list("neighbourhood_id", flat=True))
    if not near or not asked.strip():
        return []
    likely = search.alike(asked[:LONGEST], None, near)
    there = Resident.objects.at_desk(desk).select_related("neighbourhood").in_bulk(likely)
    return [there[pk] for pk in likely if pk in there][:FOUND]


def neighbourhoods_of(desk: Desk) -> QuerySet[Neighbourhood]:
    """Return the neighbourhoods of the catchment."""
    return Neighbourhood.objects.filter(pk__in=desk_catchment(desk).values("neighbourhood_id"))


def same(desk: Desk, last_name: str, birth_date: dt.date) -> list[Resident]:
    """Return who of the catchment has this surname and birth date: perhaps they are known already."""
    rows = Resident.objects.at_desk(desk).filter(
        birth_date=birth_date, last_name__iexact=" ".join(last_name.split())
    )
    return list(rows.select_related("neighbourhood").order_by("first_name", "pk")[:FOUND])


def asked_rows(desk: Desk, today: dt.date) -> DeskAskQuerySet:
    """Describe what workers ask the desk now."""
    return DeskAsk.objects.for_desk(desk, today)


def asked_of(desk: Desk, today: dt.date) -> list[DeskAsk]:
    """Return whom a worker asked the desk to look out for, by name."""
    rows = asked_rows(desk, today).select_related("case__resident", "case__worker", "asked_by")
    return list(rows.order_by("case__resident__last_name", "case__resident__first_name", "pk"))


def ask_about(desk: Desk, resident: Resident, today: dt.date) -> DeskAsk | None:
    """Return what a worker asked the desk about somebody; None where nothing is asked."""
    rows = asked_rows(desk, today).select_related("case__worker", "asked_by")
    return rows.filter(case__resident=resident).order_by("pk").first()


@transaction.atomic
def wants_to_speak(*, actor: User, resident: Resident, token: uuid.UUID, now: dt.datetime) -> None:
    """Pass on that a resident wants to speak to their worker; without one it goes to whoever is on duty.

    It returns nothing, so that a desk cannot tell which of the two it was.
    """
    today = resident.municipality.day_of(now)
    going = Q(closed_on__isnull=True) | Q(closed_on__gt=today)
    cases = list(Case.objects.filter(going, resident=resident, opened_on__lte=today).order_by("pk"))
    for case in cases:
        ask_at_desk(actor=actor, case=case, now=now)
    # Asked again while nobody took it up, it is the same wish, as it is on a case.
    waiting = Report.objects.filter(
        resident=resident, channel=Channel.DESK, told_at__isnull=False, state=State.NEW
    )
    if not cases and not waiting.exists():
        file_report(
            municipality=resident.municipality,
            neighbourhood=resident.neighbourhood,
            told=Told(About.PERSON, str(_("Wil iemand spreken. Gevraagd aan de balie.")), resident.name),
            channel=Channel.DESK,
            token=token,
            actor=actor,
            resident=resident,
            by_self=True,
            now=now,
        )
