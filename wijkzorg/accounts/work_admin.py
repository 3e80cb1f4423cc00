"""Lists of daily work in the admin: for some roles and not for who sets up, bounded, and every look at them logged."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.tenancy.admin import SetUpAdmin

MOST = 10_000
AT_ONCE = 50  # rows on a page, and so many that one action does


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a list that is counted no further than anybody turns them: more are found by a search or a filter."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most MOST."""
        return min(self._counted, MOST)

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self._counted > MOST

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: MOST + 1].count())


class WorkAdmin(SetUpAdmin):
    """A list of daily work: what is done in it, its actions do; a row leads to the page of its room."""

    roles: frozenset[str] = frozenset()
    kind = ""  # what the log calls a row
    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = AT_ONCE
    list_max_show_all = 0
    sortable_by = ()
    actions_on_bottom = False
    show_facets = admin.ShowFacets.NEVER  # each would count a whole list

    def is_open_to(self, request: HttpRequest) -> bool:
        """Return whether somebody has one of the roles today: an operator of the installation works with nobody."""
        found: bool = self.admin_site.may_work(request, self.roles)  # type: ignore[attr-defined]  # our own site
        return found

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: the screens of the room have the forms."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False, for the same reason."""
        return False

    def page_of(self, row: Any) -> str:
        """Return the address of the page that a row leads to."""
        raise NotImplementedError

    def residents_of(self, rows: Iterable[Any]) -> set[int]:
        """Return of which residents (id) one learns something by seeing rows."""
        raise NotImplementedError

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a page of the list, and log whose names stand on it; a search too where it found nobody."""
        answer = super().changelist_view(request, extra_context)
        shown = (getattr(answer, "context_data", None) or {}).get("cl")
        if shown is not None:
            action = Action.SEARCH if shown.query else Action.LIST
            self.log_seen(request, action, shown.result_list)
        return answer

    def log_seen(self, request: HttpRequest, action: Action, rows: Iterable[Any]) -> None:
        """Log in one line what of the list somebody saw."""
        seen = list(rows)
        if not seen and action != Action.SEARCH:
            return
        log_event(
            action=action,
            municipality_id=request.desk.municipality.pk,  # type: ignore[attr-defined]
            user_id=request.user.pk,
            resident_ids=sorted(self.residents_of(seen)),
            object_kind=self.kind,
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Go to the page of a row, which logs the look; what one may not see is not there."""
        found = self.get_object(request, unquote(object_id))
        if found is None:
            raise Http404
        return redirect(self.page_of(found))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Have no history here: that of a person is on the pages of who answers for it."""
        raise Http404

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Find by a name that may be typed wrong; a field that looks up lists nobody before something was typed."""
        looks_up = request.resolver_match is not None and request.resolver_match.url_name == "autocomplete"
        term = search_term.strip()[:100]
        if not term:
            return (queryset.none() if looks_up else queryset), False
        found = self.like(request, queryset, term)
        if looks_up:
            self.log_seen(request, Action.SEARCH, found[:AT_ONCE])
        return found, False

    def like(self, request: HttpRequest, rows: models.QuerySet[Any], asked: str) -> models.QuerySet[Any]:
        """Return which of the rows are like what was asked for, the likest first."""
        raise NotImplementedError
