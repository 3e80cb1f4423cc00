"""The administrator reads here which letters went, which wait and which were given up; what they say is not kept."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.utils.translation import gettext_lazy as _

from wijkzorg.outbox.actions import subject_of
from wijkzorg.outbox.models import Letter
from wijkzorg.tenancy.admin import SetUpAdmin


class TextFilter(admin.SimpleListFilter):
    """By which text, in the words that stand above it."""

    title = _("tekst")
    parameter_name = "template"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """List the texts of the letters that are there; of one that counts something, as if that were one."""
        found = Letter.objects.order_by("template").values_list("template", flat=True).distinct()
        return sorted(((one, _subject(one, {"new": 1})) for one in found), key=lambda choice: choice[1])

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Keep the letters with the text."""
        return queryset.filter(template=self.value()) if self.value() else queryset


@admin.register(Letter)
class LetterAdmin(SetUpAdmin):
    """Letters, to read only."""

    list_display = ("created_at", "recipient", "subject", "attempts", "sent_at", "given_up_at", "failure")
    list_filter = (TextFilter, "given_up_at")
    list_select_related = ("recipient",)
    search_fields = ("recipient__email",)
    # Not the address and the page of somebody who has no account: those are for the letter alone.
    fields = (
        "recipient", "subject", "numbers", "reason", "created_at", "attempts", "next_at", "sent_at", "given_up_at",
        "failure",
    )  # fmt: skip
    readonly_fields = ("subject",)
    ordering = ("-created_at", "-pk")

    @admin.display(description=_("tekst"), ordering="template")
    def subject(self, obj: Letter) -> str:
        """Show what stood above it."""
        return _subject(obj.template, obj.numbers)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: letters come from what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False: a letter says what became of it."""
        return False


def _subject(template: str, numbers: dict[str, Any]) -> str:
    try:
        return subject_of(template, numbers)
    except TemplateDoesNotExist:  # of an older version
        return template
