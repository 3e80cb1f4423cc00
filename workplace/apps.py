"""The workplace room."""

from django.apps import AppConfig


class WorkplaceConfig(AppConfig):
    name = "workplace"
