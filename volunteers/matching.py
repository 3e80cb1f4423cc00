"""Whom to ask for a help request: who may be asked, or why not, and what it costs to ask somebody. Plain Python.

docs/elasticity.md is the norm; reasons.py has the words. Costs are in thousandths of a point (`SCALE`). Each part of a
cost is rounded to the nearest thousandth, half up, and the cost is the sum of the parts: what is said adds up to what
was decided with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from volunteers.elasticity import DEFAULT as ELASTIC
from volunteers.elasticity import ONE, Task, load, load_parts, next_strain, week_of
from volunteers.elasticity import Policy as Elastic
from volunteers.pairs import Between, Request, Tier, Volunteer

SCALE = 1000
_HALF = ONE // 2
_WEEK = dt.timedelta(days=7)


class Why(StrEnum):
    """Why a volunteer may not be asked for a request, now."""

    INACTIVE = "inactive"
    AWAY = "away"
    VOG_MISSING = "vog_missing"
    VOG_LAPSES = "vog_lapses"
    BLOCKED = "blocked"
    OWN = "own"
    ASKED_BEFORE = "asked_before"
    KIND = "kind"
    SKILL = "skill"
    TIME = "time"
    BUSY = "busy"
    LANGUAGE = "language"
    TOO_FAR = "too_far"
    FULL = "full"
    RESTING = "resting"
    OFFERS_OPEN = "offers_open"
    OFFERS_WEEK = "offers_week"
    QUIET = "quiet"
    WOULD_REST = "would_rest"  # of `would_rest`: a coordinator may think otherwise


# Never said to a volunteer or to who asks for help: who blocked whom stays a secret.
SECRET = frozenset({Why.BLOCKED})
# Ends by itself within days; the others ask that somebody changes something.
PASSING = frozenset(
    {Why.AWAY, Why.BUSY, Why.FULL, Why.RESTING, Why.OFFERS_OPEN, Why.OFFERS_WEEK, Why.QUIET, Why.WOULD_REST}
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why not, with what its sentence needs: days, numbers, words."""

    why: Why
    first: dt.date | None = None
    last: dt.date | None = None
    has: int | None = None
    asks: int | None = None
    words: tuple[str, ...] = ()


BOUNDS = dict.fromkeys(
    ("distance", "strain", "unreliable", "unfit", "continuity", "bridge", "idle", "further"), (1, 1000)
)
BOUNDS |= dict.fromkeys(("reliability_days", "continuity_days", "idle_days"), (1, 730))
BOUNDS |= {"vog_years": (1, 10), "open_offers": (1, 10), "week_offers": (1, 20)}


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers of asking, which a municipality may choose. The eight weights are points; none may be zero."""

    vog_years: int = 3
    open_offers: int = 2
    week_offers: int = 3
    quiet_from: dt.time = dt.time(21)
    quiet_until: dt.time = dt.time(8)
    reliability_days: int = 182
    continuity_days: int = 180
    idle_days: int = 14
    distance: int = 40
    strain: int = 60
    unreliable: int = 20
    unfit: int = 15
    continuity: int = 30
    bridge: int = 10
    idle: int = 8
    further: int = 15

    def __post_init__(self) -> None:
        """Raise ValueError for a number that asks nobody, or with which a part of the cost says nothing."""
        for name, (least, most) in BOUNDS.items():
            if not least <= (number := getattr(self, name)) <= most:
                raise ValueError(f"{name} is {number}, and must be {least} to {most}")
        if self.quiet_from <= self.quiet_until:
            raise ValueError("the quiet hours begin in the evening and end in the morning")


DEFAULT = Policy()


# --- Who may be asked -----------------------------------------------------------------------------------------


def may_be_asked(
    volunteer: Volunteer, request: Request, between: Between, now: dt.datetime, policy: Policy = DEFAULT
) -> list[Refusal]:
    """Return every reason why a volunteer may not be asked now; an empty list says that they may.

    `now` is a moment on the municipality's own clock.
    """
    return list(_refusals(volunteer, request, between, now, policy))


def may(
    volunteer: Volunteer, request: Request, between: Between, now: dt.datetime, policy: Policy = DEFAULT
) -> bool:
    """Tell whether `may_be_asked` has no reason; after the first one no other is looked for."""
    return next(_refusals(volunteer, request, between, now, policy), None) is None


def vog_valid_until(vog_on: dt.date, policy: Policy = DEFAULT) -> dt.date:
    """Return the last day on which a certificate of conduct counts: the same day of the year, so many years later."""
    year = vog_on.year + policy.vog_years
    try:
        return vog_on.replace(year=year)
    except ValueError:  # 29 February
        return dt.date(year, 2, 28)


def is_quiet(local: dt.time, policy: Policy = DEFAULT) -> bool:
    """Tell whether nobody is asked anything at a time of the day, on the municipality's own clock."""
    return local >= policy.quiet_from or local < policy.quiet_until


def _refusals(
    volunteer: Volunteer, request: Request, between: Between, now: dt.datetime, policy: Policy
) -> Iterator[Refusal]:
    yield from _of_the_volunteer(volunteer, request, now.date())
    yield from _of_the_vog(volunteer, request, policy)
    yield from _of_the_two(volunteer, request, between)
    yield from _of_the_time(volunteer, request)
    yield from _of_the_limits(volunteer, request, policy)
    yield from _of_the_hour(now.time(), policy)


def _of_the_volunteer(volunteer: Volunteer, request: Request, today: dt.date) -> Iterator[Refusal]:
    if not volunteer.active:
        yield Refusal(Why.INACTIVE)
    for first, last in volunteer.away:
        # Somebody who is on holiday is left alone, also about what comes after it.
        if first <= request.on <= last or first <= today <= last:
            yield Refusal(Why.AWAY, first=first, last=last)


def _of_the_vog(volunteer: Volunteer, request: Request, policy: Policy) -> Iterator[Refusal]:
    if not request.needs_vog:
        return
    if volunteer.vog_on is None:
        yield Refusal(Why.VOG_MISSING)
    elif request.on > (last := vog_valid_until(volunteer.vog_on, policy)):
        yield Refusal(Why.VOG_LAPSES, last=last)


def _of_the_two(volunteer: Volunteer, request: Request, between: Between) -> Iterator[Refusal]:
    if between.blocked:
        yield Refusal(Why.BLOCKED)
    if between.own:
        yield Refusal(Why.OWN)
    if between.asked_before:
        yield Refusal(Why.ASKED_BEFORE)
    if request.kind not in volunteer.kinds:
        yield Refusal(Why.KIND, words=(request.kind,))
    if missing := request.essential - volunteer.skills:
        yield Refusal(Why.SKILL, words=tuple(sorted(missing)))
    if request.language_essential and request.language and request.language not in volunteer.languages:
        yield Refusal(Why.LANGUAGE, words=(request.language,))
    if 100 * between.metres > request.radius_percent * volunteer.radius:
        yield Refusal(Why.TOO_FAR, has=volunteer.radius, asks=between.metres)


def _of_the_time(volunteer: Volunteer, request: Request) -> Iterator[Refusal]:
    if request.parts is not None and volunteer.parts is not None and not request.parts & volunteer.parts:
        yield Refusal(Why.TIME, first=request.on)
    if request.span is not None:
        begins, ends = request.span
        if any(first < ends and begins < last for first, last in volunteer.busy):
            yield Refusal(Why.BUSY)
    used = volunteer.used.get(request.week, 0)
    if used + request.minutes > volunteer.capacity:
        yield Refusal(Why.FULL, first=request.week, has=volunteer.capacity - used, asks=volunteer.capacity)


def _of_the_limits(volunteer: Volunteer, request: Request, policy: Policy) -> Iterator[Refusal]:
    if volunteer.reading.resting or volunteer.reading.elasticity <= 0:
        yield Refusal(Why.RESTING)
    if volunteer.open_offers >= policy.open_offers:
        yield Refusal(Why.OFFERS_OPEN, has=volunteer.open_offers, asks=policy.open_offers)
    if volunteer.week_offers >= policy.week_offers:
        yield Refusal(Why.OFFERS_WEEK, has=volunteer.week_offers, asks=policy.week_offers)


def _of_the_hour(local: dt.time, policy: Policy) -> Iterator[Refusal]:
    if is_quiet(local, policy):
        yield Refusal(Why.QUIET)


def would_rest(
    volunteer: Volunteer, request: Request, between: Between, today: dt.date, elastic: Elastic = ELASTIC
) -> list[Refusal]:
    """Tell whether this one on top of what is promised would bring strain to 1: then E is 0, and rest begins.

    No rule of who may be asked: a coordinator may ask them all the same. But matching by itself pulls nobody so far.
    """
    strain = volunteer.reading.strain
    extra = load((Task(request.on, request.minutes, between.metres, request.weight_percent),), elastic)
    most = extra + max(volunteer.coming.values(), default=0)
    if strain < ONE and ONE * most <= (ONE - 1) * load_parts(elastic) * volunteer.capacity:
        return []  # a mean of what is below 1 and weeks that are below 1 too: it stays below
    monday = week_of(today)
    last = max((request.week, *volunteer.coming))
    while monday <= last:
        week = volunteer.coming.get(monday, 0) + (extra if monday == request.week else 0)
        strain = next_strain(strain, week, volunteer.capacity, elastic)
        if strain >= ONE and monday >= request.week:
            return [Refusal(Why.WOULD_REST, first=monday)]
        monday += _WEEK
    return []


# --- Whom to ask ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cost:
    """What asking somebody costs, by its parts, in thousandths of a point; what speaks for it is below zero."""

    distance: int
    strain: int
    unreliable: int
    unfit: int
    continuity: int
    bridge: int
    idle: int

    @property
    def total(self) -> int:
        """The sum of the parts."""
        return (
            self.distance + self.strain + self.unreliable + self.unfit
            + self.continuity + self.bridge + self.idle
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnCost:
    """The parts of a cost that are the volunteer's own: the same whatever is asked of them that day."""

    strain: int
    unreliable: int
    idle: int


def own_cost(volunteer: Volunteer, today: dt.date, policy: Policy = DEFAULT) -> OwnCost:
    """Return 60·(1−E)² + 20·(1−reliability) − 8·idle, by its parts."""
    return OwnCost(
        strain=_points(policy.strain * (ONE - volunteer.reading.elasticity) ** 2, ONE * ONE),
        unreliable=_points(
            policy.unreliable * (volunteer.promised + 1 - volunteer.kept), volunteer.promised + 5
        ),
        idle=-SCALE * policy.idle * is_idle(volunteer, today, policy),
    )


def pair_cost(
    volunteer: Volunteer,
    request: Request,
    between: Between,
    today: dt.date,
    policy: Policy = DEFAULT,
    own: OwnCost | None = None,
) -> Cost:
    """Return what it costs to ask a volunteer who may be asked; `own` is their `own_cost`, where it is known.

    40·d/dmax + 60·(1−E)² + 20·(1−reliability) + 15·(1−fit) − 30·continuity − 10·bridge − 8·idle.
    """
    met, asked = fit(volunteer, request)
    own = own or own_cost(volunteer, today, policy)
    return Cost(
        distance=_points(policy.distance * between.metres, volunteer.radius),
        strain=own.strain,
        unreliable=own.unreliable,
        unfit=_points(policy.unfit * (asked - met), asked) if met < asked else 0,
        continuity=-SCALE * policy.continuity * is_known(between, today, policy),
        bridge=-SCALE * policy.bridge * is_bridge(volunteer, request),
        idle=own.idle,
    )


def fit(volunteer: Volunteer, request: Request) -> tuple[int, int]:
    """Return how many of the asked skills and language a volunteer has, and how many are asked."""
    skills = request.skills | request.essential
    met = len(skills & volunteer.skills) + (
        request.language is not None and request.language in volunteer.languages
    )
    return met, len(skills) + (request.language is not None)


def is_known(between: Between, today: dt.date, policy: Policy = DEFAULT) -> bool:
    """Tell whether the two did a task together within 180 days."""
    return (
        between.together_on is not None
        and 0 <= (today - between.together_on).days <= policy.continuity_days
    )  # fmt: skip


def is_bridge(volunteer: Volunteer, request: Request) -> bool:
    """Tell whether help would go from one neighbourhood to another."""
    return None not in (volunteer.neighbourhood, request.neighbourhood) and (
        volunteer.neighbourhood != request.neighbourhood
    )


def is_idle(volunteer: Volunteer, today: dt.date, policy: Policy = DEFAULT) -> bool:
    """Tell whether a volunteer had no task for 14 days; of a new one the days count since they joined."""
    since = volunteer.joined_on if volunteer.last_task_on is None else volunteer.last_task_on
    return (today - since).days >= policy.idle_days


def further_cost(number: int, strain: int, policy: Policy = DEFAULT) -> int:
    """Return what the k-th task of one run costs a volunteer more, k from 0: 15·(2k+1)·(0.5+S).

    Of m tasks in one run together 15·m²·(0.5+S): so the next one goes rather to somebody else.
    """
    return _points(policy.further * (2 * number + 1) * (_HALF + strain), ONE)


def unmatched_cost(tier: Tier, requests: int, policy: Policy = DEFAULT) -> int:
    """Return what it costs to leave a request without an offer, in a run over so many requests.

    More than any pair, and by so much that no saving on the others together weighs up against one request less, or
    against a request of a lower tier in place of one of a higher: tiers are served in order, then as many as can be,
    and only then does it count who goes where.
    """
    dearest = policy.distance + policy.strain + policy.unreliable + policy.unfit
    dearest += policy.further * (2 * policy.week_offers + 1) * 3 // 2 + 1  # who is asked has a strain below 1
    cheapest = -(policy.continuity + policy.bridge + policy.idle)
    return int(tier) * (requests + 1) * (dearest - cheapest) * SCALE


def _points(number: int, by: int) -> int:
    """Return a fraction of points in thousandths, to the nearest, half up."""
    return (2 * SCALE * number + by) // (2 * by)
