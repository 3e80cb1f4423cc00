"""Which volunteer to ask for which request, many at once: a min-cost flow, or else greedy. Plain Python, OR-Tools.

Costs are whole numbers (thousandths of a point, `matching.SCALE`); nothing is rounded here. A request goes to one
volunteer or is left; a volunteer takes as many as there are numbers in `further`, of which the k-th is what the k-th
task costs more. These grow, so the arcs of a volunteer fill in their order and the flow is the true optimum:

    request ──cost of the pair──▶ volunteer ══further[0], further[1], …══▶ end
       └──────────cost of leaving it───────────────────────────────────────▶
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """How a solution was found."""

    FLOW = "flow"
    GREEDY = "greedy"


class SolverError(Exception):
    """Say that the solver has no answer, or none that can be one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A volunteer who may be asked for a request, and what that costs."""

    request: int
    volunteer: int
    cost: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be shared out: `unmatched` by request in order of age, `further` by volunteer, and who may do what."""

    unmatched: Mapping[int, int]
    further: Mapping[int, Sequence[int]]
    pairs: Sequence[Pair]

    def __post_init__(self) -> None:
        """Raise ValueError where the k-th task costs less than the one before it, or a pair is there twice."""
        if any(list(costs) != sorted(costs) for costs in self.further.values()):
            raise ValueError("a further task of a volunteer costs no less than the one before it")
        if len({(pair.request, pair.volunteer) for pair in self.pairs}) < len(self.pairs):
            raise ValueError("a pair is there twice")


@dataclass(frozen=True, slots=True)
class Solution:
    """Who is asked for what, by request; what that costs in all; how it was found, and `failed`: why not by a flow."""

    given: Mapping[int, int]
    cost: int
    method: Method
    failed: str = ""


Solver = Callable[[Problem], dict[int, int]]


def solve(problem: Problem) -> Solution:
    """Share requests out at the least cost; greedily, and saying so, when the solver fails."""
    return solve_by(min_cost_flow, problem)


def solve_by(solver: Solver, problem: Problem) -> Solution:
    """Share requests out by a solver whose answer is checked; greedily, and saying so, when it has none."""
    try:
        given = solver(problem)
        return Solution(given, cost_of(problem, given), Method.FLOW)
    except Exception as error:  # whatever it is: people wait for an answer
        given = greedy(problem)
        return Solution(given, cost_of(problem, given), Method.GREEDY, f"{type(error).__name__}: {error}")


def cost_of(problem: Problem, given: Mapping[int, int]) -> int:
    """Return what a solution costs. Raises SolverError for one that cannot be: not allowed, or too much."""
    costs = {(pair.request, pair.volunteer): pair.cost for pair in problem.pairs}
    tasks: dict[int, int] = {}
    total = sum(cost for request, cost in problem.unmatched.items() if request not in given)
    for request, volunteer in given.items():
        number = tasks.get(volunteer, 0)
        further = problem.further.get(volunteer, ())
        if (request, volunteer) not in costs or request not in problem.unmatched or number >= len(further):
            raise SolverError(f"request {request} cannot go to volunteer {volunteer}")
        tasks[volunteer] = number + 1
        total += costs[request, volunteer] + further[number]
    return total


def greedy(problem: Problem) -> dict[int, int]:
    """Give each request to who costs least at that moment: those first that cost most to leave, then the oldest.

    So it is done for one new request, and for all when there is no solver.
    """
    able: dict[int, list[Pair]] = {request: [] for request in problem.unmatched}
    for pair in problem.pairs:
        able[pair.request].append(pair)
    tasks: dict[int, int] = {}
    given: dict[int, int] = {}
    for request in sorted(problem.unmatched, key=lambda each: -problem.unmatched[each]):
        least: tuple[int, int] | None = None
        for pair in able[request]:
            number = tasks.get(pair.volunteer, 0)
            further = problem.further.get(pair.volunteer, ())
            if number < len(further):
                cost = (pair.cost + further[number], pair.volunteer)
                least = cost if least is None else min(least, cost)
        if least is not None and least[0] < problem.unmatched[request]:
            given[request] = least[1]
            tasks[least[1]] = tasks.get(least[1], 0) + 1
    return given


def min_cost_flow(problem: Problem) -> dict[int, int]:
    """Share requests out at the least cost, by OR-Tools. Raises SolverError when it has no best answer."""
    import numpy as np  # here: not every process that knows of matching solves one
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    if not problem.unmatched:
        return {}
    requests = {request: node for node, request in enumerate(problem.unmatched)}
    volunteers = {volunteer: len(requests) + place for place, volunteer in enumerate(problem.further)}
    end = len(requests) + len(volunteers)
    flow = SimpleMinCostFlow()

    def arcs(rows: list[tuple[int, int, int]]) -> list[int]:
        tails, heads, costs = np.array(rows, dtype=np.int64).reshape(-1, 3).T
        once = np.ones(len(rows), dtype=np.int64)
        added = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, once, costs)
        return [int(arc) for arc in added]

    paired = arcs([(requests[pair.request], volunteers[pair.volunteer], pair.cost) for pair in problem.pairs])
    arcs([(node, end, problem.unmatched[request]) for request, node in requests.items()])
    arcs([(volunteers[each], end, cost) for each, costs in problem.further.items() for cost in costs])
    supplies = np.zeros(end + 1, dtype=np.int64)
    supplies[: len(requests)] = 1
    supplies[end] = -len(requests)
    flow.set_nodes_supplies(np.arange(end + 1), supplies)
    if (status := flow.solve()) != flow.OPTIMAL:
        raise SolverError(str(status))
    flows = flow.flows(np.array(paired, dtype=np.int64)) if paired else []
    return {
        pair.request: pair.volunteer
        for pair, used in zip(problem.pairs, flows, strict=True)
        if used
    }  # fmt: skip
