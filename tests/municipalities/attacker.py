"""An attacker: reads what was published and what everybody knows, and narrows each hidden cell as far as it goes.

Independent of the code it attacks: it gets answers as a client would read them (a number, or None), knows the norm, and
solves its linear programs with another solver. It is told, besides, which cells a correction left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array

Key = Any


@dataclass(frozen=True)
class Read:
    """What one edition says: a number or None for each cell; which relations everybody knows; which are no persons."""

    answers: Mapping[Key, int | None]
    relations: Sequence[Mapping[Key, int]]
    no_persons: frozenset[Key] = frozenset()
    same_as: Mapping[Key, int] | None = (
        None  # cells that are in this edition what they were in an earlier one
    )
    small: frozenset[Key] = frozenset()  # told by somebody who talks: hidden because they are small,
    beside: frozenset[Key] = frozenset()  # or for the sake of others


class Attack:
    """All that follows from what was read."""

    def __init__(
        self, reads: Iterable[Read], *, least: int = 10, step: int = 5, told_why: bool = False
    ) -> None:
        self.names: dict[tuple[Key, int], int] = {}
        self.alias: dict[tuple[Key, int], int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        rows: list[dict[int, int]] = []
        for at, read in enumerate(reads):
            same = read.same_as or {}
            here = {key: (key, same.get(key, at)) for relation in read.relations for key in relation}
            here |= {key: (key, same.get(key, at)) for key in read.answers}
            for key, name in here.items():
                self.alias[key, at] = name[1]
                if name not in self.names:
                    self.names[name] = len(self.low)
                    self.low.append(0)
                    self.high.append(np.inf)
                number = self.names[name]
                answer = read.answers.get(key)
                if answer is not None:
                    # with a step of 5, 15 says 13, 14, 15, 16 or 17; with an even one, a half was rounded up
                    floor = 0 if key in read.no_persons else least
                    near = range(max(floor, answer - step), answer + step)
                    nearest = [n for n in near if -step <= 2 * (n - answer) < step]
                    self.low[number] = max(self.low[number], min(nearest))
                    self.high[number] = min(self.high[number], max(nearest))
                elif told_why and key in read.small - read.no_persons:
                    self.high[number] = min(self.high[number], least - 1)
                elif told_why and key in read.beside - read.no_persons:
                    self.low[number] = max(self.low[number], least)
            rows += [
                {self.names[here[key]]: times for key, times in relation.items()}
                for relation in read.relations
            ]
        entries = [(row, column, times) for row, one in enumerate(rows) for column, times in one.items()]
        at_rows, at_columns, numbers = (
            (list(part) for part in zip(*entries, strict=True)) if entries else ([], [], [])
        )
        self.matrix = csr_array(
            (numbers, (at_rows, at_columns)), shape=(len(rows), len(self.low)), dtype=float
        )

    def first(self, key: Key, edition: int) -> int:
        """Say in which edition this cell was what it is in this one."""
        return self.alias[key, edition]

    def narrow(self, key: Key, edition: int = 0, *, whole: bool = False) -> tuple[float, float]:
        """Say between which numbers a cell must lie; with `whole`, all cells are known to be whole numbers."""
        return self._end(key, edition, 1, whole), self._end(key, edition, -1, whole)

    def _end(self, key: Key, edition: int, sign: int, whole: bool) -> float:
        cost = np.zeros(len(self.low))
        cost[self.names[key, edition]] = sign
        answer = milp(
            cost,
            integrality=np.full(len(self.low), int(whole)),
            bounds=(np.array(self.low), np.array(self.high)),
            constraints=[LinearConstraint(self.matrix, 0, 0)] if self.matrix.shape[0] else [],
        )
        if answer.status == 3:
            return np.inf if sign < 0 else -np.inf
        assert answer.status == 0, answer.message
        return float(answer.x[self.names[key, edition]])
