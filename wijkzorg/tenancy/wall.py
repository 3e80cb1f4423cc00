"""The wall between municipalities: whose rows this transaction may see.

The policies of the database compare each row with a setting of the transaction (migration 0002 of this app). Without
the setting there are no rows; it ends with the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from wijkzorg import logs

SETTING = "wijkzorg.municipality"


@contextmanager
def inside(municipality_id: int | None) -> Iterator[None]:
    """Run in a transaction that sees the rows of one municipality (None: of none); afterwards all is as it was."""
    nested = connection.in_atomic_block
    with logs.about(municipality_id), transaction.atomic():
        former = _enter(municipality_id)
        yield
        # At the end of the outermost transaction the setting goes by itself, after what was deferred until then.
        if nested and not connection.needs_rollback:
            _enter(former)


def current() -> int | None:
    """Return the municipality whose rows are seen now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [SETTING])
        return _number(cursor.fetchone()[0])


def _enter(municipality_id: int | None) -> int | None:
    """Set whose rows are seen until the transaction ends, and return whose were seen before."""
    value = "" if municipality_id is None else str(int(municipality_id))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting(%(name)s, true), set_config(%(name)s, %(value)s, true)",
            {"name": SETTING, "value": value},
        )
        return _number(cursor.fetchone()[0])


def _number(setting: str | None) -> int | None:
    return int(setting) if setting else None
