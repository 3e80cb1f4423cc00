"""Whom somebody calls who cannot wait for help: never a number that is for something else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from centres.models import Centre
from reports.models import CallInstead
from wijkzorg.tenancy.models import Municipality


@dataclass(frozen=True, slots=True)
class ToCall:
    """A name and a number, and when somebody answers it; "" where nobody said so."""

    name: str
    phone: str
    hours: str = ""


def whom_to_call(municipality: Municipality, today: dt.date) -> ToCall | None:
    """Return whom to call in a municipality: who is named for it, else the first of its centres that has a number."""
    named = CallInstead.objects.filter(municipality=municipality).first()
    if named is not None:
        return ToCall(named.name, named.phone, named.hours)
    there = Centre.objects.filter(municipality=municipality).exclude(phone="")
    there = there.exclude(Q(last_day__lt=today) | Q(first_day__gt=today))
    centre = there.order_by("name", "pk").first()
    return ToCall(centre.name, centre.phone) if centre else None
