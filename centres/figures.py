"""What closed doors cost: hours open, hours shut, of those the hours without another door, and who came for nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db.models import Count

from centres.models import CameForNothing, Centre, Closure
from centres.opening import Timetable, openings
from centres.timetables import timetables_of
from wijkzorg.tenancy.models import Municipality

_NONE = dt.timedelta()


@dataclass(frozen=True, slots=True)
class DoorFigures:
    """Of one centre over some days. Planned is what its hours and exceptions say; open and shut make that together."""

    centre: Centre
    planned: dt.timedelta
    shut: dt.timedelta  # by closures
    without_alternative: dt.timedelta  # "gesloten zonder alternatief"
    for_nothing: int

    @property
    def open(self) -> dt.timedelta:
        """How long the door was open."""
        return self.planned - self.shut


def figures_of(
    municipality: Municipality,
    centres: Collection[Centre],
    first_day: dt.date,
    last_day: dt.date,
    now: dt.datetime,
) -> list[DoorFigures]:
    """Reckon the figures of some centres from a day up to and including another, as far as it is past: five queries."""
    tables = timetables_of(centres, zone=municipality.zone, since=first_day)
    begins = dt.datetime.combine(first_day, dt.time(), municipality.zone)
    after = dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), municipality.zone)
    ends = min(now, after)
    closures: dict[int, list[Closure]] = {centre.pk: [] for centre in centres}
    for closure in Closure.objects.standing().filter(centre__in=centres, starts_at__lt=ends):
        closures[closure.centre_id].append(closure)
    counted = CameForNothing.objects.filter(centre__in=centres, at__gte=begins, at__lt=after)
    visits = Counter(dict(counted.values_list("centre_id").annotate(times=Count("pk"))))
    found = []
    for centre in centres:
        table = replace(tables[centre.pk], closures=())
        each = [
            (planned_hours(table, max(begins, row.starts_at), min(ends, row.ends_at or ends)), row)
            for row in closures[centre.pk]
        ]
        found.append(
            DoorFigures(
                centre=centre,
                planned=planned_hours(table, begins, ends),
                shut=sum((took for took, _row in each), _NONE),
                without_alternative=sum((took for took, row in each if row.without_alternative), _NONE),
                for_nothing=visits[centre.pk],
            )
        )
    return found


def planned_hours(table: Timetable, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """Return how long a door is open by its table from a moment up to another."""
    if start >= end:
        return _NONE
    days = (start.astimezone(table.zone).date(), end.astimezone(table.zone).date())
    spans = ((max(span.start, start), min(span.end, end)) for span in openings(table, *days))
    return sum((until - since for since, until in spans if since < until), _NONE)
