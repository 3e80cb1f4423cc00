"""What a list would bring about, row by row, before anything is done."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sheets.columns import Column
from sheets.faults import Faults
from sheets.files import Table
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is right by itself: who or what it is, and of whom or what it may be a double."""

    row: int
    name: str
    about: str
    item: Any
    double: str = ""
    known: bool = False  # for sure: it is passed by, whatever somebody ticks


@dataclass(slots=True)
class Checked:
    """A table beside what is stored; `seen` is whose name (resident id) a double shows."""

    lines: list[Line] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    seen: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Bringing:
    """Who brings a list in, at which desk; `token` is the list's own, `link` makes an address of a token."""

    actor: User
    desk: Desk
    token: uuid.UUID
    link: Callable[[str], str]

    def token_of(self, line: Line) -> uuid.UUID:
        """Return the number by which a row counts once."""
        return uuid.uuid5(self.token, str(line.row))


class Sort(Protocol):
    """A sort of list: its columns, whose it is, how it is checked and how it is brought in."""

    roles: frozenset[str]
    most: int
    columns: Sequence[Column]

    def check(self, desk: Desk, table: Table) -> Checked:
        """Say what each row would bring about, and all that is wrong; the same number of queries for every table."""

    def bring_in(self, lines: Collection[Line], how: Bringing) -> int:
        """Bring the rows in by the verbs of the screens; return how many. Raises ValidationError."""
