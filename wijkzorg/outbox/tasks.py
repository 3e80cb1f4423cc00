"""Send what waits in the outbox."""

import datetime as dt
import logging

from celery import shared_task
from django.utils import timezone

from wijkzorg.outbox import actions

logger = logging.getLogger(__name__)


# A run ends before the next begins, so that a mail server that hangs never holds more than one worker.
LONGEST = dt.timedelta(seconds=50)


@shared_task
def send_letters() -> None:
    """Send the letters whose time has come; the schedule starts it every minute, and two at once share the work."""
    begun = timezone.now()
    sent = 0
    for municipality, pk in actions.due(now=begun):
        now = timezone.now()
        if now - begun > LONGEST:
            break
        sent += actions.deliver(municipality_id=municipality, letter_id=pk, now=now)
    if sent:
        logger.info("%s letters sent", sent)


@shared_task
def forget_letters() -> None:
    """Delete what became of letters over a year ago; the schedule starts it every night."""
    gone = actions.forget()
    if gone:
        logger.info("%s letters forgotten", gone)
