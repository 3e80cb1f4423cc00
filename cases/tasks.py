"""What the Celery workers do: read the clock, call one action. Each may run twice, late, or not at all for ten days."""

import logging

from celery import shared_task
from django.core.mail import mail_admins
from django.utils import timezone

from cases import doubles, upkeep
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

logger = logging.getLogger(__name__)


@shared_task(autoretry_for=upkeep.GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def advance_standings() -> None:
    """Open and close the flags of cases for which a date has come; the schedule starts it every few minutes."""
    changed = upkeep.advance(now=timezone.now())
    if changed:
        logger.info("%s standings moved with the date", changed)


@shared_task(autoretry_for=upkeep.GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def reassess_chunk(municipality_id: int, chunk_id: int) -> None:
    """Judge one chunk of a municipality's reassessment."""
    upkeep.reassess_chunk(municipality_id=municipality_id, chunk_id=chunk_id, now=timezone.now())


@shared_task(autoretry_for=upkeep.GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def resume_reassessments() -> None:
    """Send again the chunks that a broker or a worker lost."""
    upkeep.resume(now=timezone.now())


@shared_task(autoretry_for=upkeep.GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def check_standings() -> None:
    """Check every night that what is stored is what the rules say, and be loud when it is not."""
    now = timezone.now()
    upkeep.advance(now=now)
    wrong = []
    for municipality in Municipality.objects.order_by("id"):
        with inside(municipality.pk):
            result = upkeep.check(municipality=municipality, now=now)
        if result.differences:
            wrong.append((municipality.code, result))
    if wrong:
        lines = [f"{code}: {result.differences} of {result.cases}" for code, result in wrong]
        mail_admins("Standings differ from the rules", "\n".join(lines))


@shared_task(autoretry_for=upkeep.GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def find_doubles() -> None:
    """Find every night who seems to have an open case with two teams."""
    for municipality in Municipality.objects.order_by("id"):
        with inside(municipality.pk):
            doubles.find(municipality=municipality, now=timezone.now())
