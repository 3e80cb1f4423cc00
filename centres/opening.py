"""When a door is open: weekly hours, exceptions, closures and public holidays, right to the minute. Plain Python.

How the words are meant:

- An opening belongs to the day on which it begins. One that closes at or before the time at which it opens ends on the
  next day: 20:00-02:00, and 00:00-00:00 is a whole day.
- An exception takes the place of all weekly hours that begin on its day. It does not cut off what began the day before.
- On a public holiday no weekly hours begin, unless the centre is open on holidays. An exception does.
- A closure shuts the door from one moment to another, whatever the hours say.
- When the clock goes back, an hour is read twice: a door opens, or closes, when the clock reads its time first.
- When the clock goes forward, a time that it skips has come as soon as the clock has passed it.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from wijkzorg.tenancy.workdays import is_public_holiday

_DAY = dt.timedelta(days=1)
_MINUTE = dt.timedelta(minutes=1)
HORIZON = 400  # days in which a door that opens again, or closes, is looked for


class Hours(NamedTuple):
    """Weekly hours, perhaps between two days (both included)."""

    weekday: int  # Monday is 0
    opens: dt.time
    closes: dt.time
    first_day: dt.date | None = None
    last_day: dt.date | None = None

    def hold(self, day: dt.date) -> bool:
        """Tell whether they begin on a day."""
        return (
            day.weekday() == self.weekday
            and (self.first_day is None or self.first_day <= day)
            and (self.last_day is None or day <= self.last_day)
        )


class Exceptional(NamedTuple):
    """What holds on one day in place of the weekly hours: other hours, or none at all."""

    day: dt.date
    opens: dt.time | None = None
    closes: dt.time | None = None


class Shut(NamedTuple):
    """A closure, from a moment up to, not including, another; without an end for good."""

    starts_at: dt.datetime
    ends_at: dt.datetime | None = None


class Span(NamedTuple):
    """A door that is open, from a moment up to, not including, another; both in UTC."""

    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True)
class Timetable:
    """All that says when one door is open."""

    zone: zoneinfo.ZoneInfo
    weekly: tuple[Hours, ...] = ()
    exceptions: tuple[Exceptional, ...] = ()
    closures: tuple[Shut, ...] = field(default=())
    open_on_holidays: bool = False


def clashes(hours: Sequence[Hours]) -> list[tuple[int, int]]:
    """Return which hours (by their places, the later first) fall over an earlier one, on days on which both hold.

    As the database refuses them (wz_week_minutes): a Sunday night goes on in the Monday.
    """
    week = [_minutes_of_week(one) for one in hours]
    return [
        (later, earlier)
        for later in range(len(hours))
        for earlier in range(later)
        if week[later] & week[earlier] and _same_days(hours[later], hours[earlier])
    ]


def _minutes_of_week(hours: Hours) -> set[int]:
    start = hours.weekday * 1440 + hours.opens.hour * 60 + hours.opens.minute
    length = (hours.closes.hour * 60 + hours.closes.minute - start % 1440 - 1) % 1440 + 1
    return {(start + n) % (7 * 1440) for n in range(length)}


def _same_days(one: Hours, other: Hours) -> bool:
    first = max(one.first_day or dt.date.min, other.first_day or dt.date.min)
    return first <= min(one.last_day or dt.date.max, other.last_day or dt.date.max)


def open_now(table: Timetable, moment: dt.datetime) -> bool:
    """Tell whether the door is open at a moment."""
    if any(
        one.starts_at <= moment and (one.ends_at is None or moment < one.ends_at) for one in table.closures
    ):
        return False
    today = _local_day(table, moment)
    # An opening lasts at most a day, so what began the day before yesterday is over.
    return any(span.start <= moment < span.end for day in (today, today - _DAY) for span in _day(table, day))


def closes_at(table: Timetable, moment: dt.datetime) -> dt.datetime | None:
    """Return when the door that is open now closes; None where it is closed, or closes nowhere within the horizon."""
    now = _span_at(table, moment)
    if now is None:
        return None
    last = _local_day(table, moment) + dt.timedelta(days=HORIZON)
    return now.end if now.end < first_reading(dt.datetime.combine(last, dt.time()), table.zone) else None


def opens_next(table: Timetable, moment: dt.datetime) -> dt.datetime | None:
    """Return the first moment after this one at which the door opens; None where it does not within the horizon."""
    return next((span.start for span in _from(table, moment) if span.start > moment), None)


def openings(table: Timetable, first_day: dt.date, last_day: dt.date) -> list[Span]:
    """Return when the door is open between two days, both included, in order; what touches is one."""
    begins = first_reading(dt.datetime.combine(first_day, dt.time()), table.zone)
    ends = first_reading(dt.datetime.combine(last_day + _DAY, dt.time()), table.zone)
    found = _joined(table, first_day - _DAY, last_day)
    cut = (Span(max(span.start, begins), min(span.end, ends)) for span in found)
    return [span for span in cut if span.start < span.end]


def first_reading(local: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """Return the first moment (UTC) at which the clock on the wall has reached a local time."""
    # Read twice, the first is fold 0. Skipped, this is as long after the jump as the time is after its beginning.
    at = local.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)
    if at.astimezone(zone).replace(tzinfo=None) == local:
        return at
    while (at - _MINUTE).astimezone(zone).replace(tzinfo=None) >= local:
        at -= _MINUTE
    return at


def _local_day(table: Timetable, moment: dt.datetime) -> dt.date:
    return moment.astimezone(table.zone).date()


def _span_at(table: Timetable, moment: dt.datetime) -> Span | None:
    for span in _from(table, moment):
        if span.start > moment:
            return None
        if moment < span.end:
            return span
    return None


def _from(table: Timetable, moment: dt.datetime) -> Iterator[Span]:
    """Yield what is open now or later, up to the horizon, as far as it is asked for."""
    today = _local_day(table, moment)
    spans = _joined(table, today - _DAY, today + dt.timedelta(days=HORIZON))
    return (span for span in spans if span.end > moment)


def _joined(table: Timetable, first_day: dt.date, last_day: dt.date) -> Iterator[Span]:
    """Yield what begins on these days in order, without closures, with what overlaps or touches as one."""
    held: Span | None = None
    for n in range((last_day - first_day).days + 1):
        for span in _day(table, first_day + n * _DAY):
            if held is not None and span.start <= held.end:
                held = Span(held.start, max(held.end, span.end))
                continue
            if held is not None:
                yield from _without(held, table.closures)
            held = span
    if held is not None:
        yield from _without(held, table.closures)


def _day(table: Timetable, day: dt.date) -> list[Span]:
    """Return the openings that begin on a day, in order."""
    special = [one for one in table.exceptions if one.day == day]
    if special:
        times = [(one.opens, one.closes) for one in special]
    elif is_public_holiday(day) and not table.open_on_holidays:
        times = []
    else:
        times = [(one.opens, one.closes) for one in table.weekly if one.hold(day)]
    spans = []
    for opens, closes in times:
        if opens is None or closes is None:
            continue
        until = day + _DAY if closes <= opens else day
        start = first_reading(dt.datetime.combine(day, opens), table.zone)
        end = first_reading(dt.datetime.combine(until, closes), table.zone)
        if start < end:
            spans.append(Span(start, end))
    return sorted(spans)


def _without(span: Span, closures: tuple[Shut, ...]) -> Iterator[Span]:
    """Yield what closures leave of an opening."""
    start = span.start
    for shut in sorted(closures, key=lambda one: one.starts_at):
        if shut.starts_at >= span.end or (shut.ends_at is not None and shut.ends_at <= start):
            continue
        if shut.starts_at > start:
            yield Span(start, shut.starts_at)
        if shut.ends_at is None or shut.ends_at >= span.end:
            return
        start = shut.ends_at
    yield Span(start, span.end)
