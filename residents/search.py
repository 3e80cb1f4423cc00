"""Finding residents by a name that may be typed wrong, a birth date, an address or a telephone number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import F, FloatField, Func, QuerySet, TextField, Value

Rows = TypeVar("Rows", bound=QuerySet[Any])
# Who typed too little to tell more people than this apart gets some of them.
ENOUGH = 200
# How like a name is what may be an error of it: as in the search of residents.
ALIKE = 0.4


def alike(asked: str, among: Sequence[int] | None, near: Sequence[int] | None = None) -> list[int]:
    """Return the ids of the residents most like what was asked for, the likest first, of some or of all (None).

    `near` keeps to some neighbourhoods (id). Only those of the municipality inside whose wall this runs: a function of
    the database that crosses row-level security to use its index keeps to it (residents, migrations 0004 and later).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT residents_search(%s, %s, %s::bigint[], %s::bigint[])",
            [
                asked,
                ENOUGH,
                None if among is None else list(among),
                None if near is None else list(near),
            ],
        )
        return [row[0] for row in cursor.fetchall()]


def named_like(rows: Rows, field: str, asked: str) -> Rows:
    """Keep the rows that have a name like what was asked for, the likest first: without accents, with a typing error.

    For names that are no residents' and so in no index: it compares each of the rows, which are few enough for that.
    """
    found: Rows = by_likeness(rows, field, asked).filter(likeness__gte=ALIKE)
    return found


def by_likeness(rows: Rows, field: str, asked: str) -> Rows:
    """Put rows in order: those first of which the name is most like what was asked for."""
    wanted = Func(Value(asked[:100]), function="residents_plain", output_field=TextField())
    plain = Func(F(field), function="residents_plain", output_field=TextField())
    like = Func(wanted, plain, function="word_similarity", output_field=FloatField())
    ordered: Rows = rows.annotate(likeness=like).order_by("-likeness", "-pk")
    return ordered
