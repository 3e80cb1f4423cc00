"""The timetables of many centres at once, as the rules of opening.py read them."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Collection

from centres.models import Centre, Closure, OpeningException, OpeningHours
from centres.opening import Exceptional, Hours, Shut, Timetable

_BEFORE = dt.timedelta(days=2)  # what began yesterday may go on today


def timetables_of(
    centres: Collection[Centre], *, zone: zoneinfo.ZoneInfo, since: dt.date
) -> dict[int, Timetable]:
    """Return the timetable of each centre (by id), right for moments on `since` or later: three queries for all."""
    ids = [centre.pk for centre in centres]
    begin = since - _BEFORE
    hours: dict[int, list[Hours]] = defaultdict(list)
    for row in OpeningHours.objects.filter(centre_id__in=ids).exclude(last_day__lt=begin):
        hours[row.centre_id].append(Hours(row.weekday, row.opens, row.closes, row.first_day, row.last_day))
    exceptions: dict[int, list[Exceptional]] = defaultdict(list)
    for special in OpeningException.objects.filter(centre_id__in=ids, day__gte=begin):
        exceptions[special.centre_id].append(Exceptional(special.day, special.opens, special.closes))
    shut: dict[int, list[Shut]] = defaultdict(list)
    midnight = dt.datetime.combine(begin, dt.time(), zone)
    for closure in Closure.objects.filter(centre_id__in=ids).not_over(midnight):
        shut[closure.centre_id].append(Shut(closure.starts_at, closure.ends_at))
    return {
        centre.pk: Timetable(
            zone=zone,
            weekly=tuple(hours[centre.pk]),
            exceptions=tuple(exceptions[centre.pk]),
            closures=tuple(shut[centre.pk]),
            open_on_holidays=centre.open_on_holidays,
        )
        for centre in centres
    }
