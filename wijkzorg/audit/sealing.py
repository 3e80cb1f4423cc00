"""Keep the log: seal what was written, make the months that come, drop those that are old (migrations/sql/0003_*)."""

from __future__ import annotations

import datetime as dt

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

BATCH = 100_000  # lines sealed at a time: some seconds
YEARS = 5  # how long the law has the log kept


def seal(*, using: str = DEFAULT_DB_ALIAS) -> int:
    """Seal all lines whose transaction is over, and that of all others before it; return how many."""
    total = 0
    while True:
        with transaction.atomic(using), connections[using].cursor() as cursor:
            cursor.execute("SELECT wz_seal_log(%s)", [BATCH])
            sealed: int = cursor.fetchone()[0]
        total += sealed
        if sealed < BATCH:
            return total


def make_months(*, using: str = DEFAULT_DB_ALIAS) -> int:
    """Make the partitions of this month and the three that come; return how many were made."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute("SELECT wz_make_log_months()")
        made: int = cursor.fetchone()[0]
    return made


def forget_visitors() -> int:
    """Delete who came from outside over a year ago; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wz_forget_visitors()")
        gone: int = cursor.fetchone()[0]
    return gone


def drop_month(*, month: dt.date, years: int, using: str) -> int:
    """Drop the lines of a month of all municipalities, as the owner; return how many.

    Raises DatabaseError for a month that is younger than so many years (at least five) or in which something is wrong.
    """
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute("SELECT wz_drop_log_month(%s, %s)", [month, years])
        dropped: int = cursor.fetchone()[0]
    return dropped
