"""Bring events to who listens: the schedule starts it every minute, and whoever announces one at once."""

import datetime as dt
import logging

from celery import shared_task
from django.utils import timezone

from wijkzorg.events import actions, delivering

logger = logging.getLogger(__name__)

# A run ends before the next begins, so that receivers that hang never hold more than one worker.
LONGEST = dt.timedelta(seconds=50)


@shared_task
def send_events() -> None:
    """Serve the subscriptions whose time has come; two at once share the work."""
    until = timezone.now() + LONGEST
    sent = 0
    for municipality, pk in delivering.due(now=timezone.now()):
        if timezone.now() >= until:
            break
        sent += delivering.serve(
            municipality_id=municipality, subscription_id=pk, clock=timezone.now, until=until
        )
    if sent:
        logger.info("%s events delivered", sent)


@shared_task
def forget_events() -> None:
    """Delete what became of events over thirty days ago; the schedule starts it every night."""
    gone = actions.forget()
    if gone:
        logger.info("%s events forgotten", gone)
