"""Sharing requests out: as cheap as two other ways of finding the best, and never without an answer."""

from __future__ import annotations

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from volunteers.elasticity import ONE
from volunteers.matching import further_cost, unmatched_cost
from volunteers.pairs import Tier
from volunteers.solving import (
    Method,
    Pair,
    Problem,
    SolverError,
    cost_of,
    greedy,
    min_cost_flow,
    solve,
    solve_by,
)

CASES = 200


def small(seed: int, requests: int = 8, volunteers: int = 5) -> Problem:
    """Return a random case: few or many pairs, and room for none to three tasks each."""
    random = Random(seed)
    asked = random.sample(range(50), random.randint(1, requests))
    people = range(100, 100 + random.randint(1, volunteers))
    share = random.choice((0.2, 0.5, 1.0))
    strains = {person: random.randrange(ONE) for person in people}
    return Problem(
        {request: unmatched_cost(random.choice(list(Tier)), len(asked)) for request in asked},
        {
            person: [further_cost(number, strain) for number in range(random.randint(0, 3))]
            for person, strain in strains.items()
        },
        [
            Pair(request, person, random.randrange(-48_000, 135_000))
            for request in asked
            for person in people
            if random.random() < share
        ],
    )


def least_by_assignment(problem: Problem) -> int:
    """Return the least cost, by SciPy: each place of a volunteer is a column, and leaving a request one of its own."""
    rows = {request: row for row, request in enumerate(problem.unmatched)}
    costs = {(pair.request, pair.volunteer): pair.cost for pair in problem.pairs}
    places = [(person, cost) for person, further in problem.further.items() for cost in further]
    impossible = 10 * sum(problem.unmatched.values())
    table = np.full((len(rows), len(places) + len(rows)), impossible, dtype=np.float64)
    for request, row in rows.items():
        for column, (person, cost) in enumerate(places):
            if (request, person) in costs:
                table[row, column] = costs[request, person] + cost
        table[row, len(places) + row] = problem.unmatched[request]
    chosen = linear_sum_assignment(table)
    return int(table[chosen].sum())


def least_by_trying(problem: Problem) -> int:
    """Return the least cost of all that can be done."""
    able = [
        [None, *(pair.volunteer for pair in problem.pairs if pair.request == request)]
        for request in problem.unmatched
    ]
    costs = []
    for choice in product(*able):
        given = {
            request: who for request, who in zip(problem.unmatched, choice, strict=True) if who is not None
        }
        try:
            costs.append(cost_of(problem, given))
        except SolverError:
            continue  # too much of somebody
    return min(costs)


@pytest.mark.parametrize("seed", range(CASES))
def test_it_is_as_cheap_as_the_assignment_of_another_solver(seed: int) -> None:
    problem = small(seed)
    solution = solve(problem)
    assert (solution.method, solution.failed) == (Method.FLOW, "")
    assert solution.cost == cost_of(problem, solution.given) == least_by_assignment(problem)


@pytest.mark.parametrize("seed", range(CASES))
def test_it_is_as_cheap_as_the_cheapest_of_all_ways(seed: int) -> None:
    problem = small(seed, requests=5, volunteers=4)
    assert solve(problem).cost == least_by_trying(problem)


@given(st.integers(0, 10_000))
def test_greedy_keeps_to_the_same_limits_and_is_never_cheaper(seed: int) -> None:
    problem = small(seed)
    assert cost_of(problem, greedy(problem)) >= solve(problem).cost


@given(st.integers(0, 10_000))
def test_tiers_are_served_in_order_whatever_it_costs(seed: int) -> None:
    problem = small(seed)
    given = solve(problem).given
    # As many of the upper tiers are answered as could be if there were no others.
    least = 0
    for least in sorted(set(problem.unmatched.values()), reverse=True):
        upper = {request: cost for request, cost in problem.unmatched.items() if cost >= least}
        alone = Problem(upper, problem.further, [pair for pair in problem.pairs if pair.request in upper])
        assert len(solve(alone).given) == sum(request in upper for request in given)


def test_one_new_request_goes_to_who_costs_least_and_greedy_says_the_same_as_the_flow() -> None:
    problem = Problem({7: 10_000_000}, {1: [9], 2: [1]}, [Pair(7, 1, 100), Pair(7, 2, 107)])
    assert greedy(problem) == dict(solve(problem).given) == {7: 2}


def test_the_oldest_goes_first_where_it_is_given_out_one_by_one() -> None:
    problem = Problem({8: 500, 7: 500}, {1: [0]}, [Pair(7, 1, 1), Pair(8, 1, 2)])
    assert greedy(problem) == {8: 1}
    assert greedy(Problem({8: 500, 7: 501}, {1: [0]}, problem.pairs)) == {7: 1}


def test_the_burden_spreads_over_who_is_near() -> None:
    # Four requests, two volunteers, one a little nearer to all.
    costs = [further_cost(number, 0) for number in range(4)]
    pairs = [Pair(request, person, 1000 * person) for request in range(4) for person in (1, 2)]
    given = solve(Problem(dict.fromkeys(range(4), 10**9), {1: costs, 2: costs}, pairs)).given
    assert sorted(given.values()) == [1, 1, 2, 2]


def test_nothing_asked_and_nobody_there_are_cases_too() -> None:
    assert solve(Problem({}, {}, [])).given == {}
    assert solve(Problem({}, {1: [1]}, [])).given == {}
    left = solve(Problem({1: 5}, {}, []))
    assert (dict(left.given), left.cost, left.method) == ({}, 5, Method.FLOW)
    assert solve(Problem({1: 5}, {2: []}, [Pair(1, 2, 0)])).given == {}


def test_when_the_solver_is_gone_it_is_done_greedily_and_said() -> None:
    def gone(problem: Problem) -> dict[int, int]:
        raise ImportError("no ortools here")

    problem = small(3)
    solution = solve_by(gone, problem)
    assert solution.method == Method.GREEDY
    assert "no ortools here" in solution.failed
    assert solution.given == greedy(problem)


@pytest.mark.parametrize("wrong", [{1: 3}, {1: 2, 4: 2}, {9: 2}, {1: 8}])
def test_an_answer_that_cannot_be_one_is_not_believed(wrong: dict[int, int]) -> None:
    # 2 may be asked once, for 1 or 4; 3 may not be asked for 1; there is no 9 and no 8.
    problem = Problem({1: 50, 4: 50}, {2: [0], 3: [0]}, [Pair(1, 2, 0), Pair(4, 2, 0), Pair(4, 3, 9)])
    with pytest.raises(SolverError):
        cost_of(problem, wrong)
    solution = solve_by(lambda problem: wrong, problem)
    assert (solution.method, dict(solution.given)) == (Method.GREEDY, {1: 2, 4: 3})


def test_a_task_that_would_cost_less_than_the_one_before_it_and_a_pair_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="no less"):
        Problem({1: 5}, {2: [3, 2]}, [])
    with pytest.raises(ValueError, match="twice"):
        Problem({1: 5}, {2: [3]}, [Pair(1, 2, 0), Pair(1, 2, 0)])


def test_the_solver_itself_says_so_when_it_cannot() -> None:
    with pytest.raises(SolverError):
        min_cost_flow(Problem({1: 2**62}, {2: [0]}, [Pair(1, 2, 2**62)]))
