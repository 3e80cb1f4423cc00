"""The shell around every page."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "wijkzorg.shell"

    def ready(self) -> None:
        """Register the checks."""
        from wijkzorg.shell import checks  # noqa: F401
