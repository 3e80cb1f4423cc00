"""The events room."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "wijkzorg.events"
    verbose_name = "Gebeurtenissen"
