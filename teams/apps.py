"""The teams room."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"
