"""Who is to be asked for each of some requests, all at once; nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
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
    wanted = facts.wanted(moment, requests)
    looking = search(moment, wanted)
    found = looking.best(wanted)
    solution = solve_by(solver, problem(moment, wanted, found))
    for time in range(1, WIDER + 1):
        more = [
            each for each in wanted if each.request.id not in solution.given and found[each.request.id].more
        ]
        if not more:
            break
        found |= looking.best(more, BEST * FURTHER**time)
        solution = solve_by(solver, problem(moment, wanted, found))
    return _plan(wanted, found, solution)


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


def _plan(wanted: Sequence[Wanted], found: Mapping[int, Found], solution: Solution) -> Plan:
    asked: dict[int, Candidate] = {}
    taken: dict[int, list[Request]] = {}
    for each in sorted(wanted, key=lambda each: -each.request.tier):
        request = each.request
        volunteer = solution.given.get(request.id)
        if volunteer is None:
            continue
        # Two at the same moment are not put to one person; the second waits for the next round.
        if any(_at_once(request, other) for other in taken.get(volunteer, ())):
            continue
        best = found[request.id].best
        asked[request.id] = next(candidate for candidate in best if candidate.known.volunteer.id == volunteer)
        taken.setdefault(volunteer, []).append(request)
    left = [each.request.id for each in wanted if each.request.id not in asked]
    return Plan(
        {each.request.id: asked[each.request.id] for each in wanted if each.request.id in asked},
        left,
        solution,
    )


def _at_once(one: Request, other: Request) -> bool:
    return (
        one.span is not None
        and other.span is not None
        and one.span[0] < other.span[1]
        and other.span[0] < one.span[1]
    )
