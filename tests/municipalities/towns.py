"""Municipalities that nobody lives in: events by buurt, kind and day, and whatever figure is counted from them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from municipalities.facts import Facts
from municipalities.relations import Cell, Period, Shape, Turnover, relations

MONDAY = dt.date(2026, 1, 5)


def weeks(count: int, begins: dt.date = MONDAY) -> list[Period]:
    days = [begins + dt.timedelta(weeks=week) for week in range(count + 1)]
    return [Period(*pair) for pair in pairwise(days)]


def month(number: int) -> Period:
    return Period(dt.date(2026, number, 1), dt.date(2026, number + 1, 1))


@dataclass
class Town:
    """Flags of some kinds, opened and closed by day, in buurten of wijken of one municipality."""

    wijken: Sequence[int]  # how many buurten each has
    kinds: int
    draw: Callable[[random.Random, int], int]  # how many flags of a kind a buurt has on the first day
    daily: Callable[[random.Random], int] = field(
        default=lambda _: 0
    )  # how many open in a day; how many may close
    days: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        dice = random.Random(self.seed)
        self.at_first = {(b, k): self.draw(dice, k) for b in self.buurten for k in range(self.kinds)}
        self.opened: dict[tuple[str, int, dt.date], int] = {}
        self.closed: dict[tuple[str, int, dt.date], int] = {}
        for (buurt, kind), stock in self.at_first.items():
            for day in range(self.days):
                date = dt.date(2026, 1, 1) + dt.timedelta(days=day)
                self.opened[buurt, kind, date] = self.daily(dice)
                self.closed[buurt, kind, date] = min(self.daily(dice), stock)
                stock += self.opened[buurt, kind, date] - self.closed[buurt, kind, date]

    @cached_property
    def areas(self) -> dict[str, list[str]]:
        found = {"GM": [f"W{w}" for w in range(len(self.wijken))]}
        return found | {f"W{w}": [f"W{w}B{b}" for b in range(n)] for w, n in enumerate(self.wijken)}

    @cached_property
    def buurten(self) -> list[str]:
        return [buurt for wijk in self.areas["GM"] for buurt in self.areas[wijk]]

    @cached_property
    def shape(self) -> Shape:
        figures = ["open", "opened", "closed"]
        turnovers = {"open": Turnover("opened", "closed")}
        turnovers |= {f"open{k}": Turnover(f"opened{k}", f"closed{k}") for k in range(self.kinds)}
        return Shape(self.areas, {f: [f"{f}{k}" for k in range(self.kinds)] for f in figures}, turnovers)

    def cells(self, figure: str, level: str, periods: Iterable[Period]) -> list[Cell]:
        """A figure with its kinds, of all areas of a level, in each of these periods."""
        areas = {"GM": ["GM"], "W": self.areas["GM"], "B": self.buurten}[level]
        names = [figure, *self.shape.kinds[figure]]
        return [Cell(name, area, period) for period in periods for area in areas for name in names]

    def stock(self, days: Iterable[dt.date], levels: str = "GM W B") -> list[Cell]:
        moments = [Period(day, day) for day in days]
        return [cell for level in levels.split() for cell in self.cells("open", level, moments)]

    def count(self, cell: Cell) -> int:
        name, kind = cell.figure.rstrip("0123456789"), cell.figure.lstrip("abcdefghijklmnopqrstuvwxyz")
        kinds = [int(kind)] if kind else range(self.kinds)
        buurten = self._within(cell.area)
        begins = dt.date(2026, 1, 1) if cell.is_stock else cell.period.begins
        days = [begins + dt.timedelta(days=day) for day in range((cell.period.ends - begins).days)]

        def flow(events: dict[tuple[str, int, dt.date], int]) -> int:
            return sum(events.get((b, k, day), 0) for b in buurten for k in kinds for day in days)

        if name != "open":
            return flow(self.opened if name == "opened" else self.closed)
        return (
            sum(self.at_first[b, k] for b in buurten for k in kinds) + flow(self.opened) - flow(self.closed)
        )

    def _within(self, area: str) -> list[str]:
        if area == "GM":
            return self.buurten
        return list(self.areas.get(area, [area]))

    def correct(self, dice: random.Random) -> None:
        """Find that somebody had a flag more or less, or another kind of flag, or lives elsewhere."""
        one, other = dice.sample(sorted(self.at_first), 2)
        self.at_first[one] += dice.choice([1, 2, 9])
        if dice.random() < 0.5:
            self.at_first[other] = max(0, self.at_first[other] - 1)

    def facts(self, cells: Sequence[Cell], before: Sequence[Cell] = ()) -> Facts:
        """What is true of these cells, and of what hangs together with them."""
        together = relations([*before, *cells], self.shape)
        values = {cell: self.count(cell) for cell in [*before, *cells, *sorted(together.unseen)]}
        return Facts(values, together.relations, unseen=together.unseen, earlier=frozenset(before))
