"""What is said about less than needed, in full: for tests that are about something else."""

from __future__ import annotations

import datetime as dt

from cases.models import Case, Decision, Reason
from cases.promises import BY_DECISION, Less
from tests.conftest import moment

DECIDED = dt.date(2026, 1, 2)


def decision(case: Case, title: str = "Minder huisbezoek") -> Decision:
    """Return a decision of the case's municipality."""
    made, _new = Decision.objects.get_or_create(
        municipality_id=case.municipality_id,
        title=title,
        decided_on=DECIDED,
        defaults={"decided_by": "De directie", "created_at": moment(DECIDED)},
    )
    return made


def less(case: Case, reason: Reason, start: dt.date, *, days: int = 28) -> Less:
    """Say why less, until so many days after its start, by which decision, and what instead."""
    return Less(
        reason=reason,
        reason_text="",
        review_on=start + dt.timedelta(days=days),
        instead="De buurvrouw kijkt mee.",
        residents_words="Vindt het jammer.",
        decision=decision(case) if reason in BY_DECISION else None,
    )
