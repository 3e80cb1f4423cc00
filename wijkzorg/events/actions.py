"""Say that something happened, to whoever listens: in the transaction of what it tells, so neither is there alone."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping

from celery import current_app
from django.db import transaction

from wijkzorg.events.kinds import KINDS
from wijkzorg.events.models import Event

logger = logging.getLogger(__name__)


@transaction.atomic
def announce(
    *,
    municipality_id: int,
    type: str,
    subject: str,
    now: dt.datetime,
    data: Mapping[str, str | int | bool | None] | None = None,
) -> Event:
    """Write down that something happened; the database makes a delivery of it for everybody who listens.

    `type`: one of kinds.KINDS. `subject`: what it is about, the code of a municipality or a uuid; events of one subject
    arrive in the order in which they are announced. `data`: flat; the database refuses anything but numbers, days,
    moments ("2026-11-26T09:00:00Z"), codes of areas, uuids and words of a-z and "-". Raises KeyError for another type.
    """
    kind = KINDS[type]
    event = Event.objects.create(
        municipality_id=municipality_id,
        type=kind.type,
        subject=subject,
        data=dict(data or {}),
        created_at=now,
    )
    wake()
    return event


def wake() -> None:
    """Have a worker look what there is to send, once this is committed; without a queue the schedule does."""
    transaction.on_commit(lambda: current_app.send_task("wijkzorg.events.tasks.send_events"), robust=True)
