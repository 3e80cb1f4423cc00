"""The administrator's page about how much is hidden in figures: never less than the norm."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from municipalities.models import Strictness
from municipalities.policy import PolicyAdmin
from wijkzorg.tenancy.admin import SetUpAdmin

__all__ = ["PolicyAdmin", "StrictnessAdmin"]  # Django looks in a file of this name alone


@admin.register(Strictness)
class StrictnessAdmin(SetUpAdmin):
    """One row, which holds from the next edition on; without it the norm holds."""

    heading = gettext_lazy("Afscherming: wat er in cijfers niet staat")
    about = gettext_lazy(
        "Strenger dan de norm mag, minder streng niet. Een wijziging geldt vanaf de volgende editie van de cijfers."
    )
    nothing_yet = gettext_lazy(
        "De norm geldt: een aantal onder de 10 mensen staat er niet, en elk getal is afgerond op 5."
    )
    saves_once = True  # there is one row
    list_display = ("least", "base", "step", "width")
    list_display_links = ("least",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether there is none yet; then one can be made."""
        return super().has_add_permission(request) and not Strictness.objects.exists()
