"""PostgreSQL's own programs: pg_dump, pg_restore and psql, of the server's version or newer."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db.backends.postgresql.client import DatabaseClient

from wijkzorg import embedded
from wijkzorg.backup.errors import BackupError

BLOCK = 256 * 1024


class Programs:
    """The programs for one database: found, and told where it is without a password in their arguments."""

    def __init__(self, database: dict[str, Any], server_version: int) -> None:
        self._folder = _folder_for(server_version // 10000)
        words, environment = DatabaseClient.settings_to_cmd_args_env(database, [])
        self._where = words[1:]
        self._environment = embedded.clean_environment() | (environment or {})

    def dump(self, snapshot: str) -> Iterator[bytes]:
        """Yield a dump of the database as it is in a snapshot; raises BackupError."""
        command = [
            str(self._folder / "pg_dump"),
            "--format=custom",
            f"--snapshot={snapshot}",
            "--no-password",
        ]
        with _Running([*command, *self._where], self._environment, stdin=subprocess.DEVNULL) as process:
            assert process.stdout is not None
            while block := process.stdout.read(BLOCK):
                yield block

    def restore(self, dump: Iterable[bytes], *, before: str, after: str) -> None:
        """Run a dump between two pieces of SQL; raises BackupError.

        The first begins a transaction and the last commits it: should this process be killed half way, psql comes to
        the end of its input without a COMMIT.
        """
        translate = [str(self._folder / "pg_restore"), "--format=custom", "--file=-"]
        run = [str(self._folder / "psql"), "--no-psqlrc", "--quiet", "--no-password"]
        run += ["--set=ON_ERROR_STOP=1", "--output=/dev/null", *self._where]
        with (
            _Running(run, self._environment, stdin=subprocess.PIPE) as psql,
            _Running(translate, self._environment, stdin=subprocess.PIPE) as pg_restore,
        ):
            assert psql.stdin is not None and pg_restore.stdin is not None and pg_restore.stdout is not None
            feeder = _Feeder(dump, pg_restore.stdin)
            try:
                psql.stdin.write(before.encode())
                shutil.copyfileobj(pg_restore.stdout, psql.stdin, BLOCK)
                feeder.finish()
                # Only a dump that was translated to its end is followed by the words that let it be committed.
                pg_restore.finish()
                psql.stdin.write(after.encode())
                psql.stdin.close()
            except BrokenPipeError:
                psql.fail()


class _Feeder(threading.Thread):
    """Feed a program from an iterator, beside whoever reads what the program makes of it."""

    def __init__(self, source: Iterable[bytes], sink: IO[bytes]) -> None:
        super().__init__(name="feeder", daemon=True)
        self._source, self._sink = source, sink
        self._error: BaseException | None = None
        self.start()

    def run(self) -> None:
        """Write until the source is at its end, or the program."""
        try:
            for block in self._source:
                self._sink.write(block)
            self._sink.close()
        except BaseException as error:
            self._error = error

    def finish(self) -> None:
        """Wait for the end, and raise what went wrong."""
        self.join()
        if self._error is not None:
            raise self._error


class _Running:
    """A program that runs: its words are kept, and it never outlives the block."""

    def __init__(self, command: list[str], environment: dict[str, str], *, stdin: int) -> None:
        self._name = Path(command[0]).name
        try:
            self._process = subprocess.Popen(
                command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd="/"
            )
        except OSError as error:
            raise BackupError(f"{self._name} cannot be run: {error.strerror}") from error
        self.stdin, self.stdout = self._process.stdin, self._process.stdout
        assert self._process.stderr is not None
        self._said = bytearray()
        self._listener = threading.Thread(target=self._listen, args=[self._process.stderr], daemon=True)
        self._listener.start()

    def _listen(self, words: IO[bytes]) -> None:
        while block := words.read(4096):
            self._said = (self._said + block)[-20_000:]

    def __enter__(self) -> _Running:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except BrokenPipeError:
                        pass
            self._listener.join()

    def finish(self) -> None:
        """Wait for the end of the program; raises BackupError when it failed."""
        if self._process.wait() != 0:
            self.fail()

    def fail(self) -> None:
        """Raise BackupError with the program's own last words."""
        self._process.wait()
        self._listener.join()
        lines = [line.strip() for line in self._said.decode("utf-8", "replace").splitlines() if line.strip()]
        telling = next((line for line in lines if "ERROR" in line or "error:" in line), None)
        said = telling or (lines[-1] if lines else f"it ended with status {self._process.returncode}")
        raise BackupError(f"{self._name} failed: {said}")


def _folder_for(major: int) -> Path:
    """Return the folder of programs that can serve a server of this version; raises BackupError."""
    candidates = [found.parent] if (found := _on_path()) else []
    own = embedded.programs()
    if own is not None:
        candidates = [own, *candidates] if settings.EMBEDDED else [*candidates, own]
    for folder in candidates:
        if (version := _version(folder)) is not None and version >= major:
            return folder
    raise BackupError(
        f"the programs pg_dump, pg_restore and psql of PostgreSQL {major} are not here: install its client "
        f"(Debian and Ubuntu: postgresql-client-{major})"
    )


def _on_path() -> Path | None:
    found = shutil.which("pg_dump")
    return Path(found) if found else None


def _version(folder: Path) -> int | None:
    """Return the major version of the programs in a folder; None where one of the three is not there."""
    if not all((folder / name).exists() for name in ("pg_dump", "pg_restore", "psql")):
        return None
    try:
        said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"(\d+)\.\d+|(\d+)devel", said.stdout)
    return int(found[1] or found[2]) if found else None
