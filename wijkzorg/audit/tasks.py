"""What the workers do for the log. Each may run twice, late, or not at all for ten days."""

import logging

from celery import shared_task
from django.db import InterfaceError, OperationalError

from wijkzorg.audit import sealing

logger = logging.getLogger(__name__)
GONE = (OperationalError, InterfaceError)


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=30, max_retries=3)
def seal_log() -> None:
    """Seal what was written to the access log; the schedule starts it every minute."""
    sealing.seal()


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def make_log_months() -> None:
    """Make the months of the log that come, so that no line falls beside them."""
    made = sealing.make_months()
    if made:
        logger.info("%s months of the log made ahead", made)
