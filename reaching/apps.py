"""The reaching room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReachingConfig(AppConfig):
    name = "reaching"
    verbose_name = _("Wie bereiken we alleen hier")
