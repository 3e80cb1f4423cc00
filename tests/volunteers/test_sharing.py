"""Who is asked for which of many requests: near, rested, in the order of tiers, and no more than each can give."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

import pytest

from tests.conftest import Place
from tests.volunteers.conftest import HOME, NOW, Ask, Neighbour, at, days, offered, promised
from volunteers import candidates, facts
from volunteers.candidates import AROUND, BEST, search
from volunteers.facts import Moment, moment_of
from volunteers.grid import Place as Spot
from volunteers.grid import metres
from volunteers.matching import Why, may_be_asked, pair_cost
from volunteers.models import HelpRequest, Volunteer
from volunteers.sharing import share_out
from volunteers.solving import Method, Problem
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def moment(place: Place) -> Moment:
    return moment_of(place.municipality, NOW)


def shared(moment: Moment, *requests: HelpRequest) -> dict[int, int]:
    """Return who is asked for what."""
    plan = share_out(moment, [request.pk for request in requests])
    return {request: candidate.known.volunteer.id for request, candidate in plan.asked.items()}


def best(moment: Moment, request: HelpRequest, number: int = BEST) -> candidates.Found:
    wanted = facts.wanted(moment, [request.pk])
    return search(moment, wanted).best(wanted, number, explaining=True)[request.pk]


def east(metres_: int) -> dict[str, int]:
    return {"x": HOME[0] + metres_, "y": HOME[1]}


def test_the_cheapest_that_may_be_asked_is_asked(moment: Moment, neighbour: Neighbour, stored: Ask) -> None:
    neighbour("asleep", active=False, left_on=days(-1), **east(10))
    near = neighbour("near", **east(100))
    neighbour("far", **east(1500))
    request = stored()
    assert shared(moment, request) == {request.pk: near.pk}


def test_who_may_not_be_asked_is_told_with_all_reasons(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    volunteer = neighbour(minutes_a_week=30, available=[0])
    found = best(moment, stored(needs_vog=True, minutes=60))
    assert found.best == []
    assert [refused.known.volunteer.id for refused in found.refused] == [volunteer.pk]
    assert {refusal.why for refusal in found.refused[0].refusals} == {Why.VOG_MISSING, Why.TIME, Why.FULL}


def test_the_best_are_those_that_looking_at_everybody_finds(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    dice = random.Random(5)
    people = [
        neighbour(
            f"buur{number}",
            x=HOME[0] + dice.randrange(-2500, 2500),
            y=HOME[1] + dice.randrange(-2500, 2500),
            radius_m=dice.choice((1000, 2000, 4000)),
            minutes_a_week=dice.choice((30, 60, 240)),
            kinds=dice.choice((["groceries"], ["dog"], ["groceries", "company"])),
            languages=dice.choice((["nl"], ["nl", "tr"])),
        )
        for number in range(60)
    ]
    request = stored(language="tr")
    (wanted,) = facts.wanted(moment, [request.pk])
    history, known = (
        facts.history(moment, [request.pk]),
        facts.known(moment, [person.pk for person in people]),
    )
    able = []
    for person in people:
        away = metres(*HOME, Spot(person.pk, person.x, person.y, person.radius_m))
        between = history.between(wanted, known[person.pk], away)
        if not may_be_asked(known[person.pk].volunteer, wanted.request, between, moment.now):
            cost = pair_cost(known[person.pk].volunteer, wanted.request, between, moment.today)
            able.append((cost.total, person.pk))
    found = best(moment, request, number=60)
    assert 3 < len(able) < len(people)
    assert [each.rank for each in found.best] == sorted(able)


def test_where_few_may_be_asked_it_is_looked_further(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    # The nearest thirty cannot on a Thursday morning; behind them live three who can.
    for number in range(30):
        neighbour(f"not{number}", available=[0], **east(10 + number))
    able = [neighbour(f"able{number}", **east(1000 + number)) for number in range(3)]
    assert [each.known.volunteer.id for each in best(moment, stored()).best] == [each.pk for each in able]


def _crowd(place: Place, number: int, dice: random.Random, **more: Any) -> list[Volunteer]:
    """Let so many volunteers live around the street at once."""
    users = User.objects.bulk_create(
        User(email=f"menigte{each}-{number}@voorbeeldstad.example") for each in range(number)
    )
    return Volunteer.objects.bulk_create(
        Volunteer(
            **{
                "municipality": place.municipality,
                "user": user,
                "neighbourhood": place.neighbourhood,
                "x": HOME[0] + dice.randrange(-400, 400),
                "y": HOME[1] + dice.randrange(-400, 400),
                "minutes_a_week": dice.choice((30, 60, 240)),
                "radius_m": dice.choice((100, 300, 2000)),
                "kinds": dice.choice((["groceries"], ["dog"], ["groceries", "company"])),
                "languages": ["nl"],
                "available": dice.choice(([0], list(range(21)))),
                "joined_on": days(-100),
                **more,
            }
        )
        for user in users
    )


def test_where_many_live_only_those_around_are_read_and_the_best_are_the_same(
    place: Place, moment: Moment, stored: Ask, neighbour: Neighbour
) -> None:
    people = _crowd(place, AROUND + 60, random.Random(7))
    # Beyond the first ring, far-going, and did it before.
    helped = neighbour("helped", radius_m=20_000, **east(1900))
    past = stored(state="done", closed_at=NOW, first_on=days(-9))
    held = offered(past, helped, at(days(-10)), state="accepted", answered_at=at(days(-10)))
    promised(held, at(days(-9), 11), state="done", accepted_at=at(days(-10)), ended_at=at(days(-9), 13))
    request = stored()
    (wanted,) = facts.wanted(moment, [request.pk])
    looking = search(moment, [wanted])
    assert looking.within == {request.pk: 500}
    found = looking.best([wanted])[request.pk]
    everybody = facts.known(moment, [person.pk for person in [*people, helped]])
    history = facts.history(moment, [request.pk])
    able = []
    for person in [*people, helped]:
        away = metres(*HOME, Spot(person.pk, person.x, person.y, person.radius_m))
        known = everybody[person.pk].volunteer
        between = history.between(wanted, everybody[person.pk], away)
        if not may_be_asked(known, wanted.request, between, moment.now):
            able.append((pair_cost(known, wanted.request, between, moment.today).total, person.pk))
    assert found.best[0].known.volunteer.id == helped.pk == min(able)[1]
    near = sorted(able)[: len(found.best)]
    assert sum(cost for cost, _pk in near) == sum(each.cost.total for each in found.best)
    assert found.more and not found.all_read


def test_where_nobody_around_can_it_is_read_as_far_as_anybody_goes(
    place: Place, moment: Moment, stored: Ask, neighbour: Neighbour
) -> None:
    _crowd(place, AROUND + 1, random.Random(8), available=[0])
    able = [neighbour(f"able{number}", **east(1000 + number)) for number in range(3)]
    request = stored()
    assert [each.known.volunteer.id for each in _best_unexplained(moment, request)] == [
        each.pk for each in able
    ]


def _best_unexplained(moment: Moment, request: HelpRequest) -> Sequence[candidates.Candidate]:
    wanted = facts.wanted(moment, [request.pk])
    return search(moment, wanted).best(wanted)[request.pk].best


def test_who_helped_the_same_people_is_looked_at_however_many_are_nearer(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    for number in range(candidates.LOOKED_AT * BEST + 5):
        neighbour(f"near{number}", **east(number))
    familiar = neighbour("familiar", **east(1200))
    offer = offered(stored(), familiar, at(days(-40)), state="accepted", answered_at=at(days(-40)))
    promised(offer, at(days(-30)), state="done", ended_at=at(days(-30), 12), accepted_at=at(days(-40)))
    assert best(moment, stored()).best[0].known.volunteer.id == familiar.pk


def test_matching_by_itself_asks_nobody_who_would_have_to_rest_after_it(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    # Four weeks of two hours of company of two that are given: S = 0.9.
    volunteer = neighbour(minutes_a_week=120)
    for week in range(1, 5):
        offer = offered(
            stored(kind="company"), volunteer, at(days(-100)), state="accepted", answered_at=at(days(-100))
        )
        promised(
            offer, at(days(-7 * week)), minutes=120, state="done", ended_at=NOW, accepted_at=at(days(-100))
        )
    light, heavy = stored(minutes=30), stored(kind="distress", minutes=120)
    assert best(moment, light).best
    (refused,) = best(moment, heavy).refused
    assert [refusal.why for refusal in refused.refusals] == [Why.WOULD_REST]


def test_tiers_are_served_in_order_where_there_are_too_few(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    # One volunteer with an hour; the normal request is older and next door.
    volunteer = neighbour(minutes_a_week=60)
    normal = stored(opened_at=NOW - dt.timedelta(hours=20), x=HOME[0] + 300, y=HOME[1] + 400)
    urgent = stored(urgent=True)
    both = stored(urgent=True, no_network=True, x=HOME[0] - 900)
    assert shared(moment, normal, urgent, both) == {both.pk: volunteer.pk}
    assert shared(moment, normal, urgent) == {urgent.pk: volunteer.pk}
    assert shared(moment, normal) == {normal.pk: volunteer.pk}


def test_two_of_two_hours_used_is_no_offer(moment: Moment, neighbour: Neighbour, stored: Ask) -> None:
    volunteer = neighbour(minutes_a_week=120)
    offer = offered(stored(), volunteer, at(days(-9)), state="accepted", answered_at=at(days(-9)))
    promised(offer, at(days(2)), minutes=120)
    request = stored()
    assert shared(moment, request) == {}
    (refused,) = best(moment, request).refused
    assert [(refusal.why, refusal.has, refusal.asks) for refusal in refused.refusals] == [(Why.FULL, 0, 120)]


def test_nobody_is_asked_at_once_for_more_than_their_hours(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    neighbour(minutes_a_week=90)
    requests = [stored(starts_at=dt.time(hour)) for hour in (8, 9, 10)]
    assert len(shared(moment, *requests)) == 1
    neighbour("two", minutes_a_week=120)
    assert len(shared(moment, *requests)) == 3


def test_nobody_is_asked_for_two_things_at_the_same_moment(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    volunteer = neighbour(minutes_a_week=240)
    one, other = stored(), stored(urgent=True)
    assert shared(moment, one, other) == {other.pk: volunteer.pk}
    later = stored(starts_at=dt.time(12), day_part="afternoon")
    assert set(shared(moment, other, later)) == {other.pk, later.pk}


def test_two_open_questions_and_three_a_week_are_enough(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    volunteer = neighbour(minutes_a_week=600)
    requests = [stored(starts_at=dt.time(hour)) for hour in (8, 9, 10, 11)]
    assert len(shared(moment, *requests)) == 2
    offered(requests[0], volunteer)
    assert len(shared(moment, *requests[1:])) == 1
    offered(stored(), volunteer)
    assert shared(moment, *requests[1:]) == {}


def test_those_who_get_nobody_are_looked_at_with_more(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    # Many requests in one street, whose nearest dozen are the same people: the others live further off.
    people = [neighbour(f"buur{number}", minutes_a_week=60, **east(20 * number)) for number in range(30)]
    requests = [stored() for _ in range(30)]
    given = shared(moment, *requests)
    assert len(given) == 30
    assert set(given.values()) == {person.pk for person in people}


def test_without_a_solver_it_is_shared_out_one_by_one_and_said(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    def gone(problem: Problem) -> dict[int, int]:
        raise RuntimeError("gone")

    neighbour()
    request = stored()
    plan = share_out(moment, [request.pk], gone)
    assert list(plan.asked) == [request.pk]
    assert (plan.solution.method, plan.solution.failed) == (Method.GREEDY, "RuntimeError: gone")


def test_it_is_read_in_a_few_statements_for_one_and_for_many(
    moment: Moment, neighbour: Neighbour, stored: Ask, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        neighbour(f"buur{number}", **east(number))
    requests = [stored().pk for _ in range(20)]
    for ids in (requests[:1], requests):
        with django_assert_max_num_queries(8):  # two more where it is looked further
            share_out(moment, ids)
