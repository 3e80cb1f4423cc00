"""What the Celery workers do with figures: read the clock, publish what is due."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from cases.upkeep import GONE
from municipalities import publishing
from municipalities.models import Edition
from municipalities.series import WEEK, monday_of
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

# Seconds for one week: of the one in which a quarter ends, to prove that it tells nothing takes minutes. Less than
# after which a worker is held to be dead (settings: visibility_timeout).
_LONGEST = 1500


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def publish_figures() -> None:
    """Ask for what is due in every municipality by itself: one that fails or takes long keeps no other waiting."""
    for pk in Municipality.objects.order_by("id").values_list("pk", flat=True):
        publish_next.delay(pk)


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10, time_limit=_LONGEST)
def publish_next(municipality_id: int) -> None:
    """Publish the first week of a municipality that is due, and ask for the next: what is done is done.

    A worker that is stopped over one week so loses that week alone, and the next day begins with it.
    """
    with inside(municipality_id):
        municipality = Municipality.objects.get(pk=municipality_id)
        more = publishing.publish_next(municipality=municipality, now=timezone.now())
    if more:
        publish_next.delay(municipality_id)


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10, time_limit=_LONGEST)
def publish_figures_since(municipality_id: int, day: str) -> None:
    """Publish the week of a day, where nothing was published yet, and ask for all after it: for the demo."""
    with inside(municipality_id):
        municipality = Municipality.objects.get(pk=municipality_id)
        if Edition.objects.of(municipality).exists():
            return
        monday = monday_of(dt.date.fromisoformat(day)) + WEEK
        publishing.publish_week(municipality=municipality, monday=monday, now=timezone.now())
    publish_next.delay(municipality_id)
