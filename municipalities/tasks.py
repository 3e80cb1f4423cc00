"""What the Celery workers do with figures: read the clock, publish what is due."""

import datetime as dt
import logging

from celery import shared_task
from django.utils import timezone

from cases.upkeep import GONE
from municipalities import publishing
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

logger = logging.getLogger(__name__)


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def publish_figures() -> None:
    """Publish the weeks that are due in every municipality, each as a whole; one that fails keeps no other waiting."""
    for municipality in Municipality.objects.order_by("id"):
        try:
            _publish(municipality.pk)
        except GONE:
            raise
        except Exception:
            logger.exception("figures were not published")


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def publish_figures_since(municipality_id: int, day: str) -> None:
    """Publish the weeks of a municipality from a day on, where nothing was published yet: for the demo."""
    municipality = Municipality.objects.get(pk=municipality_id)
    publishing.begin(municipality=municipality, since=dt.date.fromisoformat(day), now=timezone.now())


def _publish(municipality_id: int) -> None:
    with inside(municipality_id):
        municipality = Municipality.objects.get(pk=municipality_id)
        mondays = publishing.due(municipality, timezone.now())
    for monday in mondays:  # each in a transaction of its own: what is done is done
        with inside(municipality_id):
            publishing.publish_week(municipality=municipality, monday=monday, now=timezone.now())
