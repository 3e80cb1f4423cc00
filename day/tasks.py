"""What the Celery workers do in the morning; may run twice, late, or not at all for ten days."""

import logging

from celery import shared_task
from django.utils import timezone

from day import morning
from wijkzorg.tenancy.models import Municipality

logger = logging.getLogger(__name__)


@shared_task
def morning_mail() -> None:
    """Post the morning mail wherever it is past seven and today's has not gone out."""
    for municipality in Municipality.objects.order_by("id"):
        try:
            sent = morning.send(municipality=municipality, now=timezone.now())
        except Exception:  # one municipality must not keep the mail from the others; the next run tries again
            logger.exception("the morning mail of %s did not go out", municipality.code)
            continue
        if sent:
            logger.info("morning mail: %s letters", sent)
