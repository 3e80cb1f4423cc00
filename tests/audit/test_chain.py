"""The log at the database: who may write what, how it is sealed, and what verify_log says of a log that was touched."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
import time

import pytest
from django.db import DatabaseError, connection, transaction

from tests.audit.sealed import by_the_owner, look, old_lines, owner_says, seal, verify
from tests.conftest import Place
from wijkzorg.audit import sealing
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.audit.tasks import seal_log
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_accessentry SET reason = 'anders'",
        "DELETE FROM audit_accessentry",
        "TRUNCATE audit_accessentry",
        "DROP TABLE audit_accessentry",
        "ALTER TABLE audit_accessentry DISABLE TRIGGER append_only",
        "DELETE FROM audit_accessentry_rest",
        "INSERT INTO audit_accessentry_rest (municipality_id, action) VALUES (1, 'read')",
        "INSERT INTO audit_accessentry (municipality_id, action, at) VALUES ({m}, 'read', '2026-01-01')",
        "INSERT INTO audit_accessentry (municipality_id, action, xid) VALUES ({m}, 'read', '3')",
        "INSERT INTO audit_accessentry (municipality_id, action, id) OVERRIDING SYSTEM VALUE VALUES ({m}, 'read', 1)",
        "UPDATE audit_seal SET rows = 0",
        "DELETE FROM audit_seal",
        "INSERT INTO audit_seal (municipality_id, number) VALUES ({m}, 1)",
        "SELECT wz_add_seal(NULL)",
        "SELECT wz_drop_log_month('2020-01-01')",
        "UPDATE audit_sealing SET id = 0",
        "UPDATE audit_visitorentry SET action = 'x'",
        "DELETE FROM audit_visitorentry",
    ],
)
def test_the_application_can_add_lines_and_nothing_else(place: Place, statement: str) -> None:
    look(place)
    seal(place)
    with (
        inside(place.municipality.pk),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        cursor.execute(statement.format(m=place.municipality.pk))
    assert verify() == ("", "")


def test_a_line_in_the_log_of_another_municipality_is_refused(place: Place, elsewhere: Place) -> None:
    with pytest.raises(DatabaseError), inside(place.municipality.pk):
        log_event(action=Action.READ, municipality_id=elsewhere.municipality.pk, user_id=1)


def test_the_months_of_the_log_have_walls_of_their_own(place: Place, elsewhere: Place) -> None:
    look(place)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, EXISTS (SELECT FROM pg_policy p WHERE"
            " p.polrelid = c.oid) FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid"
            " WHERE inhparent = 'audit_accessentry'::regclass"
        )
        months = cursor.fetchall()
        assert len(months) == 5
        for name, enabled, forced, policy in months:
            assert (enabled, forced, policy) == (True, True, True), name
            with inside(elsewhere.municipality.pk):
                cursor.execute(f"SELECT count(*) FROM {name}")
                assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("statement", ["UPDATE {} SET action = 'x'", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["audit_accessentry", "audit_seal"])
def test_a_trigger_refuses_the_owner_as_well(place: Place, table: str, statement: str) -> None:
    look(place)
    seal(place)
    with pytest.raises(DatabaseError, match=r"append-only|does not exist"):
        owner_says(statement.format(table))
    assert verify() == ("", "")


def test_emptying_the_log_is_refused_by_a_trigger(place: Place) -> None:
    # The tests switch it off for themselves.
    owner_says("ALTER TABLE audit_accessentry ENABLE TRIGGER not_emptied")
    try:
        with pytest.raises(DatabaseError, match="append-only"):
            owner_says("TRUNCATE audit_accessentry")
    finally:
        owner_says("ALTER TABLE audit_accessentry DISABLE TRIGGER not_emptied")


def test_a_good_log_is_silent_and_what_is_not_sealed_yet_is_counted(place: Place) -> None:
    assert verify() == ("", "")
    look(place, 3)
    seal(place)
    assert verify() == ("", "")
    look(place, 2)
    out, err = verify()
    assert out == "" and "GM9999: 2 lines not sealed yet, since" in err
    seal(place)
    assert verify() == ("", "")


@pytest.mark.parametrize(
    "column", ["reason = 'x'", "user_id = 2", "at = at - interval '1 second'", "origin = 'x'"]
)
def test_an_altered_line_is_named(place: Place, column: str) -> None:
    altered = look(place, 5)[2]
    seal(place)
    with by_the_owner():
        owner_says(f"UPDATE audit_accessentry SET {column} WHERE id = %s", [altered])
    out, _err = verify()
    assert out.splitlines()[0].startswith(f"GM9999: line {altered}: altered (seal ")
    assert len(out.splitlines()) == 1


def test_a_removed_line_is_named(place: Place) -> None:
    removed = look(place, 5)[4]
    seal(place)
    look(place, 2)
    seal(place)
    with by_the_owner():
        owner_says("DELETE FROM audit_accessentry WHERE id = %s", [removed])
    out, _err = verify()
    assert out.startswith(f"GM9999: line {removed}: missing (seal ")
    assert len(out.splitlines()) == 1


def test_a_line_that_is_slipped_in_later_is_named(place: Place) -> None:
    look(place, 2)
    seal(place)
    owner_says(
        "INSERT INTO audit_accessentry (municipality_id, action, xid) VALUES (%s, 'read', '3')",
        [place.municipality.pk],
    )
    out, _err = verify()
    assert "slipped in after the sealing" in out


@pytest.mark.parametrize(
    ("touch", "said"),
    [
        ("UPDATE audit_seal SET digests[1] = sha256('x') WHERE number = 2", "seal 2: altered"),
        ("UPDATE audit_seal SET ids = '{}', digests = '{}', rows = 0 WHERE number = 2", "seal 2: altered"),
        ("DELETE FROM audit_seal WHERE number = 2", "seal 2: missing"),
        ("UPDATE audit_seal s SET hash = wz_seal_hash(s), sealed_at = sealed_at WHERE number = 1", ""),
        (
            "WITH s AS (UPDATE audit_seal SET sealed_at = '2020-01-01' WHERE number = 2 RETURNING *)"
            " SELECT 1 FROM s",
            "seal 2: altered",
        ),
    ],
)
def test_a_seal_that_was_touched_is_named(place: Place, touch: str, said: str) -> None:
    for _ in range(3):
        look(place)
        seal(place)
    with by_the_owner("audit_seal"):
        owner_says(touch)
    out, _err = verify()
    assert f"GM9999: {said}\n" in out if said else not out


def test_a_seal_made_anew_does_not_fit_the_next(place: Place) -> None:
    ids = look(place, 2)
    seal(place)
    look(place)
    seal(place)
    with by_the_owner(), by_the_owner("audit_seal"):
        owner_says("UPDATE audit_accessentry SET reason = 'x' WHERE id = %s", [ids[0]])
        owner_says(
            "UPDATE audit_seal SET digests[1] = (SELECT wz_log_digest(e) FROM audit_accessentry e WHERE id = %s)"
            " WHERE number = 1",
            [ids[0]],
        )
        owner_says("UPDATE audit_seal s SET hash = wz_seal_hash(s) WHERE number = 1")
    out, _err = verify()
    assert out == "GM9999: seal 2: does not follow the one before it\n"


def test_no_line_slips_between_two_batches_while_many_write(place: Place) -> None:
    over, batches = threading.Event(), threading.Semaphore(0)
    written: list[int] = []

    def write() -> None:
        try:
            for number in itertools.count():
                with inside(place.municipality.pk):
                    log_event(action=Action.READ, municipality_id=place.municipality.pk, user_id=number)
                    # The order of the commits is not that of the lines.
                    time.sleep(0.001 * (number % 7))
                written.append(number)
                if over.is_set():
                    return
        finally:
            connection.close()

    def keep_sealing() -> None:
        try:
            while not over.is_set():
                if sealing.seal():
                    batches.release()
        finally:
            connection.close()

    threads = [threading.Thread(target=keep_sealing), *(threading.Thread(target=write) for _ in range(6))]
    for thread in threads:
        thread.start()
    sealed_meanwhile = [batches.acquire(timeout=30) for _ in range(5)]  # however slow the machine
    over.set()
    for thread in threads:
        thread.join()
    assert all(sealed_meanwhile)
    seal(place)
    assert verify() == ("", "")
    with inside(place.municipality.pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT i), max(number) FROM audit_seal, unnest(ids) AS i")
        lines, different, seals = cursor.fetchone()
    assert lines == different == len(written)
    assert seals >= 5


def test_a_page_that_is_still_open_is_sealed_after_it_and_holds_up_no_writer(place: Place) -> None:
    wrote, finish = threading.Event(), threading.Event()

    def slow_page() -> None:
        try:
            with inside(place.municipality.pk):
                log_event(action=Action.READ, municipality_id=place.municipality.pk, user_id=1)
                wrote.set()
                finish.wait(30)
        finally:
            connection.close()

    page = threading.Thread(target=slow_page)
    page.start()
    wrote.wait(30)
    begun = time.monotonic()
    look(place)
    seal_log()
    assert time.monotonic() - begun < 5
    assert "1 lines not sealed yet" in verify()[1]
    finish.set()
    page.join()
    seal(place)
    assert verify() == ("", "")


def test_each_municipality_has_a_chain_of_its_own(place: Place, elsewhere: Place) -> None:
    look(place, 2)
    look(elsewhere, 3)
    seal(place)
    seal(elsewhere)
    for here, rows in ((place, 2), (elsewhere, 3)):
        with inside(here.municipality.pk), connection.cursor() as cursor:
            cursor.execute("SELECT min(number), sum(rows), count(DISTINCT municipality_id) FROM audit_seal")
            assert cursor.fetchone() == (1, rows, 1)


def test_a_restored_log_is_sealed_whole_and_goes_on(place: Place) -> None:
    look(place, 2)
    seal(place)
    look(place, 2)
    # On another server: transactions begin again at low numbers, so what was sealed seems to lie ahead.
    owner_says("UPDATE audit_sealing SET server = 1, xid = '999999999999'")
    seal_log()
    assert verify() == ("", "")
    look(place, 2)
    seal(place)
    assert verify() == ("", "")
    with inside(place.municipality.pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT i) FROM audit_seal, unnest(ids) AS i")
        assert cursor.fetchone() == (6, 6)


def test_lines_beyond_the_months_that_were_made_are_kept_and_sealed_too(place: Place) -> None:
    old_lines(place, dt.date(2031, 5, 1))
    seal(place)
    assert verify() == ("", "")
    assert sealing.make_months() == 0
