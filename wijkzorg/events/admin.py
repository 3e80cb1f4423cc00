"""The administrator's pages about events: who subscribed and how that goes; held still, resumed, sent again.

Systems subscribe themselves over the API. What is done here says first what it will do.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wijkzorg.events import words
from wijkzorg.events.deeds import GiveUp, Hold, Replay, Resume
from wijkzorg.events.kinds import ALL
from wijkzorg.events.models import Delivery, Subscription
from wijkzorg.tenancy.deeds import AT_ONCE, DeedAdmin

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_FEW = 20  # subscriptions to choose from beside a list


def _at(moment: dt.datetime | None, said: str) -> str:
    """Return a moment with what happened then; a dash without one."""
    if moment is None:
        return "-"
    return f"{date_format(timezone.localtime(moment), 'j b Y H:i')} · {said}"


class LookedAtFirst(DeedAdmin):
    """A list that nobody adds to or changes by hand; what is done to its rows is looked at first."""

    list_per_page = AT_ONCE
    actions_on_bottom = False
    show_facets = admin.ShowFacets.NEVER
    never_changed = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: systems subscribe themselves, and events come from what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False: what is to be done here has a name."""
        return False


@admin.register(Subscription)
class SubscriptionAdmin(LookedAtFirst):
    """Who subscribed, and how that goes."""

    list_display = ("name", "system", "stands", "waits", "succeeded_at", "went_wrong")
    heading = gettext_lazy("Abonnementen: wie hoort wat er gebeurt")
    nothing_yet = gettext_lazy(
        "Nog geen enkel systeem heeft een abonnement. Een systeem neemt er zelf een, over de API, als het bij"
        " “Gekoppelde systemen” berichten mag krijgen."
    )
    search_fields = ("name", "system")
    ordering = (models.F("ended_at").asc(nulls_first=True), "name", "pk")  # what was ended comes last
    actions = ("hold", "resume", "replay")
    fields = (
        "name", "system", "shown_address", "shown_types", "stands", "waits", "lost", "made_at", "confirmed_at",
        "succeeded_at", "went_wrong", "tries_again", "former_until", "ended_at",
    )  # fmt: skip
    readonly_fields = ("shown_address", "shown_types", "stands", "waits", "lost", "went_wrong", "tries_again")

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

    @admin.display(description=_("volgende poging"))
    def tries_again(self, obj: Subscription) -> str:
        """Show when it is tried again, where something went wrong and nobody holds it still."""
        waits = not obj.paused_at and not obj.ended_at and (obj.failures or obj.to_confirm)
        return date_format(timezone.localtime(obj.next_at), "j F Y H:i") if waits else "-"

    def deeds(self, row: Subscription) -> list[tuple[str, StrOrPromise]]:
        """Offer what fits how it stands."""
        if row.ended_at:
            return []
        stands = ("resume", _("Hervat")) if row.paused_at else ("hold", _("Zet stil"))
        return [stands, ("replay", _("Stuur opnieuw"))]

    def beside(self, row: Subscription) -> list[tuple[str, StrOrPromise]]:
        """Lead to what became of each of its messages."""
        own = f"{reverse('admin:events_delivery_changelist')}?subscription__id__exact={row.pk}"
        return [(own, _("Wat er van de berichten werd"))]

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


class OfSubscription(admin.RelatedFieldListFilter):
    """By the subscription: to choose from while there are few, else led to from the subscription itself."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, StrOrPromise]]:
        """Name those that go on, where they are few; and the one that was chosen."""
        rows = Subscription.objects.order_by("name", "pk")
        going_on = list(rows.filter(ended_at=None)[: _FEW + 1])
        chosen = rows.filter(pk=self.lookup_val[-1]) if self.lookup_val else rows.none()
        found: dict[int, StrOrPromise] = {
            row.pk: str(row) for row in (*(going_on if len(going_on) <= _FEW else ()), *chosen)
        }
        return [(str(pk), name) for pk, name in found.items()]

    def has_output(self) -> bool:
        """Say whether there is something to choose, or to see that it was chosen."""
        return bool(self.lookup_val) or super().has_output()


@admin.register(Delivery)
class DeliveryAdmin(LookedAtFirst):
    """What became of each event for each subscription."""

    list_display = ("happened", "subscription", "kind", "attempts", "became")
    heading = gettext_lazy("Bezorgingen: wat er van elk bericht werd")
    nothing_yet = gettext_lazy("Er ging nog niets uit. Hier komt wat naar de abonnementen gaat.")
    list_filter = (StateFilter, ("subscription", OfSubscription))
    list_select_related = ("subscription", "event")
    search_fields = ("subject",)
    ordering = ("-event_id", "-pk")
    show_full_result_count = False
    actions = ("stop",)
    fields = ("happened", "subscription", "kind", "subject", "attempts", "became")
    readonly_fields = ("happened", "kind", "became")

    @admin.display(description=_("gebeurd op"), ordering="event_id")
    def happened(self, obj: Delivery) -> str:
        """Show when it happened."""
        return date_format(timezone.localtime(obj.event.created_at), "j F Y H:i")

    def deeds(self, row: Delivery) -> list[tuple[str, StrOrPromise]]:
        """Offer to stop trying, while it waits."""
        return [] if row.delivered_at or row.given_up_at else [("stop", _("Geef op"))]

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
        stands = obj.subscription
        if stands.paused_at or stands.to_confirm or stands.failures:
            return _("wacht; het abonnement: %(stands)s") % {"stands": words.standing(stands)}
        return _("wacht")

    @admin.action(description=gettext_lazy("Geef op"), permissions=["view"])
    def stop(self, request: HttpRequest, chosen: models.QuerySet[Any]) -> HttpResponse | None:
        """Stop trying to deliver events."""
        return self.look(request, GiveUp(), chosen)
