"""What the Celery workers do here: make the files that systems asked for, and forget them after a day."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from municipalities.api import exporting
from municipalities.api.models import Export
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

GONE = (OperationalError, InterfaceError)
SENT = dt.timedelta(minutes=1)


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def make_export(municipality_id: int, export_id: int) -> None:
    """Make one file."""
    with inside(municipality_id):
        exporting.make(export_id=export_id, now=timezone.now())


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def keep_exports() -> int:
    """Send what waits longer than a minute to the workers again, and delete the files whose day is over."""
    now, sent = timezone.now(), 0
    for municipality in Municipality.objects.order_by("pk"):
        with inside(municipality.pk):
            exporting.forget(now=now)
            waiting = Export.objects.filter(state=Export.State.WAITING, asked_at__lt=now - SENT)
            for pk in waiting.order_by("pk").values_list("pk", flat=True):
                make_export.delay(municipality.pk, pk)
                sent += 1
    return sent
