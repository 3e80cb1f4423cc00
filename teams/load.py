"""What a team is asked and what it has room for, by worker: numbers, and no name of a resident."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from cases.models import Flag
from cases.worklist import SOON_DAYS
from roster import cover
from roster.capacity import Minutes, absent_days, available
from roster.models import WorkContract
from roster.presence import minutes_on
from teams import statements
from wijkzorg.accounts.models import Team

# What closes a flag though there was no new contact or promise (no back doors), and for how long the board says so.
_CAUSE = Flag.Cause
WITHOUT_CONTACT = (_CAUSE.NEED_CHANGED, _CAUSE.POLICY_CHANGED, _CAUSE.CASE_CLOSED, _CAUSE.CORRECTED)
VANISHED_DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What somebody has; `worker_id` None: what nobody has. Minutes a week."""

    worker_id: int | None
    cases: int = 0
    flagged: int = 0
    soon: int = 0
    due: int = 0
    needed: int = 0
    agreed: int = 0
    room: int = 0
    contract: int = 0
    client_percent: int = 0
    absent_days: int = 0

    @property
    def balance(self) -> int:
        """What is left, or lacks where it is less than nothing, if all that is needed were done."""
        return self.room - self.needed


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """A team on a day: its members and others with cases there, and what each has."""

    team: Team
    today: dt.date
    cover: cover.Cover
    minutes: Minutes
    loads: dict[int | None, Load]

    @property
    def gone(self) -> list[int]:
        """The workers (id) of whose cases nobody takes care today."""
        return [pk for pk in self.loads if pk is not None and self.cover.gap(pk, self.today) is not None]

    @property
    def unowned(self) -> int:
        """How many cases nobody takes care of."""
        return sum(load.cases for pk, load in self.loads.items() if pk is None or pk in self.gone)

    @property
    def total(self) -> Load:
        """The sum of all."""
        every = list(self.loads.values())
        names = ("cases", "flagged", "soon", "due", "needed", "agreed", "room", "contract")
        return Load(worker_id=None, **{name: sum(getattr(load, name) for load in every) for name in names})


class Named(NamedTuple):
    """One case that stands on the board by name: in which part of it, on which day, and the number that goes with it.

    The number is a version for what nobody takes care of, and for a day of the outlook how many there are on it. What
    vanished has no case: a number of flags, and their cause as the name.
    """

    part: str
    day: dt.date | None
    place: int
    case_id: int
    worker_id: int | None
    number: int
    resident_id: int
    name: str


def by_name(known: TeamLoad, *, workers: list[int], last: dt.date, **most: int) -> dict[str, list[Named]]:
    """Read what the board shows by name, by part, in the order in which it stands there; one query."""
    values = {"workers": workers, "gone": known.gone, "last": last, "causes": list(WITHOUT_CONTACT)}
    since = vanished_since(known.today)
    rows = ask(statements.ON_BOARD, known.team, known.today, since=since, **values, **most)
    found: dict[str, list[Named]] = {"urgent": [], "unowned": [], "outlook": [], "vanished": []}
    for row in map(Named._make, rows):
        found[row.part].append(row)
    return found


def vanished_since(today: dt.date) -> dt.date:
    """Return the first day of those of which the board says what vanished."""
    return today - dt.timedelta(days=VANISHED_DAYS - 1)


def of_team(team: Team, today: dt.date) -> TeamLoad:
    """Count what a team has; six queries, whatever the number of its cases."""
    minutes = minutes_on(team.municipality_id, today)
    counted = {
        row[0]: row[1:] for row in ask(statements.BY_WORKER, team, today, minutes=list(minutes.by_number()))
    }
    known = cover.of_team(team.municipality_id, team.pk, [pk for pk in counted if pk is not None], today)
    contracts = {row.user_id: row for row in WorkContract.objects.filter(team=team).in_force(today)}
    working = [pk for pk, member in known.members.items() if member.employed(today)]
    loads: dict[int | None, Load] = {}
    for pk in {*counted, *working}:
        contract, away = contracts.get(pk or 0), 0
        if pk is not None:
            away = absent_days(today, [(row.first_day, row.last_day) for row in known.members[pk].absences])
        cases, flagged, soon, due, needed, agreed = counted.get(pk, (0,) * 6)
        loads[pk] = Load(
            worker_id=pk, cases=cases, flagged=flagged, soon=soon, due=due, needed=needed, agreed=agreed,
            absent_days=away,
            **_room(contract, away) if contract is not None and pk in working else {},
        )  # fmt: skip
    return TeamLoad(team, today, known, minutes, loads)


def _room(contract: WorkContract, away: int) -> dict[str, int]:
    return {
        "contract": contract.minutes_a_week,
        "client_percent": contract.client_percent,
        "room": available(contract.minutes_a_week, contract.client_percent, away),
    }


def ask(statement: str, team: Team, today: dt.date, **values: Any) -> list[tuple[Any, ...]]:
    """Ask one of the statements about a team on a day."""
    known: dict[str, Any] = {
        "municipality": team.municipality_id,
        "team": team.pk,
        "today": today,
        "soon": today + dt.timedelta(days=SOON_DAYS),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, known | values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
