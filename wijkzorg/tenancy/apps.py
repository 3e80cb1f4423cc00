"""The tenancy room."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "wijkzorg.tenancy"
