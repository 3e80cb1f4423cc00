"""The accounts room."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.checks import CheckMessage, Tags, register

from wijkzorg import encryption


class AccountsConfig(AppConfig):
    name = "wijkzorg.accounts"
    verbose_name = "Accounts en rollen"

    def ready(self) -> None:
        """Have every command ask first whether there are keys for what is encrypted; have the log hear of the door."""
        from wijkzorg.accounts import attempts  # the models are there from now on

        register(check_keys, Tags.security)
        # Django's own: whatever way somebody comes in, with whatever factors, they are told of it once.
        user_logged_in.connect(attempts.signed_in, dispatch_uid="access-log")
        user_logged_out.connect(attempts.signed_out, dispatch_uid="access-log")
        user_login_failed.connect(attempts.sign_in_failed, dispatch_uid="access-log")


def check_keys(**options: object) -> list[CheckMessage]:
    """Refuse to start without keys for the secrets of the second factor."""
    return encryption.check_keys()
