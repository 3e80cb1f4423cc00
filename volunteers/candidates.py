"""The best volunteers for each of some requests: those who live near are looked at, and not everybody.

Of each request the nearest are read, who may not be asked is left out, and of the others the cheapest are kept. Where
too few are left, further and further is looked: so more are looked at where volunteers are scarce, or much is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from volunteers import dayparts, facts
from volunteers.facts import History, Known, Moment, Wanted
from volunteers.grid import Grid, Place, metres
from volunteers.matching import (
    Cost,
    OwnCost,
    Policy,
    Refusal,
    may,
    may_be_asked,
    own_cost,
    pair_cost,
    vog_valid_until,
    would_rest,
)
from volunteers.pairs import Between, Request, Volunteer

BEST = 8  # that are kept of a request, at first
ENOUGH = 3  # with fewer than these, it is looked further
LOOKED_AT = 2  # times as many as are kept are looked at
FURTHER = 4  # times as many, each time that it was not enough
FEW = 100  # for no more requests than these only those are read who live around each of them
AROUND = 200  # volunteers around a request: among so many the best are found, as a rule


@dataclass(frozen=True, slots=True)
class Candidate:
    """A volunteer who may be asked for a request, and what that costs."""

    known: Known
    between: Between
    cost: Cost

    @property
    def rank(self) -> tuple[int, int]:
        """The cheapest first; who costs the same, in the order of their numbers."""
        return self.cost.total, self.known.volunteer.id


@dataclass(frozen=True, slots=True)
class Refused:
    """A volunteer near a request who may not be asked, and every reason why."""

    known: Known
    between: Between
    refusals: Sequence[Refusal]


@dataclass(slots=True)
class Search:
    """What was read for some requests, to be looked through further and further."""

    moment: Moment
    history: History
    within: dict[
        int, int
    ]  # how far around a request everybody was read; of the others, as far as anybody reaches
    kinds: dict[str, dict[int, Place]] = field(default_factory=dict)
    grids: dict[str, Grid] = field(default_factory=dict)
    familiar: dict[int, list[Place]] = field(default_factory=dict)
    people: dict[int, Known] = field(default_factory=dict)
    own: dict[int, OwnCost] = field(default_factory=dict)

    def best(
        self, wanted: Sequence[Wanted], number: int = BEST, *, explaining: bool = False
    ) -> dict[int, Found]:
        """Find of each request so many of the best, the best first.

        To explain it, who may not be asked is kept with all reasons, and also those are read of whom it is known
        beforehand that they cannot.
        """
        found: dict[int, Found] = {}
        left, look = list(wanted), LOOKED_AT * number
        while left:
            near = self._all_near(left, look, explaining)
            self._meet(place.id for rows, _all in near.values() for _away, place in rows)
            for each in left:
                rows, is_all = near[each.request.id]
                found[each.request.id] = self._judge(each, rows, is_all, number, explaining)
            left = [each for each in left if found[each.request.id].thin(min(number, ENOUGH))]
            look *= FURTHER
        return found

    def learn(self, places: Mapping[str, Iterable[Place]]) -> None:
        """Take in where volunteers live, by what they do."""
        for kind, some in places.items():
            there = self.kinds.setdefault(kind, {})
            there.update((place.id, place) for place in some)
            self.grids[kind] = Grid(list(there.values()))

    def _all_near(
        self, wanted: Sequence[Wanted], look: int, explaining: bool
    ) -> dict[int, tuple[list[tuple[int, Place]], bool]]:
        """Return who is near each; around whom too few were read, everybody is read now."""
        near = {each.request.id: self._near(each, look, explaining) for each in wanted}
        short = [
            each for each in wanted if each.request.id in self.within and len(near[each.request.id][0]) < look
        ]
        if short:
            for each in short:
                del self.within[each.request.id]
            self.learn(facts.places(self.moment, short))
            near |= {each.request.id: self._near(each, look, explaining) for each in short}
        return near

    def _near(self, wanted: Wanted, look: int, explaining: bool) -> tuple[list[tuple[int, Place]], bool]:
        """Return who is near, and those who helped the same people lately, however many are nearer."""
        grid = self.grids.get(wanted.request.kind)
        if wanted.place is None or grid is None:
            return [], True
        percent = wanted.request.radius_percent
        suits = None if explaining else _suits(wanted.request, self.moment.numbers.asking)
        near = grid.nearest(*wanted.place, look, percent, suits, self.within.get(wanted.request.id))
        rows = list(near.places)
        if not near.all and (familiar := self.familiar.get(wanted.request.id)):
            there = {place.id for _away, place in rows}
            also = [(metres(*wanted.place, place), place) for place in familiar if place.id not in there]
            rows += [(away, place) for away, place in also if 100 * away <= percent * place.radius]
        return rows, near.all

    def _meet(self, volunteers: Iterable[int]) -> None:
        """Read those volunteers who were not read yet."""
        self.people |= facts.known(self.moment, sorted(set(volunteers) - self.people.keys()))

    def _judge(
        self, wanted: Wanted, rows: list[tuple[int, Place]], is_all: bool, number: int, explaining: bool
    ) -> Found:
        able, refused = [], []
        moment, request = self.moment, wanted.request
        now, today, asking, elastic = moment.now, moment.today, moment.numbers.asking, moment.numbers.elastic
        for away, place in rows:
            known = self.people[place.id]
            volunteer = known.volunteer
            between = self.history.between(wanted, known, away)
            if may(volunteer, request, between, now, asking):
                if not (refusals := would_rest(volunteer, request, between, today, elastic)):
                    cost = pair_cost(volunteer, request, between, today, asking, self._own(volunteer))
                    able.append(Candidate(known, between, cost))
                    continue
            elif explaining:
                refusals = may_be_asked(volunteer, request, between, now, asking)
            if explaining:
                refused.append(Refused(known, between, refusals))
        able.sort(key=lambda each: each.rank)
        return Found(able[:number], refused, more=len(able) > number or not is_all, all_read=is_all)

    def _own(self, volunteer: Volunteer) -> OwnCost:
        if (own := self.own.get(volunteer.id)) is None:
            own = own_cost(volunteer, self.moment.today, self.moment.numbers.asking)
            self.own[volunteer.id] = own
        return own


def _suits(request: Request, asking: Policy) -> Callable[[Place], bool]:
    """Return whether somebody may suit, by what is known unread; who does not, `may_be_asked` refuses too."""
    minutes, essential, needs_vog, on = request.minutes, request.essential, request.needs_vog, request.on
    parts = None if request.parts is None else dayparts.bits(request.parts)
    language = request.language if request.language_essential else None
    if not (essential or language or needs_vog):
        # Of most; it is asked very often.
        return lambda place: minutes <= place.capacity and (parts is None or parts & place.parts != 0)

    def suits(place: Place) -> bool:
        return (
            minutes <= place.capacity
            and (parts is None or parts & place.parts != 0)
            and essential <= place.skills
            and (language is None or language in place.languages)
            and (not needs_vog or (place.vog_on is not None and on <= vog_valid_until(place.vog_on, asking)))
        )

    return suits


@dataclass(frozen=True, slots=True)
class Found:
    """Of one request: the best, the first first; who may not be asked, to explain it; whether there may be more."""

    best: Sequence[Candidate]
    refused: Sequence[Refused]
    more: bool
    all_read: bool

    def thin(self, number: int) -> bool:
        """Tell whether fewer were found than was asked for, while others were not looked at."""
        return len(self.best) < number and not self.all_read


def search(moment: Moment, wanted: Sequence[Wanted]) -> Search:
    """Read what is needed to find the best volunteers for some requests: of a few, those who live around them."""
    history = facts.history(moment, [each.request.id for each in wanted])
    within = facts.how_far(moment, wanted, AROUND) if len(wanted) <= FEW else {}
    found = Search(moment, history, within)
    around = [each for each in wanted if each.request.id in within]
    found.learn(facts.places(moment, [each for each in wanted if each.request.id not in within]))
    if around:
        helped = {volunteer for _request, volunteer in history.together}
        found.learn(facts.places_near(moment, around, within, helped))
    kinds = {each.request.id: each.request.kind for each in wanted}
    for request, volunteer in history.together:
        if (place := found.kinds.get(kinds[request], {}).get(volunteer)) is not None:
            found.familiar.setdefault(request, []).append(place)
    return found
