"""A case day by day: Time and The four rules of docs/rules.md."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, TypeVar

from cases.rules.rhythms import MILLIONTHS, rate, scaled_down, unfindable_days, window_days
from cases.rules.words import DEFAULT_POLICY, History, Medium, Policy, PolicyVersion, Rule, Version


class DayEnd(NamedTuple):
    """What has been counted from the opening up to and including a day."""

    counted: int
    unseen: int  # counted days after the last day on which the resident was seen
    unreached: int  # counted days after the last day on which the resident was reached
    attempts: int  # those of them with an attempt that did not reach


class Balance(NamedTuple):
    """D in points, E and C in millionths of a point, over `days` counted days (rule 2)."""

    days: int
    delivered: int
    expected: int
    credited: int


class Yardstick:
    """The need and the policy of the day that is judged, laid along all counted days of a case.

    Running totals, so that any stretch of days costs two look-ups.
    """

    def __init__(self, need: Version, policy: Policy, record: Record) -> None:
        cap = policy.weight(need.rhythm.medium)
        worth = {medium: min(policy.weight(medium), cap) for medium in Medium}
        asked = {version: rate(version.rhythm, need.rhythm, policy) for version in record.needs}
        self.need, self.policy = need, policy
        self.window = window_days(need.rhythm, policy)
        self.unfindable_days = unfindable_days(need.rhythm, policy)
        self.rate = asked[need]
        self.earned = {day: max(worth[medium] for medium in media) for day, media in record.reached.items()}
        self._delivered = _running_totals(self.earned.get(day, 0) for day in record.counted)
        rates = {version.valid_from: min(asked[version], self.rate) for version in record.needs}
        self._expected = _running_totals(rates[began] for began in record.needs_began)

    def balance(self, counted: int) -> Balance:
        """Return D, E and C over the last W of so many counted days (rule 2)."""
        days = min(self.window, counted)
        return Balance(
            days=days,
            delivered=self._delivered[counted] - self._delivered[counted - days],
            expected=self._expected[counted] - self._expected[counted - days],
            credited=(self.window - days) * self.rate,
        )


class Record:
    """The days of a case from its opening through a day, with the contacts up to the day that is judged."""

    def __init__(self, history: History, on: dt.date, through: dt.date) -> None:
        self.opened_on, self.closed_on = history.opened_on, history.closed_on
        self.needs = _ordered(history.needs)
        self.agreements = _ordered(history.agreements)
        self._group_policies = _ordered(history.group_policies)
        self._municipality_policies = _ordered(history.municipality_policies)
        self.paused = {day for pause in history.pauses for day in pause.days()}
        self.reached: dict[dt.date, set[Medium]] = defaultdict(set)
        self.tried: set[dt.date] = set()
        for contact in history.contacts:
            if not self.opened_on <= contact.day <= on:
                continue
            if contact.reached:
                self.reached[contact.day].add(contact.medium)
            else:
                self.tried.add(contact.day)
        self.seen = {day for day, media in self.reached.items() if any(m.face_to_face for m in media)}
        self.counted: list[dt.date] = []
        self.ends: dict[dt.date, DayEnd] = {}
        self._walk(through)
        self.needs_began = [self.need(day).valid_from for day in self.counted]
        self._yardsticks: dict[tuple[dt.date, Policy], Yardstick] = {}

    def _walk(self, through: dt.date) -> None:
        """Count day by day; on a paused day nothing is counted, but seen is seen (The four rules)."""
        counted = unseen = unreached = attempts = 0
        for ordinal in range(self.opened_on.toordinal(), through.toordinal() + 1):
            day = dt.date.fromordinal(ordinal)
            if day not in self.paused:
                self.counted.append(day)
                counted, unseen, unreached = counted + 1, unseen + 1, unreached + 1
                attempts += day in self.tried
            if day in self.seen:
                unseen = 0
            if day in self.reached:
                unreached = attempts = 0
            self.ends[day] = DayEnd(counted, unseen, unreached, attempts)

    def live(self, day: dt.date) -> bool:
        """Tell whether a case is live on a day (Time)."""
        counted = day >= self.opened_on and day not in self.paused
        return counted and (self.closed_on is None or day < self.closed_on)

    def need(self, day: dt.date) -> Version:
        """Return the need in force on a day that is not before the opening."""
        need = _in_force(self.needs, day)
        assert need is not None, "a history has a need in force on opened_on"
        return need

    def agreement(self, day: dt.date) -> Version | None:
        """Return the agreement in force on a day, if any."""
        return _in_force(self.agreements, day)

    def policy(self, day: dt.date) -> Policy:
        """Return the policy of a day: of the target group, else the municipality, else the default (Words)."""
        version = _in_force(self._group_policies, day) or _in_force(self._municipality_policies, day)
        return version.policy if version else DEFAULT_POLICY

    def yardstick(self, day: dt.date) -> Yardstick:
        """Return the need and policy of a day, by which all days that it looks at are judged (Time)."""
        need, policy = self.need(day), self.policy(day)
        key = (need.valid_from, policy)
        if key not in self._yardsticks:
            self._yardsticks[key] = Yardstick(need, policy, self)
        return self._yardsticks[key]

    def holds(self, rule: Rule, day: dt.date) -> bool:
        """Tell whether a rule holds on a day; none does on a day on which the case is not live (Time)."""
        if not self.live(day):
            return False
        match rule:
            case Rule.SCALED_DOWN:
                return self._scaled_down(day)
            case Rule.ERODING:
                return self._eroding(day)
            case Rule.NOT_SEEN:
                return self._not_seen(day)
            case Rule.UNFINDABLE:
                return self._unfindable(day)

    def _scaled_down(self, day: dt.date) -> bool:
        """Rule 1: less is promised than needed."""
        agreement = self.agreement(day)
        if agreement is None:
            return False
        return scaled_down(agreement.rhythm, self.need(day).rhythm, self.policy(day))

    def _eroding(self, day: dt.date) -> bool:
        """Rule 2: less is delivered than needed."""
        yardstick = self.yardstick(day)
        _, delivered, expected, credited = yardstick.balance(self.ends[day].counted)
        had = MILLIONTHS * delivered + credited
        return 100 * had <= yardstick.policy.threshold_percent * (expected + credited)

    def _not_seen(self, day: dt.date) -> bool:
        """Rule 3: nobody has met the resident."""
        yardstick = self.yardstick(day)
        return yardstick.need.rhythm.medium.face_to_face and self.ends[day].unseen > yardstick.window

    def _unfindable(self, day: dt.date) -> bool:
        """Rule 4: people tried and failed."""
        yardstick, end = self.yardstick(day), self.ends[day]
        enough_attempts = end.attempts >= yardstick.policy.unfindable_attempts
        return enough_attempts and end.unreached >= yardstick.unfindable_days


_V = TypeVar("_V", Version, PolicyVersion)


def _ordered(versions: Iterable[_V]) -> list[_V]:
    return sorted(versions, key=lambda version: version.valid_from)


def _in_force(versions: Sequence[_V], day: dt.date) -> _V | None:
    """Return the version with the latest valid_from on or before a day (Time)."""
    began = bisect_right(versions, day, key=lambda version: version.valid_from)
    return versions[began - 1] if began else None


def _running_totals(values: Iterator[int]) -> list[int]:
    return list(accumulate(values, initial=0))
