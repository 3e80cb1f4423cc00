"""Which policy was in force beside a number: the numbers of the rules, from which day, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.models import Policy
from dashboard import words
from wijkzorg.accounts.middleware import Desk


@dataclass(frozen=True, slots=True)
class PolicyMark:
    """A policy with its number on the page; `until` is the first day on which another holds for the same people."""

    number: int
    since: dt.date
    until: dt.date | None
    whose: str
    reason: str
    numbers: str

    def __str__(self) -> str:
        return _("beleid %(number)s, vanaf %(day)s%(whose)s: %(reason)s") % {
            "number": self.number,
            "day": words.day(self.since),
            "whose": f" ({self.whose})" if self.whose else "",
            "reason": self.reason,
        }

    def holds_in(self, begins: dt.date, ends: dt.date) -> bool:
        """Whether it held on a day from one up to another, or on the one day of a stock."""
        return self.since < max(ends, begins + dt.timedelta(days=1)) and (
            self.until is None or self.until > begins
        )


def policies(desk: Desk) -> list[PolicyMark]:
    """Return all policies of the municipality, the first first."""
    rows = list(Policy.objects.visible_to(desk).select_related("target_group").order_by("valid_from", "pk"))
    return [
        PolicyMark(
            number, row.valid_from, _until(row, rows), str(row.target_group or ""), row.reason, _numbers(row)
        )
        for number, row in enumerate(rows, start=1)
    ]


def _until(row: Policy, rows: Sequence[Policy]) -> dt.date | None:
    later = (
        o.valid_from
        for o in rows
        if o.target_group_id == row.target_group_id and o.valid_from > row.valid_from
    )
    return min(later, default=None)


def _numbers(row: Policy) -> str:
    return _(
        "drempel %(threshold)s\N{NO-BREAK SPACE}%%; punten: huisbezoek 100, beeldbellen %(video)s, telefoon %(phone)s,"
        " bericht %(message)s; venster %(window)s keer, %(least)s tot %(most)s dagen; niet te vinden na %(attempts)s"
        " dagen met een poging"
    ) % {
        "threshold": row.threshold_percent,
        "video": row.video,
        "phone": row.phone,
        "message": row.message,
        "window": row.window_intervals,
        "least": row.window_min_days,
        "most": row.window_max_days,
        "attempts": row.unfindable_attempts,
    }
