"""Other numbers that say the same: what proves that a hidden number is not narrowed. Plain Python and OR-Tools.

The truth agrees with all that was published. If it still agrees when a few hidden numbers move a little (and shown
ones within their rounding), an attacker cannot tell the one from the other. So two such moves, of which one puts a
hidden number up and one puts it down, far enough from each other, are the proof that it is wide enough; all other
numbers may stand still. That is why it is enough to look at a piece of the net: what is found there holds in the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf
from typing import Any

from municipalities.knowledge import NO_END, Net

NEAR = 1e-6
REACH = 4  # times the width: further no hidden number is moved; it keeps what is pushed from running off
WANTED = 1000  # how much more a wanted move is worth than the moves that must go with it cost
IDLE = 1e-4  # what a move costs where something has its price
# Nothing moves to begin with, and little does in the end: so the dual method is done after a few steps.
METHOD = "use_dual_simplex: true use_preprocessing: false"

LONG = 200  # terms of a sum; a longer one stands by itself

Moves = Mapping[int, float]
Sum = dict[int, int]  # which numbers, how many times


class Piece:
    """A linear program over some numbers of a net: how far they can move while everything else stands still.

    What moves with them is as little as can be. A number that is the sum of others moves as they do: only those others
    are unknown (`terms` says of each number which), and of a sum of which nothing is known nothing must hold.
    """

    def __init__(self, net: Net, numbers: Sequence[int], price: Mapping[int, float] | None = None) -> None:
        """Build it. A number with a price may also be hidden, at that price for each unit beyond its rounding."""
        from ortools.linear_solver import pywraplp  # half a second, for who needs it

        self.net = net
        self.numbers = list(numbers)
        self.solver: Any = pywraplp.Solver.CreateSolver("GLOP")
        self.solver.SetSolverSpecificParametersAsString(METHOD)
        self.reach = REACH * max(net.width[number] for number in self.numbers)
        self.beyond: dict[int, list[Any]] = {}
        self.moves: dict[int, tuple[Any, Any]] = {}  # of a number that is no sum: up and down
        self.rows: dict[int, Any] = {}  # of a sum: between what it may move
        self.target: Any = None
        self.objective = self.solver.Objective()
        self.objective.SetMaximization()
        self.cost = IDLE if price else 1
        self.terms, others = _sums(net, self.numbers)
        self.within: dict[int, list[tuple[int, int]]] = {}  # in which numbers one counts, and how many times
        for number, terms in self.terms.items():
            for base, times in terms.items():
                self.within.setdefault(base, []).append((number, times))
        dear = price or {}
        for number in self.numbers:
            if number in self.terms[number]:
                low, high = self._ends(number)
                self.moves[number] = (
                    self._move(NO_END if number in dear else high),
                    self._move(net.value[number] if number in dear else -low),
                )
        for number in self.numbers:
            known = net.low[number] > 0 or net.high[number] < NO_END
            if number in dear or (known and number not in self.terms[number]):
                self.rows[number] = self._row(self.terms[number], *self._ends(number))
            if number in dear:
                self._sell(number, dear[number])
        for terms in others:
            self._row(terms, 0, 0)

    def _ends(self, number: int) -> tuple[float, float]:
        """Say how far down (below 0) and up a number may move."""
        net = self.net
        low, high = net.low[number] - net.value[number], net.high[number] - net.value[number]
        if net.guarded[number] and number in self.terms[number]:
            return max(low, -self.reach), min(high, self.reach)
        return low, high

    def _sell(self, number: int, price: float) -> None:
        """Let a number move further than it may, at a price: then it is to be hidden."""
        room = min(max(0, self.net.low[number] - self.net.floor[number]), self.reach)
        self.beyond[number] = [self.solver.NumVar(0, most, "") for most in (self.reach, room)]
        for part, sign in zip(self.beyond[number], (-1, 1), strict=True):
            self.rows[number].SetCoefficient(part, sign)
            self.objective.SetCoefficient(part, -price)

    def _move(self, most: float) -> Any:
        move = self.solver.NumVar(0, inf if most > NO_END // 2 else most, "")
        self.objective.SetCoefficient(move, -self.cost)
        return move

    def _row(self, terms: Sum, low: float, high: float) -> Any:
        row = self.solver.Constraint(low, inf if high > NO_END // 2 else high)
        for base, times in terms.items():
            up, down = self.moves[base]
            row.SetCoefficient(up, times)
            row.SetCoefficient(down, -times)
        return row

    def push(self, wanted: Mapping[int, int]) -> Moves:
        """Move these numbers as far as they go together, each up (above 0) or down; say how far every number moved.

        None goes further than it is wanted, so that as many as can be move enough.
        """
        undo: list[Callable[[], None]] = []
        worth: Counter[int] = Counter()
        for number, far in wanted.items():
            undo.append(self._stop_at(number, far))
            for base, times in self.terms[number].items():
                worth[base] += times * (WANTED if far > 0 else -WANTED)
        for base, much in worth.items():
            for move, sign in zip(self.moves[base], (1, -1), strict=True):
                self.objective.SetCoefficient(move, sign * much - self.cost)
        solved = self.solver.Solve() in (self.solver.OPTIMAL, self.solver.FEASIBLE)
        moved = self._moved() if solved else {}
        for base in worth:
            for move in self.moves[base]:
                self.objective.SetCoefficient(move, -self.cost)
        for back in undo:
            back()
        return moved

    def _stop_at(self, number: int, far: int) -> Callable[[], None]:
        """Let a number go this far at most, and not the other way; return how to undo that."""
        if number not in self.terms[number]:
            low, high = min(far, 0), max(far, 0)
            if (row := self.rows.get(number)) is None:
                row = self.rows[number] = self._row(self.terms[number], -inf, inf)
            was = row.lb(), row.ub()
            row.SetBounds(max(was[0], low), min(was[1], high))
            return lambda: row.SetBounds(*was)
        up, down = self.moves[number]
        before = up.ub(), down.ub()
        up.SetUb(min(before[0], max(far, 0)))
        down.SetUb(min(before[1], max(-far, 0)))

        def back() -> None:
            up.SetUb(before[0])
            down.SetUb(before[1])

        return back

    def _moved(self) -> Moves:
        moved = dict[int, float]()
        for base, (up, down) in self.moves.items():
            far = up.solution_value() - down.solution_value()
            if abs(far) > NEAR:
                for number, times in self.within[base]:
                    moved[number] = moved.get(number, 0) + times * far
        return {number: far for number, far in moved.items() if abs(far) > NEAR}

    def cheapest(self, number: int, move: float) -> tuple[float, list[int]] | None:
        """Say what must be hidden at the least price so that a number can move this far; None where nothing helps."""
        if self.target is None:
            self.target = self._row(self.terms[number], move, move)
        self.target.SetBounds(move, move)
        if self.solver.Solve() != self.solver.OPTIMAL:
            return None
        parts = {key: sum(part.solution_value() for part in parts) for key, parts in self.beyond.items()}
        hide = sorted((key for key, part in parts.items() if part > NEAR), key=lambda key: (-parts[key], key))
        return -self.objective.Value(), hide


def _sums(net: Net, numbers: Sequence[int]) -> tuple[dict[int, Sum], list[Sum]]:
    """Write each number as a sum of those that are none, and what else must be 0; what is outside does not move."""
    inside = set(numbers)
    made_of: dict[int, list[tuple[int, int]]] = {}
    others: list[list[tuple[int, int]]] = []
    for relation in dict.fromkeys(relation for number in numbers for relation, _ in net.of[number]):
        members = [(number, times) for number, times in net.relations[relation] if number in inside]
        whole = _whole(members)
        if whole is None or whole in made_of or _rests_on(made_of, members, whole):
            others.append(members)
        else:
            made_of[whole] = [(number, abs(times)) for number, times in members if number != whole]
    terms: dict[int, Sum] = {}

    def written(number: int) -> Sum:
        if number not in terms:
            found = _added(((written(part), times) for part, times in made_of.get(number, ())))
            if number not in made_of:
                found = {number: 1}
            elif len(found) > LONG:
                others.append([(number, -1), *made_of.pop(number)])
                found = {number: 1}
            terms[number] = found
        return terms[number]

    for number in numbers:
        written(number)
    rows = [_added((terms[number], times) for number, times in members) for members in others]
    return {number: terms[number] for number in numbers}, [row for row in rows if row]


def _whole(members: Sequence[tuple[int, int]]) -> int | None:
    """Say which of these numbers is the sum of the others, if one is."""
    for sign in (1, -1):
        wholes = [number for number, times in members if times * sign > 0]
        if len(wholes) == 1 and (wholes[0], sign) in members:
            return wholes[0]
    return None


def _rests_on(
    made_of: Mapping[int, Sequence[tuple[int, int]]], members: Sequence[tuple[int, int]], whole: int
) -> bool:
    """Say whether any of these numbers is made of the whole itself."""
    ahead = [number for number, _ in members if number != whole]
    seen = set(ahead)
    while ahead:
        for part, _ in made_of.get(ahead.pop(), ()):
            if part == whole:
                return True
            if part not in seen:
                seen.add(part)
                ahead.append(part)
    return False


def _added(parts: Iterable[tuple[Sum, int]]) -> Sum:
    found: Sum = {}
    for terms, many in parts:
        for base, times in terms.items():
            found[base] = found.get(base, 0) + many * times
    return {base: times for base, times in found.items() if times}


def agrees(net: Net, moves: Moves) -> bool:
    """Say whether these numbers can move so far, and all that is known still holds."""
    relations = set[int]()
    for number, far in moves.items():
        here = net.value[number]
        if not net.low[number] - NEAR <= here + far <= net.high[number] + NEAR:
            return False
        relations.update(relation for relation, _ in net.of[number])
    return all(
        abs(sum(times * moves.get(other, 0) for other, times in net.relations[relation])) < NEAR
        for relation in relations
    )
