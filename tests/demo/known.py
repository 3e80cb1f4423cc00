"""What the rules say of a case: `assess` for its flags and days, the rules in plain Python for the numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cases import assessment, phrases, rules
from cases.models import Case
from cases.rules import Measures, Rule
from wijkzorg.tenancy.models import Municipality

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Known:
    """A case with its standing and the numbers behind it."""

    case: Case
    history: rules.History
    standing: rules.Standing
    numbers: Measures

    @property
    def flags(self) -> dict[Rule, dt.date]:
        """Since when each rule holds that does, the most urgent first."""
        since = {flag.kind: flag.since for flag in self.standing.flags}
        return {kind: since[kind] for kind in phrases.BY_NEED if kind in since}

    @property
    def shown_flags(self) -> set[tuple[str, str, str]]:
        """The flags as a page says them to machines."""
        return {(self.case.ref, kind.value, since.isoformat()) for kind, since in self.flags.items()}

    @property
    def threat(self) -> tuple[dt.date, Rule] | None:
        """The first day of the coming week on which a rule would hold, and the most urgent such rule."""
        days = self.standing.breaches_on
        coming = [
            (day, rank, kind)
            for rank, kind in enumerate(phrases.BY_NEED)
            if (day := days.get(kind)) is not None and day <= self.standing.date + WEEK
        ]
        return (min(coming)[0], min(coming)[2]) if coming else None

    @property
    def part(self) -> str:
        """The part of Vandaag in which it stands."""
        if self.flags:
            return "now"
        if self.threat:
            return "soon"
        due = self.standing.due_on
        return "due" if due is not None and due <= self.standing.date else "calm"

    @property
    def state(self) -> str:
        """Whether it counts today."""
        if self.case.closed_on is not None and self.case.closed_on <= self.standing.date:
            return "closed"
        return "live" if self.standing.live else "still"

    @property
    def past(self) -> int:
        """How far the rule under which it stands is past its limit: in days, or in per cent that lack."""
        m = self.numbers
        match next(iter(self.flags)):
            case Rule.UNFINDABLE:
                return (m.days_unreached or 0) - (m.unfindable_days or 0)
            case Rule.NOT_SEEN:
                return (m.days_unseen or 0) - (m.window or 0)
            case Rule.ERODING:
                return 100 - (m.delivered_percent or 0)
            case Rule.SCALED_DOWN:
                return 100 - (m.agreed_percent or 0)

    @property
    def place(self) -> tuple[object, ...]:
        """Where it stands in its part: the order of docs/product.md, but for the name."""
        if self.part == "now":
            kind, since = next(iter(self.flags.items()))
            return phrases.BY_NEED.index(kind), -self.past, since
        if self.threat:
            return self.threat[0], phrases.BY_NEED.index(self.threat[1])
        due = self.standing.due_on
        return due is None, due or self.standing.date


def know(municipality: Municipality, on: dt.date) -> dict[str, Known]:
    """Return what the rules say of every case of a municipality on a day, by its number."""
    judged = dict(assessment.assess(municipality_id=municipality.pk, on=on))
    found = {}
    for case in Case.objects.select_related("resident", "worker", "team"):
        history = assessment.history_of(case)
        found[case.ref] = Known(case, history, judged[case.ref], rules.measure(history, on))
    return found
