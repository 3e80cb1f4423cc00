"""The administrator's pages: municipalities, and what every page of the set-up has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import capfirst

from wijkzorg.shell.form_fields import OF_MODELS
from wijkzorg.tenancy.models import Municipality

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

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
    formfield_overrides = OF_MODELS
    list_per_page = 50
    # The roles besides the administrator for which the page is there; the site lets them in (wijkzorg.accounts.site).
    also_for: frozenset[str] = frozenset()
    heading: StrOrPromise = ""  # above the list; without it the name of its rows
    about: StrOrPromise = ""  # under that, what the list is for
    nothing_yet: StrOrPromise = ""  # in its place while there is no row: what then holds, or what to do
    saves_once = False  # whether a form has one button: what it makes leads on, or is made once
    never_changed = False  # whether nobody changes a row here, so that it has no history of changes

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

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say above the list what stands in it, and what to do while nothing does."""
        told = {
            "title": self.heading or capfirst(str(self.opts.verbose_name_plural)),
            "about": self.about,
            "nothing_yet": self.nothing_yet,
        }
        return super().changelist_view(request, told | (extra_context or {}))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Offer no second way to save, and no history, where that leads nowhere."""
        one = {"show_save_and_add_another": False, "show_save_and_continue": False} if self.saves_once else {}
        context = one | {"never_changed": self.never_changed} | (extra_context or {})
        answer: HttpResponse = super().changeform_view(request, object_id, form_url, context)
        return answer

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
