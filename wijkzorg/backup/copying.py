"""Make a copy: one file, whole or not at all, for its owner only."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import psycopg2
from django.conf import settings
from django.db import DatabaseError, connections, transaction

from wijkzorg.backup import contents
from wijkzorg.backup.contents import Manifest
from wijkzorg.backup.envelope import Sealer
from wijkzorg.backup.errors import BackupError, sentence_for
from wijkzorg.backup.programs import Programs

OWNER = "owner"
ENDING = ".wzb"
LENGTH = 8  # bytes that say how long the manifest is


def name_for(now: dt.datetime) -> str:
    """Return the name of a copy made now: names sort as their moments do."""
    return f"wijkzorg-{now.astimezone(dt.UTC):%Y%m%d-%H%M%S}{ENDING}"


def require_owner() -> None:
    """Refuse where the account that owns the tables is not known; raises BackupError."""
    if OWNER not in settings.DATABASES:
        raise BackupError("set DATABASE_OWNER_URL: the application's own account cannot copy or make tables")


def make_copy(*, path: Path, passphrase: str, now: dt.datetime) -> Manifest:
    """Write a copy of the whole database as it is at one moment; raises BackupError, and then leaves nothing."""
    require_owner()
    if path.exists():
        raise BackupError(f"{path} is there already, and a copy is never overwritten")
    with _draft(path) as file, _snapshot() as (snapshot, programs):
        manifest = contents.read_manifest(connections[OWNER], now)
        counted = _Hashed(file)
        sealer = Sealer(counted, passphrase)  # type: ignore[arg-type]
        said = manifest.to_bytes()
        sealer.write(len(said).to_bytes(LENGTH, "big") + said)
        for block in programs.dump(snapshot):
            sealer.write(block)
        sealer.close()
        _write_sum(path, counted.sum.hexdigest())
    return manifest


def sum_path(path: Path) -> Path:
    """Return where the checksum of a copy stands: beside it, as sha256sum reads it."""
    return path.with_name(f"{path.name}.sha256")


def forget_old(*, folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest copies in a folder, and return those that were removed."""
    copies = sorted(folder.glob(f"wijkzorg-[0-9]*-[0-9]*{ENDING}"))
    old = copies[:-keep]
    for path in old:
        path.unlink()
        for beside in (sum_path(path), path.with_name(f"{path.name}.key")):
            beside.unlink(missing_ok=True)
    return old


class _Hashed:
    """A file that is written, and its checksum meanwhile."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sum = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write and count."""
        self.sum.update(data)
        return self._file.write(data)


@contextlib.contextmanager
def _snapshot() -> Iterator[tuple[str, Programs]]:
    """Open one view of the database as the owner, which pg_dump can share."""
    connection = connections[OWNER]
    try:
        with transaction.atomic(using=OWNER), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT to_regclass('tenancy_municipality') IS NOT NULL, pg_export_snapshot()")
            there, snapshot = cursor.fetchone() or (False, "")
            if not there:
                raise BackupError("there are no tables here yet, so there is nothing to copy")
            yield (
                str(snapshot),
                Programs(connection.settings_dict, connection.cursor().connection.server_version),
            )
    except (DatabaseError, psycopg2.Error) as error:
        said = str(error).strip().splitlines() or [type(error).__name__]
        raise BackupError(f"the database cannot be copied: {said[0]}") from error


@contextlib.contextmanager
def _draft(path: Path) -> Iterator[BinaryIO]:
    """Write under another name, and give the file its own only when it is whole and on the disk."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    what = f"the copy {path} cannot be written"
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise sentence_for(error, what) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _give_name(draft, path)
    except BaseException as error:
        if not path.exists():
            sum_path(path).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise sentence_for(error, what) from error
        raise
    finally:
        draft.unlink(missing_ok=True)


def _give_name(draft: Path, path: Path) -> None:
    try:
        # A link, not a rename: it does not take the place of a file that came meanwhile.
        os.link(draft, path)
    except FileExistsError:
        raise BackupError(f"{path} came into being meanwhile, and a copy is never overwritten") from None
    except PermissionError:  # a disk without links
        draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _write_sum(path: Path, digest: str) -> None:
    beside = sum_path(path)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "w") as file:
        file.write(f"{digest}  {path.name}\n")
