"""Have a worker publish figures of Voorbeeldstad since the last whole quarter, if there are none; it takes minutes."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from municipalities.models import Edition
from municipalities.series import quarter_of
from municipalities.tasks import publish_figures_since
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

CODE = "GM9999"


class Command(BaseCommand):
    """Ask for a whole quarter and all since: then every level is filled, and months can be compared."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Send the task; raises CommandError where the demo itself is not there."""
        municipality = Municipality.objects.filter(code=CODE).first()
        if municipality is None:
            raise CommandError("load_demo first")
        with inside(municipality.pk):
            if Edition.objects.of(municipality).exists():
                return
        today = municipality.day_of(timezone.now())
        first = quarter_of(quarter_of(today).begins - dt.timedelta(days=1)).begins
        transaction.on_commit(lambda: publish_figures_since.delay(municipality.pk, first.isoformat()))
