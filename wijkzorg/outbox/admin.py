"""The administrator reads here which letters went, which wait and which were given up; what they say is not kept."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from wijkzorg.outbox.models import Letter
from wijkzorg.tenancy.admin import SetUpAdmin


@admin.register(Letter)
class LetterAdmin(SetUpAdmin):
    """Letters, to read only."""

    list_display = ("created_at", "recipient", "template", "attempts", "sent_at", "given_up_at", "failure")
    list_filter = ("template", "given_up_at")
    list_select_related = ("recipient",)
    search_fields = ("recipient__email",)
    exclude = ("address", "path_encrypted")  # of somebody who has no account: for the letter alone
    ordering = ("-created_at", "-pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: letters come from what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False: a letter says what became of it."""
        return False
