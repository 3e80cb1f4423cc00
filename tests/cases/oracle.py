"""docs/rules.md transcribed a second time, as naively as it reads: the judge of the rules in the property tests.

It shares no code with `cases.rules`, only the values that it is given; each day is judged from the records.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from math import ceil

from cases.rules import History, Policy, Rhythm

KINDS = ("scaled_down", "eroding", "not_seen", "unfindable")
DAY = dt.timedelta(days=1)


class Case:
    """One case as it is known on one day: later contacts do not exist."""

    def __init__(self, history: History, known_on: dt.date) -> None:
        self.history = history
        self.opened, self.closed = history.opened_on, history.closed_on
        used = [contact for contact in history.contacts if self.opened <= contact.day <= known_on]
        self.reached: dict[dt.date, list[str]] = {}
        self.failed: dict[dt.date, list[str]] = {}
        for contact in used:
            kind = self.reached if contact.reached else self.failed
            kind.setdefault(contact.day, []).append(contact.medium.name)

    def paused(self, day: dt.date) -> bool:
        return any(pause.first <= day <= pause.last for pause in self.history.pauses)

    def counted(self, day: dt.date) -> bool:
        return day >= self.opened and not self.paused(day)

    def live(self, day: dt.date) -> bool:
        return self.counted(day) and (self.closed is None or day < self.closed)

    def need(self, day: dt.date) -> Rhythm:
        candidates = [(version.valid_from, version.rhythm) for version in self.history.needs]
        return max((c for c in candidates if c[0] <= day), key=lambda c: c[0])[1]

    def agreement(self, day: dt.date) -> tuple[dt.date, Rhythm] | None:
        candidates = [(version.valid_from, version.rhythm) for version in self.history.agreements]
        return max((c for c in candidates if c[0] <= day), key=lambda c: c[0], default=None)

    def policy(self, day: dt.date) -> Policy:
        for versions in (self.history.group_policies, self.history.municipality_policies):
            begun = [version for version in versions if version.valid_from <= day]
            if begun:
                return max(begun, key=lambda version: version.valid_from).policy
        return Policy(50, 40, 20, 50, 4, 14, 84, 3, 2, 7, 28)

    def holds(self, kind: str, t: dt.date) -> bool:
        if not self.live(t):
            return False
        return bool(getattr(self, f"_{kind}")(t))

    def _scaled_down(self, t: dt.date) -> bool:
        agreed = self.agreement(t)
        if agreed is None:
            return False
        policy, need, agreement = self.policy(t), self.need(t), agreed[1]
        if seen_by(need.medium.name) and not seen_by(agreement.medium.name):
            return True
        w_n = points(policy, need.medium.name)
        w_a = min(points(policy, agreement.medium.name), w_n)
        promised = Fraction(agreement.contacts * w_a, agreement.per_days)
        needed = Fraction(need.contacts * w_n, need.per_days)
        return promised / needed * 100 <= policy.threshold_percent

    def _eroding(self, t: dt.date) -> bool:
        policy, need = self.policy(t), self.need(t)
        width, now = window(need, policy), millionths(need, need, policy)
        looked_at: list[dt.date] = []
        day = t
        while len(looked_at) < width and day >= self.opened:
            if self.counted(day):
                looked_at.append(day)
            day -= DAY
        d = e = 0
        for day in looked_at:
            best = max((points(policy, name) for name in self.reached.get(day, [])), default=0)
            d += min(best, points(policy, need.medium.name))
            e += min(millionths(self.need(day), need, policy), now)
        c = (width - len(looked_at)) * now
        return not 100 * (1000000 * d + c) > policy.threshold_percent * (e + c)

    def _not_seen(self, t: dt.date) -> bool:
        need = self.need(t)
        if not seen_by(need.medium.name):
            return False
        met = [day for day, names in self.reached.items() if day <= t and any(map(seen_by, names))]
        return len(self.counted_after(met, t)) > window(need, self.policy(t))

    def _unfindable(self, t: dt.date) -> bool:
        policy, need = self.policy(t), self.need(t)
        days = self.counted_after([day for day in self.reached if day <= t], t)
        asked = ceil(Fraction(policy.unfindable_intervals * need.per_days, need.contacts))
        asked = min(max(asked, policy.unfindable_min_days), policy.unfindable_max_days)
        attempts = [day for day in days if day in self.failed]
        return len(attempts) >= policy.unfindable_attempts and len(days) >= asked

    def counted_after(self, events: list[dt.date], t: dt.date) -> list[dt.date]:
        day = max(events) + DAY if events else self.opened
        days = []
        while day <= t:
            if self.counted(day):
                days.append(day)
            day += DAY
        return days

    def since(self, kind: str, t: dt.date) -> dt.date:
        """Collect the run backwards, then take its first day that is no pause."""
        run = [t]
        while run[-1] > self.opened and (self.paused(run[-1] - DAY) or self.holds(kind, run[-1] - DAY)):
            run.append(run[-1] - DAY)
        return min(day for day in run if not self.paused(day))

    def breaches_on(self, kind: str, t: dt.date) -> dt.date | None:
        for n in range(1, 401):
            if self.holds(kind, t + n * DAY):
                return t + n * DAY
        return None

    def due_on(self, t: dt.date) -> dt.date | None:
        agreed = self.agreement(t)
        if agreed is None or not self.live(t):
            return None
        (valid_from, rhythm), policy = agreed, self.policy(t)
        least = points(policy, rhythm.medium.name)
        good = [day for day, names in self.reached.items() if any(points(policy, n) >= least for n in names)]
        start = max(good) if good else max(self.opened, valid_from)
        k = ceil(Fraction(rhythm.per_days, rhythm.contacts))
        free = [start + n * DAY for n in range(1, 1200) if not self.paused(start + n * DAY)]
        due = max(free[k - 1], valid_from)
        return due if due <= t + 400 * DAY else None


def standing(history: History, t: dt.date) -> dict[str, object]:
    """Return what `Standing.as_json` should, for a case called X."""
    case = Case(history, t)
    held = [kind for kind in KINDS if case.holds(kind, t)]
    return {
        "case_ref": "X",
        "date": str(t),
        "live": case.live(t),
        "flags": [{"kind": kind, "since": str(case.since(kind, t))} for kind in held],
        "breaches_on": {kind: text(case.breaches_on(kind, t)) for kind in KINDS if kind not in held},
        "due_on": text(case.due_on(t)),
    }


def text(day: dt.date | None) -> str | None:
    return None if day is None else str(day)


def seen_by(medium: str) -> bool:
    return medium in {"HOME_VISIT", "WALK_IN", "OUTDOORS"}


def points(policy: Policy, medium: str) -> int:
    others = {"VIDEO": policy.video, "PHONE": policy.phone, "MESSAGE": policy.message}
    return 100 if seen_by(medium) else others[medium]


def window(need: Rhythm, policy: Policy) -> int:
    asked = ceil(Fraction(policy.window_intervals * need.per_days, need.contacts))
    asked = min(max(asked, policy.window_min_days), policy.window_max_days)
    return max(asked, 3 * ceil(Fraction(need.per_days, need.contacts)))


def millionths(rhythm: Rhythm, need: Rhythm, policy: Policy) -> int:
    weight = min(points(policy, rhythm.medium.name), points(policy, need.medium.name))
    return ceil(Fraction(1000000 * rhythm.contacts * weight, rhythm.per_days))
