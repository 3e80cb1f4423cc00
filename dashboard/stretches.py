"""Published numbers as stretches of days that can be drawn: points a week, stocks that hold until the next, months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dashboard import drawing, words
from dashboard.drawing import Level, Tick
from dashboard.places import Area
from dashboard.reading import Cell
from dashboard.saying import Speaker

POINTS = ("nodig", "afgesproken", "gegeven")


def per_week(cell: Cell) -> Level:
    """Turn points over a period into points a week, so that months and quarters of other lengths can be compared."""
    days = max((cell.ends - cell.begins).days, 1)
    return Level(cell.begins, cell.ends, None if cell.value is None else cell.value * 7 / days)


def levels(cells: Sequence[Cell], until: dt.date) -> list[Level]:
    """Turn the cells of a row into levels; a stock holds until the next one is taken, a week later at most."""
    found = []
    for cell in cells:
        end = (
            cell.ends
            if cell.ends > cell.begins
            else min(cell.begins + dt.timedelta(days=7), until + dt.timedelta(days=7))
        )
        found.append(Level(cell.begins, end, cell.value))
    return found


def ticks(since: dt.date, end: dt.date) -> list[Tick]:
    """Return the first of each month between two days, and its short name; January with its year."""
    made, day = [], since.replace(day=1)
    while day < end:
        if day >= since:
            made.append(Tick(day, words.month(day)))
        day = (day + dt.timedelta(days=32)).replace(day=1)
    return made


def course_of(speaker: Speaker, area: Area, since: dt.date, end: dt.date, **more: object) -> drawing.Course:
    """Return needed, promised and delivered of an area in points a week, ready to be drawn."""
    needed, promised, delivered = (
        [per_week(cell) for cell in speaker.figures.row(area.code, "punten", part)] for part in POINTS
    )
    first = min((row[0].first for row in (needed, promised, delivered) if row), default=since)
    return drawing.Course(
        since=max(first, since),
        end=end,
        needed=needed,
        promised=promised,
        delivered=delivered,
        **more,  # type: ignore[arg-type]
    )
