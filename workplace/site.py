"""The admin as a workplace: its start page is made of what the roles of whoever comes in are there for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from wijkzorg.accounts.site import SetUpSite
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from workplace import start


class Workplace(SetUpSite):
    """Django's admin, with a start page a role."""

    site_title = _("Wijkzorg")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what a role is there for today, and log whose names stand on it."""
        shown = start.make(request.desk)  # type: ignore[attr-defined]
        if shown.volunteers or shown.residents:
            log_event(
                action=Action.LIST,
                municipality_id=request.desk.municipality.pk,  # type: ignore[attr-defined]
                user_id=request.user.pk,
                resident_ids=sorted(shown.residents),
                object_kind="volunteer" if shown.volunteers else "help_request",
            )
        return super().index(request, {**(extra_context or {}), "start": shown})
