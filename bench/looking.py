"""The access log: what a line costs a page, whether sealing slows who writes, how fast a chain is made and proved."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial

from django.db import connection

from bench import databases
from bench.clock import in_turn, median, say, seconds
from bench.places import MUNICIPALITY
from bench.table import Line, at_least, at_most, at_most_times
from bench.town import Town
from cases.models import Case
from wijkzorg.audit import chain, sealing
from wijkzorg.audit.actions import log_event, log_list
from wijkzorg.audit.models import Action
from wijkzorg.tenancy.wall import inside

PAGES = 300
SHOWN = 60
WRITERS = 8
LINES = 250  # of each writer, each with a commit of its own
ROUNDS = 5
SEALED = 50_000

# A row of one column: what one flush costs here.
_FLOOR = (
    "CREATE TABLE IF NOT EXISTS bench_floor (at timestamptz); GRANT INSERT ON bench_floor TO wijkzorg_app"
)


def measure(town: Town) -> list[Line]:
    """Measure all of it; the lines stay in the town's log."""
    with databases.as_owner(town.database) as cursor:
        cursor.execute(_FLOOR)
    return [*_cost_of_a_line(), *_writers(town), *_chain(town)]


def _cost_of_a_line() -> list[Line]:
    """Measure the statement in a page's transaction, and a transaction with it beside one that flushes a bare row."""
    say(f"writing {PAGES} lines of {SHOWN} cases ...")
    shown = list(Case.objects.only("pk", "resident_id").order_by("pk")[:SHOWN])
    statement, logged, floor = [], [], []
    for _page in range(PAGES):
        with inside(MUNICIPALITY):
            statement.append(seconds(partial(_log, shown)))
        logged.append(seconds(partial(_in_transaction, partial(_log, shown))))
        floor.append(seconds(partial(_in_transaction, _bare)))
    return [
        at_most(
            f"a line for a list of {len(shown)}, ms in the page",
            1000 * median(statement[20:]),
            1,
            "{:.3g}",
        ),
        # More than one flush would be twice the floor or more.
        at_most_times("a page with a line, with commit", median(logged[20:]), median(floor[20:]), 2),
    ]


def _log(shown: list[Case]) -> None:
    log_list(user_id=1, municipality_id=MUNICIPALITY, cases=shown)


def _bare() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_floor VALUES (now())")


def _in_transaction(work: Callable[[], None]) -> None:
    with inside(MUNICIPALITY):
        work()


def _writers(town: Town) -> list[Line]:
    """Let eight write at once, in turn with and without a sealing that begins again as soon as it is done."""
    say(f"{WRITERS} writers of {LINES} lines each, with and without sealing ...")
    took = in_turn(
        {
            "alone": (_nothing, partial(_write_at_once, town.database, sealed=False)),
            "sealed": (_nothing, partial(_write_at_once, town.database, sealed=True)),
        },
        rounds=ROUNDS,
    )
    alone, sealed = took["alone"].seconds, took["sealed"].seconds
    return [at_most_times(f"{WRITERS} writers of lines while sealing", sealed, alone, 1.25)]


def _nothing() -> None:
    pass


def _write_at_once(database: str, *, sealed: bool) -> None:
    over = threading.Event()
    sealer = threading.Thread(target=partial(_keep_sealing, database, over))
    writers = [threading.Thread(target=partial(_write, database)) for _ in range(WRITERS)]
    for thread in [*writers, *([sealer] if sealed else [])]:
        thread.start()
    for thread in writers:
        thread.join()
    over.set()
    if sealed:
        sealer.join()


def _write(database: str) -> None:
    with databases.own_line(database):
        for number in range(LINES):
            with inside(MUNICIPALITY):
                log_event(action=Action.READ, municipality_id=MUNICIPALITY, user_id=1, resident_id=number)


def _keep_sealing(database: str, over: threading.Event) -> None:
    """Seal a hundred times as often as the schedule does."""
    with databases.own_line(database):
        while not over.wait(0.6):
            sealing.seal()


def _chain(town: Town) -> list[Line]:
    """Seal many lines at once, and prove the whole chain."""
    say(f"sealing and proving {SEALED:,} lines ...")
    _seal_all()
    with databases.as_owner(town.database) as cursor:
        cursor.execute(
            "INSERT INTO audit_accessentry (municipality_id, action, user_id, resident_id, request_id)"
            " SELECT %s, 'read', i %% 100, i, gen_random_uuid() FROM generate_series(1, %s) AS i",
            [MUNICIPALITY, SEALED],
        )
    made = seconds(_seal_all)
    with inside(MUNICIPALITY):
        begun = time.perf_counter()
        proof = chain.prove(MUNICIPALITY)
        proved = time.perf_counter() - begun
    if proof.faults or proof.waiting:
        raise RuntimeError(f"the log is not whole: {proof.faults[:3]}, {proof.waiting} lines wait")
    return [
        at_least("lines sealed a second", SEALED / made, 10_000),
        at_least("lines proved a second", proof.rows / proved, 10_000),
    ]


def _seal_all() -> None:
    """Seal until nothing waits: an older transaction elsewhere on the server may hold it up for a moment."""
    for _ in range(600):
        sealing.seal()
        with inside(MUNICIPALITY), connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT count(*) FROM audit_accessentry) - (SELECT coalesce(sum(rows), 0) FROM audit_seal)"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.05)
