"""What the Celery workers do: propose what is due, and carry out what two people approved. May run twice or late."""

import logging

from celery import shared_task
from django.core.mail import mail_admins
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils import timezone

from rights import destruction, policy, retention
from rights.models import DestructionList
from roster.forgetting import forget_until
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

logger = logging.getLogger(__name__)
GONE = (OperationalError, InterfaceError)


@shared_task
def propose_destruction() -> None:
    """Make the destruction list of this month in every municipality where something is due."""
    for municipality in Municipality.objects.order_by("id"):
        with inside(municipality.pk):
            destruction.propose(municipality=municipality, now=timezone.now())


@shared_task
def carry_out_destruction() -> None:
    """Carry out the lists that were approved, a part in each transaction, until nothing of them waits."""
    for municipality in Municipality.objects.order_by("id"):
        while _carry_out_some(municipality):
            pass


def _carry_out_some(municipality: Municipality) -> bool:
    """Carry out a part of the oldest approved list; return whether there was one."""
    with inside(municipality.pk):
        waiting = DestructionList.objects.filter(municipality=municipality, state="approved")
        oldest = waiting.order_by("pk").first()
        if oldest is not None:
            destruction.carry_out(destruction=oldest, now=timezone.now())
        return oldest is not None


@shared_task
def forget_roster() -> None:
    """Delete in every municipality what of the roster is past its years."""
    for municipality in Municipality.objects.order_by("id"):
        with inside(municipality.pk):
            today = municipality.day_of(timezone.now())
            years = policy.periods_of(municipality.pk).roster
            gone = forget_until(municipality=municipality, until=retention.last_day_due(today, years))
            if gone:
                logger.info("%s rows of the roster of %s forgotten", gone, municipality.code)


@shared_task(autoretry_for=GONE, retry_backoff=60, max_retries=5)
def drop_old_log() -> None:
    """Drop the months of the access log that are past their years, and be loud about one that is not whole."""
    try:
        while dropped := policy.drop_old_log():
            logger.info("%s: month of the access log dropped", dropped)
    except GONE:
        raise
    except DatabaseError:
        logger.exception("the oldest month of the access log is past its years and cannot be dropped")
        mail_admins(
            "A month of the access log is past its years and not whole",
            "Nothing was dropped. See what verify_log says.",
        )
