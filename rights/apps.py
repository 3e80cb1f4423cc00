"""The room of rights and retention."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "rights"
