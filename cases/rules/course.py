"""What was needed, promised and delivered day by day, as a drawing shows it."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from cases.rules.record import Record
from cases.rules.rhythms import MILLIONTHS, rate
from cases.rules.words import History, Medium


class CourseDay(NamedTuple):
    """Show the levels of one day, in millionths of a point a day; all None where the case is not live.

    `delivered` is the average over the window of rule 2, with what that rule credits to a young case.
    """

    day: dt.date
    needed: int | None = None
    promised: int | None = None
    delivered: int | None = None


def course(history: History, first: dt.date, last: dt.date) -> list[CourseDay]:
    """Return each day from `first` to `last`; nothing that is recorded for after `last` is looked at."""
    record = Record(history, last, through=max(last, history.opened_on))
    days = (dt.date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    return [_course_day(record, day) for day in days]


def _course_day(record: Record, day: dt.date) -> CourseDay:
    if not record.live(day):
        return CourseDay(day)
    yardstick, agreement = record.yardstick(day), record.agreement(day)
    need, policy = yardstick.need.rhythm, yardstick.policy
    balance = yardstick.balance(record.ends[day].counted)
    return CourseDay(
        day=day,
        needed=rate(need, need, policy),
        promised=None if agreement is None else rate(agreement.rhythm, need, policy),
        delivered=(MILLIONTHS * balance.delivered + balance.credited) // yardstick.window,
    )


def unit(history: History, on: dt.date) -> tuple[Medium, int]:
    """Return the medium needed on a day, or at the opening if that is later, and its weight in points."""
    day = max(on, history.opened_on)
    yardstick = Record(history, day, through=day).yardstick(day)
    medium = yardstick.need.rhythm.medium
    return medium, yardstick.policy.weight(medium)
