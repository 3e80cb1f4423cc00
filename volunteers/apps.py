"""The volunteers room."""

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"
    verbose_name = "Vrijwilligers en hulpvragen"
