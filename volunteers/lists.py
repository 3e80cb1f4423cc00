"""The lists of daily work: help requests for a desk and a coordinator, volunteers for a coordinator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from neighbourhoods.models import Neighbourhood
from residents import search
from volunteers import many, reasons, words
from volunteers.board import people
from volunteers.course import State
from volunteers.models import HelpRequest, Kind, Volunteer
from volunteers.models.requests import LISTED
from volunteers.policies import policy_on, vog_until
from volunteers.querysets import own_places
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership
from wijkzorg.accounts.work_admin import WorkAdmin
from wijkzorg.shell.digits import whole

if TYPE_CHECKING:
    Requests = models.QuerySet[HelpRequest]
    Volunteers = models.QuerySet[Volunteer]

Role = Membership.Role
SHORT = "j b Y"  # a list of seven columns has no room for whole months
MOST = 1000  # requests of one name; who is called like many others is found by more of the name


def desk_of(request: HttpRequest) -> Desk:
    """Return who is at work."""
    desk: Desk = request.desk  # type: ignore[attr-defined]
    return desk


def _named(asked: str) -> list[int]:
    """Return requests of the municipality with a name like what was asked for, the likest first (migration 0011)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT volunteers_requests_named(%s, %s)", [asked, MOST])
        return [row[0] for row in cursor.fetchall()]


def today_of(request: HttpRequest) -> dt.date:
    """Return the day that it is where somebody works."""
    desk = desk_of(request)
    assert desk.municipality is not None, "who has a role works somewhere"
    return desk.municipality.day_of(desk.now)


class OwnPlace(admin.SimpleListFilter):
    """The neighbourhoods of the own centres."""

    title = gettext_lazy("buurt")
    parameter_name = "buurt"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """Offer the neighbourhoods of own centres, and those without one."""
        rows = Neighbourhood.objects.annotate(neighbourhood_id=models.F("pk")).filter(
            own_places(desk_of(request))
        )
        return [(str(row.pk), row.name) for row in rows.order_by("name")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Keep one neighbourhood; what is none keeps all."""
        chosen = whole(self.value() or "")
        return queryset if chosen is None else queryset.filter(neighbourhood_id=chosen)


class Standing(admin.SimpleListFilter):
    """Where a request is: those for which somebody is sought, where nothing is chosen."""

    title = gettext_lazy("stand")
    parameter_name = "stand"
    SETS = {
        "zoekt": (
            gettext_lazy("zoekt iemand"),
            models.Q(state__in=LISTED),
        ),
        "afgesproken": (gettext_lazy("er komt iemand"), models.Q(state=State.ACCEPTED)),
        "professional": (gettext_lazy("bij een professional"), models.Q(state=State.ESCALATED)),
        "klaar": (
            gettext_lazy("afgerond"),
            models.Q(state__in=[State.DONE, State.WITHDRAWN, State.NOT_SOLVED]),
        ),
    }

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """Offer all and four parts."""
        return [("alles", _("alles")), *((name, str(label)) for name, (label, _set) in self.SETS.items())]

    def choices(self, changelist: Any) -> Any:
        """Leave out Django's own "all": that has a name here."""
        chosen = self.value() or "zoekt"
        for name, label in self.lookup_choices:
            yield {
                "selected": chosen == name,
                "query_string": changelist.get_query_string({self.parameter_name: name}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: Requests) -> Requests:
        """Keep one part."""
        chosen = self.value() or "zoekt"
        return queryset.filter(self.SETS[chosen][1]) if chosen in self.SETS else queryset


class Days(admin.SimpleListFilter):
    """When help is asked for."""

    title = gettext_lazy("wanneer")
    parameter_name = "wanneer"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """Offer today, tomorrow and a week."""
        return [("vandaag", _("vandaag")), ("morgen", _("morgen")), ("week", _("binnen een week"))]

    def queryset(self, request: HttpRequest, queryset: Requests) -> Requests:
        """Keep what begins on those days."""
        today = today_of(request)
        ahead = {"vandaag": (0, 0), "morgen": (1, 1), "week": (0, 7)}.get(self.value() or "")
        if ahead is None:
            return queryset
        first, last = (today + dt.timedelta(days=days) for days in ahead)
        return queryset.filter(first_on__range=(first, last))


class KindOfHelp(admin.SimpleListFilter):
    """What is asked."""

    title = gettext_lazy("wat")
    parameter_name = "wat"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """Offer the kinds of help."""
        return [(str(value), str(label)) for value, label in Kind.choices]

    def queryset(self, request: HttpRequest, queryset: Requests) -> Requests:
        """Keep one kind."""
        return queryset.filter(kind=self.value()) if self.value() in Kind.values else queryset


@admin.register(HelpRequest)
class HelpRequestAdmin(WorkAdmin):
    """Help requests of the own neighbourhoods. That one belongs to a case shows nowhere."""

    roles = frozenset({Role.CENTRE_STAFF, Role.COORDINATOR})
    kind = "help_request"
    list_display = ("who", "what", "when", "neighbourhood", "standing", "presses", "since")
    list_select_related = ("neighbourhood", "resident")
    list_filter = (Standing, KindOfHelp, Days, OwnPlace)
    search_fields = ("name",)  # the box; `like` looks
    search_help_text = gettext_lazy("Voor wie het is. Een tikfout geeft niet.")
    ordering = ("-pk",)
    actions = ("ask_best", "close", "join", "for_the_wall")

    def get_queryset(self, request: HttpRequest) -> Requests:
        """List what one sees."""
        return super().get_queryset(request).visible_to(desk_of(request))  # type: ignore[attr-defined,no-any-return]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer what belongs to the role: a desk prints, a coordinator asks, closes and joins."""
        found: dict[str, Any] = super().get_actions(request)
        if Role.COORDINATOR in desk_of(request).roles:
            return found
        return {name: action for name, action in found.items() if name == "for_the_wall"}

    @admin.display(description=gettext_lazy("voor wie"))
    def who(self, row: HelpRequest) -> str:
        """For whom it is."""
        return row.who

    @admin.display(description=gettext_lazy("wat"))
    def what(self, row: HelpRequest) -> str:
        """What is asked."""
        return words.what(row)

    @admin.display(description=gettext_lazy("wanneer"))
    def when(self, row: HelpRequest) -> str:
        """On which day it is, or from which."""
        return date_format(row.first_on, SHORT)

    @admin.display(description=gettext_lazy("stand"))
    def standing(self, row: HelpRequest) -> str:
        """Where it is."""
        return row.get_state_display()

    @admin.display(description=gettext_lazy("hoe dringend"))
    def presses(self, row: HelpRequest) -> str:
        """How much it presses."""
        if row.danger:
            return _("gevaar")
        said = [_("dringend")] if row.urgent else []
        return ", ".join([*said, *([_("heeft niemand anders")] if row.no_network else [])])

    @admin.display(description=gettext_lazy("open sinds"))
    def since(self, row: HelpRequest) -> str:
        """Since when somebody is sought."""
        return date_format(localtime(row.opened_at), SHORT) if row.opened_at else ""

    def like(self, request: HttpRequest, rows: Requests, asked: str) -> Requests:
        """Find by the name that was written down, or by who the resident is."""
        own = Neighbourhood.objects.annotate(neighbourhood_id=models.F("pk")).filter(
            own_places(desk_of(request))
        )
        known = search.alike(asked, None, list(own.values_list("pk", flat=True)))
        found = rows.filter(models.Q(pk__in=_named(asked)) | models.Q(resident_id__in=known))
        return search.by_likeness(found, "name", asked)

    def page_of(self, row: HelpRequest) -> str:
        """Return the page of the request."""
        return reverse("help-request", args=[row.pk])

    def residents_of(self, rows: Iterable[HelpRequest]) -> set[int]:
        """Return whose they are, where that is known."""
        return {row.resident_id for row in rows if row.resident_id is not None}

    @admin.action(description=gettext_lazy("Vraag de beste drie"))
    def ask_best(self, request: HttpRequest, queryset: Requests) -> HttpResponse | None:
        """Put each request to the three whom it suits best, after a look at who they are."""
        return many.carry_out(self, request, many.AskBest(desk_of(request)), queryset)

    @admin.action(description=gettext_lazy("Sluit af: niet meer nodig"))
    def close(self, request: HttpRequest, queryset: Requests) -> HttpResponse | None:
        """Withdraw what is not needed any more."""
        return many.carry_out(self, request, many.Close(desk_of(request)), queryset)

    @admin.action(description=gettext_lazy("Voeg samen met de oudste"))
    def join(self, request: HttpRequest, queryset: Requests) -> HttpResponse | None:
        """Join requests that say the same with the one that came first."""
        return many.carry_out(self, request, many.Join(desk_of(request)), queryset)

    @admin.action(description=gettext_lazy("Print een lijst voor aan de muur"))
    def for_the_wall(self, request: HttpRequest, queryset: Requests) -> HttpResponse:
        """Show what is asked, where and when, without for whom: everybody may read it."""
        return many.wall(self, request, queryset, today_of(request))


class Certificate(admin.SimpleListFilter):
    """How it stands with the certificate of conduct."""

    title = gettext_lazy("VOG")
    parameter_name = "vog"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """Offer what asks something, and what does not."""
        return [("loopt-af", _("loopt af of verlopen")), ("geldig", _("geldig")), ("geen", _("geen"))]

    def queryset(self, request: HttpRequest, queryset: Volunteers) -> Volunteers:
        """Keep one of the three."""
        municipality, today = desk_of(request).municipality, today_of(request)
        assert municipality is not None, "who has a role works somewhere"
        ending = people.vog_ends(Volunteer.objects.all(), today, policy_on(municipality.pk, today)).values(
            "pk"
        )
        match self.value():
            case "loopt-af":
                return queryset.filter(pk__in=ending)
            case "geldig":
                return queryset.filter(vog_outcome=Volunteer.Vog.GIVEN).exclude(pk__in=ending)
            case "geen":
                return queryset.exclude(vog_outcome=Volunteer.Vog.GIVEN)
        return queryset


class TakesPart(admin.SimpleListFilter):
    """Whether somebody takes part now: who does, where nothing is chosen."""

    title = gettext_lazy("doet mee")
    parameter_name = "mee"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """Offer those there, those stretched, those idle, those who stopped."""
        return [
            ("ja", _("doet mee")),
            ("vol", str(people.SHOWS["vol"]).lower()),
            ("lang-niets", str(people.SHOWS["lang-niets"]).lower()),
            ("gestopt", _("gestopt")),
        ]

    def choices(self, changelist: Any) -> Any:
        """Leave out Django's own "all"."""
        for name, label in self.lookup_choices:
            yield {
                "selected": (self.value() or "ja") == name,
                "query_string": changelist.get_query_string({self.parameter_name: name}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: Volunteers) -> Volunteers:
        """Keep one part, as the pages of volunteers do."""
        shown = self.value() if self.value() in ("vol", "lang-niets", "gestopt") else ""
        kept = people.found(desk_of(request), shown or "", "").order_by().values("pk")
        return queryset.filter(pk__in=kept)


@admin.register(Volunteer)
class VolunteerAdmin(WorkAdmin):
    """Volunteers of the own centres, for a coordinator. By name: never a ranking."""

    roles = frozenset({Role.COORDINATOR})
    kind = "volunteer"
    list_display = ("name", "neighbourhood", "hours", "certificate", "joined_on")
    list_select_related = ("user", "neighbourhood", "municipality")
    list_filter = (TakesPart, Certificate, OwnPlace)
    search_fields = ("user__name",)  # the box; `like` looks
    search_help_text = gettext_lazy("Naam. Een tikfout geeft niet.")
    ordering = ("user__name", "pk")
    actions = ("pause",)

    def get_queryset(self, request: HttpRequest) -> Volunteers:
        """List whom one sees."""
        return super().get_queryset(request).visible_to(desk_of(request))  # type: ignore[attr-defined,no-any-return]

    def get_list_display(self, request: HttpRequest) -> Any:
        """Read the policy once: how long a certificate is valid is its."""
        municipality, today = desk_of(request).municipality, today_of(request)
        assert municipality is not None, "who has a role works somewhere"
        self._policy = policy_on(municipality.pk, today)
        return super().get_list_display(request)

    @admin.display(description=gettext_lazy("wie"))
    def name(self, row: Volunteer) -> str:
        """Who it is."""
        return str(row.user)

    @admin.display(description=gettext_lazy("uren per week"))
    def hours(self, row: Volunteer) -> str:
        """How much they said they can give."""
        return reasons.hours(row.minutes_a_week)

    @admin.display(description=gettext_lazy("VOG geldig tot"))
    def certificate(self, row: Volunteer) -> Any:
        """Until when the certificate is valid."""
        return vog_until(row, self._policy) if row.vog_outcome == Volunteer.Vog.GIVEN else None

    def like(self, request: HttpRequest, rows: Volunteers, asked: str) -> Volunteers:
        """Find by name."""
        return search.named_like(rows, "user__name", asked)

    def page_of(self, row: Volunteer) -> str:
        """Return the page of the volunteer."""
        return reverse("volunteer", args=[row.pk])

    def residents_of(self, rows: Iterable[Volunteer]) -> set[int]:
        """Return nobody: a volunteer is no resident whom we care for."""
        return set()

    @admin.action(description=gettext_lazy("Geef rust: vraag een tijd niets"))
    def pause(self, request: HttpRequest, queryset: Volunteers) -> HttpResponse | None:
        """Ask nothing of them until a day; what was agreed goes on."""
        return many.carry_out(self, request, many.Pause(desk_of(request)), queryset)
