"""Who drops out of sight in the coming four weeks if nothing happens: a drawing, and the calendar that is its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases import phrases
from cases.drawing import Svg
from roster.capacity import week_of
from teams import drawing, words
from teams.load import Named, TeamLoad

WEEKS = 4
SHOWN = 5  # names of one day


@dataclass(frozen=True, slots=True)
class Somebody:
    """One resident on the calendar, with the letters of the worker, and whether that one is gone then."""

    case_id: int
    resident_id: int
    name: str
    letters: str
    worker: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar."""

    day: dt.date
    word: str
    weekday: str
    people: list[Somebody]
    more: int
    weekend: bool
    today: bool
    past: bool

    @property
    def look(self) -> str:
        """The classes of its cell."""
        known = (
            ("is-weekend", self.weekend),
            ("is-today", self.today),
            ("is-empty", not self.people and not self.today),
        )
        return " ".join(name for name, so in known if so)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Four weeks from Monday on, with the drawing of them."""

    weeks: list[list[Day]]
    chart: Svg
    total: int
    label: str

    @property
    def seen(self) -> list[tuple[int, int]]:
        """Whose names stand on the calendar (case, resident), for the log."""
        return [(one.case_id, one.resident_id) for week in self.weeks for day in week for one in day.people]


def last_day(today: dt.date) -> dt.date:
    """Return the last day of the calendar: a Sunday."""
    return week_of(today) + dt.timedelta(days=7 * WEEKS - 1)


def outlook_of(rows: Iterable[Named], today: dt.date, known: TeamLoad) -> Outlook:
    """Make the calendar of who drops out of sight on which day, from what was read of them."""
    first, last = week_of(today), last_day(today)
    totals: dict[dt.date, int] = {}
    people: dict[dt.date, list[Somebody]] = {}
    for row in rows:
        if row.day is not None:
            totals[row.day] = row.number
            people.setdefault(row.day, []).append(_somebody(row, row.day, known))
    days = [first + dt.timedelta(days=number) for number in range(7 * WEEKS)]
    drawn = [_day(day, today, people.get(day, []), totals.get(day, 0)) for day in days]
    total = sum(totals.values())
    label = _(
        "%(total)s bewoners raken uit beeld in de dagen van %(first)s tot en met %(last)s, als er niets gebeurt"
    ) % {
        "total": total,
        "first": phrases.short_day(today, today),
        "last": phrases.short_day(last, today),
    }
    columns = [
        drawing.Column(
            totals.get(day, 0),
            phrases.short_day(day, today)[3:] if day.weekday() == 0 else "",
            day.weekday() > 4,
            day == today,
        )
        for day in days
    ]
    return Outlook(
        [drawn[number : number + 7] for number in range(0, len(drawn), 7)],
        drawing.outlook(columns, label),
        total,
        label,
    )


def _somebody(row: Named, day: dt.date, known: TeamLoad) -> Somebody:
    member = known.cover.members.get(row.worker_id or 0)
    worker = str(member.user) if member else _("geen medewerker")
    letters = words.initials(worker) if member else _("geen")
    gone = member is None or not member.at_work(day)
    return Somebody(row.case_id, row.resident_id, row.name, letters, worker, gone)


def _day(day: dt.date, today: dt.date, people: list[Somebody], total: int) -> Day:
    word = phrases.short_day(day, today)
    return Day(
        day=day,
        word=word[3:] + (_(", vandaag") if day == today else ""),
        weekday=word[:2],
        people=people,
        more=total - len(people),
        weekend=day.weekday() > 4,
        today=day == today,
        past=day < today,
    )
