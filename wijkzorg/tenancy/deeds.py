"""What is done to rows of the set-up from their list: what it will do is said first; once looked at, it is done."""

from __future__ import annotations

import abc
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wijkzorg.tenancy.admin import SetUpAdmin

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """What would happen to one row: its name, and what is done or why not."""

    name: str
    said: str
    done: bool = True


class Deed(abc.ABC):
    """Something that is done to rows once it was looked at."""

    title: StrOrPromise
    button: StrOrPromise
    form: forms.Form | None = None

    @abc.abstractmethod
    def line(self, row: Any) -> Line:
        """Say what would happen to a row, without doing it."""

    @abc.abstractmethod
    def do(self, row: Any, by: Any, now: dt.datetime) -> None:
        """Do it and log it; `by` is a User (of a higher room). Raises ValidationError for what may not be any more."""

    def seen(self) -> bool:
        """Return whether what was filled in is what was looked at; nearly always nothing is filled in."""
        return True


class DeedAdmin(SetUpAdmin):
    """A list to whose rows something is done that is looked at first, from the list or from the page of one."""

    change_form_template = "admin/deeds.html"

    def deeds(self, row: Any) -> list[tuple[str, StrOrPromise]]:
        """Return what can be done to a row now: the name of the action, and the words of its button."""
        raise NotImplementedError

    def beside(self, row: Any) -> list[tuple[str, StrOrPromise]]:
        """Return the ways to what belongs to a row: address and words."""
        return []

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a row with what can be done to it."""
        row = self.get_object(request, unquote(object_id)) if object_id and request.method == "GET" else None
        told = {"deeds": self.deeds(row), "beside": self.beside(row)} if row is not None else {}
        return super().changeform_view(request, object_id, form_url, told | (extra_context or {}))

    def look(self, request: HttpRequest, deed: Deed, chosen: models.QuerySet[Any]) -> HttpResponse | None:
        """Show what a deed would do to the chosen rows; once that is confirmed, do it."""
        rows = list(chosen[: AT_ONCE + 1])
        if len(rows) > AT_ONCE:
            self.message_user(
                request, _("Kies er hoogstens %(most)s tegelijk.") % {"most": AT_ONCE}, messages.ERROR
            )
            return None
        lines = [deed.line(row) for row in rows]
        if "bevestigd" in request.POST and deed.seen():
            self._do(request, deed, [row for row, line in zip(rows, lines, strict=True) if line.done])
            return None
        wrong = deed.form is not None and deed.form.is_bound and not deed.form.is_valid()
        context = {
            **self.admin_site.each_context(request),
            "title": deed.title,
            "opts": self.model._meta,
            "lines": lines,
            "form": deed.form,
            "button": deed.button,
            "nothing": deed.form is None and not any(line.done for line in lines),
            "chosen": [row.pk for row in rows],
            "name": ACTION_CHECKBOX_NAME,
            "action": request.POST.get("action", ""),
        }
        return TemplateResponse(request, "admin/many.html", context, status=422 if wrong else 200)

    def _do(self, request: HttpRequest, deed: Deed, rows: list[Any]) -> None:
        done = 0
        for row in rows:
            try:
                with transaction.atomic():
                    deed.do(row, request.user, timezone.now())
                done += 1
            except ValidationError as refused:  # it was ended meanwhile
                self.message_user(request, " ".join(refused.messages), messages.WARNING)
        if done:
            said = ngettext("%(deed)s: %(count)s keer gedaan.", "%(deed)s: %(count)s keer gedaan.", done)
            self.message_user(request, said % {"deed": deed.title, "count": done}, messages.SUCCESS)
        elif not rows:
            self.message_user(request, _("Er was niets meer te doen."), messages.WARNING)
