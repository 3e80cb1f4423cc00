"""The numbers behind the rules on one day, to answer "why?"."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from cases.rules.record import Record, Yardstick
from cases.rules.rhythms import MILLIONTHS, points_compared
from cases.rules.words import History, Medium, Policy, Version


class CountedContact(NamedTuple):
    """Show what one day in the window earned, and by which medium."""

    day: dt.date
    medium: Medium
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Show the numbers behind the rules on one day; all None, without contacts, where the case is not live.

    Points, but `expected` and `credited` in millionths of a point; percents are rounded down, but for the millionth a
    day by which a rate is rounded up: all that was needed is 100.
    """

    policy: Policy | None = None
    need: Version | None = None
    agreement: Version | None = None

    # Rule 1; both over p_A * p_N days, None without an agreement
    agreed_points: int | None = None
    needed_points: int | None = None
    agreed_percent: int | None = None

    # Rule 2: W, the `days` counted days that there are of it, D, E and C
    window: int | None = None
    window_first_day: dt.date | None = None
    days: int | None = None
    paused_days: int | None = None
    delivered: int | None = None
    expected: int | None = None
    credited: int | None = None
    limit: int | None = None  # the rule holds at so many points or fewer; may be negative
    delivered_percent: int | None = None  # with what is credited, of what is expected and credited
    contacts: tuple[CountedContact, ...] = ()

    # Rules 3 and 4: counted days after the last day, or since the opening
    last_seen: dt.date | None = None
    days_unseen: int | None = None
    last_reached: dt.date | None = None
    days_unreached: int | None = None
    attempts: int | None = None
    unfindable_days: int | None = None


def measure(history: History, on: dt.date) -> Measures:
    """Return the numbers behind the rules on one day."""
    record = Record(history, on, through=on)
    if not record.live(on):
        return Measures()
    yardstick, end = record.yardstick(on), record.ends[on]
    policy, need, agreement = yardstick.policy, yardstick.need, record.agreement(on)
    agreed = needed = None
    if agreement is not None:
        agreed, needed = points_compared(agreement.rhythm, need.rhythm, policy)
    balance = yardstick.balance(end.counted)
    had, asked = MILLIONTHS * balance.delivered + balance.credited, balance.expected + balance.credited
    window = record.counted[-balance.days :]
    return Measures(
        policy=policy,
        need=need,
        agreement=agreement,
        agreed_points=agreed,
        needed_points=needed,
        agreed_percent=100 * agreed // needed if agreed is not None and needed is not None else None,
        window=yardstick.window,
        window_first_day=window[0],
        days=balance.days,
        paused_days=(on - window[0]).days + 1 - balance.days,
        delivered=balance.delivered,
        expected=balance.expected,
        credited=balance.credited,
        limit=(policy.threshold_percent * asked - 100 * balance.credited) // (100 * MILLIONTHS),
        delivered_percent=100 * (had + yardstick.window) // asked,
        contacts=tuple(_counted_contact(record, yardstick, day) for day in window if day in record.reached),
        last_seen=max(record.seen, default=None),
        days_unseen=end.unseen,
        last_reached=max(record.reached, default=None),
        days_unreached=end.unreached,
        attempts=end.attempts,
        unfindable_days=yardstick.unfindable_days,
    )


def _counted_contact(record: Record, yardstick: Yardstick, day: dt.date) -> CountedContact:
    """Name the best medium of a day; of equals the first in the order of Words."""
    best = max(sorted(record.reached[day]), key=yardstick.policy.weight)
    return CountedContact(day, best, yardstick.earned[day])
