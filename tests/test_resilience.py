"""Whatever is killed in the middle of a reassessment, it comes to its end with every flag once.

As a user would see it: commands of manage.py on servers of their own, and `kill -9`.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import pytest
import redis

from tests.cases.histories import random_history
from tests.cases.import_folder import Folder, write_histories

ROOT = Path(__file__).resolve().parents[1]
CASES = 3_000
CHUNK = 20
MUNICIPALITY = ("--municipality", "GM9999")


class Town:
    """A municipality on servers of its own, reached by commands alone."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
        } | {"WIJKZORG_DATA": str(self.data), "WIJKZORG_PG_OPTIONS": "-c shared_buffers=32MB"}

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # A shell lets what it starts in the background ignore Ctrl-C; a person at the keyboard is not ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def run(self, *words: str) -> str:
        """Run a command to its end, which must be a good one; return its output."""
        return ended_well(self.start(*words))

    def lines(self, command: str) -> list[dict[str, Any]]:
        """Return what a command prints as JSON."""
        return [json.loads(line) for line in self.run(command, *MUNICIPALITY).splitlines()]

    def ask(self, statement: str) -> tuple[Any, ...]:
        """Ask the database one thing, or tell it one."""
        connection = psycopg2.connect(self.database_url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchone() or () if cursor.description else ()
        finally:
            connection.close()

    @cached_property
    def database_url(self) -> str:
        """The address of its own PostgreSQL, for the owner, who sees all."""
        return self._address("owner_database_url")

    @cached_property
    def queue(self) -> redis.Redis:
        """Its own Valkey, in the part that holds the queue."""
        return redis.Redis.from_url(self._address("cache_redis_url").replace("?db=1", "?db=0"))

    def _address(self, name: str) -> str:
        code = f"from wijkzorg import embedded; print(embedded.{name}())"
        return subprocess.check_output(
            [sys.executable, "-c", code], cwd=ROOT, env=self.environment, text=True
        ).strip()

    def forget_what_was_judged(self) -> None:
        """Leave a municipality whose cases were never judged."""
        self.ask("DELETE FROM cases_flag; DELETE FROM cases_standing; DELETE FROM cases_reassessmentchunk")

    def done(self) -> tuple[int, int]:
        """Return how many chunks are done, and how many there are."""
        done, everything = self.ask("SELECT count(done_at), count(*) FROM cases_reassessmentchunk")
        return int(done), int(everything)

    def processes(self, name: str, words: str = "") -> list[psutil.Process]:
        """Return this town's processes of a name, the oldest first: parents before their children."""
        found = []
        for process in psutil.process_iter(["name", "cmdline", "create_time"]):
            try:
                belongs = str(self.data) in (
                    process.environ().get("WIJKZORG_DATA", ""),
                    process.cwd(),
                    str(Path(process.cwd()).parent),
                )
            except (psutil.Error, OSError):
                continue
            if belongs and name in process.info["name"] and words in " ".join(process.info["cmdline"]):
                found.append(process)
        return sorted(found, key=lambda process: (process.info["create_time"], process.pid))


def ended_well(command: subprocess.Popen[str], seconds: float = 300) -> str:
    """Wait for the good end of a command; return its output."""
    try:
        output, words = command.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        command.terminate()  # so that it takes its worker with it
        _output, words = command.communicate()
        pytest.fail(f"it did not end within {seconds} seconds: {words}")
    assert command.returncode == 0, words
    assert "Traceback" not in words
    return output


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A municipality of some thousands of cases up to yesterday."""
    folder = tmp_path_factory.mktemp("resilience")
    (folder / "files").mkdir()
    rng, yesterday = random.Random("resilience"), dt.date.today() - dt.timedelta(days=1)  # noqa: DTZ011
    drawn = ((f"D{number:05}", random_history(rng, yesterday, 12)) for number in range(CASES))
    write_histories(Folder(folder / "files"), drawn)
    town = Town(folder)
    town.run("import_dossiers", str(folder / "files"), *MUNICIPALITY)
    yield town
    subprocess.run(
        [sys.executable, "-m", "wijkzorg.embedded", "stop"], cwd=ROOT, env=town.environment, check=True
    )


def kill_the_worker(town: Town) -> None:
    for process in town.processes("", "-m celery"):
        process.kill()


def kill_what_a_worker_works_with(town: Town) -> None:
    town.processes("", "-m celery")[-1].kill()


def kill_postgres(town: Town) -> None:
    town.processes("postgres")[0].kill()


def kill_valkey(town: Town) -> None:
    town.processes("valkey")[0].kill()


def lose_the_queue(town: Town) -> None:
    town.queue.flushdb()


def kill_all(town: Town) -> None:
    for kill in (kill_the_worker, kill_postgres, kill_valkey):
        kill(town)


@pytest.mark.parametrize(
    "kill",
    [kill_the_worker, kill_what_a_worker_works_with, kill_postgres, kill_valkey, lose_the_queue, kill_all],
)
def test_a_reassessment_ends_right_whatever_is_killed_in_its_middle(
    town: Town, kill: Callable[[Town], None]
) -> None:
    town.forget_what_was_judged()
    command = town.start("reassess", *MUNICIPALITY, "--chunk", str(CHUNK))
    wait_until_some_are_done(town, command)
    kill(town)
    done, everything = done_when_the_database_is_back(town)
    assert everything == CASES // CHUNK
    assert done < everything, "it was over before anything was killed"
    assert ended_well(command) == ""
    every_flag_is_there_once(town)
    assert town.processes("", "-m celery") == []


def done_when_the_database_is_back(town: Town) -> tuple[int, int]:
    deadline = time.monotonic() + 60
    while True:
        try:
            return town.done()
        except psycopg2.OperationalError:
            assert time.monotonic() < deadline, "nobody started it again"
            time.sleep(0.1)


def wait_until_some_are_done(town: Town, command: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while town.done()[0] < 5:
        assert command.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


def every_flag_is_there_once(town: Town) -> None:
    standings = town.lines("assess")
    assert len(standings) == CASES
    wanted = sorted(
        (each["case_ref"], flag["kind"], flag["since"]) for each in standings for flag in each["flags"]
    )
    flags = [flag for flag in town.lines("flags") if flag["state"] == "open"]
    assert sorted((flag["case_ref"], flag["kind"], flag["since"]) for flag in flags) == wanted
    assert len(wanted) > CASES / 10
    # Nor is one there that was closed on the way: none was ever opened that should not have been.
    assert town.ask("SELECT count(*) FROM cases_flag WHERE state <> 'suspended'") == (len(wanted),)


def test_a_reassessment_without_workers_outlives_the_database_too(town: Town) -> None:
    town.forget_what_was_judged()
    command = town.start("reassess", *MUNICIPALITY, "--inline", "--chunk", str(CHUNK))
    wait_until_some_are_done(town, command)
    kill_postgres(town)
    ended_well(command)
    every_flag_is_there_once(town)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_reassessment_that_is_stopped_leaves_no_worker_and_a_later_one_does_all(
    town: Town, number: signal.Signals
) -> None:
    town.forget_what_was_judged()
    command = town.start("reassess", *MUNICIPALITY, "--chunk", str(CHUNK))
    wait_until_some_are_done(town, command)
    command.send_signal(number)
    output, words = command.communicate(timeout=60)
    assert (command.returncode, output) == (130, "")
    assert words.strip().endswith("stopped; the workers go on with what waits")
    assert "Traceback" not in words
    assert town.processes("", "-m celery") == []
    town.run("reassess", *MUNICIPALITY)
    every_flag_is_there_once(town)
