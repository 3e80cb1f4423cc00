"""Villages that publish week by week: who lives where, which flags they have, and what is told of it each Monday."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from municipalities.chain import Chain, fates_of, level_of, lives_of, open_since
from municipalities.definitions import RULES, Level
from municipalities.facts import Edition
from municipalities.limits import NORM, Limits
from municipalities.relations import Cell, Period
from municipalities.series import PERSONS, WEEK, Said, ended_in, stretches

TOWN = "GM0001"
OPEN, UNANSWERED, OPENED, CLOSED = (
    f"signaleringen{what}" for what in ("Open", "Onbeantwoord", "Geopend", "Gesloten")
)
CASES, POINTS = "openDossiers", "punten.nodig"
STOCKS = [
    CASES,
    *(name for flags in (OPEN, UNANSWERED) for name in (flags, *(f"{flags}.{r}" for r in RULES))),
]
FLOWS = [POINTS, *(name for flags in (OPENED, CLOSED) for name in (flags, *(f"{flags}.{r}" for r in RULES)))]
BEGINS = dt.date(2025, 12, 29)  # a Monday; the first quarter is whole
DAY = dt.timedelta(days=1)


class Flag(NamedTuple):
    rule: str
    opened: dt.date
    closed: dt.date


@dataclass
class Resident:
    """Somebody with a case: from when on in which buurt, and the flags of the case."""

    homes: list[tuple[dt.date, str]]
    flags: list[Flag] = field(default_factory=list)

    def home(self, day: dt.date) -> str | None:
        return next((buurt for since, buurt in reversed(self.homes) if since <= day), None)


class Village:
    """A few buurten of a few wijken; in some of them nearly nobody has a case."""

    stock_names, flow_names = STOCKS, FLOWS

    def __init__(self, seed: int, weeks: int = 19) -> None:
        dice = self.dice = random.Random(seed)
        self.tree: dict[str, list[str]] = {TOWN: [f"WK00010{w}" for w in range(dice.randint(1, 2))]}
        for wijk in self.tree[TOWN]:
            self.tree[wijk] = [f"BU{wijk[2:]}0{b}" for b in range(2 if wijk.endswith("0") else 1)]
        self.born: dict[str, dt.date] = {}
        self.days = [BEGINS + DAY * n for n in range(7 * weeks)]
        buurten = self.buurten()
        if dice.random() < 0.4:  # a list of a later year has one more
            self.born[buurten[-1]] = BEGINS + WEEK * dice.randint(2, weeks - 3)
        daily, moving = dice.choice([0.002, 0.01, 0.03]), dice.choice([0, 0, 0.002])
        rules = list(RULES)[: dice.randint(1, 3)]
        self.residents = [
            Resident([(BEGINS - WEEK * 40, buurt)])
            for buurt in buurten
            if buurt not in self.born
            for _ in range(dice.choice([0, 3, 9, 12, 25]))
        ]
        often = dice.choice([0.1, 0.3, 0.7])
        for one in self.residents:
            if dice.random() < often:
                self._flag(one, dice.choice(rules), BEGINS - DAY * dice.randint(1, 60))
            for day in self.days:
                if dice.random() < daily:
                    self._flag(one, dice.choice(rules), day)
                if dice.random() < moving:
                    one.homes.append((day, dice.choice(self.buurten(day))))
        for buurt, day in self.born.items():
            for one in dice.sample(self.residents, min(len(self.residents), dice.choice([0, 2, 5]))):
                one.homes = [home for home in one.homes if home[0] < day] + [(day, buurt)]

    def _flag(self, one: Resident, rule: str, day: dt.date) -> None:
        closed = day + DAY * self.dice.choice([3, 20, 60, 400])
        if all(flag.rule != rule or flag.closed < day or closed < flag.opened for flag in one.flags):
            one.flags.append(Flag(rule, day, closed))

    def buurten(self, day: dt.date = dt.date.max) -> list[str]:
        """List the buurten that are there on a day."""
        parts = [buurt for wijk in self.tree[TOWN] for buurt in self.tree[wijk]]
        return [buurt for buurt in parts if self.born.get(buurt, day) <= day]

    def tree_on(self, day: dt.date, keep: Iterable[str] = ()) -> dict[str, list[str]]:
        there = {*self.buurten(day), *keep}
        wijken = {wijk: [part for part in self.tree[wijk] if part in there] for wijk in self.tree[TOWN]}
        return {
            TOWN: [wijk for wijk in wijken if wijken[wijk]],
            **{w: parts for w, parts in wijken.items() if parts},
        }

    def up(self, buurt: str) -> tuple[str, str, str]:
        return buurt, f"WK{buurt[2:8]}", TOWN

    def correct(self) -> None:
        """Find out later that somebody has had a flag for some weeks, and somebody else none."""
        one, other = self.dice.sample(self.residents, 2)
        one.flags.append(
            Flag(next(iter(RULES)), self.dice.choice(self.days[20:90]), dt.date(2027, 1, 1))
        ) if not one.flags else one.flags.pop()
        other.flags = other.flags[:-1]

    def stocks(self, day: dt.date) -> tuple[dict[Cell, int], dict[Cell, int]]:
        """Count what there is as a day begins, and the persons behind it, in every area."""
        values, persons = Counter[Cell](), defaultdict[Cell, set[int]](set)
        for number, one in enumerate(self.residents):
            names = [CASES]
            for flag in one.flags:
                if flag.opened < day <= flag.closed:
                    names += [OPEN, f"{OPEN}.{flag.rule}"]
                    if flag.opened < day - WEEK * 2:
                        names += [UNANSWERED, f"{UNANSWERED}.{flag.rule}"]
            home = one.home(day - DAY)  # as the day begins nobody has moved on it
            for area in self.up(home) if home else ():
                for name in names:
                    values[Cell(name, area, Period(day, day))] += 1
                    persons[Cell(name, area, Period(day, day))].add(number)
        return dict(values), {cell: len(found) for cell, found in persons.items()}

    def happened(self, period: Period) -> Iterator[tuple[str, str, int, int]]:
        """Tell what happened over days of one week and month: figure, buurt, how much, and to whom."""
        for number, one in enumerate(self.residents):
            home = one.home(period.begins)
            if home is None:
                continue
            yield PERSONS, home, 1, number
            yield POINTS, home, 7 * (period.ends - period.begins).days, number
            for flag in one.flags:
                for name, day in ((OPENED, flag.opened), (CLOSED, flag.closed)):
                    if period.begins <= day < period.ends:
                        yield name, home, 1, number
                        yield f"{name}.{flag.rule}", home, 1, number

    def atoms(self, stretch: Period) -> dict[Cell, int]:
        found = Counter[Cell]()
        for name, home, many, _ in self.happened(stretch):
            found[Cell(name, home, stretch)] += many
        return dict(found)

    def behind(self, level: Level, period: Period) -> dict[Cell, int]:
        found = defaultdict[Cell, set[int]](set)
        for week in self.weeks():
            for stretch in stretches(week):
                if period.begins <= stretch.begins and stretch.ends <= period.ends:
                    for name, home, _, number in self.happened(stretch):
                        for area in self.up(home):
                            found[Cell(name, area, period)].add(number)
        return {cell: len(who) for cell, who in found.items() if level_of(cell.area) is level}

    def weeks(self) -> list[Period]:
        return [Period(day, day + WEEK) for day in self.days[::7]]


@dataclass
class Issue:
    """One edition, as it was made: for which days, what was true then, and what was told."""

    period: Period
    open_from: dt.date
    corrects: bool
    areas: dict[str, list[str]]
    decided: Edition
    told: dict[Cell, int]  # every cell of it, with what is true
    persons: dict[Cell, int]
    counted: dict[Cell, int]


@dataclass
class Books:
    """What a village published, and what is kept for the next edition."""

    village: Village
    limits: Limits = NORM
    issues: list[Issue] = field(default_factory=list)
    rows: list[tuple[int, Cell, int, Said | None]] = field(default_factory=list)

    def publish(self, week: Period) -> None:
        ended = list(ended_in(week, BEGINS))
        again = min([week.begins, *(period.begins for _, period in ended)])
        self._issue([week], Period(*week), ended, again, corrects=False)

    def correct(self, since: dt.date) -> None:
        """Count every week from one on again."""
        weeks = [week for week in self.village.weeks() if since <= week.begins < self.issues[-1].period.ends]
        ended = [each for week in weeks for each in ended_in(week, BEGINS)]
        begins = min([since, *(period.begins for _, period in ended)])
        again = open_since(begins, [(one.period.ends, one.open_from) for one in self.issues])
        self._issue(weeks, Period(since, weeks[-1].ends), ended, again, corrects=True)

    def _issue(
        self,
        weeks: list[Period],
        period: Period,
        ended: list[tuple[Level, Period]],
        again: dt.date,
        *,
        corrects: bool,
    ) -> None:
        village, number = self.village, len(self.issues) + 1
        lives = lives_of(
            (cell.area, cell.period.begins) for _, cell, _, said in self.rows if said and cell.figure == CASES
        )
        chain = Chain(
            TOWN, self.limits, period.begins, period.ends, BEGINS, again,
            lambda keep: village.tree_on(period.ends - DAY, keep), lives,
            self.issues[-1].decided.unsettled if self.issues else frozenset(),
            village.stock_names, village.flow_names,
        )  # fmt: skip
        chain.corrections = [at for at, one in enumerate(self.issues, 1) if one.corrects]
        for at, cell, value, said in self.rows:
            if cell.period.ends >= chain.reads_from:
                chain.remember(at, cell, value, said)
        for week in weeks:
            for stretch in stretches(week):
                chain.counted |= village.atoms(stretch)
            values, persons = village.stocks(week.ends)
            chain.stocks |= values
            chain.stock_persons |= persons
            chain.moments.append(week.ends)
        for level, one in ended:
            chain.persons |= village.behind(level, one)
            chain.flows.append((level, one))
        chain.settle_areas()
        decided, opened = chain.decide()
        cells = chain.cells(chain.atoms())
        self.rows += [
            (number, cell, cells[cell][0], Said(*cells[cell], fate, self.limits))
            for cell, fate in fates_of(decided, cells).items()
        ]
        self.rows += [(number, cell, value, None) for cell, value in chain.counted.items()]
        self.rows += [(number, cell, 0, None) for cell in chain.gone()]
        told = {cell: value for cell, (value, _) in cells.items()}
        behind = {cell: persons for cell, (_, persons) in cells.items()}
        areas = {area: list(parts) for area, parts in chain.tree.items()}
        self.issues.append(Issue(period, opened, corrects, areas, decided, told, behind, dict(chain.counted)))


def chronicle(village: Village, *, corrected: int = 0) -> Books:
    """Publish every week of a village, and correct some time after a quarter."""
    books = Books(village)
    for at, week in enumerate(village.weeks()):
        books.publish(week)
        if corrected and at == len(village.weeks()) - corrected:
            village.correct()
            books.correct(week.begins - WEEK * (at // 2))
    return books
