"""What the Celery workers do here: read the clock, call one action."""

import logging

from celery import shared_task
from django.db import connection
from django.utils import timezone

from cases.models import Flag
from cases.upkeep import GONE
from outreach.searching import open_plan
from wijkzorg.tenancy.wall import inside

logger = logging.getLogger(__name__)


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def open_search_plans() -> int:
    """Open a search plan for each flag `unfindable` that has none yet; the schedule starts it every few minutes."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id, flag_id FROM wz_flags_without_plan()")
        wanted = cursor.fetchall()
    opened = 0
    for municipality_id, flag_id in wanted:
        try:
            with inside(municipality_id):
                flag = Flag.objects.select_related("case").filter(pk=flag_id, state=Flag.State.OPEN).first()
                if flag is not None:
                    open_plan(actor=None, case=flag.case, flag=flag, now=now)
                    opened += 1
        except GONE:
            raise
        except Exception:
            logger.exception("No search plan could be opened for flag %s", flag_id)
    if opened:
        logger.info("%s search plans opened", opened)
    return opened
