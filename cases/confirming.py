"""Asking a team lead: what must be confirmed is in force at once, and stands on the board until it is answered.

docs/product.md: less than needed, no back doors.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from cases import assessment, phrases
from cases.models import Case, Confirmation, Flag, Need, Pause
from cases.rules import Rhythm, Rule
from wijkzorg.accounts.models import User

# A pause so few days after another, or before it, is seen by the lead.
NEAR_PAUSE_DAYS = 28


def rules_held(case: Case, today: dt.date) -> list[str]:
    """Return the rules of which a flag is open; also one that holds today and that no task has flagged yet.

    A flag that a pause holds still is open, and so is one that was gone by a change that nobody confirmed yet: a second
    step does not pass unseen because the first one hid the flag.
    """
    flagged = set(
        Flag.objects.filter(case=case).exclude(state=Flag.State.CLOSED).values_list("kind", flat=True)
    )
    waiting = Confirmation.objects.filter(case=case, state=Confirmation.State.WAITING)
    for flags in waiting.exclude(kind=Confirmation.Kind.CUT).values_list("flags", flat=True):
        flagged.update(flags)
    standing = assessment.standings([case.pk], today)[case.pk]
    return [rule.value for rule in Rule if rule.value in flagged or standing.rules[rule].holds]


def is_near(pause: Pause, others: list[Pause]) -> bool:
    """Tell whether a pause begins within 28 days after another ends, or ends so shortly before one begins."""
    near = dt.timedelta(days=NEAR_PAUSE_DAYS)
    return any(
        other.pk != pause.pk
        and (
            dt.timedelta(0) < pause.first_day - other.last_day <= near
            or dt.timedelta(0) < other.first_day - pause.last_day <= near
        )
        for other in others
    )


def ask(
    *,
    case: Case,
    kind: Confirmation.Kind,
    why: Confirmation.Why,
    said: str,
    reason: str,
    flags: list[str],
    actor: User,
    now: dt.datetime,
    **about: Any,
) -> Confirmation:
    """Put a change on the board of the team's lead; `about` names its row. The caller holds the case's lock."""
    return Confirmation.objects.create(
        municipality_id=case.municipality_id,
        case=case,
        kind=kind,
        why=why,
        said=said,
        reason=reason,
        flags=flags,
        asked_by=actor,
        asked_at=now,
        **about,
    )


def change_in_words(former: Rhythm | None, new: Rhythm) -> str:
    """Say what a rhythm became, and what it was: the words that stay when both rows have changed."""
    words = {"old": phrases.rhythm(former) if former else "–", "new": phrases.rhythm(new)}
    if former is None:
        return words["new"]
    return f"{words['old']} → {words['new']}"


def in_force(case: Case, day: dt.date) -> Need:
    """Return the need in force on a day; before the opening, the one on that day."""
    found = case.needs.filter(valid_from__lte=max(day, case.opened_on)).order_by("-valid_from").first()
    assert found is not None, "a case has a need in force on the day it opened"
    return found
