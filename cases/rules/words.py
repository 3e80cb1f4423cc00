"""The words of docs/rules.md as values: rhythm, version, contact, pause, policy, the history of a case."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from dataclasses import dataclass


class Medium(enum.IntEnum):
    """Say how a contact was made; the number is what the database stores."""

    HOME_VISIT = 1
    WALK_IN = 2
    OUTDOORS = 3
    VIDEO = 4
    PHONE = 5
    MESSAGE = 6

    @property
    def code(self) -> str:
        """Return the code of imports and the API."""
        return self.name.lower()

    @classmethod
    def from_code(cls, code: str) -> Medium:
        """Return the medium of a code; raises ValueError for an unknown one."""
        for medium in cls:
            if medium.code == code:
                return medium
        raise ValueError(f"unknown medium: {code!r}")

    @property
    def face_to_face(self) -> bool:
        """Tell whether the resident is seen; video is not eye contact."""
        return self in (Medium.HOME_VISIT, Medium.WALK_IN, Medium.OUTDOORS)


class Rule(enum.StrEnum):
    """Name the four rules, in the order in which a standing lists them."""

    SCALED_DOWN = "scaled_down"
    ERODING = "eroding"
    NOT_SEEN = "not_seen"
    UNFINDABLE = "unfindable"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Ask `contacts` per `per_days` days by a medium; raises ValueError unless 1 <= n <= p <= 365."""

    contacts: int
    per_days: int
    medium: Medium

    def __post_init__(self) -> None:
        if not 1 <= self.contacts <= self.per_days <= 365:
            raise ValueError(f"not a rhythm: {self.contacts} per {self.per_days} days")


@dataclass(frozen=True, slots=True)
class Version:
    """Hold a need or an agreement from a day on."""

    valid_from: dt.date
    rhythm: Rhythm


@dataclass(frozen=True, slots=True)
class Contact:
    """Record one attempt on a local calendar day."""

    day: dt.date
    medium: Medium
    reached: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop the clock from `first` through `last`; raises ValueError when it ends before it begins."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a pause ends before it begins: {self.first} to {self.last}")

    @property
    def length(self) -> int:
        """Count the days of the pause."""
        return (self.last - self.first).days + 1

    def days(self) -> Iterator[dt.date]:
        """Yield every day of the pause."""
        return (self.first + dt.timedelta(days=n) for n in range(self.length))


@dataclass(frozen=True, slots=True)
class Policy:
    """Weigh media and bound the windows (Words); raises ValueError outside the bounds that the rules set."""

    video: int = 50
    phone: int = 40
    message: int = 20
    threshold_percent: int = 50
    window_intervals: int = 4
    window_min_days: int = 14
    window_max_days: int = 84
    unfindable_attempts: int = 3
    unfindable_intervals: int = 2
    unfindable_min_days: int = 7
    unfindable_max_days: int = 28

    def __post_init__(self) -> None:
        if not all(1 <= weight <= 50 for weight in (self.video, self.phone, self.message)):
            raise ValueError("a weight that is not face to face is 1 to 50")
        if not 50 <= self.threshold_percent <= 90:
            raise ValueError("threshold_percent is 50 to 90")
        if min(self.window_intervals, self.unfindable_intervals, self.unfindable_attempts) < 1:
            raise ValueError("intervals and attempts are at least 1")
        if not 14 <= self.window_min_days <= self.window_max_days:
            raise ValueError("window_min_days is at least 14 and at most window_max_days")
        if not 1 <= self.unfindable_min_days <= self.unfindable_max_days:
            raise ValueError("unfindable_min_days is at least 1 and at most unfindable_max_days")

    def weight(self, medium: Medium) -> int:
        """Return what a reached contact is worth, in points."""
        match medium:
            case Medium.VIDEO:
                return self.video
            case Medium.PHONE:
                return self.phone
            case Medium.MESSAGE:
                return self.message
            case _:
                return 100


DEFAULT_POLICY = Policy()


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """Hold a policy of a municipality or a target group from a day on."""

    valid_from: dt.date
    policy: Policy


@dataclass(frozen=True, slots=True)
class History:
    """Hold all that is recorded of a case and that the rules look at, in any order.

    Raises ValueError where two versions of one kind begin on one day, no need is in force on `opened_on`,
    or the case closes before it opens. For its pauses see `refuse_pauses`.
    """

    opened_on: dt.date
    closed_on: dt.date | None
    needs: tuple[Version, ...]
    agreements: tuple[Version, ...] = ()
    contacts: tuple[Contact, ...] = ()
    pauses: tuple[Pause, ...] = ()
    group_policies: tuple[PolicyVersion, ...] = ()
    municipality_policies: tuple[PolicyVersion, ...] = ()

    def __post_init__(self) -> None:
        for versions in (self.needs, self.agreements, self.group_policies, self.municipality_policies):
            if len({version.valid_from for version in versions}) < len(versions):
                raise ValueError("two versions of one kind with the same valid_from")
        if all(need.valid_from > self.opened_on for need in self.needs):
            raise ValueError("no need is in force on opened_on")
        if self.closed_on is not None and self.closed_on < self.opened_on:
            raise ValueError("closed_on is before opened_on")
