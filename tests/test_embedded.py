"""The embedded servers: real ones, in a folder of the test's own."""

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest

from wijkzorg import embedded
from wijkzorg.embedded import paths, postgres, valkey
from wijkzorg.embedded.errors import sentence_for


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder without servers, which are stopped at the end."""
    monkeypatch.setenv("WIJKZORG_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("WIJKZORG_PG_OPTIONS", "-c shared_buffers=16MB")
    yield tmp_path / "data"
    embedded.stop()


def ask(statement: str) -> list[tuple[object, ...]]:
    """Run one statement as the product would."""
    return _ask(embedded.database_url(), statement)


def ask_owner(statement: str) -> list[tuple[object, ...]]:
    """Run one statement as a migration would."""
    return _ask(embedded.owner_database_url(), statement)


def _ask(address: str, statement: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(address)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def tell_valkey(command: str) -> str:
    """Send one line to Valkey and return its answer."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        line.connect(str(embedded.socket_dir() / paths.VALKEY_SOCKET))
        line.sendall(f"{command}\r\n".encode())
        return line.recv(200).decode()


def postmasters() -> list[int]:
    """Return the first process of each PostgreSQL of this folder."""
    processes = set(postgres.running())
    first = []
    for pid in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).ppid() not in processes:
                first.append(pid)
    return first


def wait_for(condition: object, seconds: float = 20) -> None:
    """Wait until a condition holds."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def test_the_first_command_makes_both_servers_and_the_next_finds_them(data: Path) -> None:
    assert embedded.ensure() is True
    assert embedded.ensure() is False
    assert ask("select datdba::regrole::text from pg_database where datname = current_database()") == [
        ("wijkzorg_owner",)
    ]
    assert ask("select current_setting('fsync'), current_setting('server_encoding'), current_user") == [
        ("on", "UTF8", "wijkzorg")
    ]
    assert ask("select rolsuper from pg_roles where rolname = current_user") == [(False,)]
    assert tell_valkey("CONFIG GET maxmemory-policy").endswith("noeviction\r\n")
    assert embedded.socket_dir().stat().st_mode & 0o777 == 0o700


def test_four_commands_at_once_start_one_of_each(data: Path) -> None:
    command = [sys.executable, "-m", "wijkzorg.embedded", "start"]
    started = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(4)]
    assert [process.wait(timeout=60) for process in started] == [0, 0, 0, 0]
    assert len(postmasters()) == 1
    assert len(valkey.running()) == 1


def test_servers_that_are_killed_come_back_with_all_that_was_acknowledged(data: Path) -> None:
    embedded.ensure()
    ask_owner("create table kept as select generate_series(1, 1000) as number")
    tell_valkey("RPUSH queue task")
    assert tell_valkey("WAITAOF 1 0 5000").startswith("*2\r\n:1")
    for pid in [*postmasters(), *valkey.running()]:
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not valkey.answers() and not postgres.answers())
    assert embedded.ensure() is True
    assert ask_owner("select count(*) from kept") == [(1000,)]
    assert tell_valkey("LLEN queue") == ":1\r\n"
    wait_for(lambda: len(postmasters()) == 1)


def test_a_keeper_brings_killed_servers_back_by_itself(data: Path) -> None:
    with embedded.Keeper(seconds=0.1):
        before = {*postmasters(), *valkey.running()}
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        wait_for(lambda: postgres.answers() and valkey.answers() and not before & set(postgres.running()))
        assert ask("select 1") == [(1,)]


def test_a_process_id_that_another_program_has_by_now_does_not_stop_the_start(data: Path) -> None:
    embedded.ensure()
    (pid,) = postmasters()
    lock = postgres.folder() / "postmaster.pid"
    words = lock.read_text(encoding="utf-8")
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not postgres.answers())
    # As after a restart of the machine: the number now belongs to something else that lives.
    lock.write_text(words.replace(str(pid), str(os.getpid()), 1), encoding="utf-8")
    beside = embedded.socket_dir() / f"{paths.POSTGRES_SOCKET}.lock"
    beside.write_text(f"{os.getpid()}\n", encoding="utf-8")
    assert embedded.ensure() is True
    assert ask("select 1") == [(1,)]


def test_stopping_leaves_no_process_and_no_socket_and_touches_no_other_folder(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded.ensure()
    monkeypatch.setenv("WIJKZORG_DATA", str(tmp_path / "other"))
    embedded.ensure()
    embedded.stop()
    assert [server.processes for server in embedded.status()] == [(), ()]
    assert not embedded.socket_dir().exists()
    monkeypatch.setenv("WIJKZORG_DATA", str(data))
    assert [server.answers for server in embedded.status()] == [True, True]


def test_servers_outlive_the_command_that_started_them_even_when_its_group_is_killed(data: Path) -> None:
    script = "import time; from wijkzorg import embedded; embedded.ensure(); print('up', flush=True); time.sleep(60)"
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, start_new_session=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"up\n"
    os.killpg(parent.pid, signal.SIGKILL)
    parent.communicate()
    assert [server.answers for server in embedded.status()] == [True, True]


@pytest.mark.parametrize("name", ["a" * 120, "met spatie", "komma,quote'", "é", "100%"])
def test_a_long_or_odd_folder_gets_short_sockets_elsewhere(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIJKZORG_DATA", str(tmp_path / name))
    assert len(str(embedded.socket_dir() / paths.POSTGRES_SOCKET)) <= 100
    assert paths.PLAIN_PATH.fullmatch(str(embedded.socket_dir()))
    assert embedded.socket_dir().name in embedded.database_url()
    assert not (tmp_path / name).exists()


def test_a_folder_that_somebody_else_laid_for_the_sockets_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIJKZORG_DATA", str(tmp_path))
    (tmp_path / "theirs").mkdir()
    place = tmp_path / "run"
    place.symlink_to(tmp_path / "theirs")
    monkeypatch.setattr(paths, "LONGEST_SOCKET", 1000)
    monkeypatch.setattr(paths, "_closed_above", lambda folder: False)
    with pytest.raises(embedded.EmbeddedError, match="not a private folder"):
        paths.make_socket_dir(os.geteuid())


def test_the_secret_key_is_made_once_and_for_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIJKZORG_DATA", str(tmp_path))
    key = embedded.secret_key()
    assert len(key) >= 50
    assert embedded.secret_key() == key
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_full_disk_is_said_in_one_sentence() -> None:
    error = sentence_for(OSError(errno.ENOSPC, "No space left on device"), "the folder x cannot be made")
    assert str(error) == "The disk is full: the folder x cannot be made."


def test_a_folder_of_before_there_was_an_owner_is_handed_over(data: Path) -> None:
    embedded.ensure()
    for statement in (
        "create table kept as select 1 as number",
        "alter table kept owner to wijkzorg",
        "alter database wijkzorg owner to wijkzorg",
    ):
        _ask(embedded.database_url().replace("//wijkzorg@", "//postgres@"), statement)
    embedded.stop()
    (data / "postgres-two-accounts").unlink()
    embedded.ensure()
    assert ask("select tableowner from pg_tables where tablename = 'kept'") == [("wijkzorg_owner",)]
    assert ask_owner("select number from kept") == [(1,)]
