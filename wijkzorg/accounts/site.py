"""Who comes into the set-up (/beheer/): whoever has a role for it in the active municipality, and the operator of all.

For anybody else who is signed in it is not there. `is_staff` opens nothing; a superuser is the operator of the whole
installation, and no municipality's administrator. What is refused here is logged, and what is changed here is told to
the history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import Any, TypeVar, cast

import pghistory
from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from wijkzorg.accounts.models import Membership
from wijkzorg.audit import asker
from wijkzorg.shell.digits import whole

V = TypeVar("V", bound=Callable[..., Any])

# The one place that says which roles come in. A page of the set-up opens to another role than the administrator by its
# `also_for`; a page of daily work (`WorkAdmin`) to the roles that it names and to nobody else.
ENTERING: frozenset[str] = frozenset(
    {Membership.Role.ADMINISTRATOR, Membership.Role.CENTRE_STAFF, Membership.Role.COORDINATOR}
)
_SETS_UP: frozenset[str] = frozenset({Membership.Role.ADMINISTRATOR})


class SetUpSite(admin.AdminSite):
    """The set-up of one municipality, the active one."""

    site_header = site_title = _("Beheer van Wijkzorg")
    index_title = _("Inrichting")
    site_url = None  # the front page leads back here; templates/admin/base_site.html has the ways on

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody comes in at all."""
        return _may(request, ENTERING)

    def may_use(self, request: HttpRequest, also_for: frozenset[str]) -> bool:
        """Return whether a page is there for somebody: the administrator, or one of the roles that it names."""
        return self.has_permission(request) and _may(request, _SETS_UP | also_for)

    def may_work(self, request: HttpRequest, roles: frozenset[str]) -> bool:
        """Return whether a page of daily work is there for somebody, by a role alone: an operator works with nobody."""
        return self.has_permission(request) and bool(roles & request.desk.roles)  # type: ignore[attr-defined]

    def admin_view(self, view: V, cacheable: bool = False) -> V:
        """Answer 404 to who is signed in and may not be here; have the history know who changes something."""
        inner = super().admin_view(view, cacheable)
        page = getattr(view, "__self__", None)
        open_to = getattr(page, "is_open_to", None)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            try:
                self._hide_from_others(request, open_to)
                if isinstance(page, admin.ModelAdmin) and self.has_permission(request):
                    _refuse_what_is_no_number(request, page)
                    _note_foreign_rows(request, page)
                with pghistory.context(**_teller(request)):
                    answer = inner(request, *args, **kwargs)
            except (Http404, PermissionDenied, SuspiciousOperation):
                _note(request, _name(request), kwargs.get("object_id", kwargs.get("id", "")))
                raise
            _note_foreign_choices(request, answer)
            return answer

        return cast(V, update_wrapper(guarded, inner))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send to the one door, with all that it asks and counts."""
        if request.user.is_authenticated:
            self._hide_from_others(request)
            return redirect("admin:index")
        answer: HttpResponse = secure_admin_login(super().login)(request, extra_context=extra_context)
        return answer

    def _hide_from_others(
        self, request: HttpRequest, open_to: Callable[[HttpRequest], bool] | None = None
    ) -> None:
        if not request.user.is_authenticated:
            return
        if not self.has_permission(request) or (open_to is not None and not open_to(request)):
            raise Http404


def _may(request: HttpRequest, roles: frozenset[str]) -> bool:
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or bool(roles & request.desk.roles)  # type: ignore[attr-defined]


def _teller(request: HttpRequest) -> dict[str, Any]:
    return {"user": request.user.pk, "reason": "set_up"} if request.user.is_authenticated else {}


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _note(request: HttpRequest, kind: str, number: object) -> None:
    """Have the log name what was asked for, if it is a number of ours."""
    asker.refuse(kind, str(number) if _is_number(str(number)) else "")


def _is_number(text: str) -> bool:
    return whole(text) is not None


def _refuse_what_is_no_number(request: HttpRequest, page: admin.ModelAdmin[Any]) -> None:
    """Answer 404 to what cannot be a row: Django's field that looks up, and its lists, would break on it."""
    names = [*page.get_autocomplete_fields(request), ACTION_CHECKBOX_NAME]
    sent = [value for name in names for asked in (request.GET, request.POST) for value in asked.getlist(name)]
    if not all(_is_number(value) for value in sent if value):
        raise Http404


def _note_foreign_rows(request: HttpRequest, page: admin.ModelAdmin[Any]) -> None:
    """Note which rows were chosen for an action that are not in the list; Django leaves them out without a word."""
    chosen = set(request.POST.getlist(ACTION_CHECKBOX_NAME)) - {""}
    if chosen:
        own = page.get_queryset(request).filter(pk__in=chosen).values_list("pk", flat=True)
        for number in sorted(chosen - {str(pk) for pk in own}):
            _note(request, _name(request), number)


def _note_foreign_choices(request: HttpRequest, answer: Any) -> None:
    """Note which rows a form named that its field does not offer: another municipality's, or none at all."""
    context = getattr(answer, "context_data", None) or {}
    form = getattr(context.get("adminform"), "form", None)
    if form is None or not form.is_bound:
        return
    for name in _refused_choices(form):
        _note(request, f"{_name(request)}.{name}", form.data.get(form.add_prefix(name), ""))


def _refused_choices(form: forms.BaseForm) -> Iterable[str]:
    for name, errors in form.errors.as_data().items():
        if isinstance(form.fields.get(name), forms.ModelChoiceField) and any(
            error.code == "invalid_choice" for error in errors
        ):
            yield name
