"""Lists to take along: of each sort what the person may see, under the headings under which it may be brought in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from cases.exporting import Row, Value
from residents import address
from residents.models import Resident
from sheets.sorts import SORTS
from volunteers.board.people_forms import DAYS, PARTS, number
from volunteers.dayparts import ALL_WEEK
from volunteers.models import DayPart, HelpRequest, Kind, Language, Skill, Volunteer
from wijkzorg.accounts.middleware import Desk

MOST = 50_000  # more is no list to take along: then a neighbourhood is chosen
_CHUNK = 1000


def rows_of(sort: str, desk: Desk, neighbourhood: int | None) -> models.QuerySet[Any]:
    """Return what somebody may see of a sort, in one neighbourhood or in all of their own."""
    rows: models.QuerySet[Any]
    match sort:
        case "bewoners":
            rows = Resident.objects.at_desk(desk).select_related("neighbourhood")
            rows = rows.order_by("last_name", "first_name", "pk")
        case "hulpvragen":
            seen = HelpRequest.objects.visible_to(desk).going()
            rows = seen.select_related("neighbourhood", "resident", "part_of").order_by("first_on", "pk")
        case _:
            seen_helpers = Volunteer.objects.visible_to(desk).filter(active=True)
            rows = seen_helpers.select_related("user", "neighbourhood").order_by("user__name", "pk")
    return rows if neighbourhood is None else rows.filter(neighbourhood_id=neighbourhood)


def residents_in(sort: str, rows: models.QuerySet[Any]) -> list[int]:
    """Return whose data (resident id) are in a list, for the log."""
    match sort:
        case "bewoners":
            return sorted(rows.order_by().values_list("pk", flat=True))
        case "hulpvragen":
            known = rows.order_by().filter(resident__isnull=False)
            return sorted(set(known.values_list("resident_id", flat=True)))
    return []


def lines(sort: str, rows: models.QuerySet[Any]) -> Iterator[Row]:
    """Yield the headings, and a line for each row; some at a time, so that many take no more memory than few."""
    of, more = _OF[sort], {"hulpvragen": [_("Stand")]}.get(sort, [])
    yield [*(str(column.heading) for column in SORTS[sort].columns), *more]
    for row in rows.iterator(chunk_size=_CHUNK):
        yield of(row)


def empty(sort: str) -> Iterator[Row]:
    """Yield the headings alone: a file to fill in."""
    yield [str(column.heading) for column in SORTS[sort].columns]


def _resident(row: Resident) -> Sequence[Value]:
    return [
        row.first_name,
        row.last_name,
        row.birth_date,
        row.street,
        row.house_number,
        row.postcode,
        row.phone,
        row.neighbourhood.name,
    ]


def _request(row: HelpRequest) -> Sequence[Value]:
    return [
        str(Kind(row.kind).label),
        row.who,
        address.spaced(row.phone),
        row.first_on,
        str(DayPart(row.day_part).label),
        f"{row.starts_at:%H:%M}" if row.starts_at else "",
        row.minutes,
        row.street,
        row.house_number,
        row.postcode,
        row.neighbourhood.name,
        _yes(row.urgent),
        _yes(row.no_network),
        _yes(row.needs_vog),
        str(Language(row.language).label) if row.language in Language.values else "",
        row.text if row.told_for_helper else "",  # what a professional wrote is for colleagues
        row.asker_name,
        "",
        row.get_state_display(),
    ]


def _volunteer(row: Volunteer) -> Sequence[Value]:
    always = set(row.available) == set(ALL_WEEK)
    return [
        str(row.user),
        row.user.email,
        address.spaced(row.phone),
        row.postcode,
        row.house_number,
        number(row.minutes_a_week / 60),
        number(row.radius_m / 1000),
        _joined(Kind, row.kinds),
        _joined(Skill, row.skills),
        _joined(Language, row.languages),
        "" if always else ", ".join(f"{DAYS[slot // 3]} {PARTS[slot % 3]}" for slot in row.available),
    ]


def _yes(value: bool) -> str:
    return _("ja") if value else ""


def _joined(choices: type[models.TextChoices], codes: Sequence[str]) -> str:
    return ", ".join(str(choices(code).label) for code in codes if code in choices.values)


_OF: dict[str, Callable[[Any], Sequence[Value]]] = {
    "bewoners": _resident,
    "hulpvragen": _request,
    "vrijwilligers": _volunteer,
}


def name_of(sort: str, today: dt.date) -> str:
    """Return what a file is called; never after a person."""
    return f"{sort}-{today}"
