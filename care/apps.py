"""The care room."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "care"
    verbose_name = "zorg over REST"
