"""Lines of the log as tests write, seal, touch and prove them."""

from __future__ import annotations

import datetime as dt
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection, connections

from tests.conftest import Place
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import AccessEntry, Action
from wijkzorg.audit.tasks import seal_log
from wijkzorg.tenancy.wall import inside


def look(place: Place, times: int = 1, reason: str = "") -> list[int]:
    """Write lines, each in a transaction of its own; return their numbers."""
    with inside(place.municipality.pk):
        before = set(AccessEntry.objects.values_list("id", flat=True))
    for number in range(times):
        with inside(place.municipality.pk):
            log_event(
                action=Action.READ,
                municipality_id=place.municipality.pk,
                user_id=1,
                resident_id=number,
                reason=reason,
            )
    with inside(place.municipality.pk):
        return sorted(set(AccessEntry.objects.values_list("id", flat=True)) - before)


def seal(place: Place) -> None:
    """Seal all lines; those of other tests' open transactions are waited for."""
    for _ in range(600):
        seal_log()
        with connection.cursor() as cursor, inside(place.municipality.pk):
            cursor.execute(
                "SELECT (SELECT count(*) FROM audit_accessentry) - (SELECT coalesce(sum(rows), 0) FROM audit_seal)"
            )
            if cursor.fetchone()[0] <= 0:
                return
        time.sleep(0.1)
    raise AssertionError("an old transaction keeps the log from being sealed")


@contextmanager
def by_the_owner(table: str = "audit_accessentry") -> Iterator[None]:
    """Do as somebody does who owns the tables and takes the guard away."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")


def owner_says(sql: str, values: list[Any] | None = None) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)


def verify() -> tuple[str, str]:
    """Run verify_log and return what it says on stdout, empty for a good log, and on stderr."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_log", "--municipality", "GM9999", stdout=out, stderr=err)
    except SystemExit as ended:
        assert ended.code == 1 and out.getvalue()
        return out.getvalue(), err.getvalue()
    assert not out.getvalue()
    return "", err.getvalue()


def old_lines(place: Place, month: dt.date) -> None:
    """Write lines of long ago, which only the owner can."""
    owner_says(
        "INSERT INTO audit_accessentry (municipality_id, action, at) SELECT %s, 'read', %s::timestamptz"
        " + make_interval(days => d) FROM generate_series(1, 3) AS d",
        [place.municipality.pk, month],
    )
