"""The administrator's pages about centres: where they are, when they are open, what shuts them, who works there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres import actions
from centres.models import Activity, Catchment, Centre, CentreStaff, Closure, OpeningException, OpeningHours
from wijkzorg.accounts import reach
from wijkzorg.tenancy.admin import OneMunicipalityForm, SetUpAdmin

if TYPE_CHECKING:
    InlineBase = admin.TabularInline[Any, Any]
else:
    InlineBase = admin.TabularInline


class PartInline(InlineBase):
    """A part of a centre, which comes and goes with whoever may change the centre."""

    extra = 1
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
    ordering = ("weekday", "opens")


class ExceptionInline(PartInline):
    """Its exceptions."""

    model = OpeningException
    ordering = ("-day", "opens")


class ActivityInline(PartInline):
    """What it offers."""

    model = Activity
    ordering = ("weekday", "starts")


@admin.register(Centre)
class CentreAdmin(SetUpAdmin):
    """Centres with their hours and what they offer."""

    list_display = ("name", "street", "house_number", "phone", "last_day")
    search_fields = ("name", "street", "postcode")
    ordering = ("name",)
    inlines = (CatchmentInline, HoursInline, ExceptionInline, ActivityInline)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Give each part the municipality of its centre."""
        for part in formset.save(commit=False):
            part.municipality = form.instance.municipality
            part.save()
        for part in formset.deleted_objects:
            part.delete()


class ClosureForm(OneMunicipalityForm):
    """Announce a closure, or change one: what the action wants to know."""

    class Meta:
        model = Closure
        fields = ("centre", "starts_at", "ends_at", "reason", "decided_by", "instead", "instead_elsewhere")

    def clean(self) -> dict[str, Any] | None:
        """Say at the field what the action would refuse."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("starts_at") and "ends_at" in cleaned:
            try:
                actions.check_closure(cleaned["starts_at"], cleaned["ends_at"], timezone.now())
            except ValidationError as error:
                for name, faults in error.message_dict.items():
                    self.add_error(name, faults)
        return cleaned


@admin.register(Closure)
class ClosureAdmin(SetUpAdmin):
    """Closures: from when until when, why, who decided, and which door opens instead."""

    form = ClosureForm
    list_display = ("centre", "starts_at", "ends_at", "reason", "instead", "withdrawn_at")
    list_select_related = ("centre", "instead")
    search_fields = ("centre__name", "reason", "decided_by")
    ordering = ("-starts_at",)
    actions = ("withdraw",)

    def save_model(
        self, request: HttpRequest, obj: Closure, form: forms.ModelForm[Closure], change: bool
    ) -> None:
        """Save a closure with who announced it and when."""
        if not change:
            obj.announced_by, obj.announced_at = request.user, timezone.now()  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Sluiting intrekken; wat al begon, eindigt nu"))
    def withdraw(self, request: HttpRequest, queryset: models.QuerySet[Closure]) -> None:
        """Take the chosen closures back."""
        for closure in queryset:
            actions.withdraw_closure(actor=request.user, closure=closure, now=timezone.now())  # type: ignore[arg-type]
        self.message_user(request, _("De sluiting is ingetrokken."))


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
