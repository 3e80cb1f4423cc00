"""The administrator's pages: municipalities, and what every page of the set-up has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse

from wijkzorg.tenancy.models import Municipality

if TYPE_CHECKING:
    SetUpBase = admin.ModelAdmin[Any]
    FormBase = forms.ModelForm[Any]
else:
    SetUpBase, FormBase = admin.ModelAdmin, forms.ModelForm


class OneMunicipalityForm(FormBase):
    """Make or change a row of the municipality in which one works; it is no field, so nobody can name another."""

    own_municipality: ClassVar[Municipality | None] = None

    def _get_validation_exclusions(self) -> set[str]:
        """Check the constraints that name the municipality, though it is no field."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # not in its stubs
        return excluded - {"municipality"}

    def _post_clean(self) -> None:
        """Fill in the municipality of a new row before it is checked."""
        if self.own_municipality is not None and self.instance.pk is None:
            self.instance.municipality = self.own_municipality
        super()._post_clean()  # type: ignore[misc]  # not in its stubs


class SetUpAdmin(SetUpBase):
    """A page of the set-up: nothing is deleted, as that would show whom it belongs to; nothing changes municipality."""

    form: type[forms.ModelForm[Any]] = OneMunicipalityForm
    list_per_page = 50
    # The roles besides the administrator for which the page is there; the site lets them in (wijkzorg.accounts.site).
    also_for: frozenset[str] = frozenset()

    def is_open_to(self, request: HttpRequest) -> bool:
        """Return whether the page is there for somebody: by a role, never by Django's permissions."""
        found: bool = self.admin_site.may_use(request, self.also_for)  # type: ignore[attr-defined]  # our own site
        return found

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether it stands in the menu."""
        return self.is_open_to(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return whether somebody may look."""
        return self.is_open_to(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return whether somebody may change a row."""
        return self.is_open_to(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may add, and there is a municipality to add to."""
        return self.is_open_to(request) and (not self._is_walled() or _own(request) is not None)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False: accounts are made inactive and memberships get a last day."""
        return False

    def get_exclude(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """Leave out the municipality: it is that of whoever is at work."""
        fields = list(super().get_exclude(request, obj) or ())
        return [*fields, "municipality"] if self._is_walled() else fields

    def get_form(  # type: ignore[override]  # as that of Django's UserAdmin
        self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any
    ) -> type[forms.ModelForm[Any]]:
        """Tell the form for which municipality it is."""
        form: type[forms.ModelForm[Any]] = super().get_form(request, obj, **kwargs)
        if self._is_walled():
            form.own_municipality = _own(request)  # type: ignore[attr-defined]
        return form

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Say that a row is not there, whether it is another municipality's or nobody's."""
        raise Http404

    def _is_walled(self) -> bool:
        return any(field.name == "municipality" for field in self.model._meta.fields)


def _own(request: HttpRequest) -> Municipality | None:
    """Return the municipality in which the user works during this request."""
    own: Municipality | None = request.desk.municipality  # type: ignore[attr-defined]
    return own


@admin.register(Municipality)
class MunicipalityAdmin(SetUpAdmin):
    """Municipalities: their code, name and time zone. Of the operator of the installation alone."""

    list_display = ("code", "name", "timezone")
    search_fields = ("code", "name")
    ordering = ("code",)

    def is_open_to(self, request: HttpRequest) -> bool:
        """Return whether somebody operates all municipalities."""
        return super().is_open_to(request) and bool(getattr(request.user, "is_superuser", False))

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """Keep the code and the time zone of a municipality that is there: all its days were counted with it."""
        return ["code", "timezone"] if obj else []
