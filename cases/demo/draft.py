"""A case as a story makes it: what was needed and promised, who came when; without names, hours and notes yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from cases import rules
from cases.demo.workdays import ONE_DAY, is_working_day
from cases.rules import Contact, History, Medium, PolicyVersion, Rhythm


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at contact; `mark` says what kind of moment it was, for the note."""

    day: dt.date
    medium: Medium
    reached: bool
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A need or an agreement from a day on; `code` is an agreement's reason, `text` says why."""

    valid_from: dt.date
    rhythm: Rhythm
    text: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Rest:
    """Days on which the clock stands still, and why."""

    first: dt.date
    last: dt.date
    reason: str


@dataclass(slots=True)
class Draft:
    """What a story puts together; contacts may be given in any order."""

    opened_on: dt.date
    needs: list[Change]
    agreements: list[Change]
    attempts: list[Attempt] = field(default_factory=list)
    rests: list[Rest] = field(default_factory=list)
    closed_on: dt.date | None = None

    def tidy(self, today: dt.date) -> None:
        """Keep what can have happened: on working days while the case was open, before today, not in a pause.

        A visit in hospital is the one contact in a pause. A day has one contact of a kind; the successful one stays.
        """
        last = min(today, self.closed_on or today) - ONE_DAY
        away = {day for rest in self.rests for day in rules.Pause(rest.first, rest.last).days()}
        kept: dict[tuple[dt.date, Medium], Attempt] = {}
        for attempt in sorted(self.attempts, key=lambda one: (one.reached, one.mark == "intake")):
            there = self.opened_on <= attempt.day <= last and is_working_day(attempt.day)
            if there and (attempt.day not in away or attempt.mark == "hospital"):
                kept[attempt.day, attempt.medium] = attempt
        self.attempts = sorted(kept.values(), key=lambda one: (one.day, one.reached, one.medium))

    def history(
        self, group_policies: tuple[PolicyVersion, ...], municipality_policies: tuple[PolicyVersion, ...]
    ) -> History:
        """Return the case as the rules read it."""
        return History(
            opened_on=self.opened_on,
            closed_on=self.closed_on,
            needs=tuple(rules.Version(change.valid_from, change.rhythm) for change in self.needs),
            agreements=tuple(rules.Version(change.valid_from, change.rhythm) for change in self.agreements),
            contacts=tuple(
                Contact(attempt.day, attempt.medium, attempt.reached) for attempt in self.attempts
            ),
            pauses=tuple(rules.Pause(rest.first, rest.last) for rest in self.rests),
            group_policies=group_policies,
            municipality_policies=municipality_policies,
        )
