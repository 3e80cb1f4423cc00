"""The day room."""

from django.apps import AppConfig


class DayConfig(AppConfig):
    name = "day"
