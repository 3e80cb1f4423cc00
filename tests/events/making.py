"""Subscriptions for tests, as they are when the receiver has agreed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from tests.conftest import Place
from wijkzorg.encryption import encrypt
from wijkzorg.events.kinds import CLOSED, OPENED, PUBLISHED
from wijkzorg.events.models import Subscription
from wijkzorg.tenancy.wall import inside

NOW = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)
CLIENT = uuid.UUID("6b7d1f0e-5a0c-4b6a-9a53-1f2f3c9a0001")
ALL_TYPES = [PUBLISHED.type, OPENED.type, CLOSED.type]


def subscribe(
    place: Place,
    *,
    types: list[str] | None = None,
    address: str = "https://ontvanger.example/haak",
    confirmed: bool = True,
    **more: Any,
) -> Subscription:
    """Make a subscription to all types, or to some."""
    with inside(place.municipality.pk):
        made: Subscription = Subscription.objects.create(
            **{
                "municipality": place.municipality,
                "client": CLIENT,
                "name": "Zaaksysteem",
                "address": address,
                "types": ALL_TYPES if types is None else types,
                "secret_encrypted": encrypt("whsec_dGVzdGdlaGVpbQ=="),
                "made_at": NOW,
                "confirmed_at": NOW if confirmed else None,
                "to_confirm": not confirmed,
                "next_at": NOW,
            }
            | more
        )
    return made
