"""Ten thousand cases of one team, put there at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.utils import timezone

from cases import assessment
from cases.models import Case
from tests.conftest import Place
from wijkzorg.accounts.models import User

_MANY = """
WITH people AS (
    INSERT INTO residents_resident (municipality_id, ref, first_name, last_name, birth_date, neighbourhood_id)
    SELECT %(m)s, 'M' || n, 'Kim', 'Naam' || n, '1980-01-01', %(n)s FROM generate_series(%(first)s, %(last)s) AS n
    RETURNING id, ref
), made AS (
    INSERT INTO cases_case (municipality_id, ref, resident_id, opened_on, team_id, worker_id)
    SELECT %(m)s, p.ref, p.id, %(opened)s, %(team)s,
           (%(workers)s::bigint[])[1 + substr(p.ref, 2)::int %% cardinality(%(workers)s::bigint[])]
    FROM people p RETURNING id
)
INSERT INTO cases_need (municipality_id, case_id, valid_from, contacts, per_days, medium, reason, created_at)
SELECT %(m)s, id, %(opened)s, 1, 7, 1, '', now() FROM made
"""


def make_many(
    place: Place, workers: list[User | None], opened: dt.date, today: dt.date, numbers: range
) -> None:
    """Make a case for each of some numbers, the workers in turn, judged and analysed; nobody was ever there."""
    values: dict[str, Any] = {
        "m": place.municipality.pk, "n": place.neighbourhood.pk, "team": place.team.pk, "opened": opened,
        "workers": [worker.pk if worker else None for worker in workers], "first": numbers[0], "last": numbers[-1],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MANY, values)
    ids = list(Case.objects.values_list("pk", flat=True))
    assessment.refresh(case_ids=ids, on=today, now=timezone.now(), cause=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
