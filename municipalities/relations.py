"""How figures hang together, as everybody may know it: over areas, kinds and time, and stocks with what flows.

Plain Python. A flow is counted in weeks here, in months there. So time is cut wherever a period of any of them begins
or ends, or a stock was taken: over each such stretch all areas and kinds add up, and a period is the sum of its
stretches. Stretches that nobody publishes are `unseen`: the figures count them as they count everything else.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from municipalities.facts import Relation


class Period(NamedTuple):
    """From a day until (not with) another. A stock is taken as a day begins: both are that day."""

    begins: dt.date
    ends: dt.date


class Cell(NamedTuple):
    """A figure of an area in a period."""

    figure: str
    area: str
    period: Period

    @property
    def is_stock(self) -> bool:
        """Say whether this is taken at a moment."""
        return self.period.begins == self.period.ends


class Turnover(NamedTuple):
    """What makes a stock grow and shrink: the next stock is this one, plus what opened, less what closed."""

    opened: str
    closed: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What adds up: an area of those that it falls apart in, a figure of its kinds, a stock with its turnover.

    `lives`: from which day until (with) which an area was an area of its own, where it was not always one.
    """

    areas: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kinds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    turnovers: Mapping[str, Turnover] = field(default_factory=dict)
    lives: Mapping[str, Period] = field(default_factory=dict)

    def parts(self, area: str, period: Period) -> Sequence[str]:
        """List the areas that an area fell apart in over a period."""
        found = self.areas.get(area, ())
        if not self.lives:
            return found
        return [one for one in found if self.lived(one, period)]

    def lived(self, area: str, period: Period) -> bool:
        """Say whether an area was one of its own all through a period: nobody is counted in what is not there."""
        life = self.lives.get(area, period)
        return life.begins <= period.begins and period.ends <= life.ends


class Together(NamedTuple):
    """All relations of some cells, and the stretches of time in them that are never published."""

    relations: list[Relation]
    unseen: frozenset[Cell]


def relations(cells: Iterable[Cell], shape: Shape, *, edges: Iterable[dt.date] = ()) -> Together:
    """Say how these cells hang together; give the earlier ones too that hang together with the new ones.

    At `edges` time is cut as well: what is before them is no longer looked at (`Facts.still`).
    """
    published = dict.fromkeys(cells)
    edges = frozenset(edges)
    families = _families(published, shape)
    cuts = _cuts(published, families, {*edges, *(life.begins for life in shape.lives.values())})
    found: list[Relation] = []
    atoms = {cell: None for cell in published if cell.is_stock}
    for cell in published:
        if not cell.is_stock:
            stretches = [
                cell._replace(period=stretch)
                for stretch in _cut(cell.period, cuts[families[cell.figure]])
                if shape.lived(cell.area, stretch)
            ]
            atoms.update(dict.fromkeys(stretches))
            if stretches != [cell]:
                found.append({cell: 1, **dict.fromkeys(stretches, -1)})
    for before, after, turnover in _successive(published, shape, edges):
        cut = cuts[families[before.figure]]
        between = list(_cut(Period(before.period.begins, after.period.begins), cut))
        opened = [Cell(turnover.opened, before.area, stretch) for stretch in between]
        closed = [Cell(turnover.closed, before.area, stretch) for stretch in between]
        atoms.update(dict.fromkeys(opened + closed))
        was = {before: -1} if before in published else {}  # in an area that was not there before was nothing
        found.append({after: 1, **was, **dict.fromkeys(opened, -1), **dict.fromkeys(closed, 1)})
    found += _sums(atoms, shape)
    named = {cell for relation in found for cell in relation if isinstance(cell, Cell)}
    return Together(found, frozenset(cell for cell in named if cell not in published))


def _families(cells: Iterable[Cell], shape: Shape) -> dict[str, str]:
    """Name for each figure one of those with which it shares its time: kinds of one total, a stock and its turnover."""
    head: dict[str, str] = {}

    def of(figure: str) -> str:
        while head.setdefault(figure, figure) != figure:
            figure = head[figure]
        return figure

    groups = [(total, *parts) for total, parts in shape.kinds.items()]
    for first, *others in groups + [(stock, *turnover) for stock, turnover in shape.turnovers.items()]:
        for other in others:
            head[of(other)] = of(first)
    return {figure: of(figure) for figure in {cell.figure for cell in cells} | set(head)}


def _cuts(
    cells: Iterable[Cell], families: Mapping[str, str], edges: Iterable[dt.date]
) -> dict[str, list[dt.date]]:
    days: dict[str, set[dt.date]] = defaultdict(lambda: set(edges))
    for cell in cells:
        days[families[cell.figure]].update(cell.period)
    return {family: sorted(found) for family, found in days.items()}


def _cut(period: Period, days: Sequence[dt.date]) -> Iterator[Period]:
    inside = days[bisect_left(days, period.begins) : bisect_right(days, period.ends)]
    for begins, ends in pairwise(inside):
        yield Period(begins, ends)


def _successive(
    cells: Iterable[Cell], shape: Shape, edges: frozenset[dt.date]
) -> Iterator[tuple[Cell, Cell, Turnover]]:
    """Pair each stock with the one after it, where both of its flows are figures that somebody publishes.

    The first of an area that is new comes after nothing, on the day as which the area began.
    """
    cells = list(cells)
    flowing = {cell.figure for cell in cells if not cell.is_stock}
    stocks: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        turnover = shape.turnovers.get(cell.figure)
        if cell.is_stock and turnover and flowing.issuperset(turnover):
            stocks[cell.figure, cell.area].append(cell)
    for (figure, area), found in stocks.items():
        found.sort(key=lambda cell: cell.period)
        if area in shape.lives and max(edges, default=dt.date.min) <= shape.lives[area].begins:
            begins = shape.lives[area].begins
            if begins < found[0].period.begins:
                yield found[0]._replace(period=Period(begins, begins)), found[0], shape.turnovers[figure]
        for before, after in pairwise(found):
            yield before, after, shape.turnovers[figure]


def _sums(atoms: Mapping[Cell, None], shape: Shape) -> Iterator[Relation]:
    """Add up over areas and over kinds, wherever all that is added up is there."""
    for cell in atoms:
        areas = [cell._replace(area=area) for area in shape.parts(cell.area, cell.period)]
        kinds = [cell._replace(figure=kind) for kind in shape.kinds.get(cell.figure, ())]
        for parts in (areas, kinds):
            if parts and all(part in atoms for part in parts):
                yield {cell: 1, **dict.fromkeys(parts, -1)}
