"""What of a municipality's figures goes to systems."""

from django.apps import AppConfig


class MunicipalityApiConfig(AppConfig):
    name = "municipalities.api"
    label = "municipality_api"
