"""The next time that a worker chose for a case, beside what was agreed: it lasts until somebody is reached again.

The rules do not look at it: `due_on` is theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from cases import phrases
from cases.asking import Row
from cases.models import Contact
from cases.phrases import gettext as _
from cases.querysets import OfCaseQuerySet


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A day that a worker chose, and the contact after which they did."""

    case_id: int
    on: dt.date
    chosen_on: dt.date
    words: str


def of_cases(case_ids: Collection[int], today: dt.date) -> dict[int, FollowUp]:
    """Return the next time of those cases that have one, in one query: the last that was chosen."""
    rows = lasting().filter(case_id__in=list(case_ids)).only("case_id", "follow_up_on", "day")
    return {
        row.case_id: _follow_up(row.case_id, row.follow_up_on, row.day, today)
        for row in rows
        if row.follow_up_on
    }


def from_row(row: Row, today: dt.date) -> FollowUp:
    """Make a next time of what a row of `lasting` says of it."""
    return _follow_up(
        row["case"], dt.date.fromisoformat(row["on"]), dt.date.fromisoformat(row["chosen_on"]), today
    )


def _follow_up(case_id: int, on: dt.date, chosen_on: dt.date, today: dt.date) -> FollowUp:
    said = _("Gekozen volgende keer: %(day)s.") if on >= today else _("Gekozen was %(day)s.")
    return FollowUp(case_id, on, chosen_on, said % {"day": phrases.short_day(on, today)})


def lasting() -> OfCaseQuerySet[Contact]:
    """Describe the contacts with which the next time of each case was chosen last.

    A reached contact after it ends it; an attempt that failed does not.
    """
    later = Contact.objects.filter(
        case_id=OuterRef("case_id"),
        day__gte=OuterRef("day"),
        happened_at__gt=OuterRef("happened_at"),
        reached=True,
    )
    chosen = Contact.objects.filter(~Exists(later), follow_up_on__isnull=False)
    return chosen.order_by("case_id", "-happened_at", "-pk").distinct("case_id")
