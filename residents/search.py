"""Finding residents by a name that may be typed wrong, a birth date, an address or a telephone number."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

# Who typed too little to tell more people than this apart gets some of them.
ENOUGH = 200


def alike(asked: str, among: Sequence[int] | None) -> list[int]:
    """Return the ids of the residents most like what was asked for, the likest first, of some or of all (None).

    Only those of the municipality inside whose wall this runs: a function of the database that crosses row-level
    security to use its index keeps to it (residents, migrations 0004, 0010 and 0011).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT residents_search(%s, %s, %s::bigint[])",
            [asked, ENOUGH, None if among is None else list(among)],
        )
        return [row[0] for row in cursor.fetchall()]
