"""The way back: a copy is read whole before anything is changed, and put back in one transaction that compares it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, connections
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader

from wijkzorg.backup import contents, envelope
from wijkzorg.backup.contents import Manifest
from wijkzorg.backup.copying import LENGTH, OWNER, require_owner, sum_path
from wijkzorg.backup.errors import BackupError, sentence_for
from wijkzorg.backup.programs import Programs

# Who was signed in then is not signed in now: perhaps they signed out since, or were sent away.
SESSIONS = ("public.django_session", "public.usersessions_usersession")


def read_copy(*, path: Path, passphrase: str) -> Manifest:
    """Read a copy to its end and return what it says of itself; raises BackupError when a byte of it is not right."""
    _compare_sum(path)
    stream = _Inside(path, passphrase)
    manifest = stream.manifest()
    for _block in stream:
        pass
    known = _known_migrations()
    apps = {app for app, _name in known}
    later = [
        step
        for step in manifest.migrations
        if step.split(".")[0] in apps and tuple(step.split(".", 1)) not in known
    ]
    if later:
        raise BackupError(
            f"this copy was made by a newer Wijkzorg ({later[0]} is not known here): upgrade this one first"
        )
    return manifest


def what_is_here() -> list[str] | None:
    """Return the codes of the municipalities that are in the database now; None when nobody and nothing is."""
    with _owner() as cursor:
        cursor.execute("SELECT to_regclass('tenancy_municipality'), to_regclass('accounts_user')")
        if None in (cursor.fetchone() or (None,)):
            return None
        cursor.execute("SELECT code FROM tenancy_municipality ORDER BY code")
        codes = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT EXISTS (SELECT FROM accounts_user)")
        (people,) = cursor.fetchone() or (False,)
    return codes if codes or people else None


def put_back(*, path: Path, passphrase: str, manifest: Manifest) -> None:
    """Replace what is in the database by a copy that `read_copy` found whole; raises BackupError, nothing changed."""
    with _owner() as cursor:
        missing = contents.missing_roles(connections[OWNER], manifest.roles)
        if missing:
            raise BackupError(
                f"this server lacks the role {', '.join(missing)}, to which parts of the copy belong"
            )
        _require_quiet(cursor)
        before = _emptying_sql(cursor)
        programs = Programs(connections[OWNER].settings_dict, cursor.connection.server_version)
    connections.close_all()
    stream = _Inside(path, passphrase)
    if stream.manifest() != manifest:
        raise BackupError(f"{path} is not what it was a moment ago")
    there = {table.name for table in manifest.tables}
    ended = [f"DELETE FROM {name};" for name in SESSIONS if name in there]
    after = "\n".join(["", contents.comparing_sql(manifest), *ended, "COMMIT;", ""])
    programs.restore(stream, before=f"BEGIN; SET LOCAL lock_timeout = '10s';\n{before}\n", after=after)


def tidy() -> None:
    """Give the planner its statistics, and the indexes their map of what is visible."""
    connection = connections[OWNER]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relowner = current_user::regrole"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"VACUUM ANALYZE {name}")


class _Inside:
    """What is in a copy: first its manifest, then the dump."""

    def __init__(self, path: Path, passphrase: str) -> None:
        self._path = path
        self._pieces = self._open(passphrase)
        self._rest = b""

    def _open(self, passphrase: str) -> Iterator[bytes]:
        try:
            with self._path.open("rb") as file:
                yield from envelope.opened(file, passphrase)
        except OSError as error:
            raise sentence_for(error, f"{self._path} cannot be read") from error

    def manifest(self) -> Manifest:
        """Read what the copy says of itself."""
        length = int.from_bytes(self._take(LENGTH), "big")
        return Manifest.from_bytes(self._take(length))

    def __iter__(self) -> Iterator[bytes]:
        yield self._rest
        yield from self._pieces

    def _take(self, count: int) -> bytes:
        while len(self._rest) < count:
            piece = next(self._pieces, b"")
            if not piece:
                raise BackupError("the copy is not whole")
            self._rest += piece
        taken, self._rest = self._rest[:count], self._rest[count:]
        return taken


def _compare_sum(path: Path) -> None:
    """Compare a copy with the checksum beside it, where there is one."""
    try:
        wanted = sum_path(path).read_text(encoding="ascii").split(maxsplit=1)[0]
    except FileNotFoundError:
        return
    except (OSError, ValueError, IndexError):
        raise BackupError(f"{sum_path(path)} cannot be read; remove it to do without") from None
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise sentence_for(error, f"{path} cannot be read") from error
    if found != wanted:
        raise BackupError(f"{path} is damaged or not whole: it is not the file of {sum_path(path).name}")


def _owner() -> CursorWrapper:
    require_owner()
    try:
        return connections[OWNER].cursor()
    except DatabaseError as error:
        said = str(error).strip().splitlines() or [type(error).__name__]
        raise BackupError(f"the database does not answer: {said[0]}") from None


def _known_migrations() -> set[tuple[str, ...]]:
    return set(MigrationLoader(None).disk_migrations or ())


def _require_quiet(cursor: CursorWrapper) -> None:
    """Refuse while anybody else is in the database: they would write into what is about to be replaced."""
    cursor.execute(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"
    )
    (others,) = cursor.fetchone() or (0,)
    if others:
        raise BackupError(
            f"the database is in use ({others} connections): stop web, worker and beat first (./run stop)"
        )


def _emptying_sql(cursor: CursorWrapper) -> str:
    """Return SQL that leaves an empty database, whatever is in it; nothing at all for one that is empty."""
    cursor.execute(
        "SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
    )
    schemas = [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace)")
    (filled,) = cursor.fetchone() or (False,)
    if schemas == ["public"] and not filled:
        return ""
    drops = [f"DROP SCHEMA {name} CASCADE;" for name in schemas]
    return "\n".join(
        [
            "SET LOCAL client_min_messages = warning;",
            *drops,
            "CREATE SCHEMA public AUTHORIZATION pg_database_owner;",
            "GRANT USAGE ON SCHEMA public TO PUBLIC;",
        ]
    )
