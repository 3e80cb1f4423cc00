"""Lists in and out: choose a file, look at what it would bring about, bring it in; and take a list along."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.export_views import EXPORTS, file_of
from cases.exporting import FORMS, Row
from cases.views import StaffRequest, place_of, staff, worker_of
from neighbourhoods.models import Neighbourhood
from residents.models import desk_catchment
from sheets import actions, exports, words
from sheets.columns import headings
from sheets.faults import MOST_SHOWN, Reason, Refused, refused
from sheets.files import read
from sheets.for_requests import own_neighbourhoods
from sheets.lines import Checked, Line
from sheets.models import Upload
from sheets.sorts import SORTS, open_to
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.shell import throttle
from wijkzorg.shell.digits import whole

READS = throttle.Limit("list-in", 60, 3600, throttle.user)
FEW = 20  # rows that the preview shows
CHOOSABLE = 200  # doubles of which somebody may say that they are none
TITLES: dict[str, Any] = {
    "bewoners": gettext_lazy("Bewoners"),
    "hulpvragen": gettext_lazy("Hulpvragen"),
    "vrijwilligers": gettext_lazy("Vrijwilligers"),
}
KINDS = {"bewoners": "resident", "hulpvragen": "help_request", "vrijwilligers": "volunteer"}
View = Callable[..., HttpResponseBase]


def own_sort(view: View) -> View:
    """Show the page of a sort of list to who works with it; for everybody else it is not there. Goes inside staff()."""

    @wraps(view)
    def guarded(request: StaffRequest, sort: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if sort not in open_to(request.desk):
            raise Http404
        return view(request, sort, *args, **kwargs)

    return guarded


@require_safe
@staff
def lists(request: StaffRequest) -> HttpResponse:
    """Show which lists somebody may bring in and take along."""
    own = open_to(request.desk)
    if not own:
        raise Http404
    parts = [(word, TITLES[word], _places(request, word)) for word in own]
    return render(request, "sheets/lists.html", {"section": "lists", "parts": parts})


def _places(request: StaffRequest, sort: str) -> list[Neighbourhood]:
    rows = Neighbourhood.objects.current()
    if sort == "bewoners":
        return list(
            rows.filter(pk__in=desk_catchment(request.desk).values("neighbourhood_id")).order_by("name")
        )
    return list(own_neighbourhoods(request.desk).current().order_by("name"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@own_sort
@throttle.limited(READS)
def choose(request: StaffRequest, sort: str) -> HttpResponse:
    """Choose a file; what is wrong in it is told all at once, and then nothing of it is kept."""
    if request.method != "POST":
        return _page(request, sort)
    municipality, _today = place_of(request)
    chosen = request.FILES.get("bestand")
    try:
        if chosen is None:
            raise refused(Reason.NO_FILE)
        columns = SORTS[sort].columns
        with chosen:
            table = read(cast(Any, chosen.file), chosen.size or 0, headings(columns), SORTS[sort].most)
        found = SORTS[sort].check(request.desk, table)
        if found.faults:
            raise Refused(found.faults, table.sheet)
    except Refused as error:
        return _page(request, sort, error)
    kept = actions.keep(
        actor=worker_of(request), municipality=municipality, sort=sort, table=table, now=request.desk.now
    )
    return redirect("list-preview", sort, kept.pk)


def _page(request: StaffRequest, sort: str, error: Refused | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "section": "lists",
        "sort": sort,
        "title": TITLES[sort],
        "columns": SORTS[sort].columns,
        "most": f"{SORTS[sort].most:,}".replace(",", "."),
    }
    if error is not None:
        context |= {
            "faults": words.of(error.faults.first()),
            "count": error.faults.count,
            "more": max(error.faults.count - MOST_SHOWN, 0),
            "sheet": error.sheet,
        }
    return render(request, "sheets/choose.html", context, status=200 if error is None else 422)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@own_sort
def preview(request: StaffRequest, sort: str, pk: uuid.UUID) -> HttpResponse:
    """Show what a list would bring about, and bring it in; afterwards, what it brought about."""
    kept = _kept_or_404(request, sort, pk)
    context: dict[str, Any] = {"section": "lists", "sort": sort, "title": TITLES[sort], "kept": kept}
    if request.method == "POST":
        return _bring_in(request, sort, kept)
    if kept.done_at is None:
        table = actions.table_of(kept)
        found = SORTS[sort].check(request.desk, table)
        if found.faults:
            return _page(request, sort, Refused(found.faults, table.sheet))
        _log_seen(request, sort, found)
        context |= _shown(found) | {"others": table.others, "sheet": table.sheet}
    return render(request, "sheets/preview.html", context)


def _shown(found: Checked) -> dict[str, Any]:
    fresh = [line for line in found.lines if not line.double]
    doubles = [line for line in found.lines if line.double]
    known: list[Line] = [line for line in doubles if line.known]
    perhaps = [line for line in doubles if not line.known]
    return {
        "fresh": fresh[:FEW],
        "fresh_count": len(fresh),
        "fresh_more": max(len(fresh) - FEW, 0),
        "perhaps": perhaps[:CHOOSABLE],
        "perhaps_count": len(perhaps),
        "perhaps_more": max(len(perhaps) - CHOOSABLE, 0),
        "known": known[:CHOOSABLE],
        "known_count": len(known),
    }


def _log_seen(request: StaffRequest, sort: str, found: Checked) -> None:
    """Log whose names a preview shows because they may be the same: it is a search by another way."""
    if found.seen:
        municipality, _today = place_of(request)
        log_event(
            action=Action.SEARCH,
            municipality_id=municipality.pk,
            user_id=worker_of(request).pk,
            resident_ids=sorted(found.seen),
            object_kind=KINDS[sort],
        )


def _bring_in(request: StaffRequest, sort: str, kept: Upload) -> HttpResponse:
    also = {number for row in request.POST.getlist("ook") if (number := whole(row, 8)) is not None}
    try:
        actions.bring_in(
            actor=worker_of(request),
            upload=kept,
            also=also,
            desk=request.desk,
            link=lambda token: request.build_absolute_uri(reverse("invitation-link", args=[token])),
        )
    except Upload.DoesNotExist:  # thrown away in another tab meanwhile
        raise Http404 from None
    except Refused as error:
        return _page(request, sort, error)
    except ValidationError as error:
        messages.error(request, _("Er is niets ingelezen. ") + " ".join(error.messages))
    return redirect("list-preview", sort, kept.pk)


@require_POST
@staff
@own_sort
def drop(request: StaffRequest, sort: str, pk: uuid.UUID) -> HttpResponse:
    """Forget a list that is not brought in after all."""
    actions.drop(upload=_kept_or_404(request, sort, pk))
    messages.success(request, _("Weggegooid. Er is niets ingelezen."))
    return redirect("list-choose", sort)


def _kept_or_404(request: StaffRequest, sort: str, pk: uuid.UUID) -> Upload:
    """The one door to a list that waits."""
    return get_object_or_404(Upload.objects.visible_to(request.desk), pk=pk, sort=sort)


@require_safe
@staff
@own_sort
@throttle.limited(EXPORTS, when=lambda request: request.method == "GET")
def take_along(request: StaffRequest, sort: str, form: str) -> HttpResponseBase:
    """Send what somebody may see as a file: all of it, or of one neighbourhood; it is logged whose data that are."""
    municipality, today = place_of(request)
    if form not in FORMS:
        raise Http404
    place = whole(request.GET.get("buurt", ""))
    rows = exports.rows_of(sort, request.desk, place)
    count = rows.order_by()[: exports.MOST + 1].count()
    if count > exports.MOST:
        said = _("Dit zijn er meer dan %(most)s. Kies een buurt.") % {"most": exports.MOST}
        messages.error(request, said)
        return redirect("lists")
    if request.method == "GET" and count:
        log_event(
            action=Action.EXPORT,
            municipality_id=municipality.pk,
            user_id=worker_of(request).pk,
            resident_ids=exports.residents_in(sort, rows),
            object_kind=KINDS[sort],
        )
    return _file(request, form, exports.lines(sort, rows), exports.name_of(sort, today), sort)


@require_safe
@staff
@own_sort
def blank(request: StaffRequest, sort: str, form: str) -> HttpResponseBase:
    """Send the headings alone, to fill in."""
    if form not in FORMS:
        raise Http404
    return _file(request, form, exports.empty(sort), f"{sort}-leeg", sort)


def _file(request: StaffRequest, form: str, rows: Iterator[Row], name: str, sort: str) -> HttpResponseBase:
    return file_of(request, form, rows, name, str(TITLES[sort]))
