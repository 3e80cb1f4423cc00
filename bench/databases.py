"""The databases of a run, on the server that the product would use: made, used in turn, dropped."""

from __future__ import annotations

import json
import shutil
import time
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
from bench.places import MUNICIPALITY
from wijkzorg import embedded
from wijkzorg.tenancy.wall import SETTING

# The embedded server trusts whoever may enter its folder; its superuser may switch triggers off.
SUPERUSER = "postgres"
_open: dict[str, BaseDatabaseWrapper] = {}
DROPS = 60  # tries, a second apart
FUNCTIONS = Path(cases.__file__).parent / "migrations" / "sql"


@contextmanager
def made(name: str) -> Iterator[str]:
    """Make an empty, migrated database from which the others are copied, and drop it at the end."""
    create(name)
    try:
        with as_owner(name):
            call_command("migrate", verbosity=0, interactive=False)
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
        for again in reversed(range(DROPS)):
            try:
                cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")
                return
            except ProgrammingError:
                # The server's own worker that vacuums there is not ours to end; it is done soon.
                if not again:
                    raise
                time.sleep(1)


def use(name: str) -> None:
    """Point Django at a database; its connection stays, warm and with the same settings for all that is measured."""
    if name not in _open:
        _open[name] = _line(name)
        with _open[name].cursor() as cursor:
            # Each figure is that of one process, inside the wall of the one municipality there is.
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, str(MUNICIPALITY)])
    connections["default"] = _open[name]


@contextmanager
def as_owner(name: str) -> Iterator[CursorWrapper]:
    """Work on a database as the owner of its tables: migrate, vacuum, empty."""
    line = _line(name, "owner")
    kept, connections["owner"] = connections["owner"], line
    try:
        with line.cursor() as cursor:
            yield cursor
    finally:
        line.close()
        connections["owner"] = kept


@contextmanager
def unheld(name: str) -> Iterator[None]:
    """Read a database by the account that no wall holds; its connection stays, as that of `use` does."""
    key = f"{name} (owner)"
    if key not in _open:
        _open[key] = _line(name, "owner")
        with _open[key].cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
    kept, connections["default"] = connections["default"], _open[key]
    try:
        yield
    finally:
        connections["default"] = kept


@contextmanager
def own_line(name: str) -> Iterator[None]:
    """Give the thread that asks a connection of its own to a database, inside the wall of its municipality."""
    line = connections["default"] = _line(name)
    try:
        with line.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, str(MUNICIPALITY)])
        yield
    finally:
        line.close()


def leave(name: str) -> None:
    """Close the connections to a database, if there are any."""
    held = _open.pop(f"{name} (owner)", None)
    if held is not None:
        held.close()
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


def renew_functions(name: str) -> None:
    """Put the functions of the rules as they now stand in the source into a database that was kept."""
    for path in sorted(FUNCTIONS.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        if "TRIGGER" not in text and "GRANT" not in text:
            with as_owner(name) as cursor:
                cursor.execute(text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))


@contextmanager
def loading(name: str, *, guarded: bool) -> Iterator[CursorWrapper]:
    """Give a cursor for bulk writes; unless guarded, without triggers and key checks where the server lets one."""
    line = _line(name, "owner")
    if _is_embedded():
        line.settings_dict["USER"] = SUPERUSER
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
    with as_owner(str(connection.settings_dict["NAME"])) as cursor:
        cursor.execute("VACUUM (ANALYZE) " + ", ".join(tables))


def empty(*tables: str) -> None:
    """Empty tables of the database in use at once."""
    with as_owner(str(connection.settings_dict["NAME"])) as cursor:
        # What hangs on them in other rooms goes too.
        cursor.execute("TRUNCATE " + ", ".join(tables) + " CASCADE")


def room_for(cases: int, contacts: int) -> str:
    """Return one sentence if the embedded server's disk is too small for a run, else nothing."""
    needed = (4 << 30) + cases * (4 << 10) + cases * contacts * 250
    free = shutil.disk_usage(embedded.data_dir()).free
    if not _is_embedded() or free > needed:
        return ""
    return f"The disk of {embedded.data_dir()} has {free >> 30} GiB free, and this run needs about {needed >> 30} GiB."


@contextmanager
def _maintenance() -> Iterator[CursorWrapper]:
    """Give a cursor outside all databases of the run, of the account that may make them."""
    line = _line(_configured(), "owner")
    try:
        with line.cursor() as cursor:
            yield cursor
    finally:
        line.close()


def _line(name: str, alias: str = "default") -> BaseDatabaseWrapper:
    line = connections[alias].copy()
    line.settings_dict["NAME"] = name
    return line


def _configured() -> str:
    return unquote(urlsplit(settings.DATABASE_URL).path.lstrip("/"))


def _is_embedded() -> bool:
    return bool(embedded.database_url() == settings.DATABASE_URL)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
