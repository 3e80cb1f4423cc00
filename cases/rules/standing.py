"""The standing of a case on a date: `since`, `breaches_on` and `due_on` of docs/rules.md."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cases.rules.record import Record
from cases.rules.rhythms import interval_days
from cases.rules.words import History, Rule

HORIZON_DAYS = 400
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Flag:
    """Say since when a rule holds."""

    kind: Rule
    since: dt.date


@dataclass(frozen=True, slots=True)
class Standing:
    """Say what the rules say of a case on a date; `breaches_on` has the rules that do not hold, in order."""

    date: dt.date
    live: bool
    flags: tuple[Flag, ...]
    breaches_on: dict[Rule, dt.date | None]
    due_on: dt.date | None

    def as_json(self, case_ref: str) -> dict[str, object]:
        """Return the form that `assess --format jsonl` prints (Import and `assess`)."""
        return {
            "case_ref": case_ref,
            "date": self.date.isoformat(),
            "live": self.live,
            "flags": [{"kind": flag.kind.value, "since": flag.since.isoformat()} for flag in self.flags],
            "breaches_on": {rule.value: _iso(day) for rule, day in self.breaches_on.items()},
            "due_on": _iso(self.due_on),
        }


def assess(history: History, on: dt.date) -> Standing:
    """Judge a case on a date: what holds since when, what will hold when, and when a contact is due."""
    record = Record(history, on, through=_horizon(on))
    return Standing(
        date=on,
        live=record.live(on),
        flags=tuple(Flag(rule, _since(record, rule, on)) for rule in Rule if record.holds(rule, on)),
        breaches_on={rule: _breaches_on(record, rule, on) for rule in Rule if not record.holds(rule, on)},
        due_on=_due_on(record, on),
    )


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _horizon(on: dt.date) -> dt.date:
    return dt.date.fromordinal(min(on.toordinal() + HORIZON_DAYS, dt.date.max.toordinal()))


def _since(record: Record, rule: Rule, on: dt.date) -> dt.date:
    """Go back over the unbroken run of days on which the rule holds; days in a pause are skipped."""
    first = day = on
    while day > record.opened_on:
        day -= ONE_DAY
        if record.holds(rule, day):
            first = day
        elif day not in record.paused:
            break
    return first


def _breaches_on(record: Record, rule: Rule, on: dt.date) -> dt.date | None:
    """Look ahead for the first day on which the rule would hold if nothing more were recorded."""
    return next((day for day in record.ends if day > on and record.holds(rule, day)), None)


def _due_on(record: Record, on: dt.date) -> dt.date | None:
    """Count k days that are in no pause from the last contact that is worth what was agreed (`due_on`)."""
    agreement = record.agreement(on)
    if agreement is None or not record.live(on):
        return None
    policy = record.policy(on)
    least = policy.weight(agreement.rhythm.medium)
    worthy = [day for day, media in record.reached.items() if max(map(policy.weight, media)) >= least]
    day = max(worthy, default=max(record.opened_on, agreement.valid_from))
    to_go = interval_days(agreement.rhythm)
    while to_go and day < _horizon(on):
        day += ONE_DAY
        to_go -= day not in record.paused
    return None if to_go else max(day, agreement.valid_from)
