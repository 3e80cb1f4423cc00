"""What is known of a volunteer, of a help request and of the two together, as far as it matters. Plain Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from volunteers.elasticity import Reading, week_of

Span = tuple[dt.datetime, dt.datetime]  # from, until; at `until` it is over
Days = tuple[dt.date, dt.date]  # the first and the last day


class Tier(IntEnum):
    """How much it matters that a request is answered; a higher tier is served first."""

    NORMAL = 1
    EITHER = 2  # urgent, or nobody else is near
    BOTH = 3


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A volunteer at a moment.

    Minutes a week and metres are what they said they can give; `parts` are the parts of the week in which they can (as
    dayparts.py numbers them), None when it does not matter. `used` has by Monday the minutes of that week which tasks
    and open offers take, and `coming` their load (in the unit of `elasticity.load`). `week_offers` counts the offers
    made to them in this week, Monday to Sunday. `promised` and `kept` are tasks of the last 182 days; `last_task_on` is
    the day of their last task, which may be one to come.
    """

    id: int
    capacity: int
    radius: int
    reading: Reading
    active: bool = True
    away: Sequence[Days] = ()
    vog_on: dt.date | None = None
    kinds: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    parts: frozenset[int] | None = None
    busy: Sequence[Span] = ()
    used: Mapping[dt.date, int] = field(default_factory=dict)
    open_offers: int = 0
    week_offers: int = 0
    coming: Mapping[dt.date, int] = field(default_factory=dict)
    promised: int = 0
    kept: int = 0
    joined_on: dt.date = dt.date.min
    last_task_on: dt.date | None = None
    neighbourhood: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A help request, or the next time of a series.

    `parts` are the parts of the week in which it may be, of which one is enough, None when any will do; `span` the
    moments from and until which, where they are known. Without a skill of `essential` nobody can do it; `skills` are
    all that are asked. `radius_percent` is more than 100 for one that was widened: nobody came, so who lives further
    away is asked too. `weight_percent` is how heavy its kind weighs.
    """

    id: int
    kind: str
    on: dt.date
    minutes: int
    parts: frozenset[int] | None = None
    span: Span | None = None
    urgent: bool = False
    no_network: bool = False
    needs_vog: bool = False
    skills: frozenset[str] = frozenset()
    essential: frozenset[str] = frozenset()
    language: str | None = None
    language_essential: bool = False
    neighbourhood: int | None = None
    radius_percent: int = 100
    weight_percent: int = 100

    @property
    def week(self) -> dt.date:
        """The Monday of its week."""
        return week_of(self.on)

    @property
    def tier(self) -> Tier:
        """How much it matters that it is answered."""
        return Tier(1 + self.urgent + self.no_network)


@dataclass(frozen=True, slots=True)
class Between:
    """A volunteer and a request: the metres between them in a straight line, and what went before.

    `together_on` is the last day on which they did something together. `asked_before`: the volunteer has an offer of
    this request that waits, or said no to it, or handed it back.
    """

    metres: int
    together_on: dt.date | None = None
    blocked: bool = False
    own: bool = False
    asked_before: bool = False
