"""The rounds of matching: for a whole wijk every quarter of an hour, and at once for what is new or presses.

What is decided is read in one transaction; then each offer is made in its own, under the lock of its request, so nobody
who answers meanwhile waits for a round, and two rounds at once put a request to no more people than are wanted.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from neighbourhoods.models import District
from volunteers import escalating, facts, offering
from volunteers.candidates import Candidate
from volunteers.course import SOUGHT, State
from volunteers.facts import moment_of
from volunteers.matching import is_quiet
from volunteers.models import EscalationStep, HelpRequest, MatchRound, Offer, Task, Volunteer
from volunteers.sharing import Plan, share_out
from volunteers.solving import Method, Solver, min_cost_flow
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What came of a round: what was put to whom, for what nobody could be asked, and how it was shared out."""

    offers: Sequence[Offer]
    left: Sequence[int]
    method: Method
    failed: str = ""


NOBODY = Round([], [], Method.FLOW)  # at night nobody is asked anything


def match_wijk(*, district: District, now: dt.datetime, solver: Solver = min_cost_flow) -> Round:
    """Put every open request of a wijk to somebody, where somebody may be asked; and note how it was done."""
    municipality = district.municipality
    with inside(municipality.pk):
        moment = moment_of(municipality, now)
        if is_quiet(moment.now.time(), moment.numbers.asking):
            return NOBODY
        requests = facts.sought(moment, district.pk)
        plan = share_out(moment, requests, solver)
    done = _carry_out(municipality, plan, now)
    with inside(municipality.pk):
        MatchRound.objects.update_or_create(
            municipality=municipality,
            district=district,
            defaults={
                "at": now,
                "requests": len(requests),
                "offered": len(done.offers),
                "unmatched": len(done.left),
                "greedy": done.method == Method.GREEDY,
            },
        )
    return done


def match_pressing(*, municipality: Municipality, now: dt.datetime, solver: Solver = min_cost_flow) -> Round:
    """Put what is urgent, or was put to nobody yet, to somebody at once: between the rounds."""
    with inside(municipality.pk):
        moment = moment_of(municipality, now)
        if is_quiet(moment.now.time(), moment.numbers.asking):
            return NOBODY
        plan = share_out(moment, facts.pressing(moment), solver)
    return _carry_out(municipality, plan, now)


def match_one(*, request: HelpRequest, now: dt.datetime) -> Round:
    """Put one request to whoever costs least, at once; the same costs, and no solver is needed for one."""
    municipality = request.municipality
    with inside(municipality.pk):
        moment = moment_of(municipality, now)
        plan = share_out(moment, [request.pk])
    return _carry_out(municipality, plan, now)


def ask_or_call(*, request: HelpRequest, now: dt.datetime) -> list[EscalationStep]:
    """Put what presses to the next one, and call who is due only where nobody can be asked.

    Somebody may have said no, or nothing in time, since what presses was last put to others.
    """
    if request.urgent and not request.danger and request.first_on >= request.municipality.day_of(now):
        match_one(request=request, now=now)
    return escalating.call_due(request=request, now=now)


def _carry_out(municipality: Municipality, plan: Plan, now: dt.datetime) -> Round:
    if plan.solution.method == Method.GREEDY:
        logger.error("matching went without its solver: %s", plan.solution.failed.partition(":")[0])
    offers, left = [], list(plan.left)
    for request_id, candidate in plan.asked.items():
        try:
            with inside(municipality.pk):
                made = _offer(request_id, candidate, now)
        except ValidationError:
            made = None  # something changed since it was decided; the next round sees it
        if made is None:
            left.append(request_id)
        else:
            offers.append(made)
    return Round(offers, left, plan.solution.method, plan.solution.failed)


def _offer(request_id: int, candidate: Candidate, now: dt.datetime) -> Offer | None:
    """Put a request to somebody, unless as many as are wanted were asked or come already."""
    request = HelpRequest.objects.select_for_update(no_key=True).get(pk=request_id)
    there = Offer.objects.open().filter(request=request).count()
    there += Task.objects.filter(
        request=request, day=request.first_on, state__in=["accepted", "done"]
    ).count()
    if State(request.state) not in SOUGHT or there >= request.helpers:
        return None
    volunteer = Volunteer.objects.get(pk=candidate.known.volunteer.id)
    return offering.offer(request=request, volunteer=volunteer, now=now, reasons=numbers_of(candidate))


def numbers_of(candidate: Candidate) -> dict[str, Any]:
    """Return what an offer keeps of why it was this one: numbers, no words and no names."""
    cost, reading = candidate.cost, candidate.known.volunteer.reading
    return {
        "metres": candidate.between.metres,
        "elasticity": reading.elasticity,
        "strain": reading.strain,
        "cost": cost.total,
        "parts": {name: getattr(cost, name) for name in cost.__slots__},
    }
