"""What the Celery workers do here: forget lists that nobody brought in."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from cases.upkeep import GONE
from sheets import actions
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def forget_lists() -> int:
    """Delete the lists that were kept for an hour, done or not; every five minutes."""
    now, gone = timezone.now(), 0
    for municipality in Municipality.objects.order_by("pk"):
        with inside(municipality.pk):
            gone += actions.forget(now=now)
    return gone
