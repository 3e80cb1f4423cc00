"""The tenancy room."""

from django.apps import AppConfig
from django.core import checks


class TenancyConfig(AppConfig):
    name = "wijkzorg.tenancy"
    verbose_name = "Gemeenten"

    def ready(self) -> None:
        """Have the account looked at whenever Django checks its databases."""
        from wijkzorg.tenancy.checks import account_is_held

        checks.register(account_is_held, checks.Tags.database)
