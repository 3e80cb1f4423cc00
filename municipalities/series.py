"""Figures over time: what an edition is about, how it hangs together with those before, and how far back one must look.

Plain Python. Time is counted in stretches: the days of a week within one month. Everything that is counted over a
longer time is a sum of what was counted of a stretch when its week was published, in each buurt.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from municipalities.definitions import (
    DEFINITIONS,
    TURNOVERS,
    WITHIN,
    Basis,
    Level,
    Nature,
)
from municipalities.facts import Edition, Facts, Key, Relation
from municipalities.limits import Limits
from municipalities.relations import Cell, Period, Shape, Turnover, relations

WEEK = dt.timedelta(days=7)
_DAY = dt.timedelta(days=1)
PERSONS = "personen"  # who had an open case: the base of what is counted of cases over some days
SUMMED = (Basis.EVENTS, Basis.MEASURE)


def name_of(figure: str, part: str | None) -> str:
    """Return how a part of a figure is called in a cell: the figure's code, and of a part its code after a point."""
    return f"{figure}.{part}" if part else figure


def names(nature: Nature) -> list[str]:
    """List all cells' names of stocks, or of flows, that are guarded and have parts that are known beforehand."""
    return [
        name_of(one.code, part)
        for one in DEFINITIONS.values()
        if one.nature is nature and one.basis in SUMMED and one.levels == tuple(Level)
        for part in one.names
    ]


def kind_of(name: str) -> Basis:
    """Say on what the suppression of a cell rests."""
    return DEFINITIONS[name.partition(".")[0]].basis


def monday_of(day: dt.date) -> dt.date:
    """Return the Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def month_of(day: dt.date) -> Period:
    """Return the calendar month of a day."""
    first = day.replace(day=1)
    return Period(first, (first + dt.timedelta(days=31)).replace(day=1))


def quarter_of(day: dt.date) -> Period:
    """Return the quarter of a day."""
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return Period(first, (first + dt.timedelta(days=95)).replace(day=1))


def stretches(week: Period) -> list[Period]:
    """Cut a week where a month begins in it."""
    cut = month_of(week.ends - _DAY).begins
    return [Period(week.begins, cut), Period(cut, week.ends)] if week.begins < cut else [week]


def ended_in(week: Period, since: dt.date) -> Iterator[tuple[Level, Period]]:
    """Say for which periods flows are published with a week; a month that is not whole is left out."""
    yield Level.MUNICIPALITY, week
    last = week.ends - _DAY
    for level, of in ((Level.DISTRICT, month_of), (Level.NEIGHBOURHOOD, quarter_of)):
        for period in {of(week.begins), of(last)}:
            if week.begins < period.ends <= week.ends and since <= period.begins:
                yield level, period


@dataclass(slots=True)
class Atoms:
    """What was counted of each stretch, by name and area; of all areas, as those of a buurt are added up."""

    tree: Mapping[str, Sequence[str]]
    _found: dict[tuple[str, str], dict[Period, int]] = field(default_factory=lambda: defaultdict(dict))
    _over: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know of each area in which it lies."""
        for area, parts in self.tree.items():
            for part in parts:
                self._over[part] = (area, *self._over.get(area, ()))

    def put(self, name: str, neighbourhood: str, stretch: Period, value: int) -> None:
        """Count what is true of a buurt in a stretch; said again, it replaces what was said."""
        more = value - self._found[name, neighbourhood].get(stretch, 0)
        for area in (neighbourhood, *self._over.get(neighbourhood, ())):
            there = self._found[name, area]
            there[stretch] = there.get(stretch, 0) + more

    def sum(self, name: str, area: str, period: Period) -> int:
        """Return what was counted over a period."""
        return sum(
            value
            for stretch, value in self._found.get((name, area), {}).items()
            if period.begins <= stretch.begins and stretch.ends <= period.ends
        )

    def most(self, name: str, area: str, period: Period) -> int:
        """Return the most that was counted in a stretch of a period: of persons, so many there are at least."""
        return max(
            (
                value
                for stretch, value in self._found.get((name, area), {}).items()
                if period.begins <= stretch.begins and stretch.ends <= period.ends
            ),
            default=0,
        )


@dataclass(frozen=True, slots=True)
class Said:
    """What an edition said of a cell, with what is true of it."""

    value: int
    persons: int
    fate: str  # shown, small, beside or dark
    limits: Limits


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an edition reaches back (docs/suppression.md: chains).

    - `edge`: the first day that is still looked at.
    - `since`: the first day whose cells must be proved safe again, with those that are `open_before`.
    - `now`: the Monday of the newest stocks.
    """

    edge: dt.date
    since: dt.date
    open_before: Set[Key]
    now: dt.date


def shape_of(tree: Mapping[str, Sequence[str]], lives: Mapping[str, Period]) -> Shape:
    """Say what adds up in these areas."""
    kinds = {
        one.code: [name_of(one.code, part) for part in one.parts]
        for one in DEFINITIONS.values()
        if one.parts and one.adds_up and one.basis in SUMMED
    }
    turnovers = {
        name_of(stock, part): Turnover(name_of(opened, part), name_of(closed, part))
        for stock, (opened, closed) in TURNOVERS.items()
        for part in DEFINITIONS[stock].names
    }
    return Shape(tree, kinds, turnovers, lives)


def facts_of(
    new: Mapping[Cell, tuple[int, int]],
    before: Mapping[Cell, Said],
    atoms: Atoms,
    shape: Shape,
    reach: Reach,
) -> Facts:
    """Put together what is true of new cells (with the persons behind each) and of those before that hang on them."""
    dark = {cell for cell, said in before.items() if said.fate == "dark" and cell not in new}
    together = relations([*before, *new], shape, edges=[reach.edge])
    values: dict[Key, int] = {cell: said.value for cell, said in before.items()}
    values |= {cell: value for cell, (value, _) in new.items()}
    values |= {cell: atoms.sum(cell.figure, cell.area, cell.period) for cell in together.unseen}
    found: list[Relation] = []
    unseen: set[Key] = {*together.unseen, *dark}
    guarded: set[Key] = set()
    for relation in together.relations:
        found.append(_with_the_rest(relation, values, unseen))
    for whole, part in _rests([*before, *new]):
        rest: Key = ("zonder", part)
        if whole in values and part in values:
            values[rest] = values[whole] - values[part]
            unseen.add(rest)
            guarded.add(rest)
            found.append({whole: 1, part: -1, rest: -1})
    behind = {cell: persons for cell, (_, persons) in new.items()}
    behind |= {cell: said.persons for cell, said in before.items() if cell not in new and cell not in dark}
    return Facts(
        values,
        found,
        unseen=frozenset(unseen),
        guarded=frozenset(guarded),
        unsaid=frozenset(dark),
        earlier=frozenset(cell for cell in before if cell not in new and cell not in dark),
        persons=behind,
        events=frozenset(cell for cell in behind if kind_of(cell.figure) is Basis.EVENTS),
        still=frozenset(key for key in values if _ends(key) <= reach.edge),
        settled=frozenset(
            key
            for key in values
            if key not in new and key not in reach.open_before and _past(key) <= reach.since
        ),
        spans={key: (_cell(key).period.begins.toordinal(), _past(key).toordinal()) for key in values},
        places=_places(values, shape),
        bounds=tuple(
            (monday_of(day).toordinal(), day.toordinal())
            for day in (quarter_of(reach.now).begins, month_of(reach.now).begins, reach.now)
        ),
        later={key: later for key in values if (later := _a_week_later(key)) in values},
    )


def editions_of(before: Mapping[Cell, Said], atoms: Atoms, shape: Shape, reach: Reach) -> list[Edition]:
    """Tell what was said before, of the cells that are still looked at: an edition for each limits that were kept."""
    if not before:
        return []
    facts = facts_of({}, before, atoms, shape, reach)
    facts = replace(facts, earlier=frozenset())
    found = []
    for limits in dict.fromkeys(said.limits for said in before.values()):
        own = {cell: said for cell, said in before.items() if said.limits == limits}
        found.append(
            Edition(
                facts=facts,
                limits=limits,
                shown={c: limits.rounded(said.value) for c, said in own.items() if said.fate == "shown"},
                small=frozenset(cell for cell, said in own.items() if said.fate == "small"),
                beside=frozenset(cell for cell, said in own.items() if said.fate == "beside"),
                dark=frozenset(cell for cell, said in own.items() if said.fate == "dark"),
            )
        )
    return found


def _with_the_rest(relation: Relation, values: dict[Key, int], unseen: set[Key]) -> Relation:
    """Add what makes a stock not quite what flowed: who moved, and what was closed later than its case.

    Where nothing is left the relation is exact: whoever guesses that nobody moved is right there.
    """
    left = sum(times * values[key] for key, times in relation.items())
    if not left:
        return relation
    stocks = [key for key in relation if _cell(key).is_stock]
    if len(stocks) in (0, len(relation)):
        raise ValueError(f"this does not add up: { {key: values[key] for key in relation} }")
    came, went = ("erbij", stocks[0]), ("eraf", stocks[0])
    values[came], values[went] = max(left, 0), max(-left, 0)
    unseen |= {came, went}
    return {**relation, came: -1, went: 1}


def _rests(cells: Iterable[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Pair what is a part of something else with that: who is left of it is guarded too."""
    for cell in cells:
        figure, _, part = cell.figure.partition(".")
        if figure in WITHIN:
            yield cell._replace(figure=name_of(WITHIN[figure], part)), cell
        if figure == "signaleringenOpen" and part:
            yield cell._replace(figure="openDossiers"), cell


def _places(keys: Iterable[Key], shape: Shape) -> dict[Key, str]:
    """Say of each cell in which wijk it is; not of those of the municipality."""
    over = {part: area for area, parts in shape.areas.items() for part in parts}
    wijken = {area: area if over[area] not in over else over[area] for area in over}
    return {key: wijken[_cell(key).area] for key in keys if _cell(key).area in wijken}


def _cell(key: Key) -> Cell:
    return key if isinstance(key, Cell) else key[1]


def _a_week_later(key: Key) -> Key:
    cell = _cell(key)
    later = cell._replace(period=Period(cell.period.begins + WEEK, cell.period.ends + WEEK))
    return later if cell is key else (key[0], later)


def _ends(key: Key) -> dt.date:
    """Return the day by which a cell is past; a stock hangs on to what its day brings."""
    cell = _cell(key)
    return cell.period.ends + _DAY if cell.is_stock else cell.period.ends


def _past(key: Key) -> dt.date:
    """Return the day by which a cell is to be settled: a month or a quarter on the Monday before it ended.

    So it is settled in the edition that publishes it, with what it is the sum of. Once more is published of the days
    right after it, most of those days stand still.
    """
    period = _cell(key).period
    return monday_of(period.ends) if period.ends - period.begins > WEEK else _ends(key)
