"""The next time that a worker chose for a case, beside what was agreed: it lasts until somebody is reached again.

The rules do not look at it: `due_on` is theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from cases import phrases
from cases.models import Contact
from cases.phrases import gettext as _


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A day that a worker chose, and the contact after which they did."""

    case_id: int
    on: dt.date
    chosen_on: dt.date

    def words(self, today: dt.date) -> str:
        """Say which day was chosen."""
        said = _("Gekozen volgende keer: %(day)s.") if self.on >= today else _("Gekozen was %(day)s.")
        return said % {"day": phrases.short_day(self.on, today)}


def of_cases(case_ids: Collection[int]) -> dict[int, FollowUp]:
    """Return the next time of those cases that have one, in one query: the last that was chosen.

    A reached contact after the one with which it was chosen ends it; an attempt that failed does not.
    """
    later = Contact.objects.filter(
        case_id=OuterRef("case_id"),
        day__gte=OuterRef("day"),
        happened_at__gt=OuterRef("happened_at"),
        reached=True,
    )
    rows = (
        Contact.objects.filter(~Exists(later), case_id__in=list(case_ids), follow_up_on__isnull=False)
        .order_by("case_id", "-happened_at", "-pk")
        .distinct("case_id")
        .values_list("case_id", "follow_up_on", "day")
    )
    return {case: FollowUp(case, on, day) for case, on, day in rows if on is not None}
