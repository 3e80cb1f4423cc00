"""What the workers do for the log. Each may run twice, late, or not at all for ten days."""

import logging

from celery import shared_task
from django.core.mail import mail_admins
from django.db import InterfaceError, OperationalError

from wijkzorg.audit import chain, sealing
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

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


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def verify_log() -> None:
    """Prove every night that the log is as it was sealed: a municipality a task, as each may take long."""
    for municipality_id in Municipality.objects.order_by("id").values_list("pk", flat=True):
        verify_log_of.delay(municipality_id)


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def verify_log_of(municipality_id: int) -> None:
    """Prove the chain of a municipality, and be loud where it does not hold."""
    code = Municipality.objects.values_list("code", flat=True).get(pk=municipality_id)
    with inside(municipality_id):
        proof = chain.prove(municipality_id)
        for fault in proof.faults:
            # The fault names numbers and moments of lines, never what stands in them.
            logger.error("the access log is not as it was sealed", extra={"facts": {"fault": fault}})
    if proof.faults:
        mail_admins(f"The access log of {code} is not as it was sealed", "\n".join(proof.faults))


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def forget_visitors() -> None:
    """Delete who came from outside over a year ago."""
    gone = sealing.forget_visitors()
    if gone:
        logger.info("%s visits from outside forgotten", gone)
