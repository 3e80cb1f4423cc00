"""Finding who seems to have an open case with two teams, and what their leads say of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction

from cases.models import Double
from wijkzorg.accounts.models import User
from wijkzorg.audit.actions import log_access
from wijkzorg.audit.models import Action
from wijkzorg.tenancy.models import Municipality

# The same surname but for capitals and spaces, and the same day of birth, in open cases of two teams.
_FOUND = """
SELECT DISTINCT a.municipality_id, a.id AS case_id, b.team_id AS other_team_id
FROM cases_case a
JOIN residents_resident ra ON ra.id = a.resident_id
JOIN residents_resident rb ON rb.municipality_id = ra.municipality_id AND rb.birth_date = ra.birth_date
    AND lower(rb.last_name) = lower(ra.last_name)
JOIN cases_case b ON b.resident_id = rb.id AND b.team_id <> a.team_id
WHERE a.municipality_id = %(municipality)s AND b.municipality_id = %(municipality)s
  AND (a.closed_on IS NULL OR a.closed_on > %(today)s) AND (b.closed_on IS NULL OR b.closed_on > %(today)s)
"""
_ADD = f"""
INSERT INTO cases_double (municipality_id, case_id, other_team_id, found_on, outcome)
SELECT municipality_id, case_id, other_team_id, %(today)s, '' FROM ({_FOUND}) AS found
ON CONFLICT DO NOTHING
"""
_DROP = f"""
DELETE FROM cases_double d WHERE d.settled_at IS NULL AND NOT EXISTS (
    SELECT FROM ({_FOUND}) AS found WHERE found.case_id = d.case_id AND found.other_team_id = d.other_team_id)
"""


@transaction.atomic
def find(*, municipality: Municipality, now: dt.datetime) -> int:
    """Bring up to date who seems to be with two teams; what was settled stays so. Returns how many are new."""
    values: dict[str, Any] = {"municipality": municipality.pk, "today": municipality.day_of(now)}
    with connection.cursor() as cursor:
        cursor.execute(_DROP, values)
        cursor.execute(_ADD, values)
        return int(cursor.rowcount)


@transaction.atomic
def settle(*, actor: User, double: Double, outcome: Double.Outcome, now: dt.datetime) -> Double:
    """Note what a lead found out; who comes second changes nothing."""
    updated = Double.objects.filter(pk=double.pk, settled_at__isnull=True).update(
        outcome=outcome, settled_at=now, settled_by=actor
    )
    if updated:
        log_access(action=Action.WRITE, user_id=actor.pk, case=double.case)
    double.refresh_from_db()
    return double
