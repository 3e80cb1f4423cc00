"""The administrator reads here which letters went, which wait and which were given up; what they say is not kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wijkzorg.outbox.actions import subject_of
from wijkzorg.outbox.models import Letter
from wijkzorg.tenancy.admin import SetUpAdmin

_WHY = {
    "inactive account": _("het account is niet meer actief")
}  # else the kind of fault, as a mail server's is called


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


class BecameFilter(admin.SimpleListFilter):
    """Which letters: those that went, that wait, that were given up."""

    title = _("wat ervan werd")
    parameter_name = "toestand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Name the three."""
        return [
            ("verstuurd", gettext("verstuurd")),
            ("wacht", gettext("wacht")),
            ("opgegeven", gettext("opgegeven")),
        ]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Keep those."""
        match self.value():
            case "verstuurd":
                return queryset.filter(sent_at__isnull=False)
            case "wacht":
                return queryset.filter(sent_at=None, given_up_at=None)
            case "opgegeven":
                return queryset.filter(given_up_at__isnull=False)
        return queryset


@admin.register(Letter)
class LetterAdmin(SetUpAdmin):
    """Letters, to read only."""

    heading = _("Brieven: wat er per mail ging")
    never_changed = True
    about = _("De brief zelf wordt niet bewaard, alleen de getallen erin.")
    nothing_yet = _("Er ging nog geen brief uit.")
    list_display = ("made", "to", "subject", "became")
    list_filter = (BecameFilter, TextFilter)
    list_select_related = ("recipient",)
    search_fields = ("recipient__email",)
    # Not the address and the page of somebody who has no account: those are for the letter alone.
    fields = ("made", "to", "subject", "reason", "became", "attempts")
    readonly_fields = ("made", "to", "subject", "became")
    ordering = ("-created_at", "-pk")

    @admin.display(description=_("gemaakt op"), ordering="created_at")
    def made(self, obj: Letter) -> str:
        """Show when it was made."""
        return _moment(obj.created_at)

    @admin.display(description=_("aan"), ordering="recipient")
    def to(self, obj: Letter) -> str:
        """Show to which colleague it went; of anybody else the address is not told."""
        return str(obj.recipient or gettext("iemand van buiten"))

    @admin.display(description=_("wat ervan werd"))
    def became(self, obj: Letter) -> str:
        """Show whether it went, waits or was given up, since or until when, and what went wrong."""
        if obj.sent_at is not None:
            return gettext("verstuurd op %(when)s") % {"when": _moment(obj.sent_at)}
        told = {
            "times": obj.attempts,
            "why": _WHY.get(obj.failure, obj.failure),
            "when": _moment(obj.given_up_at or obj.next_at),
        }
        if obj.given_up_at is not None:
            return gettext("opgegeven op %(when)s, bij poging %(times)s: %(why)s") % told
        if obj.failure:
            return gettext("wacht tot %(when)s; bij poging %(times)s ging het mis: %(why)s") % told
        return gettext("wacht")

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


def _moment(moment: dt.datetime) -> str:
    return date_format(localtime(moment), "j F Y H:i")


def _subject(template: str, numbers: dict[str, Any]) -> str:
    try:
        return subject_of(template, numbers)
    except TemplateDoesNotExist:  # of an older version
        return template
