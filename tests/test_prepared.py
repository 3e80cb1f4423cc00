"""A statement that a connection plans once is planned once, also where its first run fails."""

from __future__ import annotations

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from wijkzorg.tenancy.prepared import Prepared

pytestmark = pytest.mark.django_db


def _planned(statement: Prepared) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name = %s", [statement.name])
        return int(cursor.fetchone()[0])


def test_a_statement_takes_one_round_trip_the_first_time_and_each_time_after_it() -> None:
    """Planned and run together; then run from its plan."""
    statement = Prepared.named("SELECT 60 / %(by)s AS once, 10 %% 4", {"by": "integer"})

    for by, share in ((2, 30), (3, 20), (4, 15)):
        with CaptureQueriesContext(connection) as queries:
            assert statement.rows([by]) == [(share, 2)]
        assert len(queries) == 1
    assert _planned(statement) == 1


def test_a_statement_whose_first_run_fails_runs_the_next_time() -> None:
    """Its plan outlives the transaction that failed, say because somebody held a lock."""
    statement = Prepared.named("SELECT 60 / %(by)s AS failing", {"by": "integer"})
    with pytest.raises(DataError), transaction.atomic():
        statement.rows([0])

    assert statement.rows([3]) == [(20,)]
    assert statement.rows([4]) == [(15,)]
    assert _planned(statement) == 1
