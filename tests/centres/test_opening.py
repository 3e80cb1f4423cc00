"""When a door is open: against a brute-force walk along every minute of a year, and the edges by name."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator

import pytest

from centres.opening import (
    Exceptional,
    Hours,
    Shut,
    Timetable,
    closes_at,
    open_now,
    openings,
    opens_next,
)

ZONE = zoneinfo.ZoneInfo("Europe/Amsterdam")
MINUTE = dt.timedelta(minutes=1)
# The public holidays of 2026, by hand: New Year, Good Friday, Easter, King's Day, Ascension, Whitsun, Christmas.
HOLIDAYS = {
    dt.date(2026, month, day)
    for month, days in {1: (1,), 4: (3, 5, 6, 27), 5: (14, 24, 25), 12: (25, 26)}.items()
    for day in days
}
SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)


def at(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def local(text: str, fold: int = 0) -> dt.datetime:
    """Return a moment in UTC: Python calls two moments of different zones unequal in the hour that is read twice."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE, fold=fold).astimezone(dt.UTC)


OFFICE = tuple(Hours(day, at("09:00"), at("17:00")) for day in range(5))
TABLES = {
    "office hours": Timetable(ZONE, OFFICE),
    "two parts a day, a summer, a night": Timetable(
        ZONE,
        weekly=(
            *(Hours(day, at("09:30"), at("12:30")) for day in range(5)),
            *(Hours(day, at("12:30"), at("16:45"), None, dt.date(2026, 6, 30)) for day in (0, 2, 4)),
            *(Hours(day, at("18:00"), at("21:15"), dt.date(2026, 7, 1)) for day in (1, 3)),
            Hours(4, at("20:00"), at("02:00")),
            Hours(5, at("22:00"), at("02:30")),
            Hours(6, at("23:30"), at("08:00")),
        ),
        exceptions=(
            Exceptional(dt.date(2026, 4, 27), at("10:00"), at("23:00")),
            Exceptional(dt.date(2026, 5, 15)),
            Exceptional(dt.date(2026, 8, 14), at("10:00"), at("12:00")),
            Exceptional(dt.date(2026, 8, 14), at("20:00"), at("04:00")),
            Exceptional(dt.date(2026, 8, 15)),
            Exceptional(dt.date(2026, 12, 31), at("22:00"), at("01:00")),
        ),
        closures=(
            Shut(local("2026-02-16T00:00"), local("2026-02-23T00:00")),
            Shut(local("2026-03-04T10:17"), local("2026-03-04T11:43")),
            Shut(local("2026-11-06T23:00"), local("2026-11-07T01:00")),
        ),
    ),
    "round the clock, but for one hour": Timetable(
        ZONE,
        weekly=tuple(Hours(day, at("02:30"), at("01:30")) for day in range(7)),
        open_on_holidays=True,
    ),
    "in the hour that is skipped and read twice": Timetable(
        ZONE, weekly=(Hours(6, at("02:10"), at("02:40")), Hours(6, at("02:45"), at("03:15")))
    ),
    "never shut, then for good": Timetable(
        ZONE,
        weekly=tuple(Hours(day, at("00:00"), at("00:00")) for day in range(7)),
        closures=(Shut(local("2026-09-01T12:00")),),
        open_on_holidays=True,
    ),
}


def minutes_of_2026() -> Iterator[dt.datetime]:
    moment, end = local("2026-01-01T00:00"), local("2027-01-01T00:00")
    while moment < end:
        yield moment
        moment += MINUTE


def walk(table: Timetable) -> Iterator[tuple[dt.datetime, bool]]:
    """Say of each minute whether the door is open, as somebody with the key would who only looks at the clock.

    They turn the key when the clock has come to a time; one that goes back brings no time that was not there before.
    """
    highest = dt.datetime.min  # noqa: DTZ901  (a local time)
    day = None
    doors: list[tuple[dt.datetime, dt.datetime]] = []
    for moment in minutes_of_2026():
        highest = max(highest, moment.astimezone(ZONE).replace(tzinfo=None))
        if highest.date() != day:
            day = highest.date()
            doors = [door for n in (1, 0) for door in planned(table, day - dt.timedelta(days=n))]
        shut = any(
            one.starts_at <= moment and (one.ends_at is None or moment < one.ends_at)
            for one in table.closures
        )
        yield moment, not shut and any(opens <= highest < closes for opens, closes in doors)


def planned(table: Timetable, day: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
    special = [(one.opens, one.closes) for one in table.exceptions if one.day == day]
    weekly = [
        (one.opens, one.closes)
        for one in table.weekly
        if one.weekday == day.weekday()
        and (one.first_day or dt.date.min) <= day <= (one.last_day or dt.date.max)
        and (table.open_on_holidays or day not in HOLIDAYS)
    ]
    found = []
    for opens, closes in special or weekly:
        if opens is not None and closes is not None:
            until = day + dt.timedelta(days=closes <= opens)
            found.append((dt.datetime.combine(day, opens), dt.datetime.combine(until, closes)))
    return found


@pytest.mark.parametrize("name", TABLES)
def test_every_minute_of_a_year_is_as_the_clock_on_the_wall_says(name: str) -> None:
    table = TABLES[name]
    spans = openings(table, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    there = {span.start + n * MINUTE for span in spans for n in range(int((span.end - span.start) / MINUTE))}
    walked = {moment for moment, is_open in walk(table) if is_open}
    assert sorted(walked ^ there)[:5] == []
    assert there, "a table that is never open shows nothing"


def test_open_now_closes_at_and_opens_next_are_right_at_every_minute_of_a_year() -> None:
    table = TABLES["two parts a day, a summer, a night"]
    walked = list(walk(table))
    turns = [one[0] for one, before in zip(walked[1:], walked, strict=False) if one[1] != before[1]]
    upcoming = iter([*turns, None])
    turn = next(upcoming)
    wrong = []
    for moment, is_open in walked:
        while turn is not None and turn <= moment:
            turn = next(upcoming)
        if open_now(table, moment) != is_open:
            wrong.append(moment)
        # The next turn is asked for in the last minute before it and in the first after the one before.
        if turn is not None and (moment + MINUTE == turn or moment in turns[:50]):
            asked = closes_at(table, moment) if is_open else opens_next(table, moment)
            if asked != turn:
                wrong.append(moment)
    assert wrong[:5] == []


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-25T08:59", False),
        ("2026-11-25T09:00", True),
        ("2026-11-25T16:59", True),
        ("2026-11-25T17:00", False),
        ("2026-12-25T10:00", False),  # Christmas, a Friday
    ],
)
def test_a_door_opens_in_its_first_minute_and_is_shut_at_its_last(moment: str, is_open: bool) -> None:
    assert open_now(TABLES["office hours"], local(moment)) is is_open


def test_a_night_goes_on_into_a_day_on_which_the_door_stays_closed() -> None:
    night = Timetable(
        ZONE,
        weekly=(Hours(4, at("20:00"), at("02:00")), Hours(5, at("10:00"), at("12:00"))),
        exceptions=(Exceptional(dt.date(2026, 11, 28)),),
    )
    assert open_now(night, local("2026-11-28T01:59"))
    assert closes_at(night, local("2026-11-27T23:00")) == local("2026-11-28T02:00")
    assert opens_next(night, local("2026-11-28T02:00")) == local("2026-12-04T20:00")


def test_what_touches_is_one_opening_and_a_closure_cuts_it_in_two() -> None:
    day = dt.date(2026, 11, 25)
    whole = Timetable(ZONE, (Hours(2, at("09:00"), at("12:00")), Hours(2, at("12:00"), at("15:00"))))
    assert openings(whole, day, day) == [(local("2026-11-25T09:00"), local("2026-11-25T15:00"))]
    cut = Timetable(
        ZONE, whole.weekly, closures=(Shut(local("2026-11-25T10:00"), local("2026-11-25T11:00")),)
    )
    assert openings(cut, day, day) == [
        (local("2026-11-25T09:00"), local("2026-11-25T10:00")),
        (local("2026-11-25T11:00"), local("2026-11-25T15:00")),
    ]
    assert closes_at(cut, local("2026-11-25T09:30")) == local("2026-11-25T10:00")
    assert opens_next(cut, local("2026-11-25T10:30")) == local("2026-11-25T11:00")


def test_a_door_that_never_closes_has_no_moment_at_which_it_does() -> None:
    always = Timetable(
        ZONE, tuple(Hours(day, at("00:00"), at("00:00")) for day in range(7)), open_on_holidays=True
    )
    assert open_now(always, local("2026-11-25T03:00"))
    assert closes_at(always, local("2026-11-25T03:00")) is None
    assert opens_next(always, local("2026-11-25T03:00")) is None


def test_a_door_that_is_shut_for_good_opens_never() -> None:
    gone = TABLES["never shut, then for good"]
    assert open_now(gone, local("2026-09-01T11:59"))
    assert closes_at(gone, local("2026-09-01T11:00")) == local("2026-09-01T12:00")
    assert not open_now(gone, local("2026-09-01T12:00"))
    assert opens_next(gone, local("2026-09-01T12:00")) is None


def test_in_spring_a_time_that_the_clock_skips_has_come_when_it_jumps() -> None:
    early = Timetable(ZONE, (Hours(6, at("02:30"), at("05:00")),))
    assert openings(early, SPRING, SPRING) == [(local("2026-03-29T03:00"), local("2026-03-29T05:00"))]
    late = Timetable(ZONE, (Hours(5, at("22:00"), at("02:30")),))
    assert closes_at(late, local("2026-03-28T23:00")) == local("2026-03-29T03:00")


def test_in_autumn_a_door_opens_and_closes_when_the_clock_reads_its_time_first() -> None:
    late = Timetable(ZONE, (Hours(5, at("22:00"), at("02:30")),))
    assert closes_at(late, local("2026-10-24T23:00")) == local("2026-10-25T02:30", fold=0)
    assert not open_now(late, local("2026-10-25T02:10", fold=1))
    early = Timetable(ZONE, (Hours(6, at("02:30"), at("05:00")),))
    (only,) = openings(early, AUTUMN, AUTUMN)
    assert only.end - only.start == dt.timedelta(hours=3, minutes=30)
