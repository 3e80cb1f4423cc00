"""The administrator's page of the roster: what a contact takes, by medium."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from roster.models import MediumMinutes
from wijkzorg.tenancy.admin import SetUpAdmin


@admin.register(MediumMinutes)
class MediumMinutesAdmin(SetUpAdmin):
    """What one contact takes by each medium; a change is a new version with a reason, what was stays readable."""

    list_display = (
        "valid_from",
        "home_visit",
        "walk_in",
        "outdoors",
        "video",
        "phone",
        "message",
        "changed_by",
    )
    list_select_related = ("changed_by",)
    search_fields = ("reason",)
    ordering = ("-valid_from",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: sums of past weeks were made with it."""
        return False

    def save_model(
        self, request: HttpRequest, obj: MediumMinutes, form: forms.ModelForm[MediumMinutes], change: bool
    ) -> None:
        """Save a version with who made it and when."""
        obj.changed_by, obj.changed_at = request.user, timezone.now()  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
