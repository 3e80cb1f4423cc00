"""An edition in the chain of those before it: what it is about, what is decided of it, and what is not settled then.

Plain Python: who reads and counts (making) puts in what was said before and what is true, and keeps what comes out.
Why it is safe to look no further back is docs/suppression.md: chains.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from municipalities.definitions import Basis, Level, Nature
from municipalities.facts import Edition, Key
from municipalities.limits import Limits
from municipalities.relations import Cell, Period
from municipalities.series import (
    PERSONS,
    WEEK,
    Atoms,
    Reach,
    Said,
    editions_of,
    facts_of,
    kind_of,
    monday_of,
    names,
    shape_of,
    stretches,
)
from municipalities.suppression import suppress

_DAY = dt.timedelta(days=1)
_BESIDES = 2 * WEEK
_QUARTER = dt.timedelta(days=100)  # so far back goes what a quarter is the sum of

Tree = Mapping[str, Sequence[str]]  # of which areas an area consists


def level_of(code: str) -> Level:
    """Say how large an area is, by its code."""
    return {"GM": Level.MUNICIPALITY, "WK": Level.DISTRICT, "BU": Level.NEIGHBOURHOOD}[code[:2]]


def lives_of(stocks: Iterable[tuple[str, dt.date]]) -> dict[str, Period]:
    """Say from when until when each wijk and buurt was published, of the days on which stocks of it were."""
    lives: dict[str, Period] = {}
    for code, day in stocks:
        if level_of(code) is not Level.MUNICIPALITY:
            life = lives.get(code, Period(day - WEEK, day))
            lives[code] = Period(min(life.begins, day - WEEK), max(life.ends, day))
    return lives


def open_since(day: dt.date, editions: Iterable[tuple[dt.date, dt.date]]) -> dt.date:
    """Say how far a correction from a day on must prove anew, by the `through` and `open_from` of every edition.

    What one of them left open was proved later, and that may rest on what is counted anew now.
    """
    since = monday_of(day)
    return min([day, *(open_from for through, open_from in editions if through >= since)])


@dataclass(slots=True)
class Chain:
    """What is put into an edition, and what was said before of what hangs together with it.

    - `first`: the day as which the first week begins that was ever published.
    - `again`: the first day of what must all be proved safe: what is new, and what is counted anew or summed up.
    - `open_before`: what was not settled in the edition before, and must be proved safe too. Two weeks before the first
      of it all may move for that; what is further back stands still.
    - `tree_of`: the areas that are on the newest list now, and these codes besides.
    - `lives`: from when until when each area was published so far.
    """

    code: str
    limits: Limits
    since: dt.date
    through: dt.date
    first: dt.date
    again: dt.date
    tree_of: Callable[[Iterable[str]], Tree]
    lives: dict[str, Period]
    open_before: Set[Key] = frozenset()
    stock_names: Sequence[str] = field(default_factory=lambda: names(Nature.STOCK))
    flow_names: Sequence[str] = field(default_factory=lambda: names(Nature.FLOW))
    edge: dt.date = field(init=False)  # what is past by then stands still
    tree: Tree = field(default_factory=dict)
    before: list[tuple[int, Cell, Said]] = field(default_factory=list)  # in the order of their editions
    corrections: list[int] = field(default_factory=list)  # the numbers of editions that corrected
    old: list[tuple[int, Cell, int]] = field(default_factory=list)  # atoms, in the order of their editions
    counted: dict[Cell, int] = field(default_factory=dict)  # atoms: what happened in each buurt and stretch
    stocks: dict[Cell, int] = field(default_factory=dict)
    stock_persons: dict[Cell, int] = field(default_factory=dict)
    persons: dict[Cell, int] = field(default_factory=dict)  # behind what happened over a period
    moments: list[dt.date] = field(default_factory=list)
    flows: list[tuple[Level, Period]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with a Monday, and look back a little further."""
        self.again = monday_of(self.again)
        self.edge = min([self.again, *(monday_of(_begins(key)) for key in self.open_before)]) - _BESIDES

    @property
    def reads_from(self) -> dt.date:
        """Return the first day on which something may end that is to be remembered."""
        return self.edge - _QUARTER

    def remember(self, number: int, cell: Cell, value: int, said: Said | None) -> None:
        """Take in what an earlier edition said of a cell, or (with nothing said) an atom that was counted for it."""
        if said is None:
            self.old.append((number, cell, value))
        elif cell.period.ends > self.edge or (cell.is_stock and cell.period.begins >= self.edge - WEEK):
            self.before.append((number, cell, said))

    def settle_areas(self) -> None:
        """Publish the areas of the newest list, those of an older one where something is counted, and all before.

        What was ever published stays: that an area is no longer there would say that nobody is. One that is new begins
        with the last week, and a correction makes none older, unless something is counted in it before.
        """
        there = {cell.area for counts in (self.stocks, self.counted) for cell in counts}
        self.tree = self.tree_of(there.union(self.lives))
        lies_in = {part: area for area, parts in self.tree.items() for part in parts}
        counted: dict[str, dt.date] = {}
        for cell in (*self.stocks, *self.counted):
            week = monday_of(cell.period.ends - _DAY)
            for area in (cell.area, lies_in.get(cell.area, cell.area)):
                counted[area] = min(counted.get(area, week), week)
        for code in lies_in:
            life = self.lives.get(code, Period(self.through - WEEK, self.through))
            begins = min(life.begins, counted.get(code, life.begins))
            self.lives[code] = Period(begins, max(life.ends, self.through))

    def decide(self) -> tuple[Edition, dt.date]:
        """Decide what is shown, safe with all that was said before; say from which day on something is not settled."""
        atoms = self.atoms()
        cells = self.cells(atoms)
        always = Period(self.first, self.through)
        shape = shape_of(
            self._every_area(), {code: life for code, life in self.lives.items() if life != always}
        )
        reach = Reach(self.edge, self.again, self.open_before, self.through)
        current = {cell: said for _, cell, said in self.before}
        earlier = [
            decided
            for number in [*(one - 1 for one in self.corrections), None]
            for decided in editions_of(self._state(number), self.atoms(number, new=False), shape, reach)
        ]
        facts = facts_of(cells, current, atoms, shape, reach)
        decided = suppress(facts, self.limits, earlier)
        return decided, min([self.through, *(_begins(key) for key in decided.unsettled)])

    def differs(self) -> bool:
        """Say whether anything is other than it was published."""
        was = {cell: said for _, cell, said in self.before}
        return any(
            cell not in was or (was[cell].value, was[cell].persons) != told
            for cell, told in self.cells(self.atoms()).items()
        )

    def gone(self) -> list[Cell]:
        """List the atoms that were counted before and are not there any more: they are 0 now."""
        again = {cell for _, cell, _ in self.old if cell.period.begins >= self.since}
        return sorted(again - self.counted.keys())

    def codes(self, level: Level, *, before: dt.date) -> list[str]:
        """List the areas of a level that are published and were there before a day."""
        codes = [self.code, *(code for parts in self.tree.values() for code in parts)]
        return [code for code in codes if level_of(code) is level and self._began(code) < before]

    def atoms(self, until: int | None = None, *, new: bool = True) -> Atoms:
        """Put together what was counted of each stretch, as it was known in an edition; the new counts go over it."""
        atoms = Atoms(self._every_area())
        known: dict[Cell, int] = {}
        for number, cell, value in self.old:
            if until is None or number <= until:
                known[cell] = value
        if new:
            again = {stretch for week in self._weeks() for stretch in stretches(week)}
            known = {cell: value for cell, value in known.items() if cell.period not in again}
            known |= self.counted
        for cell, value in known.items():
            atoms.put(cell.figure, cell.area, cell.period, value)
        return atoms

    def cells(self, atoms: Atoms) -> dict[Cell, tuple[int, int]]:
        """Give each cell that is guarded its number, with the persons behind it."""
        found: dict[Cell, tuple[int, int]] = {}
        decisions = {cell for cell in self.stocks if cell.figure.startswith("besluit")}
        for day in self.moments:
            for level in Level:
                for area in self.codes(level, before=day):
                    for name in self.stock_names:
                        cell = Cell(name, area, Period(day, day))
                        found[cell] = (self.stocks.get(cell, 0), self.stock_persons.get(cell, 0))
        for cell in sorted(decisions):
            found[cell] = (self.stocks[cell], self.stock_persons.get(cell, 0))
        for level, period in self.flows:
            for area in self.codes(level, before=period.ends):
                there = atoms.most(PERSONS, area, period)
                for name in self.flow_names:
                    cell = Cell(name, area, period)
                    value = atoms.sum(name, area, period)
                    behind = there if kind_of(name) is Basis.MEASURE else self.persons.get(cell, 0)
                    found[cell] = (value, behind if kind_of(name) is Basis.MEASURE else min(behind, value))
        return found

    def _began(self, code: str) -> dt.date:
        return self.lives[code].begins if code in self.lives else self.first

    def _every_area(self) -> Tree:
        """Say of what each area consists, now or in an earlier edition that is still looked at."""
        there = {cell.area for _, cell, _ in self.before} | {cell.area for _, cell, _ in self.old}
        return self.tree_of(there.union(*self.tree.values()))

    def _state(self, until: int | None) -> dict[Cell, Said]:
        """Return what the latest was of each cell, up to and including an edition."""
        return {cell: said for number, cell, said in self.before if until is None or number <= until}

    def _weeks(self) -> Iterator[Period]:
        for moment in self.moments:
            yield Period(moment - WEEK, moment)


def fates_of(decided: Edition, cells: Iterable[Cell]) -> dict[Cell, str]:
    """Say what became of each cell: shown, small, beside or dark."""
    fates: dict[Cell, str] = dict.fromkeys(cells, "dark")
    for fate, some in (("shown", decided.shown), ("small", decided.small), ("beside", decided.beside)):
        fates |= dict.fromkeys(some, fate)
    return fates


def _begins(key: Key) -> dt.date:
    cell: Cell = key if isinstance(key, Cell) else key[1]
    return cell.period.begins
