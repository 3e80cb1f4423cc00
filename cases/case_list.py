"""The list of the cases that somebody may see: by name, a page at a time, never counted as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q

from cases.assessment import CaseStanding, standings
from cases.models import Case
from cases.querysets import CaseQuerySet
from cases.why import OpenFlag, open_flags
from residents import search
from wijkzorg.shell.digits import whole

PAGE = 50
# So many are compared one by one: some tens of milliseconds.
FEW = 2_000
_NAME = ("resident__last_name", "resident__first_name", "pk")


@dataclass(frozen=True, slots=True)
class Row:
    """One case on the list."""

    case: Case
    standing: CaseStanding
    flags: tuple[OpenFlag, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list, with what was asked for."""

    rows: list[Row]
    query: str
    closed: bool
    next_query: str
    file_query: str
    first_page: bool


def page(cases: CaseQuerySet, asked: Mapping[str, str], today: dt.date) -> Page:
    """Return the page that the parameters of an address ask for; one that makes no sense shows the first."""
    found, query, closed = _asked(cases, asked, today)
    anchor = whole(asked.get("na", ""))
    found = found.select_related("resident__neighbourhood", "worker", "team")
    rows, first_page = _like(found, query, anchor) if query else _by_name(found, cases, anchor)
    more, rows = len(rows) > PAGE, rows[:PAGE]
    judged = standings([case.pk for case in rows], today) if rows else {}
    kept = {"q": query} if query else {}
    kept |= {"gesloten": "1"} if closed else {}
    return Page(
        rows=[Row(case, judged[case.pk], open_flags(judged[case.pk])) for case in rows],
        query=query,
        closed=closed,
        file_query=f"?{urlencode(kept)}",
        next_query=urlencode(kept | {"na": str(rows[-1].pk)}) if more else "",
        first_page=first_page,
    )


def everyone(cases: CaseQuerySet, asked: Mapping[str, str], today: dt.date) -> list[int]:
    """Return the ids of all cases on all pages that the parameters of an address ask for, in the order of the list."""
    found, query, _closed = _asked(cases, asked, today)
    if query:
        return _likeness(found, query)
    return list(found.order_by(*_NAME).values_list("pk", flat=True))


def _asked(cases: CaseQuerySet, asked: Mapping[str, str], today: dt.date) -> tuple[CaseQuerySet, str, bool]:
    query, closed = asked.get("q", "").strip()[:100], "gesloten" in asked
    found = cases if closed else cases.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today))
    return found, query, closed


def _by_name(found: CaseQuerySet, cases: CaseQuerySet, after: int | None) -> tuple[list[Case], bool]:
    """Return the cases that come after one by name, one more than a page, and whether that is from the beginning."""
    anchor = cases.filter(pk=after).values_list(*_NAME).first() if after is not None else None
    if anchor is not None:
        found = found.filter(_comes_after(anchor))
    return list(found.order_by(*_NAME)[: PAGE + 1]), anchor is None


def _like(found: CaseQuerySet, query: str, after: int | None) -> tuple[list[Case], bool]:
    """Return the cases that are most like what was asked for after one of them, one more than a page; as above."""
    ordered = _likeness(found, query)
    start = ordered.index(after) + 1 if after in ordered else 0
    wanted = ordered[start : start + PAGE + 1]
    rows = found.in_bulk(wanted)
    return [rows[pk] for pk in wanted], start == 0


def _likeness(found: CaseQuerySet, query: str) -> list[int]:
    """Return the cases that are like what was asked for, the likest first."""
    # Where few may be seen, each of them is compared; among very many an index of all has to do.
    few = list(found.values_list("resident_id", flat=True).order_by()[: FEW + 1])
    residents = search.alike(query, few if len(few) <= FEW else None)
    places = {resident: place for place, resident in enumerate(residents)}
    numbers = (query, query.upper())
    of_all = found.filter(Q(resident_id__in=residents) | Q(ref__in=numbers)).values_list(
        "pk", "resident_id", "ref"
    )
    return [
        pk
        for _number, _place, pk in sorted(
            (ref not in numbers, places.get(resident, -1), pk) for pk, resident, ref in of_all
        )
    ]


def _comes_after(anchor: tuple[str, str, int]) -> Q:
    last, first, pk = anchor
    return (
        Q(resident__last_name__gt=last)
        | Q(resident__last_name=last, resident__first_name__gt=first)
        | Q(resident__last_name=last, resident__first_name=first, pk__gt=pk)
    )
