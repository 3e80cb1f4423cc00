"""Write everything that is encrypted in the database anew under the newest key (docs/operations.md, Keys)."""

from typing import Any

from django.core.management.base import BaseCommand

from residents.actions import renew_numbers
from wijkzorg.accounts import sso
from wijkzorg.accounts.second_factor import renew_secrets
from wijkzorg.events import actions as events
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside


class Command(BaseCommand):
    """Begin to use the newest of WIJKZORG_FIELD_KEYS for what was stored before; may be interrupted and run again."""

    help = (
        "Encrypt what is stored under the newest key of WIJKZORG_FIELD_KEYS; after it, the older keys may go."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Renew what each room keeps encrypted."""
        self.stdout.write(f"{renew_secrets()} secrets of second factors")
        for municipality in Municipality.objects.order_by("code"):
            with inside(municipality.pk):
                numbers = renew_numbers(municipality=municipality)
                secrets = sso.renew_secrets(municipality=municipality)
                subscriptions = events.renew_secrets()
            self.stdout.write(
                f"{municipality.code}: {numbers} citizen numbers, {secrets} secrets of single sign-on,"
                f" {subscriptions} of subscriptions"
            )
