"""A made municipality of any size: the same rows for the same arguments, relative to a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from bench import databases, histories, places
from bench.clock import say

VERSION = 4  # of what is made; a kept database of another version is made again
# So few are made with all guards of the database on, which shows that the rows are such as the product allows.
GUARDED = 2_000
BATCH = 10_000
TABLES = (
    "residents_resident", "cases_case", "cases_need", "cases_agreement", "cases_contact", "cases_pause",
    "cases_policy", "accounts_user", "accounts_membership",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality in a database of its own, and the moment that all measuring takes for now."""

    database: str
    cases: int
    contacts: int
    now: dt.datetime
    on: dt.date


@dataclass(frozen=True, slots=True)
class _Label:
    version: int
    cases: int
    contacts: int
    day: str


def build(database: str, empty: str, *, cases: int, contacts: int, reuse: bool) -> Town:
    """Make a town, or take the one that an earlier run of today kept; leaves its database in use."""
    now = timezone.now()
    town = Town(database, cases, contacts, now, timezone.localdate(now, places.ZONE))
    label = asdict(_Label(VERSION, cases, contacts, town.on.isoformat()))
    if reuse and databases.description(database) == label:
        databases.use(database)
        databases.renew_functions(database)
    else:
        say(f"making {cases:,} cases with about {contacts} contacts each ...")
        databases.create(database, empty)
        _fill(town)
        databases.use(database)
        databases.vacuum(*TABLES)
        databases.describe(database, label)
    _tell(town)
    return town


def _fill(town: Town) -> None:
    values: dict[str, Any] = {
        "today": town.on,
        "municipality": places.MUNICIPALITY,
        "cases": town.cases,
        "workers": max(1, round(town.cases / places.CASES_A_WORKER)),
        "span": round(histories.SPAN_DAYS * town.contacts / 40),
    }
    values["teams"] = max(1, round(values["workers"] / places.WORKERS_A_TEAM))
    with databases.loading(town.database, guarded=town.cases <= GUARDED) as cursor:
        cursor.execute(histories.DICE)
        for statement in places.STATEMENTS:
            cursor.execute(statement, values)
        for first in range(1, town.cases + 1, BATCH):
            last = min(first + BATCH - 1, town.cases)
            cursor.execute("BEGIN")
            for statement in histories.STATEMENTS:
                cursor.execute(statement, {**values, "first": first, "last": last})
            cursor.execute("COMMIT")
            _progress(last, town.cases)
        for table in places.NUMBERED:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def _progress(done: int, total: int) -> None:
    if done == total or done % (10 * BATCH) == 0:
        say(f"  {done:,} of {total:,} cases")


def _tell(town: Town) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE day > %(on)s - 84),"
            " pg_size_pretty(pg_database_size(current_database())) FROM cases_contact",
            {"on": town.on},
        )
        contacts, recent, size = cursor.fetchone()
    say(
        f"  {town.database}: {contacts:,} contacts, {contacts / town.cases:.1f} a case, of which"
        f" {recent / town.cases:.1f} in the last 84 days; {size}"
    )
