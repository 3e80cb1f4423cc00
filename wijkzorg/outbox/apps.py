"""The outbox room."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "wijkzorg.outbox"
    verbose_name = "Post"
