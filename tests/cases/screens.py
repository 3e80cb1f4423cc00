"""What the tests of the screens share: reading a page as words, and what a form sends."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

from django.utils import timezone

from cases.models import Case, Medium
from tests.conftest import ZONE, add_contact
from wijkzorg.accounts.models import User

HTMX = {"HX-Request": "true"}


def days_ago(today: dt.date, days: int) -> dt.date:
    return today - dt.timedelta(days=days)


def words_of(response: Any) -> str:
    """Return the words of a page on one line, without its marks."""
    words = re.sub(r"<(script|style|svg).*?</\1>|<[^>]*>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(words.replace("\N{NO-BREAK SPACE}", " ").split())


def sent_form(**changed: Any) -> dict[str, Any]:
    now = timezone.now().astimezone(ZONE)
    return {
        "medium": Medium.HOME_VISIT.value,
        "happened_at": f"{now:%Y-%m-%dT%H:%M}",
        "reached": "true",
        "note": "",
        "token": str(uuid.uuid4()),
    } | changed


def visited_weekly(case: Case, worker: User, today: dt.date, last: int) -> None:
    """Visit every week, the last time so many days ago."""
    for days in range(last, last + 60, 7):
        add_contact(case, worker, days_ago(today, days))
