"""The centres room."""

from django.apps import AppConfig


class CentresConfig(AppConfig):
    name = "centres"
    verbose_name = "Buurtcentra"
