"""What production refuses to start with."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORTEST_KEY = 50


@register(Tags.security)
def production_is_serious(**_asked: Any) -> list[CheckMessage]:
    """Refuse debugging, the demo, a short key and hosts that are anything, where real cases may be."""
    if not settings.PRODUCTION:
        return []
    wrong = {
        "E001": (settings.DEBUG, "WIJKZORG_DEBUG shows everybody what went wrong, values included."),
        "E002": (settings.WIJKZORG_DEMO, "WIJKZORG_DEMO opens logins with a password that everybody knows."),
        "E003": (
            len(settings.SECRET_KEY) < SHORTEST_KEY or len(set(settings.SECRET_KEY)) < 10,
            f"WIJKZORG_SECRET_KEY must have at least {SHORTEST_KEY} random characters.",
        ),
        "E004": ("*" in settings.ALLOWED_HOSTS, "WIJKZORG_ALLOWED_HOSTS must name hosts."),
    }
    return [
        Error(f"{words} Production refuses it.", id=f"wijkzorg.{number}")
        for number, (is_so, words) in wrong.items()
        if is_so
    ]
