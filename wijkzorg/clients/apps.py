"""The systems that ask over REST."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClientsConfig(AppConfig):
    name = "wijkzorg.clients"
    label = "clients"
    verbose_name = _("Koppelingen")
