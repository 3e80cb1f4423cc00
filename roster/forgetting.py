"""What of the roster has no more purpose: who was away long ago, hours that hold no more, turns that are over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from roster.models import Absence, DutyShift, StandIn, WorkContract
from wijkzorg.accounts.models import Membership
from wijkzorg.tenancy.models import Municipality


@transaction.atomic
def forget_until(*, municipality: Municipality, until: dt.date) -> int:
    """Delete what ended on a day or before; return how many rows went. What has no end stays, whatever its age.

    Of contracts a version goes that another took the place of by then, or whose worker had left the team by then.
    """
    here = Q(municipality=municipality)
    midnight = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), municipality.zone)
    after = WorkContract.objects.filter(
        user=OuterRef("user"),
        team=OuterRef("team"),
        valid_from__gt=OuterRef("valid_from"),
        valid_from__lte=until,
    )
    there = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=until), user=OuterRef("user"), team=OuterRef("team")
    )
    contracts = WorkContract.objects.filter(here, valid_from__lte=until)
    ended: list[models.QuerySet[Any, Any]] = [
        StandIn.objects.filter(here, absence__last_day__lte=until),
        Absence.objects.filter(here, last_day__lte=until),
        contracts.filter(Q(Exists(after)) | ~Q(Exists(there))),
        DutyShift.objects.filter(here, ends_at__lt=midnight),
    ]
    return sum(rows.delete()[0] for rows in ended)
