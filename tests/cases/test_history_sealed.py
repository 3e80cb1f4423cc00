"""The application's account cannot keep a change out of the history, nor write or change what stands there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from cases.models import Case, Contact, Need, TargetGroup
from residents.models import Resident
from tests.conftest import Place, add_contact, make_case
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db
OPENED = dt.date(2026, 1, 5)


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    return make_case(place, worker, OPENED)


def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def tables_of_events() -> list[str]:
    rows = ask(
        "SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE a.attname = 'pgh_obj_id' AND c.relkind IN ('r', 'p') ORDER BY 1"
    )
    return [name for (name,) in rows]


def events(model: str) -> int:
    return int(apps.get_model(model)._default_manager.count())


def test_all_care_data_has_history() -> None:
    assert set(tables_of_events()) >= {
        "cases_agreementevent",
        "cases_caseevent",
        "cases_contactevent",
        "cases_needevent",
        "cases_pauseevent",
        "cases_policyevent",
        "cases_targetgroupevent",
        "residents_residentevent",
    }


def test_no_table_of_history_can_be_written_changed_or_emptied_by_the_application() -> None:
    tables = tables_of_events()
    assert tables
    rights = ask(
        "SELECT t, r FROM unnest(%s) t, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) r"
        " WHERE has_table_privilege(current_user, t, r)",
        tables,
    )
    assert rights == [], "call wz_seal_history() at the end of the migration that made it"


def test_every_function_that_writes_history_is_sealed() -> None:
    functions = ask(
        "SELECT p.proname, p.prosecdef, p.prosrc ~ '_pgtrigger_should_ignore' FROM pg_proc p"
        ' WHERE p.prosrc ~ \'INSERT INTO "[a-z0-9_]+" \\([^)]*"pgh_label"\' AND p.pronargs = 0'
    )
    assert len(functions) > 15
    assert [name for name, definer, asks in functions if not definer or asks] == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_contactevent SET note = 'anders'",
        "DELETE FROM cases_contactevent",
        "TRUNCATE cases_contactevent",
        "INSERT INTO cases_caseevent SELECT * FROM cases_caseevent",
        "ALTER TABLE cases_contact DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "ALTER FUNCTION _pgtrigger_should_ignore RENAME TO gone",
        "CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS TEXT LANGUAGE sql AS 'SELECT NULL'",
        "SELECT wz_seal_history()",
    ],
)
def test_the_application_is_refused(case: Case, worker: User, statement: str) -> None:
    add_contact(case, worker, OPENED)
    Contact.objects.update(note="eerst")
    with pytest.raises(DatabaseError), transaction.atomic():
        ask(statement)
    assert events("cases.ContactEvent") == 1


def test_asking_the_triggers_to_look_away_has_no_effect(case: Case, worker: User) -> None:
    add_contact(case, worker, OPENED)
    before = events("cases.CaseEvent"), events("cases.NeedEvent"), events("cases.ContactEvent")
    with pgtrigger.ignore():
        Case.objects.filter(pk=case.pk).update(ref="D00009")
        Need.objects.filter(case=case).update(reason="anders")
    names = [name for (name,) in ask("SELECT DISTINCT tgname::text FROM pg_trigger WHERE NOT tgisinternal")]
    ask("SELECT set_config('pgtrigger.ignore', %s, true)", "{" + ",".join(names) + "}")
    Contact.objects.update(note="stil")
    Contact.objects.all().delete()
    after = events("cases.CaseEvent"), events("cases.NeedEvent"), events("cases.ContactEvent")
    assert [now - then for then, now in zip(before, after, strict=True)] == [1, 1, 2]


def test_bulk_and_plain_sql_are_in_it_whoever_sends_them(place: Place, case: Case, worker: User) -> None:
    for number in range(3):
        add_contact(case, worker, OPENED + dt.timedelta(days=number))
    ask("UPDATE cases_contact SET note = 'in één keer' WHERE case_id = %s", case.pk)
    assert events("cases.ContactEvent") == 3
    Resident.objects.filter(pk=case.resident_id).update(first_name="Denis")
    (event,) = apps.get_model("residents.ResidentEvent")._default_manager.all()
    assert event.first_name == "Dennis"
    TargetGroup.objects.bulk_create([TargetGroup(municipality=place.municipality, name="jongeren")])
    assert events("cases.TargetGroupEvent") == 1
