"""The wall between municipalities: held against the database's catalogue, and tried from the application."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from cases.models import Case, Need
from cases.querysets import CaseQuerySet
from tests.conftest import Place, make_case, stay_inside
from wijkzorg import embedded
from wijkzorg.accounts.middleware import InsideMunicipality
from wijkzorg.accounts.models import Membership, Team, User
from wijkzorg.tenancy.checks import account_is_held
from wijkzorg.tenancy.exempt import EXEMPT
from wijkzorg.tenancy.wall import current, inside

OPENED = dt.date(2026, 1, 5)
ROOT = Path(__file__).resolve().parents[1]

_TABLES = """
SELECT c.oid::regclass::text, c.relrowsecurity AND c.relforcerowsecurity AS forced,
       EXISTS (SELECT FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attname = 'municipality_id' AND NOT attisdropped)
           AS has_municipality,
       EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive
               AND pg_get_expr(p.polqual, p.polrelid) LIKE '%municipality_id = ( SELECT%wijkzorg.municipality%')
           AS has_policy,
       (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
FROM pg_class c
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
ORDER BY 1
"""

# Every foreign key between two tables with a municipality, and whether the municipality is part of it on both sides.
_KEYS = """
SELECT k.conname, k.conrelid::regclass::text,
       own.attnum = ANY (k.conkey) AND theirs.attnum = k.confkey[array_position(k.conkey, own.attnum)] AS composite
FROM pg_constraint k
JOIN pg_attribute own ON own.attrelid = k.conrelid AND own.attname = 'municipality_id'
JOIN pg_attribute theirs ON theirs.attrelid = k.confrelid AND theirs.attname = 'municipality_id'
WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
"""


def _ask(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def test_every_table_of_a_municipality_has_the_wall_round_it(db: None) -> None:
    tables = _ask(_TABLES)
    assert len(tables) > 30
    walled = {
        name
        for name, forced, has_it, policy, policies in tables
        if forced and has_it and policy and policies == 1
    }
    with_municipality = {name for name, _forced, has_it, *_rest in tables if has_it}
    assert with_municipality - walled == set()
    assert {name for name, *_rest in tables} - walled == set(EXEMPT)


def test_every_key_between_two_such_tables_stays_inside_the_municipality(db: None) -> None:
    keys = _ask(_KEYS)
    assert len(keys) > 10
    assert [(name, table) for name, table, composite in keys if not composite] == []


def test_the_applications_account_is_no_superuser_owns_nothing_and_bypasses_nothing(db: None) -> None:
    assert connection.settings_dict["USER"] == "wijkzorg"
    assert account_is_held(None, databases=["default"]) == []
    rights = _ask(
        "SELECT oid, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    )
    assert rights[0][1:] == (False, False, False, False)
    assert _ask(f"SELECT relname FROM pg_class WHERE relowner = {rights[0][0]}") == []


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_owners_account_is_refused_for_the_application() -> None:
    kept = connections["default"]
    connections["default"] = connections["owner"]
    try:
        found = {each.msg.rsplit(": it ", 1)[1] for each in account_is_held(None, databases=["default"])}
    finally:
        connections["default"] = kept
    assert found == {"has BYPASSRLS.", "owns a table.", "can take on an account that passes it."}


def test_without_a_context_no_table_gives_a_row(place: Place, worker: User) -> None:
    make_case(place, worker, OPENED)
    stay_inside(None)
    for name, _forced, has_municipality, *_rest in _ask(_TABLES):
        if has_municipality:
            assert _ask(f"SELECT count(*) FROM {name}") == [(0,)], name
    stay_inside(place.municipality.pk)
    assert _ask("SELECT count(*) FROM cases_case") == [(1,)]


def test_a_row_of_another_municipality_can_be_neither_made_nor_moved(place: Place, elsewhere: Place) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Team.objects.create(
            municipality=elsewhere.municipality, organisation=elsewhere.team.organisation, name="Team Hier"
        )
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Team.objects.filter(pk=place.team.pk).update(municipality=elsewhere.municipality)
    assert Team.objects.filter(pk=elsewhere.team.pk).update(name="Overgenomen") == 0


def test_the_context_ends_where_it_began(place: Place, elsewhere: Place) -> None:
    assert current() == place.municipality.pk
    with inside(elsewhere.municipality.pk):
        assert current() == elsewhere.municipality.pk
        with inside(None):
            assert current() is None
            assert not Team.objects.exists()
        assert [team.pk for team in Team.objects.all()] == [elsewhere.team.pk]
    assert current() == place.municipality.pk
    with pytest.raises(ZeroDivisionError), inside(elsewhere.municipality.pk):
        raise ZeroDivisionError
    assert current() == place.municipality.pk


@pytest.mark.django_db(transaction=True)
def test_after_an_error_the_next_request_on_the_connection_carries_nothing_of_the_last(
    place: Place, worker: User, rf: RequestFactory
) -> None:
    seen: list[int | None] = []

    def fails(request: object) -> HttpResponse:
        seen.append(current())
        Team.objects.filter(pk=place.team.pk).update(name="Half")
        return HttpResponse(status=500)

    stay_inside(None)
    request = rf.get("/")
    request.user, request.session = worker, {}  # type: ignore[assignment]
    InsideMunicipality(fails)(request)
    assert seen == [place.municipality.pk]
    assert current() is None
    assert not Case.objects.exists()
    with inside(place.municipality.pk):
        assert Team.objects.get(pk=place.team.pk).name == "Team Oost"


def test_with_the_door_left_open_a_stranger_still_sees_nothing(
    client: Client, place: Place, worker: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_case(place, worker, OPENED)
    monkeypatch.setattr(CaseQuerySet, "visible_to", lambda self, *args, **kwargs: self)
    client.force_login(worker)
    assert client.get(f"/dossiers/{case.pk}/").status_code == 200
    client.force_login(stranger)
    assert client.get(f"/dossiers/{case.pk}/").status_code == 404
    assert "Hoekstra" not in client.get("/dossiers/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_deferred_guard_sees_the_rows_although_the_wall_stands_elsewhere(
    place: Place, elsewhere: Place, worker: User
) -> None:
    with transaction.atomic():
        case = make_case(place, worker, OPENED)
    with (
        pytest.raises(DatabaseError, match="without a need"),
        transaction.atomic(),
    ):
        Need.objects.filter(case=case).delete()
        with inside(elsewhere.municipality.pk), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert Need.objects.filter(case=case).exists()


def test_somebody_with_a_role_in_two_municipalities_sees_one_at_a_time(
    client: Client, place: Place, elsewhere: Place, worker: User, stranger: User
) -> None:
    with inside(elsewhere.municipality.pk):
        Membership.objects.create(
            municipality=elsewhere.municipality,
            user=worker,
            team=elsewhere.team,
            role="worker",
            starts_on=OPENED,
        )
    here = make_case(place, worker, OPENED)
    there = make_case(elsewhere, stranger, OPENED, ref="D00002")
    client.force_login(worker)
    # Buurstad comes before Voorbeeldstad.
    assert client.get(f"/dossiers/{there.pk}/").status_code == 200
    assert client.get(f"/dossiers/{here.pk}/").status_code == 404
    session = client.session
    session["municipality"] = place.municipality.pk
    session.save()
    assert client.get(f"/dossiers/{here.pk}/").status_code == 200
    assert client.get(f"/dossiers/{there.pk}/").status_code == 404


@pytest.mark.parametrize(
    "words",
    [
        ["-m", "celery", "-A", "wijkzorg", "worker"],
        ["-m", "celery", "-A", "wijkzorg", "beat"],
        ["-c", "import wijkzorg.wsgi"],
    ],
)
def test_neither_web_nor_worker_starts_with_an_account_that_passes_the_wall(words: list[str]) -> None:
    environment = os.environ | {
        "DATABASE_URL": embedded.owner_database_url().replace(
            "wijkzorg_owner@/wijkzorg", "wijkzorg_owner@/postgres"
        ),
        "REDIS_URL": embedded.redis_url(),
        "WIJKZORG_PRODUCTION": "0",
    }
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "would pass the wall between municipalities: it has BYPASSRLS" in done.stderr + done.stdout
