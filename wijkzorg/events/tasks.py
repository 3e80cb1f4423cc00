"""Bring events to who listens: the schedule starts it every minute, and whoever announces one at once."""

import datetime as dt
import logging

from celery import shared_task
from django.utils import timezone

from wijkzorg.events import actions, delivering

logger = logging.getLogger(__name__)

# A run ends before the next begins, so that receivers that hang never hold more than one worker.
LONGEST = dt.timedelta(seconds=50)
# How long one is served before it is another's turn; a message that is under way is ended.
TURN = dt.timedelta(seconds=5)


@shared_task
def send_events() -> None:
    """Serve the subscriptions whose time has come, in turns, those that answer first; two at once share the work."""
    until = timezone.now() + LONGEST
    sent, goes_on = 0, True
    while goes_on:
        goes_on = False
        for municipality, pk in delivering.due(now=timezone.now()):
            if timezone.now() >= until:
                goes_on = False
                break
            arrived = delivering.serve(
                municipality_id=municipality,
                subscription_id=pk,
                clock=timezone.now,
                until=min(until, timezone.now() + TURN),
            )
            # Round again while anything arrives: whose turn was over stands at the end now.
            sent, goes_on = sent + arrived, goes_on or arrived > 0
    if sent:
        logger.info("%s events delivered", sent)


@shared_task
def forget_events() -> None:
    """Delete what became of events over thirty days ago; the schedule starts it every night."""
    gone = actions.forget()
    if gone:
        logger.info("%s events forgotten", gone)
