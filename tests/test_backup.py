"""A copy of everything, a wiped data folder, and everything is back: the commands as a person calls them."""

from __future__ import annotations

import os
import resource
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest

from tests.cases.import_folder import Folder
from wijkzorg import embedded

ROOT = Path(__file__).resolve().parents[1]
KEY = "een-sleutel-die-alleen-de-beheerder-kent"
TABLES = """
SELECT quote_ident(relname) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1
"""
# Who owns what, who may do what with it, and how the wall stands. (Conditions come back with other casts and brackets.)
WALLS = r"""
SELECT concat_ws(' ', 'table', oid::regclass, relkind, relowner::regrole, relrowsecurity, relforcerowsecurity,
    (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(coalesce(
        relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))) AS a)) AS line
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
UNION ALL SELECT concat_ws(' ', 'policy', polrelid::regclass, polname, pg_get_expr(polqual, polrelid),
    pg_get_expr(polwithcheck, polrelid)) FROM pg_policy
UNION ALL SELECT concat_ws(' ', 'function', p.oid::regprocedure, proowner::regrole, prosecdef, proconfig,
    (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(coalesce(proacl, acldefault('f', proowner))) AS a))
FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT concat_ws(' ', 'trigger', tgrelid::regclass, tgname, tgenabled, tgfoid::regproc)
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT concat_ws(' ', 'index', indexrelid::regclass, indisunique, indisvalid, indrelid::regclass)
FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE c.relnamespace = 'public'::regnamespace
UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, contype, convalidated,
    CASE WHEN contype <> 'c' THEN regexp_replace(pg_get_constraintdef(oid), '::[a-z ]+(\[\])?|[()]', '', 'g') END)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
UNION ALL SELECT concat_ws(' ', 'default', defaclrole::regrole, defaclobjtype, defaclacl) FROM pg_default_acl
ORDER BY line
"""
Done = subprocess.CompletedProcess[str]


@dataclass
class Town:
    """An installation in a folder of its own, with a municipality in it, and a copy of that."""

    data: Path
    folder: Path
    key: str | None = KEY

    def manage(self, *words: str | Path, most: int | None = None, **environment: str) -> Done:
        """Call a command; `most` is how many bytes a file that it writes may have."""
        keys = {} if self.key is None else {"WIJKZORG_BACKUP_KEY": self.key}
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *map(str, words)],
            cwd=self.folder,
            env=os.environ | keys | environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            preexec_fn=None if most is None else lambda: _limit(most),
        )

    def copied(self, *words: str | Path) -> Path:
        """Make a copy and return its path."""
        done = self.manage("backup", *words)
        assert done.returncode == 0, done.stderr
        return Path(done.stdout.strip())

    def refused(self, *words: str | Path, **environment: str) -> str:
        """Return the one sentence with which a command ends."""
        done = self.manage(*words, most=None, **environment)
        assert (done.returncode, done.stdout) == (1, ""), done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr.strip().splitlines()[-1]

    def rows(self) -> dict[str, list[str]]:
        """Return every row of every table, as text."""
        return {name: ask(f"SELECT t::text FROM {name} AS t ORDER BY 1") for (name,) in _rows_of(TABLES)}


def _limit(most: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def _rows_of(statement: str) -> list[tuple[str, ...]]:
    connection = psycopg2.connect(embedded.owner_database_url())
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def ask(statement: str) -> list[str]:
    """Ask the owner's account one thing."""
    return [row[0] for row in _rows_of(statement)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with Voorbeeldstad in it, imported and assessed; its servers are stopped."""
    folder = tmp_path_factory.mktemp("built")
    csv = folder / "csv"
    csv.mkdir()
    Folder(csv)
    with pytest.MonkeyPatch.context() as patch:
        _own_data(patch, folder / "data")
        for words in (
            ("import_dossiers", csv, "--municipality=GM9999", "--name=Voorbeeldstad"),
            ("reassess", "--municipality=GM9999", "--inline"),
        ):
            done = Town(folder / "data", folder).manage(*words)
            assert done.returncode == 0, done.stderr
        _rows_of(
            "INSERT INTO audit_accessentry (municipality_id, action) SELECT id, 'read' FROM tenancy_municipality"
        )
        _rows_of("SELECT wz_seal_log()")
        _rows_of(
            "INSERT INTO audit_accessentry (municipality_id, action) SELECT id, 'list' FROM tenancy_municipality"
        )
        embedded.stop()
    return folder / "data"


@pytest.fixture
def town(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """That folder, as a test's own."""
    shutil.copytree(built, tmp_path / "data")
    _own_data(monkeypatch, tmp_path / "data")
    embedded.ensure()
    yield Town(tmp_path / "data", tmp_path)
    embedded.stop()


def _own_data(patch: pytest.MonkeyPatch, data: Path) -> None:
    patch.setenv("WIJKZORG_DATA", str(data))
    patch.setenv("WIJKZORG_PG_OPTIONS", "-c shared_buffers=16MB")


def test_after_a_wiped_data_folder_every_row_is_back_and_the_product_works_on(town: Town) -> None:
    before, walls = town.rows(), ask(WALLS)
    assert sum(len(rows) for rows in before.values()) > 100
    assert sum(line.startswith("policy") for line in walls) > 10
    standing = town.manage("assess", "--municipality=GM9999", "--date=2026-03-17").stdout
    copy = town.copied(town.folder)
    embedded.stop()
    shutil.rmtree(town.data)
    done = town.manage("restore", copy)
    assert done.returncode == 0, done.stderr
    assert "each table compared with the copy" in done.stderr
    assert "The chain of the access log is whole" in done.stderr
    assert town.rows() == before
    assert ask(WALLS) == walls
    # What was not sealed yet is sealed here, on a server whose transactions have other numbers.
    assert int(ask("SELECT wz_seal_log()")[0]) == 1
    assert town.manage("verify_log").returncode == 0
    # Through the wall, as the application's own account; and the sequences give numbers that are free.
    assert town.manage("assess", "--municipality=GM9999", "--date=2026-03-17").stdout == standing != ""
    assert town.manage("migrate", "--check").returncode == 0
    (town.folder / "csv").mkdir()
    Folder(town.folder / "csv").add("pauses.csv", "D1,2026-04-01,2026-04-05,ziekenhuis")
    again = town.manage("import_dossiers", town.folder / "csv", "--municipality=GM9999")
    assert "pauses.csv: 1 new, 0 changed, 1 unchanged" in again.stderr, again.stderr


def test_a_log_that_was_altered_before_it_was_copied_is_not_said_to_be_whole(town: Town) -> None:
    _rows_of(
        "ALTER TABLE audit_accessentry DISABLE TRIGGER USER;"
        "UPDATE audit_accessentry SET action = 'print' WHERE action = 'read';"
        "ALTER TABLE audit_accessentry ENABLE TRIGGER USER"
    )
    copy = town.copied(town.folder)
    done = town.manage("restore", copy, "--replace", "--yes")
    assert done.returncode == 1
    assert "the access log is not whole" in done.stderr
    assert ask("SELECT action FROM audit_accessentry WHERE action = 'print'") == ["print"]


def test_a_copy_lies_closed_and_names_nobody(town: Town) -> None:
    copy = town.copied(town.folder)
    assert copy.stat().st_mode & 0o777 == 0o600
    content = copy.read_bytes()
    for word in (b"Hoekstra", b"farida", b"GM9999", b"cases_case", b"PGDMP"):
        assert word not in content
    assert {path.name for path in town.folder.iterdir()} >= {copy.name, f"{copy.name}.sha256"}
    said = subprocess.run(["sha256sum", "--check", f"{copy.name}.sha256"], cwd=town.folder, check=False)
    assert said.returncode == 0


def test_a_copy_that_is_not_whole_is_refused_before_anything_changes(town: Town) -> None:
    copy = town.copied(town.folder / "heel.wzb")
    good = copy.read_bytes()
    (town.folder / "heel.wzb.sha256").rename(town.folder / "sum")
    before = town.rows()
    half = len(good) // 2
    bad = {
        "kort": good[:-1],
        "half": good[:half],
        "kop": good[:30],
        "leeg": b"",
        "langer": good + b"\0",
        "anders": good[:half] + bytes([good[half] ^ 1]) + good[half + 1 :],
        "iets": os.urandom(5000),
    }
    for name, content in bad.items():
        path = town.folder / name
        path.write_bytes(content)
        said = town.refused("restore", path, "--replace", "--yes")
        assert "nothing was changed: " in said and ("damaged" in said or "no copy" in said), (name, said)
    wrong = town.refused(
        "restore", copy, "--replace", "--yes", WIJKZORG_BACKUP_KEY="een-andere-sleutel-dan-die"
    )
    assert "the key does not fit this copy" in wrong
    assert "there is no copy" in town.refused("restore", town.folder / "weg.wzb")
    (town.folder / "sum").rename(town.folder / "heel.wzb.sha256")
    copy.write_bytes(bad["langer"])
    assert "is damaged or not whole" in town.refused("restore", copy, "--replace", "--yes")
    assert town.rows() == before


def test_a_filled_database_is_replaced_only_when_that_was_said_twice(town: Town) -> None:
    copy = town.copied(town.folder)
    before = town.rows()
    _rows_of(
        "INSERT INTO tenancy_municipality (code, name, timezone) VALUES ('GM1111', 'Later', 'Europe/Amsterdam')"
    )
    assert "the database is not empty (GM1111, GM9999)" in town.refused("restore", copy)
    assert "say --yes where nobody can answer" in town.refused("restore", copy, "--replace")
    assert len(town.rows()["tenancy_municipality"]) == 2
    assert town.manage("restore", copy, "--check").returncode == 0
    done = town.manage("restore", copy, "--replace", "--yes")
    assert done.returncode == 0, done.stderr
    assert town.rows() == before


def test_nobody_is_in_the_database_while_it_is_replaced(town: Town) -> None:
    copy = town.copied(town.folder)
    connection = psycopg2.connect(embedded.database_url())
    try:
        assert "stop web, worker and beat first" in town.refused("restore", copy, "--replace", "--yes")
    finally:
        connection.close()


def test_what_comes_back_otherwise_than_it_went_is_taken_back(town: Town) -> None:
    # It is made anew at the restore, and then holds another number.
    _rows_of("CREATE MATERIALIZED VIEW chance AS SELECT random() AS number")
    copy = town.copied(town.folder)
    before = town.rows()
    said = town.refused("restore", copy, "--replace", "--yes")
    assert "nothing was changed" in said and "the rows of public.chance are not those of the copy" in said
    assert town.rows() == before


def test_a_copy_is_of_one_moment_while_others_write(town: Town) -> None:
    over = threading.Event()

    def write() -> None:
        connection = psycopg2.connect(embedded.owner_database_url())
        number = 0
        while not over.wait(0.002):  # a code has four digits: on a fast machine they would run out
            number += 1
            with connection, connection.cursor() as cursor:
                cursor.execute("INSERT INTO tenancy_municipality (code, name, timezone) VALUES (%s, 'x', 'UTC')", [
                    f"GM{number:04}"
                ])  # fmt: skip
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copy = town.copied(town.folder)
    finally:
        over.set()
        writer.join()
    # It compares what was counted with what was copied.
    done = town.manage("restore", copy, "--replace", "--yes")
    assert done.returncode == 0, done.stderr


def test_a_copy_that_cannot_be_written_leaves_no_half_of_itself(town: Town) -> None:
    folder = town.folder / "kopieen"
    folder.mkdir()
    done = town.manage("backup", folder, most=8192)
    assert done.returncode == 1
    assert "no copy was made: the copy" in done.stderr and "Traceback" not in done.stderr
    assert list(folder.iterdir()) == []
    assert "No such file or directory" in town.refused("backup", town.folder / "weg" / "kopie.wzb")


def test_a_copy_is_never_overwritten(town: Town) -> None:
    path = town.folder / "kopie.wzb"
    path.write_text("van mij", encoding="utf-8")
    assert "is there already, and a copy is never overwritten" in town.refused("backup", path)
    assert path.read_text(encoding="utf-8") == "van mij"


def test_of_the_copies_in_a_folder_the_newest_are_kept(town: Town) -> None:
    folder = town.folder / "kopieen"
    folder.mkdir()
    for day in ("20250101", "20250102", "20250103"):
        (folder / f"wijkzorg-{day}-030000.wzb").touch()
        (folder / f"wijkzorg-{day}-030000.wzb.sha256").touch()
    (folder / "wijkzorg-van-iemand.wzb").touch()
    copy = town.copied(folder, "--keep", "2")
    assert {path.name for path in folder.iterdir()} == {
        copy.name,
        f"{copy.name}.sha256",
        "wijkzorg-20250103-030000.wzb",
        "wijkzorg-20250103-030000.wzb.sha256",
        "wijkzorg-van-iemand.wzb",
    }
    assert "keep at least 1 copy" in town.refused("backup", folder, "--keep", "0")
    assert "is not a folder" in town.refused("backup", folder / "kopie.wzb", "--keep", "1")


def test_without_a_key_one_is_made_beside_the_copy_and_production_makes_none(town: Town) -> None:
    town.key = None
    done = town.manage("backup", town.folder)
    copy = Path(done.stdout.strip())
    key = copy.with_name(f"{copy.name}.key")
    assert key.stat().st_mode & 0o777 == 0o600
    assert "Beside the copy it protects nothing" in done.stderr
    assert "WIJKZORG_FIELD_KEYS" in done.stderr and "WIJKZORG_SECRET_KEY" in done.stderr
    assert town.manage("restore", copy, "--check").returncode == 0
    key.unlink()
    assert "set WIJKZORG_BACKUP_KEY to the key with which" in town.refused("restore", copy, "--check")
    production = {
        "WIJKZORG_PRODUCTION": "1",
        "WIJKZORG_SECRET_KEY": secrets.token_urlsafe(50),
        "WIJKZORG_FIELD_KEYS": embedded.field_key(),
        "WIJKZORG_ALLOWED_HOSTS": "wijkzorg.example",
    }
    assert "set WIJKZORG_BACKUP_KEY" in town.refused("backup", town.folder, **production)
    assert "too short" in town.refused("backup", town.folder, WIJKZORG_BACKUP_KEY="kort")


def test_a_copy_of_a_newer_program_is_refused(town: Town) -> None:
    _rows_of("INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_later', now())")
    copy = town.copied(town.folder)
    said = town.refused("restore", copy, "--replace", "--yes")
    assert "made by a newer Wijkzorg (cases.9999_later is not known here)" in said


def test_who_was_signed_in_when_it_was_made_is_not_when_it_is_back(town: Town) -> None:
    _rows_of("INSERT INTO django_session VALUES ('gestolen', 'x', now() + interval '1 day')")
    copy = town.copied(town.folder)
    assert town.manage("restore", copy, "--replace", "--yes").returncode == 0
    assert town.rows()["django_session"] == []
