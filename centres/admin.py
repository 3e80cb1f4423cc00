"""The pages about centres: where they are and who works there, for the administrator; hours and what there is to do,
for who works behind the door. What shuts a door is announced in the room reaching, which knows whom it shuts out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _

from centres import at_work
from centres.actions import count_came_for_nothing
from centres.models import (
    Activity,
    CameForNothing,
    Catchment,
    Centre,
    CentreStaff,
    DeskShift,
    OpeningException,
    OpeningHours,
)
from centres.parts import (
    ASKED,
    ActivityForm,
    DeskRows,
    ExceptionForm,
    ExceptionRows,
    HoursRows,
    PartForm,
    Rows,
)
from centres.querysets import CentreQuerySet
from wijkzorg.accounts import reach
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.admin import SetUpAdmin

if TYPE_CHECKING:
    InlineBase = admin.TabularInline[Any, Any]
else:
    InlineBase = admin.TabularInline


AT_THE_DOOR = frozenset({Membership.Role.CENTRE_STAFF, Membership.Role.COORDINATOR})
# What whoever works behind the door changes of it; where it stands and for whom it is there, the administrator says.
_OF_THE_DOOR = (
    "phone",
    "capacity",
    "wheelchair",
    "accessible_toilet",
    "hearing_loop",
    "open_on_holidays",
)


def own_or_all(desk: Desk) -> CentreQuerySet:
    """Return the centres whose door somebody may set: their own; of an administrator, all of the municipality."""
    if Membership.Role.ADMINISTRATOR in desk.roles or desk.user.is_superuser:
        return Centre.objects.filter(municipality=desk.municipality)
    return Centre.objects.own(desk)


def plain_choice(field: Any) -> Any:
    """Take away the pencil and the eye that Django puts beside a choice of another row."""
    for name in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
        if field is not None and hasattr(field.widget, name):
            setattr(field.widget, name, False)
    return field


class PartInline(InlineBase):
    """A part of a centre, which comes and goes with whoever may change the centre."""

    extra = 0
    form = PartForm
    formset = Rows
    formfield_overrides = ASKED
    exclude = ("municipality",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return True: the page of the centre has let them in."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return True, for the same reason."""
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return True, for the same reason."""
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return True: hours and activities come and go; the history keeps the hours."""
        return True


class CatchmentInline(PartInline):
    """Its neighbourhoods."""

    model = Catchment


class HoursInline(PartInline):
    """Its weekly hours."""

    model = OpeningHours
    formset = HoursRows
    ordering = ("weekday", "opens")


class ExceptionInline(PartInline):
    """Its exceptions."""

    model = OpeningException
    form = ExceptionForm
    formset = ExceptionRows
    ordering = ("-day", "opens")


class ActivityInline(PartInline):
    """What it offers."""

    model = Activity
    form = ActivityForm
    ordering = ("weekday", "starts")


class DeskInline(PartInline):
    """Who is at its desk."""

    model = DeskShift
    formset = DeskRows
    ordering = ("weekday", "starts")

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Offer who works at own centres today."""
        if db_field.name == "user":
            desk = _desk(request)
            assert desk.municipality is not None, "a centre has a municipality"
            staff = CentreStaff.objects.visible_to(desk).on(desk.municipality.day_of(desk.now))
            kwargs["queryset"] = User.objects.filter(pk__in=staff.values("user")).order_by("name", "email")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer people to choose from, and no way to their accounts."""
        return plain_choice(super().formfield_for_dbfield(db_field, request, **kwargs))


@admin.register(Centre)
class CentreAdmin(SetUpAdmin):
    """Centres with their hours and what they offer."""

    also_for = AT_THE_DOOR
    formfield_overrides = ASKED
    fields = (
        "name",
        "street",
        "house_number",
        "postcode",
        "x",
        "y",
        *_OF_THE_DOOR,
        "first_day",
        "last_day",
    )
    list_display = ("name", "street", "house_number", "phone", "last_day")
    search_fields = ("name", "street", "postcode")
    ordering = ("name",)
    inlines = (CatchmentInline, HoursInline, ExceptionInline, ActivityInline, DeskInline)

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("css/set_up.css",)}

    def get_queryset(self, request: HttpRequest) -> CentreQuerySet:
        """Keep own centres; an administrator sees all."""
        return own_or_all(_desk(request)).order_by(*self.ordering)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may add a centre: the administrator."""
        return _sets_up(request) and super().has_add_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """Keep where a centre stands as it is, for who works there."""
        fields = [
            field.name for field in Centre._meta.fields if field.editable and field.name != "municipality"
        ]
        return [] if _sets_up(request) else [name for name in fields if name not in _OF_THE_DOOR]

    def get_inlines(self, request: HttpRequest, obj: models.Model | None) -> Any:
        """Leave out for whom it is there: that says whose residents its staff know."""
        return self.inlines if _sets_up(request) else self.inlines[1:]

    def get_urls(self) -> list[Any]:
        """Add the tap that counts who came for nothing."""
        tap = self.admin_site.admin_view(self.count_for_nothing)
        return [
            path("<int:object_id>/voor-niets/", tap, name="centres_centre_for_nothing"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show above the list how the doors stand now, and what closed doors cost this year."""
        desk = _desk(request)
        own = {"doors": at_work.doors(desk, self.get_queryset(request))} if desk.municipality else {}
        return super().changelist_view(request, (extra_context or {}) | own)

    def count_for_nothing(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Count somebody who stands before a closed door."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        centre = get_object_or_404(self.get_queryset(request), pk=object_id)
        token = at_work.token_of(request.POST.get("token", ""))
        if token is None:
            raise Http404
        count_came_for_nothing(
            centre=centre, way=CameForNothing.Way.DESK, token=token, now=_desk(request).now
        )
        self.message_user(
            request, _("Geteld: er kwam iemand voor niets bij %(centre)s.") % {"centre": centre}
        )
        return redirect("admin:centres_centre_changelist")

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Give each part the municipality of its centre; what goes makes room for what comes."""
        parts = formset.save(commit=False)
        for part in formset.deleted_objects:
            part.delete()
        for part in parts:
            part.municipality = form.instance.municipality
        try:
            with transaction.atomic():
                for part in parts:
                    part.save()
        except IntegrityError:
            # Two that change places stand in each other's way: the old ones go first.
            formset.model.objects.filter(pk__in=[part.pk for part in parts if part.pk]).delete()
            for part in parts:
                part.pk = None
                part.save(force_insert=True)


@admin.register(CentreStaff)
class CentreStaffAdmin(SetUpAdmin):
    """Who works at which centre; the role in the municipality itself is a membership."""

    list_display = ("user", "role", "centre", "first_day", "last_day")
    list_filter = ("role",)
    list_select_related = ("user", "centre")
    search_fields = ("user__email", "user__name", "centre__name")
    ordering = ("centre__name", "user__email")

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Offer the people of the municipality."""
        municipality = request.desk.municipality  # type: ignore[attr-defined]
        if db_field.name == "user" and municipality is not None:
            kwargs["queryset"] = reach.accounts_of(municipality)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _desk(request: HttpRequest) -> Desk:
    desk: Desk = request.desk  # type: ignore[attr-defined]
    return desk


def _sets_up(request: HttpRequest) -> bool:
    return Membership.Role.ADMINISTRATOR in _desk(request).roles or bool(
        getattr(request.user, "is_superuser", False)
    )
