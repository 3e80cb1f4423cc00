"""An attacker who reads all that a village ever published, week after week, and knows what adds up to what.

Independent of how it is suppressed: every number is written as a sum of the smallest ones (a buurt, a rule, some
days of a week in one month), from what figures mean. Nothing here knows that something is settled, still or far away.
It is told of each hidden number why it is hidden, which numbers a correction left alone, and where nobody moved.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from municipalities.definitions import RULES
from municipalities.relations import Cell, Period
from municipalities.series import WEEK, stretches

from .villages import BEGINS, CASES, CLOSED, OPEN, OPENED, POINTS, TOWN, UNANSWERED, Books, Issue

Sum = dict[int, int]  # of which of the smallest numbers, how many times
Hidden = tuple[
    str, Cell, int
]  # a cell with what is true of it; or (named by the whole) what is left of a whole
Bounds = list[tuple[float, float | None]]
FREE = 1e9
ROUNDS = 12


class Chronicle:
    """All that was read, as bounds on sums; and the sums that nobody may narrow."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.number: dict[tuple[Cell, int], int] = {}
        self.truth: list[int] = []
        self.rows: list[tuple[Sum, float, float]] = []
        self.hidden: dict[Hidden, Sum] = {}
        self._sums: dict[tuple[Cell, int], Sum] = {}
        self._leaves: dict[Cell, int] = {}  # what is true now of the smallest ones
        shown: set[Hidden] = set()
        for issue in books.issues:
            self._learn(issue)
            shown |= {("", cell, issue.told[cell]) for cell in issue.decided.shown}
        for gone in shown & self.hidden.keys():
            del self.hidden[gone]

    def _learn(self, issue: Issue) -> None:
        village = self.books.village
        for week in village.weeks():
            if issue.period.begins <= week.begins and week.ends <= issue.period.ends:
                for stretch in stretches(week):
                    counted = village_atoms(issue, stretch)
                    for buurt in village.buurten():
                        for name in (POINTS, *(f"{flags}.{r}" for flags in (OPENED, CLOSED) for r in RULES)):
                            cell = Cell(name, buurt, stretch)
                            self._leaves[cell] = counted.get(cell, 0)
        for cell, value in issue.told.items():
            if cell.is_stock and cell.area.startswith("BU") and cell.figure not in (OPEN, UNANSWERED):
                self._leaves[cell] = value
        for cell, value in issue.told.items():
            self._read(issue, cell, value)
        self._reckon(issue)

    def _read(self, issue: Issue, cell: Cell, value: int) -> None:
        """Learn what an edition says of a cell: that it is shown as this, or hidden, and why."""
        limits, decided = self.books.limits, issue.decided
        sums = self.sum_of(cell)
        assert self.true(sums) == value, f"{cell} is not what it is made of"
        if (cell, value) in self._sums:  # in two editions, and the same in both
            self.rows.append((less(sums, self._sums[cell, value]), 0, 0))
        self._sums.setdefault((cell, value), sums)
        if cell in decided.shown:
            low, high = limits.said(decided.shown[cell])
            self.rows.append((sums, low if cell.figure == POINTS else max(low, limits.least), high))
            return
        self.hidden.setdefault(("", cell, value), sums)
        if cell.figure == POINTS:
            return
        if cell in decided.small and issue.persons[cell] == value:
            self.rows.append((sums, 0, limits.least - 1))
        elif cell in decided.beside:
            self.rows.append((sums, limits.least, FREE))

    def _reckon(self, issue: Issue) -> None:
        """Learn what everybody knows of these cells: who is a part of whom, and how a stock grows and shrinks."""
        for cell, value in issue.told.items():
            figure, _, rule = cell.figure.partition(".")
            if not cell.is_stock or cell.figure == CASES:
                continue
            wholes = [cell._replace(figure=CASES)] if rule and figure == OPEN else []
            wholes += (
                [cell._replace(figure=f"{OPEN}.{rule}" if rule else OPEN)] if figure == UNANSWERED else []
            )
            for whole in wholes:
                rest = less(self.sum_of(whole), self.sum_of(cell))
                self.rows.append((rest, 0, FREE))
                if self.true(rest) < self.books.limits.least:
                    self.hidden.setdefault((whole.figure, cell, value), rest)
            if figure == OPEN:
                for day in (cell.period.begins, cell.period.begins + WEEK):
                    self._turn_over(cell._replace(period=Period(day, day)))

    def _turn_over(self, after: Cell) -> None:
        rule = after.figure.partition(".")[2]
        week = Period(after.period.begins - WEEK, after.period.begins)
        before = after._replace(period=Period(week.begins, week.begins))
        if not self._known(after):
            return
        born = self.books.village.born.get(after.area)
        if not self._known(before) and (born is None or born != week.begins):
            return
        change = less(self.sum_of(after), self.sum_of(before) if self._known(before) else {})
        for name, sign in ((OPENED, -1), (CLOSED, 1)):
            flow = self.sum_of(Cell(f"{name}.{rule}" if rule else name, after.area, week))
            change = less(change, {leaf: -sign * times for leaf, times in flow.items()})
        if self.true(change) == 0:  # and somebody tells that nobody moved
            self.rows.append((change, 0, 0))

    def _known(self, stock: Cell) -> bool:
        """Say whether a stock was published."""
        return any(stock._replace(figure=CASES, area=buurt) in self._leaves for buurt in self._within(stock))

    def _within(self, cell: Cell) -> list[str]:
        village = self.books.village
        if cell.area == TOWN:
            return village.buurten()
        return village.tree.get(cell.area, [cell.area])

    def sum_of(self, cell: Cell) -> Sum:
        """Write a cell as a sum of the smallest numbers, as they are known now."""
        found: Sum = defaultdict(int)
        figure, _, rule = cell.figure.partition(".")
        parts = [cell.figure] if rule or figure == CASES else [f"{figure}.{one}" for one in RULES]
        periods = [cell.period]
        if not cell.is_stock:
            days = cell.period
            weeks = (BEGINS + WEEK * n for n in range(60))
            periods = [one for week in weeks for one in stretches(Period(week, week + WEEK))]
            periods = [one for one in periods if days.begins <= one.begins and one.ends <= days.ends]
        for part in parts:
            for buurt in self._within(cell):
                for period in periods:
                    leaf = Cell(part, buurt, period)
                    if leaf in self._leaves and not self._before(leaf):
                        found[self._variable(leaf, self._leaves[leaf])] += 1
        return dict(found)

    def _before(self, leaf: Cell) -> bool:
        """Say whether a buurt was not there yet: everybody can tell that nobody lived in it."""
        return self.books.village.born.get(leaf.area, BEGINS) > leaf.period.begins and not self._leaves[leaf]

    def _variable(self, leaf: Cell, value: int) -> int:
        if (leaf, value) not in self.number:
            self.number[leaf, value] = len(self.truth)
            self.truth.append(value)
        return self.number[leaf, value]

    def true(self, sums: Sum) -> int:
        return sum(times * self.truth[leaf] for leaf, times in sums.items())

    def narrowed(self, seed: int = 0) -> list[tuple[str, Cell, float, float]]:
        """List the hidden numbers that are bounded tighter than allowed, with their bounds."""
        width, dice = self.books.limits.width, random.Random(seed)
        for sums, least, most in self.rows:
            assert least <= self.true(sums) <= most, "the attacker is wrong: the truth is elsewhere"
        here = {one: self.true(sums) for one, sums in self.hidden.items()}
        low, high = dict[Hidden, float](here), dict[Hidden, float](here)

        def open_ones() -> list[Hidden]:
            return [one for one in here if high[one] - low[one] < width - 1e-6]

        def see(world: Sequence[float]) -> None:
            for one in open_ones():
                number = sum(times * world[leaf] for leaf, times in self.hidden[one].items())
                low[one], high[one] = min(low[one], number), max(high[one], number)

        # A world that agrees with all that was said shows of many at once that they are wide; what is small goes up.
        for _ in range(ROUNDS):
            left = open_ones()
            some = dice.sample(left, (len(left) + 1) // 2)
            ways = {one: width if here[one] < width else dice.choice((-width, width)) for one in some}
            see(self._world(ways))
        found = []
        for one in dice.sample(sorted(here), len(here)):
            if high[one] - low[one] < width - 1e-6:
                see(self._world({one: width}))
            if high[one] - low[one] < width - 1e-6:
                see(self._world({one: -width}))
            if high[one] - low[one] < width - 1e-6:
                begins, ends = self._end(self.hidden[one], 1), self._end(self.hidden[one], -1)
                if ends - begins < width - 1e-6:
                    found.append((one[0], one[1], begins, ends))
        return found

    def _world(self, wanted: dict[Hidden, int]) -> Sequence[float]:
        """Find a world in which as many hidden numbers as can be are so much higher or lower."""
        here = len(self.truth)
        rows = list(self.rows)
        for at, (one, far) in enumerate(wanted.items()):
            sign = 1 if far > 0 else -1
            true = self.true(self.hidden[one])
            moved = {leaf: sign * times for leaf, times in self.hidden[one].items()}
            rows.append(({**moved, here + at: -1}, sign * true, FREE))
        cost = np.zeros(here + len(wanted))
        cost[here:] = -1
        bounds: Bounds = [(0, None)] * here
        bounds += [(0, abs(far)) for far in wanted.values()]
        return solve(cost, rows, bounds)

    def _end(self, sums: Sum, sign: int) -> float:
        cost = np.zeros(len(self.truth))
        for leaf, times in sums.items():
            cost[leaf] = sign * times
        bounds: Bounds = [(0, true + 10_000) for true in self.truth]
        world = solve(cost, self.rows, bounds)
        return float(sum(times * world[leaf] for leaf, times in sums.items()))


def village_atoms(issue: Issue, stretch: Period) -> dict[Cell, int]:
    return {cell: value for cell, value in issue.counted.items() if cell.period == stretch}


def less(one: Sum, other: Sum) -> Sum:
    found = dict(one)
    for leaf, times in other.items():
        found[leaf] = found.get(leaf, 0) - times
    return {leaf: times for leaf, times in found.items() if times}


def solve(cost: Any, rows: Sequence[tuple[Sum, float, float]], bounds: Bounds) -> list[float]:
    """Minimise over all that agrees with the rows."""
    equal, under = list[tuple[Sum, float]](), list[tuple[Sum, float]]()
    for sums, low, high in rows:
        if sums and low == high:
            equal.append((sums, high))
        elif sums:
            under += [(sums, high)] if high < FREE else []
            under += [({leaf: -times for leaf, times in sums.items()}, -low)]
    found = linprog(
        cost, bounds=bounds, method="highs",
        A_ub=_matrix(under, len(cost)), b_ub=[limit for _, limit in under],
        A_eq=_matrix(equal, len(cost)), b_eq=[limit for _, limit in equal],
    )  # fmt: skip
    assert found.status == 0, found.message
    return list(found.x)


def _matrix(rows: list[tuple[Sum, float]], width: int) -> csr_array:
    entries = [(at, leaf, times) for at, (sums, _) in enumerate(rows) for leaf, times in sums.items()]
    at, leaves, numbers = ([entry[part] for entry in entries] for part in range(3))
    return csr_array((numbers, (at, leaves)), shape=(len(rows), width), dtype=float)
