"""The administrator's pages: municipalities, and what every page of the set-up has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from wijkzorg.tenancy.models import Municipality

if TYPE_CHECKING:
    SetUpBase = admin.ModelAdmin[Any]
    FormBase = forms.ModelForm[Any]
else:
    SetUpBase, FormBase = admin.ModelAdmin, forms.ModelForm


class OneMunicipalityForm(FormBase):
    """Refuse a row that refers to one of another municipality, before the database does."""

    def clean(self) -> dict[str, Any] | None:
        """Compare the municipality of everything that was chosen with the row's own."""
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("municipality")
        own = chosen.pk if chosen else getattr(self.instance, "municipality_id", None)
        for name, value in list(cleaned.items()):
            theirs = getattr(value, "municipality_id", own) if isinstance(value, models.Model) else own
            if own is not None and theirs != own:
                self.add_error(name, _("Dit hoort bij een andere gemeente."))
        return cleaned


class SetUpAdmin(SetUpBase):
    """A page of the set-up: nothing is deleted, as that would show whom it belongs to; nothing changes municipality."""

    form: type[forms.ModelForm[Any]] = OneMunicipalityForm
    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False: accounts are made inactive and memberships get a last day."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """Keep what other rows refer to."""
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "municipality"] if obj is not None and hasattr(obj, "municipality_id") else fields


@admin.register(Municipality)
class MunicipalityAdmin(SetUpAdmin):
    """Municipalities: their code, name and time zone."""

    list_display = ("code", "name", "timezone")
    search_fields = ("code", "name")
    ordering = ("code",)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """Keep the code and the time zone of a municipality that is there: all its days were counted with it."""
        return ["code", "timezone"] if obj else []
