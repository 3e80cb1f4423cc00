"""Other numbers that say the same: what proves that a hidden number is not narrowed. Plain Python and OR-Tools.

The truth agrees with all that was published. If it still agrees when a few hidden numbers move a little (and shown
ones within their rounding), an attacker cannot tell the one from the other. So two such moves, of which one puts a
hidden number up and one puts it down, far enough from each other, are the proof that it is wide enough; all other
numbers may stand still. That is why it is enough to look at a piece of the net: what is found there holds in the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

from municipalities.knowledge import NO_END, Net

NEAR = 1e-6
REACH = 4  # times the width: further no hidden number is moved; it keeps what is pushed from running off


class Piece:
    """A linear program over some numbers of a net: how far they can move while everything else stands still."""

    def __init__(self, net: Net, numbers: Sequence[int], price: Mapping[int, float] | None = None) -> None:
        """Build it. A number with a price may also be hidden, at that price for each unit beyond its rounding."""
        from ortools.linear_solver import pywraplp  # half a second, for who needs it

        self.net = net
        self.numbers = list(numbers)
        self.solver: Any = pywraplp.Solver.CreateSolver("GLOP")
        self.reach = REACH * max(net.width[number] for number in self.numbers)
        self.moves: dict[int, Any] = {}
        self.beyond: dict[int, list[Any]] = {}
        rows: dict[int, Any] = {}
        for number in self.numbers:
            low, high = net.low[number] - net.value[number], net.high[number] - net.value[number]
            if net.guarded[number]:
                low, high = max(low, -self.reach), min(high, self.reach)
            self.moves[number] = self._put(
                number, self.solver.NumVar(low, inf if high > NO_END // 2 else high, ""), 1, rows
            )
        for number, cost in (price or {}).items():
            up = self._put(number, self.solver.NumVar(0, self.reach, ""), 1, rows)
            room = max(0, net.low[number] - net.floor[number])
            down = self._put(number, self.solver.NumVar(0, min(room, self.reach), ""), -1, rows)
            self.beyond[number] = [up, down]
            for part in (up, down):
                self.solver.Objective().SetCoefficient(part, cost)
        self.target: Any = None

    def _put(self, number: int, move: Any, sign: int, rows: dict[int, Any]) -> Any:
        for relation, times in self.net.of[number]:
            if relation not in rows:
                rows[relation] = self.solver.Constraint(0, 0)
            rows[relation].SetCoefficient(move, sign * times)
        return move

    def push(self, wanted: Mapping[int, int]) -> dict[int, float]:
        """Move these numbers as far as they go together, each up (above 0) or down; say how far every number moved.

        None goes further than it is wanted, so that as many as can be move enough.
        """
        objective = self.solver.Objective()
        objective.Clear()
        bounds = {number: (self.moves[number].Lb(), self.moves[number].Ub()) for number in wanted}
        for number, far in wanted.items():
            low, high = bounds[number]
            self.moves[number].SetBounds(max(low, min(far, 0)), min(high, max(far, 0)))
            objective.SetCoefficient(self.moves[number], 1 if far > 0 else -1)
        objective.SetMaximization()
        solved = self.solver.Solve() in (self.solver.OPTIMAL, self.solver.FEASIBLE)
        moved = {number: move.solution_value() for number, move in self.moves.items()} if solved else {}
        for number, both in bounds.items():
            self.moves[number].SetBounds(*both)
        return moved

    def cheapest(self, number: int, move: float) -> tuple[float, list[int]] | None:
        """Say what must be hidden at the least price so that a number can move this far; None where nothing helps."""
        self.target = self.target or self.solver.Constraint(0, 0)
        self.target.SetCoefficient(self.moves[number], 1)
        self.target.SetBounds(move, move)
        self.solver.Objective().SetMinimization()
        if self.solver.Solve() != self.solver.OPTIMAL:
            return None
        parts = {key: sum(part.solution_value() for part in parts) for key, parts in self.beyond.items()}
        hide = sorted((key for key, part in parts.items() if part > NEAR), key=lambda key: (-parts[key], key))
        return self.solver.Objective().Value(), hide
