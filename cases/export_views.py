"""Lists as files to take along: what the person may see, logged, never with a name in the file's own name."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import case_list, exporting, worklist
from cases.exporting import Row
from cases.models import Case
from cases.views import StaffRequest, caseworker, place_of, staff
from wijkzorg.audit.actions import SeenCase, log_list
from wijkzorg.audit.models import Action
from wijkzorg.shell import throttle
from wijkzorg.tenancy.wall import inside

# A file holds far more people than a page.
EXPORTS = throttle.Limit("export", 30, 3600, throttle.user)


@require_safe
@staff
@caseworker
@throttle.limited(EXPORTS, when=lambda request: request.method == "GET")
def cases(request: StaffRequest, form: str) -> HttpResponseBase:
    """Send the list of cases that I may see as a file: all that the page shows on all its pages."""
    _municipality, today = place_of(request)
    own = Case.objects.of_own_teams(request.desk)
    ids = case_list.everyone(own, request.GET, today)
    _log(request, own.filter(pk__in=ids))
    return file_of(request, form, exporting.case_rows(own, ids, today), f"dossiers-{today}", _("Dossiers"))


@require_safe
@staff
@caseworker
@throttle.limited(EXPORTS, when=lambda request: request.method == "GET")
def own_worklist(request: StaffRequest, form: str) -> HttpResponseBase:
    """Send my worklist of today as a file."""
    _municipality, today = place_of(request)
    own = Case.objects.in_care_of(request.desk, today)
    mine = worklist.of(own, today)
    _log(request, [line.case for section in mine.sections for line in section.lines])
    return file_of(request, form, exporting.worklist_rows(own, mine), f"werklijst-{today}", _("Werklijst"))


def _log(request: StaffRequest, taken: Collection[SeenCase]) -> None:
    municipality, _today = place_of(request)
    log_list(
        user_id=request.desk.user.pk,
        municipality_id=municipality.pk,
        cases=taken,
        action=Action.EXPORT,
    )


def file_of(request: StaffRequest, form: str, rows: Iterator[Row], name: str, title: str) -> HttpResponseBase:
    """Send lines as a file of a form (FORMS) with a name; raises Http404 for a form that there is not."""
    if form not in exporting.FORMS:
        raise Http404
    municipality, _today = place_of(request)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    kind = exporting.FORMS[form]
    if request.method == "HEAD":
        return HttpResponse(content_type=kind, headers=headers)
    if form == "xlsx":
        return FileResponse(exporting.as_xlsx(rows, title), content_type=kind, headers=headers)
    return StreamingHttpResponse(
        _inside(municipality.pk, exporting.as_csv(rows)), content_type=kind, headers=headers
    )


def _inside(municipality_id: int, parts: Iterator[bytes]) -> Iterator[bytes]:
    """Go through parts inside the wall: a stream is read when the request, and its transaction, are over."""
    with inside(municipality_id):
        yield from parts
