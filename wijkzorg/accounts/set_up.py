"""The set-up as an app of Django: its admin, with our own door before it (site.py)."""

from django.contrib.admin.apps import AdminConfig


class SetUpConfig(AdminConfig):
    """Use our own site for everything that is registered; its start page puts the rooms together (workplace)."""

    default = False
    default_site = "workplace.site.Workplace"
