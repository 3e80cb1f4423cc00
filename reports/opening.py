"""From a report to a case, in one step: either both are there afterwards, or neither."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from agreements.actions import open_for_new
from cases.lifecycle import open_case
from cases.models import Case
from reports.actions import case_opened
from reports.models import Report
from wijkzorg.accounts.models import User


@transaction.atomic
def open_case_from(
    *,
    actor: User,
    report: Report,
    person: dict[str, Any] | None,
    token: uuid.UUID,
    now: dt.datetime,
    **opening: Any,
) -> Case:
    """Open a case for whom a report is about, and end the report with it; the same form sent again opens no second.

    `person` says who it is where the report names no resident yet. Raises ValidationError as open_case and open_for_new
    do, and where the report is not the actor's any more.
    """
    if report.resident is not None:
        case = open_case(actor=actor, resident=report.resident, now=now, token=token, **opening)
    else:
        case = open_for_new(
            actor=actor, municipality=report.municipality, now=now, token=token, **(person or {}), **opening
        )
    case_opened(actor=actor, report=report, case=case, now=now)
    return case
