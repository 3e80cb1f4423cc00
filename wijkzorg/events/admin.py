"""The administrator's pages about events: who subscribed and how that goes; held still, resumed, sent again.

Systems subscribe themselves over the API. What is done here says first what it will do.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.events import words
from wijkzorg.events.deeds import Deed, GiveUp, Hold, Replay, Resume
from wijkzorg.events.kinds import ALL
from wijkzorg.events.models import Delivery, Subscription
from wijkzorg.tenancy.admin import SetUpAdmin

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AT_ONCE = 50


def _at(moment: dt.datetime | None, said: str) -> str:
    """Return a moment with what happened then; a dash without one."""
    if moment is None:
        return "-"
    return f"{date_format(timezone.localtime(moment), 'j b Y H:i')} · {said}"


class LookedAtFirst(SetUpAdmin):
    """A list that nobody adds to or changes by hand; what is done to its rows is looked at first."""

    list_per_page = AT_ONCE
    actions_on_bottom = False
    show_facets = admin.ShowFacets.NEVER
    heading: StrOrPromise = ""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say above the list what stands in it."""
        return super().changelist_view(request, {"title": self.heading, **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: systems subscribe themselves, and events come from what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False: what is to be done here has a name."""
        return False

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
            done = [row for row, line in zip(rows, lines, strict=True) if line.done]
            for row in done:
                self._do(request, deed, row)
            said = ngettext("%(count)s keer gedaan.", "%(count)s keer gedaan.", len(done))
            self.message_user(request, said % {"count": len(done)}, messages.SUCCESS)
            return None
        wrong = deed.form is not None and deed.form.is_bound and not deed.form.is_valid()
        context = {
            **self.admin_site.each_context(request),
            "title": deed.title,
            "opts": self.model._meta,
            "lines": lines,
            "form": deed.form,
            "button": deed.button,
            "chosen": [row.pk for row in rows],
            "name": ACTION_CHECKBOX_NAME,
            "action": request.POST.get("action", ""),
        }
        return TemplateResponse(request, "admin/many.html", context, status=422 if wrong else 200)

    def _do(self, request: HttpRequest, deed: Deed, row: Any) -> None:
        try:
            with transaction.atomic():
                deed.do(row, timezone.now())
                log_event(
                    action=Action.WRITE,
                    municipality_id=row.municipality_id,
                    user_id=request.user.pk,
                    object_kind=f"events.{deed.kind}",
                    object_id=row.pk,
                )
        except ValidationError as refused:  # it was ended meanwhile
            self.message_user(request, " ".join(refused.messages), messages.WARNING)


@admin.register(Subscription)
class SubscriptionAdmin(LookedAtFirst):
    """Who subscribed, and how that goes."""

    list_display = ("name", "system", "stands", "waits", "succeeded_at", "went_wrong")
    heading = gettext_lazy("Abonnementen: wie hoort wat er gebeurt")
    search_fields = ("name", "system")
    ordering = (models.F("ended_at").asc(nulls_first=True), "name", "pk")  # what was ended comes last
    actions = ("hold", "resume", "replay")
    fields = (
        "name", "system", "shown_address", "shown_types", "stands", "waits", "lost", "made_at", "confirmed_at",
        "succeeded_at", "went_wrong", "next_at", "former_until", "ended_at",
    )  # fmt: skip
    readonly_fields = ("shown_address", "shown_types", "stands", "waits", "lost", "went_wrong")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Count what waits for each."""
        rows: Any = super().get_queryset(request)
        counted: models.QuerySet[Any] = rows.counted()
        return counted

    @admin.display(description=_("hoe het staat"))
    def stands(self, obj: Subscription) -> str:
        """Show how it stands."""
        return words.standing(obj)

    @admin.display(description=_("wacht"))
    def waits(self, obj: Any) -> int:
        """Show how many events wait."""
        return int(obj.waiting_count)

    @admin.display(description=_("opgegeven"))
    def lost(self, obj: Any) -> int:
        """Show how many were given up."""
        return int(obj.lost_count)

    @admin.display(description=_("laatst mislukt"), ordering="failed_at")
    def went_wrong(self, obj: Subscription) -> str:
        """Show when it went wrong last, and how."""
        return _at(obj.failed_at, words.failure(obj.failure))

    @admin.display(description=_("adres"))
    def shown_address(self, obj: Subscription) -> str:
        """Show where it goes, without what may be a secret behind the question mark."""
        return obj.address.partition("?")[0]

    @admin.display(description=_("soorten"))
    def shown_types(self, obj: Subscription) -> str:
        """Show what it hears of."""
        return ", ".join(ALL[type].title for type in obj.types)

    @admin.action(description=gettext_lazy("Zet stil"), permissions=["view"])
    def hold(self, request: HttpRequest, chosen: models.QuerySet[Any]) -> HttpResponse | None:
        """Hold subscriptions still."""
        return self.look(request, Hold(), chosen)

    @admin.action(description=gettext_lazy("Hervat"), permissions=["view"])
    def resume(self, request: HttpRequest, chosen: models.QuerySet[Any]) -> HttpResponse | None:
        """Go on with subscriptions."""
        return self.look(request, Resume(), chosen)

    @admin.action(description=gettext_lazy("Stuur opnieuw vanaf een moment"), permissions=["view"])
    def replay(self, request: HttpRequest, chosen: models.QuerySet[Any]) -> HttpResponse | None:
        """Send again what happened since a moment."""
        sent = request.POST if "bevestigd" in request.POST else None
        return self.look(request, Replay(sent, timezone.now()), chosen)


class StateFilter(admin.SimpleListFilter):
    """Which deliveries: those that wait, that arrived, that were given up."""

    title = gettext_lazy("toestand")
    parameter_name = "toestand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, StrOrPromise]]:
        """Name the three."""
        return [("wacht", _("wacht")), ("bezorgd", _("bezorgd")), ("opgegeven", _("opgegeven"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Keep those."""
        match self.value():
            case "wacht":
                return queryset.filter(delivered_at=None, given_up_at=None)
            case "bezorgd":
                return queryset.filter(delivered_at__isnull=False)
            case "opgegeven":
                return queryset.filter(given_up_at__isnull=False)
        return queryset


@admin.register(Delivery)
class DeliveryAdmin(LookedAtFirst):
    """What became of each event for each subscription."""

    list_display = ("happened", "subscription", "kind", "attempts", "became")
    heading = gettext_lazy("Bezorgingen: wat er van elk bericht werd")
    list_filter = (StateFilter, "subscription")
    list_select_related = ("subscription", "event")
    search_fields = ("subject",)
    ordering = ("-event_id", "-pk")
    show_full_result_count = False
    actions = ("stop",)
    fields = ("happened", "subscription", "kind", "subject", "attempts", "became")
    readonly_fields = ("happened", "kind", "became")

    @admin.display(description=_("gebeurd op"), ordering="event_id")
    def happened(self, obj: Delivery) -> dt.datetime:
        """Show when it happened."""
        return obj.event.created_at

    @admin.display(description=_("soort"))
    def kind(self, obj: Delivery) -> str:
        """Show what happened."""
        return ALL[obj.event.type].title

    @admin.display(description=_("wat ervan werd"))
    def became(self, obj: Delivery) -> str:
        """Show whether it arrived, waits or was given up, since or until when, and what went wrong."""
        if obj.delivered_at is not None:
            return _at(obj.delivered_at, _("bezorgd"))
        why = words.failure(obj.failure)
        if obj.given_up_at is not None:
            return _at(obj.given_up_at, _("opgegeven: %(why)s") % {"why": why})
        if obj.attempts:
            return _("wacht; bij poging %(number)s: %(why)s") % {
                "number": obj.attempts,
                "why": why or _("bezig"),
            }
        return _("wacht")

    @admin.action(description=gettext_lazy("Geef op"), permissions=["view"])
    def stop(self, request: HttpRequest, chosen: models.QuerySet[Any]) -> HttpResponse | None:
        """Stop trying to deliver events."""
        return self.look(request, GiveUp(), chosen)
