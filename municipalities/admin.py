"""The administrator's page about how much is hidden in figures: never less than the norm."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from municipalities.models import Strictness
from municipalities.policy import PolicyAdmin
from wijkzorg.tenancy.admin import SetUpAdmin

__all__ = ["PolicyAdmin", "StrictnessAdmin"]  # Django looks in a file of this name alone


@admin.register(Strictness)
class StrictnessAdmin(SetUpAdmin):
    """One row, which holds from the next edition on; without it the norm holds."""

    list_display = ("least", "base", "step", "width")
    list_display_links = ("least",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether there is none yet; then one can be made."""
        return super().has_add_permission(request) and not Strictness.objects.exists()
