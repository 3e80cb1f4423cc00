"""The list of the cases that somebody may see: by name, a page at a time, never counted as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q

from cases import worklist
from cases.assessment import CaseStanding, standings
from cases.models import Case
from cases.querysets import CaseQuerySet

PAGE = 50
_NAME = ("resident__last_name", "resident__first_name", "pk")


@dataclass(frozen=True, slots=True)
class Row:
    """One case on the list."""

    case: Case
    standing: CaseStanding
    flags: tuple[worklist.OpenFlag, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list, with what was asked for."""

    rows: list[Row]
    query: str
    closed: bool
    next_query: str
    first_page: bool


def page(cases: CaseQuerySet, asked: Mapping[str, str], today: dt.date) -> Page:
    """Return the page that the parameters of an address ask for; one that makes no sense shows the first."""
    query, closed, after = (
        asked.get("q", "").strip()[:100],
        "gesloten" in asked,
        asked.get("na", ""),
    )
    found = named(cases, query)
    if not closed:
        found = found.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today))
    anchor = (
        cases.filter(pk=int(after)).values_list(*_NAME).first()
        if after.isdecimal() and len(after) < 19
        else None
    )
    if anchor is not None:
        found = found.filter(_comes_after(anchor))
    rows = list(
        found.select_related("resident__neighbourhood", "worker", "team").order_by(*_NAME)[: PAGE + 1]
    )
    more, rows = len(rows) > PAGE, rows[:PAGE]
    judged = standings([case.pk for case in rows], today) if rows else {}
    kept = {"q": query} if query else {}
    kept |= {"gesloten": "1"} if closed else {}
    return Page(
        rows=[Row(case, judged[case.pk], worklist.open_flags(judged[case.pk])) for case in rows],
        query=query,
        closed=closed,
        next_query=urlencode(kept | {"na": str(rows[-1].pk)}) if more else "",
        first_page=anchor is None,
    )


def named(cases: CaseQuerySet, query: str) -> CaseQuerySet:
    """Keep the cases of which every word asked for begins or stands in a name, or is the file number."""
    for word in query.split():
        cases = cases.filter(
            Q(resident__first_name__icontains=word)
            | Q(resident__last_name__icontains=word)
            | Q(ref__iexact=word)
        )
    return cases


def _comes_after(anchor: tuple[str, str, int]) -> Q:
    last, first, pk = anchor
    return (
        Q(resident__last_name__gt=last)
        | Q(resident__last_name=last, resident__first_name__gt=first)
        | Q(resident__last_name=last, resident__first_name=first, pk__gt=pk)
    )
