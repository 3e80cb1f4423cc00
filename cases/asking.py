"""What asks something, of all rooms, in one statement: each room says which rows of which kind, once.

The sets are described as everywhere (querysets, `visible_to`), for whoever sits at the desk. To describe them costs
more than to run them, so that is done once in a process for each shape of desk (which roles, in how many teams), with
a stand-in for every value; the database plans the statement once a connection.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import F, Value
from django.db.models.functions import Concat, JSONObject
from psycopg2.extensions import AsIs

from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.prepared import Prepared

Row: TypeAlias = dict[str, Any]
Rows: TypeAlias = Mapping[str, Sequence[Row]]  # by kind
Sets: TypeAlias = Callable[[Desk, dt.date], Iterable["models.QuerySet[Any, Any]"]]

_Model = TypeVar("_Model", bound=models.Model)
_Shape: TypeAlias = tuple[str, tuple[tuple[str, int | None], ...]]

# Stand-ins for what differs from one question to the next. No row has such a number, and nobody asks about that year.
_PLACE, _USER, _TEAM = -(2**62), -(2**62) + 1, -(2**62) + 16
_NOW = dt.datetime(4000, 7, 1, 12, tzinfo=dt.UTC)
_TODAY, _DAY_OF_NOW = dt.date(4000, 1, 3), _NOW.date()
_TYPES = {int: "bigint", dt.date: "date", dt.datetime: "timestamptz"}


def part(
    kind: str, rows: models.QuerySet[_Model], *, case: str | None = "case__", **more: Any
) -> models.QuerySet[_Model, Any]:
    """Take rows of one kind: what is said of their case (`case` leads to it; None where there is none), and more."""
    fields: dict[str, Any] = {"pk": F("pk")}
    if case is not None:
        name = Concat(f"{case}resident__first_name", Value(" "), f"{case}resident__last_name")
        fields |= {"case": F(f"{case}pk"), "resident": F(f"{case}resident_id"), "name": name}
        fields["worker"] = F(f"{case}worker_id")
    return rows.values_list(Value(kind), JSONObject(**(fields | more)))


def read(sets: Sets, desk: Desk, today: dt.date) -> Rows:
    """Read the rows of sets for somebody on a day, in one query."""
    if desk.municipality is None:
        return {}
    teams = _teams(desk.memberships)
    shape = tuple((row.role, None if row.team_id is None else teams[row.team_id]) for row in desk.memberships)
    statement = _statement(sets, (desk.municipality.timezone, shape))
    if statement is None:
        return {}
    given: dict[Any, Any] = {_PLACE: desk.municipality.pk, _USER: desk.user.pk, _NOW: desk.now, _TODAY: today}
    given |= {_TEAM + number: team for team, number in teams.items()}
    given[_DAY_OF_NOW] = desk.municipality.day_of(desk.now)
    found: dict[str, list[Row]] = defaultdict(list)
    for kind, fields in statement.prepared.rows([given[name] for name in statement.names]):
        found[kind].append(json.loads(fields))
    return found


def _teams(memberships: Iterable[Membership]) -> dict[int, int]:
    """Number the teams of some memberships."""
    return {
        team: number
        for number, team in enumerate(sorted({row.team_id for row in memberships if row.team_id}))
    }


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement, and the stand-ins in the order of its values."""

    prepared: Prepared
    names: tuple[Any, ...]


@cache
def _statement(sets: Sets, shape: _Shape) -> _Statement | None:
    """Describe the sets once for a shape of desk; None where nobody of that shape has anything to read."""
    found = list(sets(_somebody(shape), _TODAY))
    whole = found[0].union(*found[1:], all=True) if len(found) > 1 else found[0]
    try:
        sql, values = whole.query.get_compiler("default").as_sql()
    except EmptyResultSet:
        return None
    names: list[Any] = []
    written = [_placed(value, names) for value in values]
    with connection.cursor() as cursor:
        text = cursor.mogrify(sql, written).decode()
    return _Statement(Prepared(text, [_TYPES[type(name)] for name in names]), tuple(names))


def _somebody(shape: _Shape) -> Desk:
    """Return a desk of that shape, at which nobody sits."""
    zone, memberships = shape
    desk = Desk.at(User(pk=_USER), Municipality(pk=_PLACE, timezone=zone), _NOW)
    desk.__dict__["memberships"] = [
        Membership(role=role, team_id=None if team is None else _TEAM + team) for role, team in memberships
    ]
    return desk


def _placed(value: Any, names: list[Any]) -> Any:
    """Write a stand-in as the place of a value, and anything else as itself."""
    if not _stands_in(value):
        return value
    if not _known(value):
        raise ValueError(
            f"{value!r} was reckoned from a stand-in: a set may compare with days, not count with them"
        )
    if value not in names:
        names.append(value)
    return AsIs(f"${names.index(value) + 1}")


def _stands_in(value: Any) -> bool:
    if isinstance(value, dt.date):
        return value.year > 3900
    return isinstance(value, int) and value < -(2**61)


def _known(value: Any) -> bool:
    return value in (_PLACE, _USER, _NOW, _TODAY, _DAY_OF_NOW) or (isinstance(value, int) and value >= _TEAM)
