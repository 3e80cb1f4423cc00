"""A town of tens of thousands of cases that publishes week by week, with every figure that is guarded."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

from municipalities.chain import level_of
from municipalities.definitions import Basis, Level, Nature
from municipalities.relations import Cell, Period
from municipalities.series import PERSONS, kind_of, names, stretches

from .villages import BEGINS, DAY, TOWN, Village

# Of a hundred cases: how many flags of each rule are open as it begins, and of how many an answer is awaited.
RULES = {"afgeschaald": 16, "sluipendAfgeschaald": 9, "uitBeeld": 7, "onvindbaar": 2}
AWAITED = 0.25
LASTING = 60  # days that a flag is open
# Of a hundred cases: what happens in a week.
WEEKLY = {
    "behoeftesVerlaagd.metSignalering": 0.1,
    "behoeftesVerlaagd.zonderSignalering": 0.5,
    "minderAfgesproken.geenCapaciteit": 0.3,
    "minderAfgesproken.bezuiniging": 0.2,
    "minderAfgesproken.wensBewoner": 0.2,
    "minderAfgesproken.onbereikbaar": 0.1,
    "minderAfgesproken.anders": 0.05,
    "sluitingenMetSignalering": 0.1,
    "hulpvragenBinnen": 2.0,
    "hulpvragenBeantwoord": 1.4,
    "hulpvragenOnbeantwoord": 0.5,
    "taken.andereBuurt": 0.5,
    "taken.eigenBuurt": 1.5,
    "meldingenPlek": 0.4,
    "meldingenPlekAfgerond.doorPraten": 0.2,
    "meldingenPlekAfgerond.anders": 0.1,
    "rondes": 0.4,
    "contactmomenten.huisbezoek": 25,
    "contactmomenten.elders": 10,
    "contactmomenten.opAfstand": 45,
    "pauzedagen": 20,
    "punten.nodig": 7000,
    "punten.afgesproken": 6000,
    "punten.gegeven": 5000,
}
VOLUNTEERS = {"ruim": 8, "letOp": 3, "rust": 1}  # of a hundred cases


class City(Village):
    """Wijken of very unequal buurten, by chance of a seed; nobody moves."""

    def __init__(self, seed: int, cases: int, wijken: int, each: int, weeks: int = 14) -> None:
        dice = self.dice = random.Random(seed)
        self.days = [BEGINS + DAY * n for n in range(7 * weeks)]
        self.born = {}
        self.residents = []
        self.tree = {TOWN: [f"WK0001{w:02}" for w in range(wijken)]}
        for wijk in self.tree[TOWN]:
            self.tree[wijk] = [f"BU{wijk[2:]}{b:02}" for b in range(each)]
        share = {buurt: dice.paretovariate(1.5) for buurt in self.buurten()}
        self.cases = {buurt: round(cases * one / sum(share.values())) for buurt, one in share.items()}
        self.stock_names, self.flow_names = names(Nature.STOCK), names(Nature.FLOW)
        self._happened: dict[Cell, int] = {}
        self._open: dict[tuple[str, str, dt.date], int] = {}
        for buurt, many in self.cases.items():
            for rule, of_100 in RULES.items():
                self._open[buurt, rule, BEGINS] = self._some(many * of_100 / 100)
        for week in self.weeks():
            for stretch in stretches(week):
                self._live(stretch)

    def _some(self, mean: float) -> int:
        """Draw how often something happens that happens so often on average."""
        return max(0, round(self.dice.gauss(mean, mean**0.5))) if mean > 30 else self._few(mean)

    def _few(self, mean: float) -> int:
        many, waited = 0, self.dice.expovariate(1)
        while waited < mean:
            many, waited = many + 1, waited + self.dice.expovariate(1)
        return many

    def _live(self, stretch: Period) -> None:
        days = (stretch.ends - stretch.begins).days
        for buurt, many in self.cases.items():
            found = {name: self._some(many * of / 100 * days / 7) for name, of in WEEKLY.items()}
            for rule, of_100 in RULES.items():
                there = self._open[buurt, rule, stretch.begins]
                opened = self._some(many * of_100 / 100 * days / LASTING)
                closed = min(there, self._some(there * days / LASTING))
                found |= {f"signaleringenGeopend.{rule}": opened, f"signaleringenGesloten.{rule}": closed}
                self._open[buurt, rule, stretch.ends] = there + opened - closed
            found[PERSONS] = many
            totals = Counter[str]()
            for name, value in found.items():
                figure, _, part = name.partition(".")
                if part and figure in self.flow_names:
                    totals[figure] += value
            for name, value in {**found, **totals}.items():
                self._happened[Cell(name, buurt, stretch)] = value

    def atoms(self, stretch: Period) -> dict[Cell, int]:
        return {cell: value for cell, value in self._happened.items() if cell.period == stretch and value}

    def behind(self, level: Level, period: Period) -> dict[Cell, int]:
        found = Counter[Cell]()
        for cell, value in self._happened.items():
            within = period.begins <= cell.period.begins and cell.period.ends <= period.ends
            if within and cell.figure != PERSONS and kind_of(cell.figure) is Basis.EVENTS:
                area = next(one for one in self.up(cell.area) if level_of(one) is level)
                found[Cell(cell.figure, area, period)] += value
        return {cell: _persons(value) for cell, value in found.items()}

    def stocks(self, day: dt.date) -> tuple[dict[Cell, int], dict[Cell, int]]:
        values, persons = Counter[Cell](), dict[Cell, int]()
        moment = Period(day, day)
        for buurt, many in self.cases.items():
            found = {"openDossiers": many}
            for part, of_100 in VOLUNTEERS.items():
                found[f"vrijwilligers.{part}"] = round(many * of_100 / 100)
            found["vrijwilligers"] = sum(found[f"vrijwilligers.{part}"] for part in VOLUNTEERS)
            for part, each in {"eerstNodig": 100, "nodig": 70, "afgesproken": 60}.items():
                found[f"puntenPerWeek.{part}"] = many * each + day.day % 7
            for name, share in {"signaleringenOpen": 1.0, "signaleringenOnbeantwoord": AWAITED}.items():
                for rule in RULES:
                    found[f"{name}.{rule}"] = round(self._open[buurt, rule, day] * share)
                found[name] = sum(found[f"{name}.{rule}"] for rule in RULES)
            for name, value in found.items():
                for area in self.up(buurt):
                    values[Cell(name, area, moment)] += value
        for cell, value in values.items():
            if kind_of(cell.figure) is Basis.MEASURE:
                persons[cell] = values[cell._replace(figure="openDossiers")]
            else:
                persons[cell] = value if "." in cell.figure else _persons(value)
        return dict(values), persons


def _persons(events: int) -> int:
    """Say to how many persons so many things happened: to some of them two."""
    return events - events // 10
