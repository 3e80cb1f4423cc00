"""One migrated database, from which each process of the tests copies its own: migrating takes longer than a test."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "wijkzorg_migrated_"
_LOCK = 7_202_026  # one process makes it, the others wait


def migrated() -> str:
    """Return the name of a database with all tables and nothing in them, for these migrations and these parts.

    It stays on the server of the tests; those of other migrations go when a new one is made.
    """
    owner = connections["owner"]
    name = f"{PREFIX}{_digest()}"
    with owner._nodb_cursor() as cursor:  # as Django makes a test database
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {row[0] for row in cursor.fetchall()}
        if name not in there:
            for old in sorted(there):
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
            # Under another name until it is whole: a run that is stopped leaves nothing to be taken for one.
            making = f"{PREFIX}making"
            cursor.execute(f'CREATE DATABASE "{making}" TEMPLATE template0')
            _migrate(owner, making)
            _leave_alone(owner, making)
            cursor.execute(f'ALTER DATABASE "{making}" RENAME TO "{name}"')
    return name


def _migrate(owner: BaseDatabaseWrapper, name: str) -> None:
    kept = owner.settings_dict["NAME"]
    owner.close()
    owner.settings_dict["NAME"] = name
    try:
        call_command("migrate", database=owner.alias, verbosity=0, interactive=False)
    finally:
        owner.close()
        owner.settings_dict["NAME"] = kept


def _leave_alone(owner: BaseDatabaseWrapper, name: str) -> None:
    """Keep autovacuum off the tables: a test's rows are not committed, so it counts none, and plans go by that."""
    kept = owner.settings_dict["NAME"]
    owner.settings_dict["NAME"] = name
    try:
        with owner.cursor() as cursor:
            cursor.execute(
                "SELECT format('ALTER TABLE %I.%I SET (autovacuum_enabled = false)', schemaname, tablename)"
                " FROM pg_tables JOIN pg_class ON oid = format('%I.%I', schemaname, tablename)::regclass"
                " WHERE schemaname = 'public' AND relkind = 'r'"
            )
            for (statement,) in cursor.fetchall():
                cursor.execute(statement)
    finally:
        owner.close()
        owner.settings_dict["NAME"] = kept


def _digest() -> str:
    """Return a short word for all that decides what the tables are."""
    read = [Path(__file__), ROOT / "requirements.txt", ROOT / "wijkzorg" / "settings.py"]
    for folder in sorted(ROOT.glob("[a-z]*/**/migrations")):
        read += [path for path in sorted(folder.rglob("*")) if path.suffix in {".py", ".sql"}]
    total = hashlib.sha256()
    for path in read:
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:16]
