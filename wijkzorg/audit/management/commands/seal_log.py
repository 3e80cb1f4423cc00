"""Seal what was written to the access log, as the workers do every minute."""

from typing import Any

from django.core.management.base import BaseCommand

from wijkzorg.audit import sealing


class Command(BaseCommand):
    """Seal now; on a restored database this also tells the sealing that it is on another server."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal all that is ready."""
        self.stderr.write(f"{sealing.seal()} lines sealed")
