"""What the forms of agreements send."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cases.models import Medium


def agreement(today: dt.date, **changed: Any) -> dict[str, Any]:
    """A visit that becomes a call every two weeks, by a decision that is named for the first time."""
    return {
        "contacts": "1",
        "per_days": "14",
        "medium": str(Medium.PHONE.value),
        "valid_from": today.isoformat(),
        "reason": "budget",
        "reason_text": "",
        "decision": "",
        "decision_title": "Minder huisbezoek",
        "decision_by": "De directie",
        "decision_on": (today - dt.timedelta(days=9)).isoformat(),
        "review_on": (today + dt.timedelta(days=28)).isoformat(),
        "instead": "De buurvrouw kijkt mee.",
        "residents_words": "Vindt het jammer.",
    } | changed


def opening(today: dt.date, **changed: Any) -> dict[str, Any]:
    """A new resident with a weekly visit."""
    return {
        "first_name": "Wim",
        "last_name": "de Wit",
        "birth_date": "1950-03-01",
        "opened_on": today.isoformat(),
        "ground": "wmo",
        "target_group": "",
        "contacts": "1",
        "per_days": "7",
        "medium": str(Medium.HOME_VISIT.value),
        "reason": "Samen besloten.",
    } | changed
