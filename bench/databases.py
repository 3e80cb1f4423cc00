"""The databases of a run, on the server that the product would use: made, used in turn, dropped."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

import cases
from bench.clock import say
from wijkzorg import embedded

# The embedded server trusts whoever may enter its folder; its owner may switch triggers off.
OWNER = "postgres"
_open: dict[str, BaseDatabaseWrapper] = {}
FUNCTIONS = Path(cases.__file__).parent / "migrations" / "sql"


@contextmanager
def made(name: str) -> Iterator[str]:
    """Make an empty, migrated database from which the others are copied, and drop it at the end."""
    create(name)
    try:
        use(name)
        call_command("migrate", verbosity=0, interactive=False)
        leave(name)
        yield name
    finally:
        drop(name)


def create(name: str, template: str = "template0") -> None:
    """Make a database, in place of one of that name."""
    drop(name)
    with _maintenance() as cursor:
        cursor.execute(f"CREATE DATABASE {_quoted(name)} TEMPLATE {_quoted(template)}")


def drop(name: str) -> None:
    """Drop a database if it is there."""
    leave(name)
    with _maintenance() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")


def use(name: str) -> None:
    """Point Django at a database; its connection stays, warm and with the same settings for all that is measured."""
    if name not in _open:
        _open[name] = _line(name)
        with _open[name].cursor() as cursor:
            # Each figure is that of one process.
            cursor.execute("SET max_parallel_workers_per_gather = 0")
    connections["default"] = _open[name]


def leave(name: str) -> None:
    """Close the connection to a database, if there is one."""
    line = _open.pop(name, None)
    if line is not None:
        line.close()
        if connections["default"] is line:
            connections["default"] = _line(_configured())


def address(name: str) -> str:
    """Return the URL of a database for another process."""
    return urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path=f"/{quote(name)}"))


def describe(name: str, words: dict[str, Any]) -> None:
    """Write beside a database what it holds."""
    with _maintenance() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {_quoted(name)} IS %s", [json.dumps(words)])


def description(name: str) -> dict[str, Any] | None:
    """Read what a database holds; None where nothing stands there, or no database."""
    with _maintenance() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        )
        row = cursor.fetchone()
    return json.loads(row[0]) if row and row[0] else None


def renew_functions() -> None:
    """Put the functions of the rules as they now stand in the source into a database that was kept."""
    for path in sorted(FUNCTIONS.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        if "TRIGGER" not in text:
            with connection.cursor() as cursor:
                cursor.execute(text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))


@contextmanager
def loading(name: str, *, guarded: bool) -> Iterator[CursorWrapper]:
    """Give a cursor for bulk writes; unless guarded, without triggers and key checks where the server lets one."""
    line = _line(name)
    if _is_embedded():
        line.settings_dict["USER"] = OWNER
    try:
        with line.cursor() as cursor:
            try:
                if not guarded:
                    cursor.execute("SET session_replication_role = replica")
            except ProgrammingError:
                say("  this account may not switch triggers off, so making the data takes longer")
            cursor.execute("SET work_mem = '256MB'; SET synchronous_commit = off")
            yield cursor
    finally:
        line.close()


def vacuum(*tables: str) -> None:
    """Leave tables as they are on a server that has been up for a while; all without names."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) " + ", ".join(tables))


def room_for(cases: int, contacts: int) -> str:
    """Return one sentence if the embedded server's disk is too small for a run, else nothing."""
    needed = (4 << 30) + cases * (4 << 10) + cases * contacts * 250
    free = shutil.disk_usage(embedded.data_dir()).free
    if not _is_embedded() or free > needed:
        return ""
    return f"The disk of {embedded.data_dir()} has {free >> 30} GiB free, and this run needs about {needed >> 30} GiB."


@contextmanager
def _maintenance() -> Iterator[CursorWrapper]:
    """Give a cursor outside all databases of the run."""
    line = _line(_configured())
    try:
        with line.cursor() as cursor:
            yield cursor
    finally:
        line.close()


def _line(name: str) -> BaseDatabaseWrapper:
    line = connections["default"].copy()
    line.settings_dict["NAME"] = name
    return line


def _configured() -> str:
    return unquote(urlsplit(settings.DATABASE_URL).path.lstrip("/"))


def _is_embedded() -> bool:
    return bool(embedded.database_url() == settings.DATABASE_URL)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
