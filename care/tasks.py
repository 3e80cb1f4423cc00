"""What the Celery workers do here: forget the keys of what was sent a day ago."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from care import sending
from cases.upkeep import GONE
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def forget_sent() -> int:
    """Delete what was sent more than a day ago; every hour."""
    now, gone = timezone.now(), 0
    for municipality in Municipality.objects.order_by("pk"):
        with inside(municipality.pk):
            gone += sending.forget(now)
    return gone
