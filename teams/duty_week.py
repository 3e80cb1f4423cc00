"""A week of duty for all neighbourhoods: who, when, for what work; and the days on which nobody has it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases import phrases
from neighbourhoods.models import Neighbourhood
from roster import turns
from roster.models import DutyShift
from roster.presence import Presence, presence_of
from wijkzorg.accounts.middleware import Desk
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.workdays import is_workday

SOCIAL = DutyShift.Kind.SOCIAL


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn on one day: when, for what work, who, and whether nobody of it is there."""

    pk: int
    kind: str
    times: str
    who: str
    deputy: str
    note: str
    empty: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One neighbourhood on one day."""

    day: dt.date
    word: str
    turns: list[Turn]
    gap: bool
    today: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One neighbourhood in a week."""

    neighbourhood: Neighbourhood
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Week:
    """A week of all neighbourhoods."""

    first: dt.date
    days: list[tuple[dt.date, str, bool]]
    lines: list[Line]
    gaps: int

    @property
    def has_today(self) -> bool:
        """Tell whether it is the week of today."""
        return any(today for _day, _word, today in self.days)

    @property
    def last(self) -> dt.date:
        """The Sunday."""
        return self.first + dt.timedelta(days=6)

    @property
    def before(self) -> str:
        """The week before, for an address."""
        return (self.first - dt.timedelta(days=7)).isoformat()

    @property
    def after(self) -> str:
        """The week after, for an address."""
        return (self.first + dt.timedelta(days=7)).isoformat()


def week(municipality: Municipality, first: dt.date, today: dt.date, desk: Desk) -> Week:
    """Read a week of duty; six queries, whatever the number of turns.

    A gap is a working day on which no social worker has duty at all, or a turn of which neither is there.
    """
    zone = municipality.zone
    start = dt.datetime.combine(first, dt.time(), zone)
    end = dt.datetime.combine(first + dt.timedelta(days=7), dt.time(), zone)
    rows = list(
        DutyShift.objects.visible_to(desk)
        .between(start, end)
        .select_related("worker", "deputy")
        .order_by("starts_at", "kind", "pk")
    )
    people = {pk for row in rows for pk in (row.worker_id, row.deputy_id) if pk is not None}
    known = presence_of(municipality.pk, people, min(first, today))
    days = [first + dt.timedelta(days=number) for number in range(7)]
    found: dict[tuple[int, dt.date], list[Turn]] = defaultdict(list)
    social: set[tuple[int, dt.date]] = set()
    for row in rows:
        for day in days:
            midnight = dt.datetime.combine(day, dt.time(), zone)
            if row.starts_at < midnight + dt.timedelta(days=1) and row.ends_at > midnight:
                turn = _turn(row, day, known, zone)
                found[row.neighbourhood_id, day].append(turn)
                if row.kind == SOCIAL and not turn.empty:
                    social.add((row.neighbourhood_id, day))
    places = Neighbourhood.objects.filter(municipality=municipality).select_related("district")
    lines = [
        Line(
            place,
            [
                Cell(
                    day,
                    phrases.short_day(day, today),
                    found[place.pk, day],
                    day >= today and is_workday(day) and (place.pk, day) not in social,
                    day == today,
                )
                for day in days
            ],
        )
        for place in places.order_by("district__name", "name")
    ]
    gaps = sum(cell.gap for line in lines for cell in line.cells)
    heads = [(day, phrases.short_day(day, today), day == today) for day in days]
    return Week(first, heads, lines, gaps)


def _turn(row: DutyShift, day: dt.date, known: Presence, zone: dt.tzinfo) -> Turn:
    holder = turns.Shift(row.starts_at, row.ends_at, row.worker_id, row.deputy_id).holder(day, known.there)
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    begin = f"{starts:%H:%M}" if starts.date() == day else "00:00"
    finish = f"{ends:%H:%M}" if ends.date() == day else "24:00"
    times = _("hele dag") if (begin, finish) == ("00:00", "24:00") else f"{begin}–{finish}"
    note, deputy = "", str(row.deputy or "")
    if holder is None:
        note = _("niemand is er")
    elif holder != row.worker_id:
        note, deputy = _("is afwezig: %(deputy)s heeft dienst") % {"deputy": row.deputy}, ""
    return Turn(
        pk=row.pk,
        kind=row.get_kind_display(),
        times=times,
        who=str(row.worker),
        deputy=deputy,
        note=note,
        empty=holder is None,
    )
