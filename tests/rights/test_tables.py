"""What the destroying function finds in the catalogue is all that there is of a case."""

from __future__ import annotations

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db
_HANGING = """
SELECT DISTINCT child.relname, parent.relname
FROM pg_constraint k
JOIN pg_class child ON child.oid = k.conrelid
JOIN pg_class parent ON parent.oid = k.confrelid
WHERE k.contype = 'f' AND NOT child.relispartition
"""
# They outlive what they are about, and hold numbers without a key.
OUTLIVES = {"rights_destructionitem", "rights_tombstone", "rights_subjectrequest"}


def _names(sql: str, *values: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return {row[0] for row in cursor.fetchall()}


def test_every_table_that_refers_to_a_case_or_to_something_of_a_case_goes_with_it() -> None:
    found = _names("SELECT wz_care_tables('case_id')")
    with connection.cursor() as cursor:
        cursor.execute(_HANGING)
        for child, parent in cursor.fetchall():
            if parent in found | {"cases_case"}:
                assert child in found | {"cases_case"}, f"{child} refers to {parent} and has no case_id"


def test_every_table_that_refers_to_a_resident_goes_with_it() -> None:
    found = _names("SELECT wz_care_tables('resident_id')") | _names("SELECT wz_care_tables('case_id')")
    with connection.cursor() as cursor:
        cursor.execute(_HANGING)
        for child, parent in cursor.fetchall():
            if parent == "residents_resident":
                assert child in found | {"cases_case"}, f"{child} refers to a resident and has no resident_id"


def test_all_history_of_a_case_is_found() -> None:
    events = _names(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'pgh_obj_id'"
        " AND table_name LIKE 'cases%%'"
        " AND table_name NOT IN ('cases_caseevent', 'cases_policyevent', 'cases_targetgroupevent',"
        " 'cases_decisionevent')"
    )
    assert events and events <= _names("SELECT wz_care_tables('case_id')")


def test_the_log_and_the_proof_stay() -> None:
    found = _names("SELECT wz_care_tables('case_id')") | _names("SELECT wz_care_tables('resident_id')")
    assert not found & OUTLIVES
    assert not {name for name in found if name.startswith("audit_")}
