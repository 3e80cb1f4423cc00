"""The policy officer's pages. Who is none finds nothing here; what is taken along is a line of the access log."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboard import paper, words, workbook
from dashboard.pages import KEYS, Page, build
from municipalities.querysets import may_see_figures
from wijkzorg.accounts.middleware import Desk
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action


class OfficerRequest(HttpRequest):
    """A request of a policy officer at a desk."""

    desk: Desk


def policy_officer(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let in who is policy officer of the active municipality; for everybody else there is nothing here."""

    @wraps(view)
    @never_cache
    def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may_see_figures(request.desk):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@policy_officer
def screen(request: OfficerRequest, page: str) -> HttpResponse:
    """Show a page; what is wrong in its address is said beside the field, and the rest is shown."""
    made = _built(page, request)
    template = (
        f"dashboard/{made.key}.html" if made.edition or made.key == "uitleg" else "dashboard/nothing_yet.html"
    )
    shown = {
        "section": "figures",
        "page": made,
        "form": made.form,
        "protection": words.protection(),
        "absence": words.absence(),
        **made.context,
    }
    return render(request, template, shown, status=made.status)


@require_safe
@policy_officer
def on_paper(request: OfficerRequest, page: str) -> HttpResponse:
    """Send what is on a page as PDF, with its definitions and editions."""
    made = _to_take_along(page, request, Action.PRINT)
    return HttpResponse(
        paper.of_page(made),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{_name(made)}.pdf"'},
    )


@require_safe
@policy_officer
def as_workbook(request: OfficerRequest, page: str) -> FileResponse:
    """Send what is on a page as Excel, a sheet a topic, with its definitions and editions."""
    made = _to_take_along(page, request, Action.EXPORT)
    return FileResponse(
        workbook.of_page(made),
        as_attachment=True,
        filename=f"{_name(made)}.xlsx",
        content_type=workbook.CONTENT_TYPE,
    )


def _built(page: str, request: OfficerRequest) -> Page:
    if page not in KEYS:
        raise Http404
    return build(page, request.desk, request.GET)


def _to_take_along(page: str, request: OfficerRequest, action: Action) -> Page:
    """Put a page together to be taken along, and log that it was; what is wrong in its address is not there."""
    made = _built(page, request)
    if made.edition is None or made.form.errors:
        raise Http404
    assert request.desk.municipality is not None, "policy_officer() lets nobody in without one"
    log_event(
        action=action,
        municipality_id=request.desk.municipality.pk,
        user_id=request.user.pk,
        object_kind="figures",
        object_id=f"{made.key}, editie {made.edition.number}",
    )
    return made


def _name(page: Page) -> str:
    assert page.edition is not None, "only called for what is taken along"
    area = page.form.area
    of = f"{slugify(area.name)}-" if area is not page.form.areas.top else ""
    return f"cijfers-{page.key}-{of}editie-{page.edition.number}"
