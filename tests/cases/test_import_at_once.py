"""Imports beside other imports and beside people at work."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, transaction

from cases.importing.folder import IMPORTS
from cases.models import Case, Contact
from tests.cases.import_folder import WORKER, Folder
from tests.conftest import stay_inside

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    yield Folder(tmp_path)
    stay_inside(None)


def load(folder: Folder, start: threading.Barrier | None = None) -> tuple[int, int, int]:
    """Import in a thread of its own; return what became of the contacts."""
    try:
        if start is not None:
            start.wait(timeout=30)
        return folder.counts()["contacts.csv"]
    finally:
        connection.close()


def test_two_imports_at_once_store_each_case_and_contact_once(folder: Folder) -> None:
    folder.load()
    # What is stored is locked row by row; of a new case there is nothing to lock but the municipality.
    for name in ("agreements", "pauses"):
        folder.replace(f"{name}.csv")
    folder.replace("cases.csv", f"D2,R1,2026-01-05,,Team Oost,{WORKER},jongeren")
    folder.replace("needs.csv", "D2,2026-01-05,1,7,home_visit,")
    days = range(6, 30)
    folder.replace("contacts.csv", *(f"D2,2026-01-{day:02d}T10:00:00Z,phone,true,{WORKER}" for day in days))
    start = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        outcomes = [pool.submit(load, folder, start) for _ in range(2)]
        assert sorted(outcome.result(timeout=60) for outcome in outcomes) == [(0, 0, 24), (24, 0, 0)]
    assert (Case.objects.count(), Contact.objects.count()) == (2, 26)


def test_an_import_says_that_it_waits_for_another(folder: Folder) -> None:
    municipality = folder.load().municipality
    folder.said.clear()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [IMPORTS, municipality.pk])
            outcome = pool.submit(load, folder)
            wait_until_someone_waits("advisory")
            assert folder.said == ["waiting for another import into GM9999"]
        assert outcome.result(timeout=60) == (0, 0, 2)


def test_an_import_waits_for_whoever_writes_to_a_case(folder: Folder) -> None:
    folder.load()
    folder.replace("contacts.csv", f"D1,2026-03-16T10:00:00+01:00,phone,true,{WORKER}")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Case.objects.select_for_update(no_key=True).get(ref="D1")
            outcome = pool.submit(load, folder)
            wait_until_someone_waits("transactionid")
            assert Contact.objects.count() == 2
        assert outcome.result(timeout=60) == (1, 0, 0)


def wait_until_someone_waits(kind: str) -> None:
    """Wait until a transaction waits for a lock; a locked row shows as the transaction that holds it."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = %s", [kind])
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("the import did not wait")
