"""A year of a neighbourhood with 150 volunteers and 200 requests a week: who is asked, by three ways of choosing.

Plain Python over the pure modules: the same people, the same requests, and the same answers for the same question,
whichever way is taken. Every hour from eight to eight the requests that wait are put to somebody, who answers within
four hours (an urgent one within the hour) or not at all. A request whose day has come without a yes is unanswered.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from random import Random

from volunteers.elasticity import Asked, Facts, Reading, Task, load, loads_by_week, read, week_of
from volunteers.matching import further_cost, may_be_asked, pair_cost, unmatched_cost, would_rest
from volunteers.pairs import Between, Request, Tier, Volunteer
from volunteers.solving import Pair, Problem, solve

FIRST = dt.date(2026, 1, 5)  # a Monday
HOURS = range(8, 21)
HELD, HELD_URGENT = dt.timedelta(hours=4), dt.timedelta(minutes=30)
WEIGHTS = {"cards": 50, "groceries": 100, "dog": 100, "company": 120, "distress": 150}
WIDE = 3000  # metres, in the square
WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Person:
    """A volunteer with what happened in the year so far."""

    known: Volunteer
    x: int
    y: int
    tasks: list[Task] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    open: int = 0
    offers: dict[dt.date, int] = field(default_factory=lambda: defaultdict(int))
    used: dict[dt.date, int] = field(default_factory=lambda: defaultdict(int))
    coming: dict[dt.date, int] = field(default_factory=lambda: defaultdict(int))
    helped: dict[int, dt.date] = field(default_factory=dict)

    def ask(self, request: Request, away: int, day: dt.date) -> None:
        """Put a request to them: it takes the hours of its week until they answer."""
        self.open += 1
        self.offers[week_of(day)] += 1
        self.used[request.week] += request.minutes
        self.coming[request.week] += _load(request, away)

    def facts(self) -> Facts:
        """Return what elasticity is made of."""
        return Facts(self.known.capacity, loads_by_week(self.tasks), asked=self.asked)

    def at(self, day: dt.date, reading: Reading) -> Volunteer:
        """Return the volunteer as matching sees them on a day."""
        done = [task.on for task in self.tasks if task.on <= day]
        return replace(
            self.known,
            reading=reading,
            used=dict(self.used),
            coming={monday: load for monday, load in self.coming.items() if monday >= week_of(day)},
            open_offers=self.open,
            week_offers=self.offers[week_of(day)],
            promised=len(done),
            kept=len(done),
            last_task_on=self.tasks[-1].on if self.tasks else None,
        )


@dataclass(frozen=True, slots=True)
class Asking:
    """A request with where it is, of whom, and from when it waits."""

    request: Request
    x: int
    y: int
    who: int
    since: dt.date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a year by one way of choosing."""

    answered: int
    upper: int
    upper_answered: int
    requests: int
    overloaded: int  # weeks in which somebody gave more than they said, or came to the end of their elastic
    metres: float
    bridges: float


Before = frozenset[tuple[int, int]]
Choose = Callable[["Year", Sequence[Asking], dt.datetime, Before], dict[int, int]]


@dataclass(slots=True)
class Year:
    """The people and the requests of a year, from a seed."""

    people: list[Person]
    requests: list[Asking]
    seed: int

    def between(self, person: Person, asking: Asking, before: Before) -> Between:
        """Return what is known of a pair."""
        away = int(sqrt((person.x - asking.x) ** 2 + (person.y - asking.y) ** 2) + 0.5)
        return Between(
            away,
            together_on=person.helped.get(asking.who),
            asked_before=(asking.request.id, person.known.id) in before,
        )

    def says_yes(self, person: Person, asking: Asking) -> bool | None:
        """Return the answer to a question: yes (65 of 100), no (25), or None for silence; the same whoever puts it."""
        dice = Random(f"{self.seed} {person.known.id} {asking.request.id}").randrange(100)
        return True if dice < 65 else False if dice < 90 else None


def make(seed: int, volunteers: int = 150, a_week: int = 200, weeks: int = 52) -> Year:
    """Make people and requests."""
    random = Random(seed)
    kinds = list(WEIGHTS)
    fresh = Reading(0, 0, False, 1_000_000, False)
    people = []
    for number in range(volunteers):
        x, y = random.randrange(WIDE), random.randrange(WIDE)
        known = Volunteer(
            id=number,
            capacity=random.choice((120, 180, 240, 300)),
            radius=random.choice((1500, 2000, 3000, 5000)),
            reading=fresh,
            kinds=frozenset(random.sample(kinds, random.randint(3, 5))),
            languages=frozenset({"nl", random.choice(("nl", "tr", "ar"))}),
            parts=frozenset(random.sample(range(21), 14)),
            vog_on=FIRST if random.random() < 0.7 else None,
            neighbourhood=_buurt(x, y),
            joined_on=FIRST - WEEK,
        )
        people.append(Person(known, x, y))
    requests = [_ask(random, number, FIRST + WEEK * week) for week in range(weeks) for number in
                range(week * a_week, (week + 1) * a_week)]  # fmt: skip
    return Year(people, sorted(requests, key=lambda each: (each.since, each.request.id)), seed)


def _ask(random: Random, number: int, monday: dt.date) -> Asking:
    # People ask where few volunteers live rather than anywhere; one in three has asked before.
    x, y = (min(random.randrange(WIDE), random.randrange(WIDE)) for _ in range(2))
    urgent, alone = random.random() < 0.1, random.random() < 0.2
    since = monday + DAY * random.randrange(7)
    on = since + DAY * (1 if urgent else random.randint(2, 8))
    part = 3 * on.weekday()
    kind = random.choice(list(WEIGHTS))
    return Asking(
        Request(
            id=number,
            kind=kind,
            on=on,
            minutes=random.choice((30, 60, 60, 90, 120)),
            parts=frozenset(
                {part, part + 1, part + 2} if random.random() < 0.5 else {part + random.randrange(3)}
            ),
            urgent=urgent,
            no_network=alone,
            needs_vog=random.random() < 0.25,
            language=random.choice((None, None, None, "tr")),
            neighbourhood=_buurt(x, y),
            weight_percent=WEIGHTS[kind],
        ),
        x,
        y,
        random.randrange(1000),
        since,
    )


def _load(request: Request, away: int) -> int:
    return load([Task(request.on, request.minutes, away, request.weight_percent)])


def _buurt(x: int, y: int) -> int:
    return 3 * (3 * x // WIDE) + 3 * y // WIDE


# --- Three ways of choosing -------------------------------------------------------------------------------------


def by_elasticity(year: Year, waiting: Sequence[Asking], now: dt.datetime, before: Before) -> dict[int, int]:
    """Choose as the product does: who may be asked, at the least cost in all."""
    today = now.date()
    readings = {person.known.id: read(person.facts(), today) for person in year.people}
    volunteers = {person.known.id: person.at(today, readings[person.known.id]) for person in year.people}
    pairs = []
    for asking in waiting:
        for person in year.people:
            between = year.between(person, asking, before)
            if between.metres > person.known.radius or asking.request.kind not in person.known.kinds:
                continue
            volunteer = volunteers[person.known.id]
            if not may_be_asked(volunteer, asking.request, between, now) and not would_rest(
                volunteer, asking.request, between, today
            ):
                cost = pair_cost(volunteer, asking.request, between, today).total
                pairs.append(Pair(asking.request.id, volunteer.id, cost))
    unmatched = {asking.request.id: unmatched_cost(asking.request.tier, len(waiting)) for asking in waiting}
    further = {pair.volunteer: [further_cost(0, readings[pair.volunteer].strain)] for pair in pairs}
    return dict(solve(Problem(unmatched, further, pairs)).given)


def by_nearness(year: Year, waiting: Sequence[Asking], now: dt.datetime, before: Before) -> dict[int, int]:
    """Choose the nearest who can, however much they do already."""
    return _nearest(year, waiting, before, lambda person, request: True)


def by_nearness_with_a_cap(
    year: Year, waiting: Sequence[Asking], now: dt.datetime, before: Before
) -> dict[int, int]:
    """Choose the nearest who can and have the hours left."""
    return _nearest(
        year,
        waiting,
        before,
        lambda person, request: person.used[request.week] + request.minutes <= person.known.capacity,
    )


def _nearest(
    year: Year, waiting: Sequence[Asking], before: Before, able: Callable[[Person, Request], bool]
) -> dict[int, int]:
    given: dict[int, int] = {}
    taken: set[int] = set()
    for asking in waiting:
        request = asking.request
        near = [
            (between.metres, person.known.id)
            for person in year.people
            for between in (year.between(person, asking, before),)
            if not between.asked_before
            and person.known.id not in taken
            and between.metres <= person.known.radius
            and request.kind in person.known.kinds
            and (request.parts or frozenset()) & (person.known.parts or frozenset())
            and not (request.needs_vog and person.known.vog_on is None)
            and able(person, request)
        ]
        if near:
            given[request.id] = min(near)[1]
            taken.add(given[request.id])
    return given


# --- The year ---------------------------------------------------------------------------------------------------


def live(seed: int, choose: Choose, **sizes: int) -> Outcome:
    """Let a year pass in which somebody is chosen one way; return what came of it."""
    year = make(seed, **sizes)
    people = {person.known.id: person for person in year.people}
    coming = list(reversed(year.requests))
    waiting: list[Asking] = []
    out: dict[int, tuple[dt.datetime, Asking, int, dt.date]] = {}
    before: set[tuple[int, int]] = set()
    answered: dict[int, tuple[Asking, Person, int]] = {}
    last = max(asking.request.on for asking in year.requests)
    day = FIRST
    while day <= last:
        for hour in HOURS:
            now = dt.datetime.combine(day, dt.time(hour), dt.UTC)
            for request, (until, asking, volunteer, asked_on) in list(out.items()):
                if until <= now:
                    del out[request]
                    _answer(year, people[volunteer], asking, asked_on, day, answered)
            waiting = [each for each in waiting if each.request.id not in answered and each.request.on > day]
            while coming and coming[-1].since <= day:
                waiting.append(coming.pop())
            free = [each for each in waiting if each.request.id not in out]
            by_id = {each.request.id: each for each in free}
            for request, volunteer in (choose(year, free, now, frozenset(before)) if free else {}).items():
                held = HELD_URGENT if by_id[request].request.urgent else HELD
                out[request] = (now + held, by_id[request], volunteer, day)
                before.add((request, volunteer))
                person = people[volunteer]
                away = year.between(person, by_id[request], frozenset()).metres
                person.ask(by_id[request].request, away, day)
        day += DAY
    return _outcome(year, answered)


def _answer(
    year: Year,
    person: Person,
    asking: Asking,
    asked_on: dt.date,
    day: dt.date,
    answered: dict[int, tuple[Asking, Person, int]],
) -> None:
    person.open -= 1
    yes = year.says_yes(person, asking)
    person.asked.append(Asked(asked_on, None if yes is None else day))
    request, away = asking.request, year.between(person, asking, frozenset()).metres
    if not yes:
        person.used[request.week] -= request.minutes
        person.coming[request.week] -= _load(request, away)
        return
    person.tasks.append(Task(request.on, request.minutes, away, WEIGHTS[request.kind]))
    person.tasks.sort(key=lambda task: task.on)
    person.helped[asking.who] = request.on
    answered[request.id] = (asking, person, away)


def _outcome(year: Year, answered: dict[int, tuple[Asking, Person, int]]) -> Outcome:
    upper = [each.request.id for each in year.requests if each.request.tier > Tier.NORMAL]
    overloaded = 0
    for person in year.people:
        facts = person.facts()
        for monday in sorted(person.used):
            more = person.used[monday] > person.known.capacity
            overloaded += more or read(replace(facts, asked=()), monday + WEEK).elasticity == 0
    bridges = sum(
        person.known.neighbourhood != asking.request.neighbourhood for asking, person, _ in answered.values()
    )
    return Outcome(
        answered=len(answered),
        upper=len(upper),
        upper_answered=sum(request in answered for request in upper),
        requests=len(year.requests),
        overloaded=overloaded,
        metres=sum(away for _asking, _person, away in answered.values()) / len(answered),
        bridges=bridges / len(answered),
    )
