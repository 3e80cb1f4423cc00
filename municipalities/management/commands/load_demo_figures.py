"""Have a worker publish figures of Voorbeeldstad of the last months, where there are none; it takes a minute or two."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from municipalities.models import Edition
from municipalities.series import month_of
from municipalities.tasks import publish_figures_since
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

CODE = "GM9999"


class Command(BaseCommand):
    """Ask for two whole months and all since: months can be compared, and a worker is done before anybody looks."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Send the task; raises CommandError where the demo itself is not there."""
        municipality = Municipality.objects.filter(code=CODE).first()
        if municipality is None:
            raise CommandError("load_demo first")
        with inside(municipality.pk):
            if Edition.objects.of(municipality).exists():
                return
        first = month_of(municipality.day_of(timezone.now())).begins
        for _ in range(2):
            first = month_of(first - dt.timedelta(days=1)).begins
        transaction.on_commit(lambda: publish_figures_since.delay(municipality.pk, first.isoformat()))
