"""How much a volunteer can still give: load, strain, fatigue of being asked, elasticity, rest. Plain Python.

docs/elasticity.md is the norm, with worked examples; here it is said in integers, so that a limit is met or not met and
nothing is "nearly" 0.2. Strain, fatigue and elasticity are in millionths (`ONE` is 1.0). Days are local calendar days,
weeks run from Monday to Sunday, and every answer is a function of stored facts and a day: the same on whatever day, and
however often, it is asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cache, lru_cache

ONE = 1_000_000
WEEKS = 52  # that count; of what is longer ago, less than a millionth is left
_WEEK = dt.timedelta(days=7)
_DAY = dt.timedelta(days=1)


class Mood(StrEnum):
    """What is said of a volunteer's elasticity, to that volunteer and the coordinator only (words in reasons.py)."""

    REST = "rest"  # rust
    ROOMY = "roomy"  # ruim
    MIND = "mind"  # let op


BOUNDS = {
    "travel_kmh": (3, 50),
    "strain_kept_thousandths": (1, 999),
    "fatigue_percent": (1, 100),
    "fatigue_half_life_days": (1, 90),
    "fatigue_free_percent": (0, 1000),
    "pulse_percent": (1, 100),
    "pulse_days": (1, 90),
    "rest_until_percent": (1, 99),
    "roomy_percent": (1, 100),
}
WEIGHT_BOUNDS = (1, 1000)  # of a kind, in percent: a task that asks nothing would never tire anybody


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers of elasticity, which a municipality may choose."""

    travel_kmh: int = 12
    strain_kept_thousandths: int = (
        707  # what a week leaves of strain: in two weeks half; the rest is the week's own
    )
    fatigue_percent: int = 15  # what each unanswered question takes, beyond the free ones
    fatigue_free_percent: int = 100  # one question
    fatigue_half_life_days: int = 7
    pulse_percent: int = 25  # what "het is me te veel" takes
    pulse_days: int = 14
    rest_until_percent: int = 20
    roomy_percent: int = 50

    def __post_init__(self) -> None:
        """Raise ValueError for a number with which a volunteer would never rest, or never be asked again."""
        for name, (least, most) in BOUNDS.items():
            if not least <= (number := getattr(self, name)) <= most:
                raise ValueError(f"{name} is {number}, and must be {least} to {most}")
        if self.roomy_percent < self.rest_until_percent:
            raise ValueError("who has room does not rest: roomy_percent is at least rest_until_percent")


DEFAULT = Policy()


@dataclass(frozen=True, slots=True)
class Task:
    """What one task asked: minutes of help, metres to it in a straight line, weight of its kind in percent."""

    on: dt.date
    minutes: int
    metres: int
    weight_percent: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to the volunteer, and the day since which it waits no longer (None: it still does).

    It waits until the volunteer answers, yes or no, or until it is taken back. One whose time ran out still waits.
    """

    on: dt.date
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What elasticity is made of; the order does not matter.

    `capacity` is the minutes a week that the volunteer says they can give, `loads` has by Monday the load of the tasks
    of that week, as `load` gives it, and `capacities` by Monday the minutes of a week in which it was another number.
    """

    capacity: int
    loads: Mapping[dt.date, int] = field(default_factory=dict)
    capacities: Mapping[dt.date, int] = field(default_factory=dict)
    asked: Sequence[Asked] = ()
    pulses: Sequence[dt.date] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A volunteer on a day: strain, fatigue and elasticity in millionths, and whether they rest."""

    strain: int
    fatigue: int
    pulse: bool
    elasticity: int
    resting: bool

    def mood(self, policy: Policy = DEFAULT) -> Mood:
        """Return the word for it."""
        if self.resting:
            return Mood.REST
        return Mood.ROOMY if self.elasticity >= _percent(policy.roomy_percent) else Mood.MIND


# --- One week, one day ----------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)  # asked hundreds of thousands of times in a round, of few days
def week_of(day: dt.date) -> dt.date:
    """Return the Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def load(tasks: Iterable[Task], policy: Policy = DEFAULT) -> int:
    """Return what tasks ask together: (minutes + travel there and back) × weight.

    The unit is one part in `load_parts(policy)` of a minute, so that nothing is rounded.
    """
    return sum(
        (1000 * policy.travel_kmh * task.minutes + 120 * task.metres) * task.weight_percent for task in tasks
    )


def load_parts(policy: Policy = DEFAULT) -> int:
    """Return in how many parts `load` counts a minute: metres an hour, times a hundred for the weight."""
    return 100_000 * policy.travel_kmh


def loads_by_week(tasks: Iterable[Task], policy: Policy = DEFAULT) -> dict[dt.date, int]:
    """Return the load of each week, by its Monday."""
    weeks: dict[dt.date, int] = {}
    for task in tasks:
        monday = week_of(task.on)
        weeks[monday] = weeks.get(monday, 0) + load((task,), policy)
    return weeks


def next_strain(strain: int, week_load: int, capacity: int, policy: Policy = DEFAULT) -> int:
    """Return the strain after a week: S ← 0.707·S + 0.293·u/C, once rounded to the nearest millionth, half up."""
    kept = policy.strain_kept_thousandths
    if not week_load:  # then it is the same whatever they can give
        return _rounded(kept * strain, 1000)
    parts = load_parts(policy) * capacity
    return _rounded(kept * strain * parts + (1000 - kept) * week_load * ONE, 1000 * parts)


def fatigue(asked: Iterable[Asked], day: dt.date, policy: Policy = DEFAULT) -> int:
    """Return the fatigue of being asked on a day: the sum over unanswered questions of 2^(−days/7)."""
    return sum(
        fading((day - each.on).days, policy.fatigue_half_life_days)
        for each in asked
        if each.on <= day and (each.until is None or day < each.until)
    )


@cache
def fading(days: int, half_life: int) -> int:
    """Return what is left after days of a question without an answer: 2^(−days/half-life), to the nearest millionth."""
    return round(ONE * 2 ** (-days / half_life))


def has_pulse(pulses: Iterable[dt.date], day: dt.date, policy: Policy = DEFAULT) -> bool:
    """Tell whether "het is me te veel" was tapped in the last 14 days: on that day itself or the 13 before it."""
    return any(0 <= (day - tapped).days < policy.pulse_days for tapped in pulses)


def elasticity(strain: int, tired: int, pulse: bool, policy: Policy = DEFAULT) -> int:
    """Return E = clamp(1 − S − 0.15·max(0, F−1) − 0.25·pulse, 0, 1), rounded to the nearest millionth, half down.

    What is taken is rounded half up, so that a doubt is the volunteer's benefit.
    """
    taken = strain + _rounded(
        policy.fatigue_percent * max(0, tired - _percent(policy.fatigue_free_percent)), 100
    )
    return min(max(ONE - taken - pulse * _percent(policy.pulse_percent), 0), ONE)


# --- A volunteer ----------------------------------------------------------------------------------------------


def read(facts: Facts, day: dt.date, policy: Policy = DEFAULT) -> Reading:
    """Tell how a volunteer stands on a day. Raises ValueError for a capacity that is none."""
    if min((facts.capacity, *facts.capacities.values())) <= 0:
        raise ValueError("a volunteer gives some time each week, or is none")
    strains = _strains(facts, day, policy)
    strain = strains[week_of(day)]
    tired = fatigue(facts.asked, day, policy)
    pulse = has_pulse(facts.pulses, day, policy)
    left = elasticity(strain, tired, pulse, policy)
    return Reading(strain, tired, pulse, left, _rests(facts, strains, day, left, policy))


def strain(facts: Facts, day: dt.date, policy: Policy = DEFAULT) -> int:
    """Return the strain on a day: of all weeks that ended before it. The week itself counts when it is over."""
    return _strains(facts, day, policy)[week_of(day)]


def _strains(facts: Facts, day: dt.date, policy: Policy) -> dict[dt.date, int]:
    """Return the strain in each week since the first load, by Monday: what the weeks before left; before, it is 0."""
    this = week_of(day)
    first = this - WEEKS * _WEEK
    monday = max(first, min((week for week in facts.loads if first <= week < this), default=this))
    strains, now = {monday: 0}, 0
    while monday < this:
        capacity = facts.capacities.get(monday, facts.capacity)
        now = next_strain(now, facts.loads.get(monday, 0), capacity, policy)
        monday += _WEEK
        strains[monday] = now
    return strains


def _rests(facts: Facts, strains: Mapping[dt.date, int], day: dt.date, left: int, policy: Policy) -> bool:
    """Tell whether the volunteer rests: E was 0 on a day, and on none since it was 0.2 or more."""
    enough = _percent(policy.rest_until_percent)
    if left == 0 or left >= enough:
        return left == 0
    if not _ever_empty(facts, strains, policy):
        return False
    for earlier in _back_from(day, week_of(day) - WEEKS * _WEEK):
        before = elasticity(
            strains.get(week_of(earlier), 0),
            fatigue(facts.asked, earlier, policy),
            has_pulse(facts.pulses, earlier, policy),
            policy,
        )
        if before == 0 or before >= enough:
            return before == 0
    return False


def _ever_empty(facts: Facts, strains: Mapping[dt.date, int], policy: Policy) -> bool:
    """Tell whether E can have been 0 at all: a quick no for nearly everybody."""
    most = elasticity(max(strains.values()), ONE * len(facts.asked), bool(facts.pulses), policy)
    return most == 0


def _back_from(day: dt.date, first: dt.date) -> Iterator[dt.date]:
    while day > first:
        day -= _DAY
        yield day


# --- Numbers --------------------------------------------------------------------------------------------------


def exact(millionths: int) -> Fraction:
    """Return a number in millionths as what it is."""
    return Fraction(millionths, ONE)


def _percent(percent: int) -> int:
    return percent * ONE // 100


def _rounded(number: int, by: int) -> int:
    """Divide, to the nearest whole number, half up."""
    return (2 * number + by) // (2 * by)
