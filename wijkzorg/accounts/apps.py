"""The accounts room."""

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, register

from wijkzorg import encryption


class AccountsConfig(AppConfig):
    name = "wijkzorg.accounts"

    def ready(self) -> None:
        """Have every command ask first whether there are keys for what is encrypted."""
        register(check_keys, Tags.security)


def check_keys(**options: object) -> list[CheckMessage]:
    """Refuse to start without keys for the secrets of the second factor."""
    return encryption.check_keys()
