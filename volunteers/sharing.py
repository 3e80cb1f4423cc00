"""Who is to be asked for each of some requests, all at once; nothing is written here."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from volunteers import facts
from volunteers.candidates import BEST, FURTHER, Candidate, Found, search
from volunteers.facts import Known, Moment, Wanted
from volunteers.matching import further_cost, unmatched_cost
from volunteers.pairs import Request
from volunteers.solving import Pair, Problem, Solution, Solver, min_cost_flow, solve_by

WIDER = 2  # times that those who got nobody are looked at with more candidates


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is asked for what, by request in their order; for what nobody is; and how that was found."""

    asked: Mapping[int, Candidate]
    left: Sequence[int]
    solution: Solution


def share_out(moment: Moment, requests: Sequence[int], solver: Solver = min_cost_flow) -> Plan:
    """Decide who is asked for each of some requests at the least cost in all."""
    with _uncollected():
        return _shared_out(moment, requests, solver)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of circular garbage off: it would look through all that was read, over and over."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _shared_out(moment: Moment, requests: Sequence[int], solver: Solver) -> Plan:
    wanted = facts.wanted(moment, requests)
    looking = search(moment, wanted)
    found = looking.best(wanted)
    asked = problem(moment, wanted, found)
    solution = solve_by(solver, asked)
    for time in range(1, WIDER + 1):
        more = [
            each for each in wanted if each.request.id not in solution.given and found[each.request.id].more
        ]
        if not more:
            break
        found |= looking.best(more, BEST * FURTHER**time)
        asked = problem(moment, wanted, found)
        solution = solve_by(solver, asked)
    return _plan(wanted, found, asked, solution)


def problem(moment: Moment, wanted: Sequence[Wanted], found: Mapping[int, Found]) -> Problem:
    """Put it as the solver wants it."""
    asking = moment.numbers.asking
    people: dict[int, Known] = {}
    able: dict[int, list[Request]] = {}
    pairs = []
    for each in wanted:
        for candidate in found[each.request.id].best:
            volunteer = candidate.known.volunteer
            people[volunteer.id] = candidate.known
            able.setdefault(volunteer.id, []).append(each.request)
            pairs.append(Pair(each.request.id, volunteer.id, candidate.cost.total))
    return Problem(
        unmatched={
            each.request.id: unmatched_cost(each.request.tier, len(wanted), asking) for each in wanted
        },
        further={
            id_: [
                further_cost(number, known.volunteer.reading.strain, asking)
                for number in range(room(moment, known, able[id_]))
            ]
            for id_, known in people.items()
        },
        pairs=pairs,
    )


def room(moment: Moment, known: Known, requests: Sequence[Request]) -> int:
    """Return for how many of some requests a volunteer may be asked at once: whichever they are, the hours suffice.

    Each of them alone does; so it is at least one.
    """
    volunteer, asking = known.volunteer, moment.numbers.asking
    most = min(
        asking.open_offers - volunteer.open_offers, asking.week_offers - volunteer.week_offers, len(requests)
    )
    if most < 2:
        return most
    weeks: dict[dt.date, list[int]] = {}
    for request in requests:
        weeks.setdefault(request.week, []).append(request.minutes)
    for week, minutes in weeks.items():
        minutes.sort(reverse=True)
        left = volunteer.capacity - volunteer.used.get(week, 0)
        fits = sum(sum(minutes[: number + 1]) <= left for number in range(len(minutes)))
        if fits < len(minutes):
            most = min(most, fits)
    return most


def _plan(wanted: Sequence[Wanted], found: Mapping[int, Found], asked: Problem, solution: Solution) -> Plan:
    """Keep to it that nobody is asked for two things at the same moment; the second goes to the next best."""
    chosen: dict[int, Candidate] = {}
    taken: dict[int, list[Request]] = {}

    def free(candidate: Candidate, request: Request) -> bool:
        id_ = candidate.known.volunteer.id
        has = taken.get(id_, ())
        return len(has) < len(asked.further[id_]) and not any(_at_once(request, other) for other in has)

    def give(candidate: Candidate, request: Request) -> None:
        chosen[request.id] = candidate
        taken.setdefault(candidate.known.volunteer.id, []).append(request)

    second = []
    for each in sorted(wanted, key=lambda each: -each.request.tier):
        request = each.request
        if (volunteer := solution.given.get(request.id)) is None:
            continue
        best = found[request.id].best
        candidate = next(one for one in best if one.known.volunteer.id == volunteer)
        if free(candidate, request):
            give(candidate, request)
        else:
            second.append(request)
    for request in second:
        other = next((one for one in found[request.id].best if free(one, request)), None)
        if other is not None:
            give(other, request)
    order = [each.request.id for each in wanted]
    return Plan(
        {request: chosen[request] for request in order if request in chosen},
        [request for request in order if request not in chosen],
        solution,
    )


def _at_once(one: Request, other: Request) -> bool:
    return (
        one.span is not None
        and other.span is not None
        and one.span[0] < other.span[1]
        and other.span[0] < one.span[1]
    )
