"""The administrator's page: whom to call who cannot wait for an answer to a report."""

from django.contrib import admin

from reports.models import CallInstead
from wijkzorg.tenancy.admin import SetUpAdmin


@admin.register(CallInstead)
class CallInsteadAdmin(SetUpAdmin):
    """Whom to call, shown on the public form and its thanks."""

    list_display = ("name", "phone", "hours")
