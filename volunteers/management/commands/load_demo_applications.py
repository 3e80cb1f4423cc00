"""Load who applied to help in Voorbeeldstad and waits for an answer, where nobody did yet; again changes nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cases.demo import places
from neighbourhoods.models import Postcode
from volunteers.applying import apply
from volunteers.models import Application
from volunteers.volunteering import Gives
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside


class Applied(NamedTuple):
    """Who applied, so many hours ago, in a neighbourhood."""

    name: str
    neighbourhood: str
    hours: int
    minutes_a_week: int
    kinds: tuple[str, ...]
    languages: tuple[str, ...]
    available: tuple[int, ...]
    text: str


_EVENINGS = (2, 5, 8, 11, 14)
APPLIED = (
    Applied(
        "Ilona Dekker",
        "BU99990200",
        52,
        120,
        ("groceries", "company"),
        ("nl", "de"),
        (0, 3, 6),
        "Ik werk niet op maandag.",
    ),
    Applied("Youssef Amrani", "BU99990201", 30, 60, ("dog",), ("nl", "ar"), _EVENINGS, ""),
    Applied(
        "Greet Paulusma", "BU99990300", 6, 240, ("cards", "company"), ("nl",), (1, 4, 7), "Ik heb een auto."
    ),
)


class Command(BaseCommand):
    """Apply as each of them did, at their own moment."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load in one transaction; raises CommandError where the demo itself is not there."""
        municipality = Municipality.objects.filter(code=places.MUNICIPALITY_CODE).first()
        if municipality is None:
            raise CommandError("load_demo first")
        now = timezone.now()
        with transaction.atomic(), inside(municipality.pk):
            if Application.objects.filter(municipality=municipality).exists():
                return
            for one in APPLIED:
                home = Postcode.objects.filter(neighbourhood__code=one.neighbourhood).order_by("code").first()
                if home is not None:
                    _apply(municipality, one, home.code, now)


def _apply(municipality: Municipality, one: Applied, postcode: str, now: dt.datetime) -> None:
    first = one.name.split()[0].lower()
    apply(
        municipality=municipality,
        name=one.name,
        email=f"{first}@voorbeeld.example",
        gives=Gives(
            postcode=postcode,
            minutes_a_week=one.minutes_a_week,
            kinds=one.kinds,
            languages=one.languages,
            available=one.available,
        ),
        text=one.text,
        token=uuid.uuid4(),
        now=now - dt.timedelta(hours=one.hours),
    )
