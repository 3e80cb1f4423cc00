"""Load who of Voorbeeldstad comes to one centre alone, where nobody is noted yet; again changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cases.demo import staff
from cases.models import Case
from centres.models import Centre
from reaching import actions, demo
from reaching.models import OnlyHere, Reach
from residents.models import Resident
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

CODE = "GM9999"


class Command(BaseCommand):
    """Note them as the desk does, and arrange for some as their worker does."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load in one transaction; raises CommandError where the demo itself is not there."""
        municipality = Municipality.objects.filter(code=CODE).first()
        if municipality is None:
            raise CommandError("load_demo first")
        with transaction.atomic(), inside(municipality.pk):
            if not OnlyHere.objects.filter(municipality=municipality).exists():
                for regular in demo.REGULARS:
                    _note(municipality, regular, timezone.now())


def _note(municipality: Municipality, regular: demo.Regular, now: dt.datetime) -> None:
    centre = Centre.objects.filter(municipality=municipality, name=regular.centre).first()
    # Whoever looks at the demo first has a full Vandaag already: it is of a colleague, and not of who has duty.
    others = Case.objects.filter(closed_on__isnull=True, worker__isnull=False).exclude(
        worker__email=staff.email(staff.HEADLINE)
    )
    here = Resident.objects.filter(municipality=municipality, neighbourhood__centres=centre, cases__in=others)
    here = here.order_by("ref")
    resident = here[regular.place : regular.place + 1].first()
    noted_by = User.objects.filter(name=regular.noted_by, memberships__municipality=municipality).first()
    if centre is None or resident is None or noted_by is None:
        return
    actions.note_only_here(
        actor=noted_by, resident=resident, centre=centre, now=now - dt.timedelta(days=demo.NOTED_DAYS_AGO)
    )
    if not regular.how:
        return
    case = Case.objects.filter(resident=resident, worker__isnull=False).first()
    for reach in Reach.objects.waiting().filter(resident=resident):
        actions.record_reached(
            actor=case.worker if case is not None and case.worker is not None else noted_by,
            reach=reach,
            how=regular.how,
            note=regular.note,
            now=now - dt.timedelta(days=demo.ARRANGED_DAYS_AGO),
        )
