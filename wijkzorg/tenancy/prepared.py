"""Statements that a connection plans once (PREPARE): planning costs more than running where a page asks for little.

A plan belongs to a connection and outlives its transactions. A pooler that hands one connection to several clients
between transactions would have to know them (docs/operations.md).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

_NAMED = re.compile(r"%%|%\((\w+)\)s")
# What each connection has planned, and what perhaps, because the first run failed. A connection that is gone takes its
# plans along.
_planned: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
_perhaps: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Prepared:
    """A statement whose values stand as $1, $2 ... in its text, of the types that are named."""

    def __init__(self, text: str, types: Sequence[str]) -> None:
        self.name = f"wz_{hashlib.sha256(f'{text}{types}'.encode()).hexdigest()[:24]}"
        self._execute = f"EXECUTE {self.name} ({', '.join(['%s'] * len(types))})" if types else self.name
        plan = f"PREPARE {self.name} ({', '.join(types)}) AS {text}".replace("%", "%%")
        self._both = f"{plan}; {self._execute}"

    @classmethod
    def named(cls, sql: str, types: Mapping[str, str]) -> Prepared:
        """Prepare a text as cursors take it, with `%(name)s` for its values and `%%` for a per cent sign."""
        number = {name: f"${place}" for place, name in enumerate(types, 1)}
        text = _NAMED.sub(lambda found: number[found[1]] if found[1] else "%", sql)
        return cls(text, list(types.values()))

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run it in one round trip, on the default connection; the first time that one plans it too."""
        with connection.cursor() as cursor:
            planned = _planned.setdefault(connection.connection, set())
            if self.name not in planned:
                perhaps = _perhaps.setdefault(connection.connection, set())
                if self.name not in perhaps or not self._is_planned(cursor):
                    # A plan outlives the transaction in which its first run fails, say because somebody held a lock.
                    perhaps.add(self.name)
                    cursor.execute(self._both, values)
                    planned.add(self.name)
                    return list(cursor.fetchall())
                planned.add(self.name)
            cursor.execute(self._execute, values)
            return list(cursor.fetchall())

    def _is_planned(self, cursor: CursorWrapper) -> bool:
        cursor.execute("SELECT FROM pg_prepared_statements WHERE name = %s", [self.name])
        return cursor.fetchone() is not None
