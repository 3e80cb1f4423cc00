"""How each command begins that fills a room of the fictional municipality (load_demo_…)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError
from django.db import models, transaction
from django.utils import timezone

from cases.demo import places, staff
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside


def fill(load: Callable[[Municipality, dt.datetime], object], *, unless: models.QuerySet[Any, Any]) -> None:
    """Load once, in one transaction, inside the wall: nothing where the municipality has rows of that set.

    There is no context of history around it all: each action keeps who did it and why. Raises CommandError where
    the demo itself is not there.
    """
    municipality = Municipality.objects.filter(code=places.MUNICIPALITY_CODE).first()
    if municipality is None:
        raise CommandError("load_demo first")
    with transaction.atomic(), inside(municipality.pk):
        if not unless.filter(municipality=municipality).exists():
            load(municipality, timezone.now())


def people() -> dict[str, User]:
    """Return who works in the teams of the demo, by name."""
    names = {staff.email(name): name for team in staff.TEAMS for name in (team.lead, *team.workers)}
    return {names[user.email]: user for user in User.objects.filter(email__in=names)}
