"""What the Celery workers do here: forget tokens that are over."""

from __future__ import annotations

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from wijkzorg.clients import actions


@shared_task(
    autoretry_for=(OperationalError, InterfaceError), retry_backoff=1, retry_backoff_max=60, max_retries=10
)
def forget_tokens() -> int:
    """Delete the tokens and assertions that are over; every hour."""
    return actions.forget_tokens(timezone.now())
