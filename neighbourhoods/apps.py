"""The neighbourhoods room."""

from django.apps import AppConfig


class NeighbourhoodsConfig(AppConfig):
    name = "neighbourhoods"
    verbose_name = "Wijken en buurten"
