"""The list of residents for a desk; the administrator's pages for citizen numbers: by what law, who may use them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from neighbourhoods.models import Neighbourhood
from residents import actions, search
from residents.citizen_number import CitizenNumberGround, CitizenNumberRight
from residents.models import Resident, desk_catchment
from wijkzorg.accounts.models import Membership, User
from wijkzorg.accounts.work_admin import WorkAdmin
from wijkzorg.shell.digits import whole
from wijkzorg.tenancy.admin import OneMunicipalityForm, SetUpAdmin

if TYPE_CHECKING:
    Grounds = models.QuerySet[CitizenNumberGround]
    Residents = models.QuerySet[Resident]


class RightForm(OneMunicipalityForm):
    """Give a right to somebody else than oneself."""

    giver: User | None = None

    def clean(self) -> dict[str, Any] | None:
        """Refuse what the action would refuse, beside its field."""
        cleaned = super().clean()
        membership = self.cleaned_data.get("membership")
        if membership is not None and self.giver is not None and membership.user_id == self.giver.pk:
            self.add_error("membership", _("Je kunt dit recht niet aan jezelf geven."))
        return cleaned


@admin.register(CitizenNumberGround)
class GroundAdmin(SetUpAdmin):
    """On what law a municipality keeps citizen numbers: recorded once, ended once, never changed."""

    list_display = ("law", "recorded_at", "recorded_by", "ended_at", "ended_by")
    list_select_related = ("recorded_by", "ended_by")
    fields = ("law", "text")
    ordering = ("-recorded_at",)
    actions = ("end", "destroy_numbers")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False for one ground: what was the law then stays as it was."""
        return obj is None and super().has_change_permission(request, obj)

    def save_model(
        self, request: HttpRequest, obj: CitizenNumberGround, form: forms.ModelForm[Any], change: bool
    ) -> None:
        """Switch citizen numbers on by the action, which logs it."""
        made = actions.record_ground(
            actor=_actor(request),
            municipality=obj.municipality,
            law=obj.law,
            text=obj.text,
            now=timezone.now(),
        )
        obj.pk = made.pk

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether there is no ground yet."""
        municipality = request.desk.municipality  # type: ignore[attr-defined]
        return super().has_add_permission(request) and not actions.is_on(municipality=municipality)

    @admin.action(description="Beëindigen: vanaf nu ziet niemand een nummer", permissions=["view"])
    def end(self, request: HttpRequest, chosen: Grounds) -> None:
        """Switch citizen numbers off."""
        for ground in chosen:
            actions.end_ground(actor=_actor(request), ground=ground, now=timezone.now())
        self.message_user(
            request,
            _("Beëindigd. De nummers zijn verborgen; vernietig ze met de andere handeling in deze lijst."),
        )

    @admin.action(
        description="Alle burgerservicenummers vernietigen (na het beëindigen)", permissions=["view"]
    )
    def destroy_numbers(self, request: HttpRequest, chosen: Grounds) -> None:
        """Destroy all numbers of the municipality."""
        ground = chosen[0]
        try:
            count = actions.destroy_all(actor=_actor(request), municipality=ground.municipality)
        except ValidationError as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
        else:
            self.message_user(request, _("Vernietigd: %(count)s nummers.") % {"count": count})


@admin.register(CitizenNumberRight)
class RightAdmin(SetUpAdmin):
    """Who may record, find and see citizen numbers, from day to day."""

    form = RightForm
    list_display = ("membership", "starts_on", "ends_on", "granted_by")
    list_select_related = ("membership__user", "granted_by")
    fields = ("membership", "starts_on", "ends_on")
    autocomplete_fields = ("membership",)
    ordering = ("-starts_on", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """Let only the end of a right change."""
        return ["membership", "starts_on"] if obj else []

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Any]]:
        """Tell the form who gives."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.giver = _actor(request)  # type: ignore[attr-defined]
        return form

    def save_model(
        self, request: HttpRequest, obj: CitizenNumberRight, form: forms.ModelForm[Any], change: bool
    ) -> None:
        """Give or end a right by the action, which logs it."""
        if change:
            actions.end_right(actor=_actor(request), right=obj, ends_on=obj.ends_on)
            return
        made = actions.grant_right(
            actor=_actor(request),
            membership=obj.membership,
            starts_on=obj.starts_on,
            ends_on=obj.ends_on,
        )
        obj.pk = made.pk


def _actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the admin lets nobody in who is not signed in"
    return request.user


class OwnNeighbourhood(admin.SimpleListFilter):
    """Those of the catchment, and no others."""

    title = gettext_lazy("buurt")
    parameter_name = "buurt"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """Offer the neighbourhoods of the catchment."""
        served = desk_catchment(request.desk).values("neighbourhood_id")  # type: ignore[attr-defined]
        rows = Neighbourhood.objects.filter(pk__in=served).order_by("name")
        return [(str(row.pk), row.name) for row in rows]

    def queryset(self, request: HttpRequest, queryset: Residents) -> Residents:
        """Keep one neighbourhood; what is none keeps all."""
        chosen = self.value() or ""
        return queryset.filter(neighbourhood_id=int(chosen)) if _is_id(chosen) else queryset


class WithPhone(admin.SimpleListFilter):
    """Whether somebody can be called."""

    title = gettext_lazy("telefoon")
    parameter_name = "telefoon"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """Offer both."""
        return [("ja", _("bekend")), ("nee", _("niet bekend"))]

    def queryset(self, request: HttpRequest, queryset: Residents) -> Residents:
        """Keep who has a number, or who has none."""
        match self.value():
            case "ja":
                return queryset.exclude(phone="")
            case "nee":
                return queryset.filter(phone="")
        return queryset


@admin.register(Resident)
class ResidentAdmin(WorkAdmin):
    """The residents of a desk's catchment: who they are and how they are reached. Nothing of a case."""

    roles = frozenset({Membership.Role.CENTRE_STAFF})
    kind = "resident"
    list_display = ("who", "birth_date", "where", "phone", "neighbourhood")
    list_select_related = ("neighbourhood",)
    list_filter = (OwnNeighbourhood, WithPhone)
    search_fields = ("last_name",)  # the box; `like` looks
    search_help_text = gettext_lazy("Naam, geboortedatum, adres of telefoon. Een tikfout geeft niet.")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> Residents:
        """List who lives in the catchment."""
        rows: Residents = super().get_queryset(request).at_desk(request.desk, read=True)  # type: ignore[attr-defined]
        return rows

    @admin.display(description=gettext_lazy("naam"))
    def who(self, row: Resident) -> str:
        """First and last name."""
        return row.name

    @admin.display(description=gettext_lazy("adres"))
    def where(self, row: Resident) -> str:
        """Where somebody lives."""
        return row.address

    def like(self, request: HttpRequest, rows: Residents, asked: str) -> Residents:
        """Find with the search of residents, in the catchment alone."""
        served = desk_catchment(request.desk)  # type: ignore[attr-defined]
        likely = search.alike(asked, None, list(served.values_list("neighbourhood_id", flat=True)))
        places = [models.When(pk=pk, then=models.Value(place)) for place, pk in enumerate(likely)]
        if not places:
            return rows.none()
        order = models.Case(*places, default=models.Value(len(places)), output_field=models.IntegerField())
        return rows.filter(pk__in=likely).order_by(order)

    def page_of(self, row: Resident) -> str:
        """Return the page of somebody at the desk."""
        return reverse("desk-person", args=[row.pk])

    def residents_of(self, rows: Iterable[Resident]) -> set[int]:
        """Return the residents themselves."""
        return {row.pk for row in rows}


def _is_id(text: str) -> bool:
    return whole(text) is not None
