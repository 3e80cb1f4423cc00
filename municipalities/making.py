"""An edition in the making: what is counted for it, what hangs together with it, what is decided, how it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from municipalities import counting, derived
from municipalities.counting import Areas, Counts
from municipalities.definitions import PERCENTAGES, Basis, Level, Nature
from municipalities.facts import Edition as Decided
from municipalities.facts import Key
from municipalities.limits import Limits
from municipalities.models import Edition, Fact, Published
from municipalities.relations import Cell, Period
from municipalities.series import (
    PERSONS,
    WEEK,
    Atoms,
    Said,
    editions_of,
    facts_of,
    kind_of,
    monday_of,
    name_of,
    names,
    shape_of,
    stretches,
)
from municipalities.suppression import suppress
from wijkzorg.events.actions import announce
from wijkzorg.events.kinds import PUBLISHED
from wijkzorg.tenancy.models import Municipality

_UNSEEN = Fact.Fate.UNSEEN.value
_ROWS = 2000
QUARTER = dt.timedelta(days=100)  # so far back goes what a quarter is the sum of


@dataclass(slots=True)
class Making:
    """An edition that is being made: what was counted for it, and what hangs together with it."""

    municipality: Municipality
    limits: Limits
    since: dt.date
    through: dt.date
    first: dt.date  # of all that was ever published
    areas: Areas = field(init=False)
    edge: dt.date = field(init=False)
    again: dt.date = field(init=False)
    tree: dict[str, list[str]] = field(init=False)
    lives: dict[str, Period] = field(default_factory=dict)
    before: list[tuple[int, Cell, Said]] = field(default_factory=list)  # in the order of their editions
    corrections: list[int] = field(default_factory=list)
    old: list[tuple[int, Cell, int]] = field(default_factory=list)  # atoms, in the order of their editions
    counted: Counts = field(default_factory=Counts)  # atoms: what was counted of each buurt and stretch
    stocks: Counts = field(default_factory=Counts)
    persons: dict[Cell, int] = field(default_factory=dict)
    hours: dict[Cell, tuple[int, int]] = field(default_factory=dict)
    centres: dict[Cell, int] = field(default_factory=dict)
    moments: list[dt.date] = field(default_factory=list)
    flows: list[tuple[Level, Period]] = field(default_factory=list)

    def read(self, again: dt.date) -> None:
        """Read what was published before and hangs together with what is made.

        `again`: the first day of what must be proved safe. Two weeks before it may move for that; what is further back
        stands still (docs/suppression.md: chains).
        """
        self.areas = counting.areas_of(self.municipality)
        self.again = monday_of(again)
        edge = self.edge = self.again - 2 * WEEK
        editions = list(Edition.objects.of(self.municipality).order_by("number"))
        self._read_lives(editions)
        limits = {one.pk: (one.number, Limits(one.least, one.base, one.step, one.width)) for one in editions}
        self.corrections = [one.number for one in editions if one.kind == Edition.Kind.CORRECTION]
        rows = Fact.objects.filter(municipality=self.municipality, ends__gte=edge - QUARTER)
        for edition, figure, area, begins, ends, value, persons, fate in rows.order_by(
            "edition_id", "pk"
        ).values_list("edition_id", "figure", "area_code", "begins", "ends", "value", "persons", "fate"):
            cell, (number, its) = Cell(figure, area, Period(begins, ends)), limits[edition]
            if fate == _UNSEEN:
                self.old.append((number, cell, value))
            elif ends > edge or (begins == ends and begins >= edge - WEEK):
                self.before.append((number, cell, Said(value, persons or 0, fate, its)))

    def _read_lives(self, editions: Iterable[Edition]) -> None:
        """Know from when until when each area was published."""
        every: dict[str, Period] = {}
        whole = Period(self.first, self.through)
        for one in editions:
            for code in {code for parts in one.areas.values() for code in parts}:
                life = every.get(code, Period(one.since, one.through))
                every[code] = Period(min(life.begins, one.since), max(life.ends, one.through))
        self.lives = {code: life for code, life in every.items() if life != whole}

    def count_week(self, week: Period) -> None:
        """Count what happened in a week, and what there is as it ends."""
        for stretch in stretches(week):
            found = counting.over_days(self.areas, stretch, self.limits)
            self.counted.values |= found.values
        found = counting.stocks(self.areas, week.ends, self.limits)
        self.stocks.values |= found.values
        self.stocks.persons |= found.persons
        self.stocks.medians |= found.medians
        self.moments.append(week.ends)

    def add_flows(self, level: Level, period: Period) -> None:
        """Publish with it what happened over a period, in the areas of a level."""
        found = counting.behind(self.areas, period, self.limits)
        self.persons |= {
            cell: number for cell, number in found.persons.items() if self._level(cell.area) is level
        }
        self.hours |= {cell: told for cell, told in found.medians.items() if self._level(cell.area) is level}
        hours = counting.centre_hours(self.areas, period)
        self.centres |= {cell: number for cell, number in hours.items() if self._level(cell.area) is level}
        self.flows.append((level, period))

    def differs(self) -> bool:
        """Say whether anything is other than it was published."""
        self._grow_tree()
        was = {cell: said for _, cell, said in self.before}
        atoms = self._atoms(None)
        return any(
            cell not in was or (was[cell].value, was[cell].persons) != told
            for cell, told in self._cells(atoms).items()
        )

    def publish(self, now: dt.datetime, kind: Edition.Kind, reason: str) -> Edition:
        """Decide what is shown, and keep all of it."""
        self._grow_tree()
        atoms = self._atoms(None)
        cells = self._cells(atoms)
        shape = shape_of(self._every_area(), self.lives)
        current = {cell: said for _, cell, said in self.before}
        earlier = [
            decided
            for number in [*(one - 1 for one in self.corrections), None]
            for decided in editions_of(
                self._state(number),
                self._atoms(number, new=False),
                shape,
                edge=self.edge,
                since=self.again,
                now=self.through,
            )
        ]
        facts = facts_of(cells, current, atoms, shape, edge=self.edge, since=self.again, now=self.through)
        decided = suppress(facts, self.limits, earlier)
        number = (
            Edition.objects.of(self.municipality).order_by("-number").values_list("number", flat=True).first()
            or 0
        ) + 1
        edition = Edition.objects.create(
            municipality=self.municipality,
            number=number,
            kind=kind,
            reason=reason,
            since=self.since,
            through=self.through,
            published_at=now,
            least=self.limits.least,
            base=self.limits.base,
            step=self.limits.step,
            width=self.limits.width,
            open_from=min([self.through, *(self._begins(key) for key in decided.unsettled)]),
            areas=self.tree,
        )
        self._keep(edition, decided, cells)
        announce(
            municipality_id=self.municipality.pk,
            type=PUBLISHED.type,
            subject=self.municipality.code,
            now=now,
            data={
                "editie": edition.number,
                "verbetering": kind == Edition.Kind.CORRECTION,
                "vanaf": self.since.isoformat(),
                "tot": self.through.isoformat(),
            },
        )
        return edition

    @staticmethod
    def _begins(key: Key) -> dt.date:
        cell: Cell = key if isinstance(key, Cell) else key[1]
        return cell.period.begins

    def _grow_tree(self) -> None:
        """Publish the areas of the newest list, and those of an older one where something is left of it."""
        there = {cell.area for counts in (self.stocks, self.counted) for cell in counts.values}
        self.tree = self.areas.tree(there)
        for code in {code for parts in self.tree.values() for code in parts}:
            if code in self.lives:
                life = self.lives[code]
                self.lives[code] = Period(min(life.begins, self.since), max(life.ends, self.through))
            elif self.since > self.first and not any(code == cell.area for _, cell, _ in self.before):
                self.lives[code] = Period(self.since, self.through)

    def _every_area(self) -> dict[str, list[str]]:
        """Say of what each area consists, now or in an earlier edition that is still looked at."""
        there = {cell.area for _, cell, _ in self.before} | {cell.area for _, cell, _ in self.old}
        return self.areas.tree(there.union(*self.tree.values()))

    def _state(self, until: int | None) -> dict[Cell, Said]:
        """Return what the latest was of each cell, up to and including an edition."""
        return {cell: said for number, cell, said in self.before if until is None or number <= until}

    def _atoms(self, until: int | None, *, new: bool = True) -> Atoms:
        atoms = Atoms(self._every_area())
        known: dict[Cell, int] = {}
        for number, cell, value in self.old:
            if until is None or number <= until:
                known[cell] = value
        if new:
            again = {stretch for week in self._weeks() for stretch in stretches(week)}
            known = {cell: value for cell, value in known.items() if cell.period not in again}
            known |= self.counted.values
        for cell, value in known.items():
            atoms.put(cell.figure, cell.area, cell.period, value)
        return atoms

    def _weeks(self) -> Iterator[Period]:
        for moment in self.moments:
            yield Period(moment - WEEK, moment)

    def _codes(self, level: Level) -> list[str]:
        codes = [self.municipality.code, *(code for parts in self.tree.values() for code in parts)]
        return [code for code in codes if self._level(code) is level]

    @staticmethod
    def _level(code: str) -> Level:
        return {"GM": Level.MUNICIPALITY, "WK": Level.DISTRICT, "BU": Level.NEIGHBOURHOOD}[code[:2]]

    def _cells(self, atoms: Atoms) -> dict[Cell, tuple[int, int]]:
        """Give each cell that is guarded its number, with the persons behind it."""
        found: dict[Cell, tuple[int, int]] = {}
        stocks = names(Nature.STOCK)
        decisions = {cell for cell in self.stocks.values if cell.figure.startswith("besluit")}
        for day in self.moments:
            for level in Level:
                for area in self._codes(level):
                    for name in stocks:
                        cell = Cell(name, area, Period(day, day))
                        found[cell] = (self.stocks.values.get(cell, 0), self.stocks.persons.get(cell, 0))
        for cell in sorted(decisions):
            found[cell] = (self.stocks.values[cell], self.stocks.persons.get(cell, 0))
        flows = names(Nature.FLOW)
        for level, period in self.flows:
            for area in self._codes(level):
                there = atoms.most(PERSONS, area, period)
                for name in flows:
                    cell = Cell(name, area, period)
                    value = atoms.sum(name, area, period)
                    behind = there if kind_of(name) is Basis.MEASURE else self.persons.get(cell, 0)
                    found[cell] = (value, behind if kind_of(name) is Basis.MEASURE else min(behind, value))
        return found

    def _keep(self, edition: Edition, decided: Decided, cells: Mapping[Cell, tuple[int, int]]) -> None:
        fates = dict.fromkeys(decided.shown, Fact.Fate.SHOWN)
        for fate, some in ((Fact.Fate.SMALL, decided.small), (Fact.Fate.BESIDE, decided.beside)):
            fates |= dict.fromkeys(some, fate)
        kept: list[tuple[Cell, int, int | None, str]] = [
            (cell, value, persons, fates.get(cell, Fact.Fate.DARK))
            for cell, (value, persons) in cells.items()
        ]
        kept += [(cell, value, None, Fact.Fate.UNSEEN) for cell, value in self.counted.values.items()]
        again = {cell for number, cell, _ in self.old if cell.period.begins >= self.since} - set(
            self.counted.values
        )
        kept += [(cell, 0, None, Fact.Fate.UNSEEN) for cell in sorted(again)]
        Fact.objects.bulk_create(
            (
                Fact(
                    municipality=self.municipality, edition=edition, figure=cell.figure, area_code=cell.area,
                    begins=cell.period.begins, ends=cell.period.ends, value=value, persons=persons, fate=fate,
                )
                for cell, value, persons, fate in kept
            ),
            batch_size=_ROWS,
        )  # fmt: skip
        told = self._told(decided, cells)
        if edition.kind == Edition.Kind.CORRECTION:
            Published.objects.of(self.municipality).current().filter(
                begins__lt=self.through, ends__gt=self.since
            ).update(latest=False, replaced_in=edition.number)
            Published.objects.of(self.municipality).current().filter(
                begins__in=self.moments, ends__in=self.moments
            ).update(latest=False, replaced_in=edition.number)
        Published.objects.bulk_create(
            (
                Published(
                    municipality=self.municipality, edition=edition,
                    indicator=cell.figure.partition(".")[0], part=cell.figure.partition(".")[2],
                    area_code=cell.area, level=self._level(cell.area).value,
                    begins=cell.period.begins, ends=cell.period.ends, value=value,
                )
                for cell, value in told.items()
            ),
            batch_size=_ROWS,
        )  # fmt: skip

    def _told(self, decided: Decided, cells: Iterable[Cell]) -> dict[Cell, int | None]:
        """Say what is told of each cell: what is shown of it, or None; and what is reckoned from what is shown."""
        shown: Mapping[Cell, int] = decided.shown
        told: dict[Cell, int | None] = {cell: shown.get(cell) for cell in cells}
        for day in self.moments:
            for area in (code for level in Level for code in self._codes(level)):
                cell = Cell("dagenSindsGezien", area, Period(day, day))
                days, _ = self.stocks.medians.get(cell, (0, 0))
                persons = shown.get(cell._replace(figure="openDossiers"))
                told[cell] = derived.median([days], persons, self.limits)
        for level, period in self.flows:
            for area in self._codes(level):
                cell = Cell("urenTotAntwoord", area, period)
                hours, _ = self.hours.get(cell, (0, 0))
                persons = shown.get(cell._replace(figure="hulpvragenBeantwoord"))
                told[cell] = derived.median([hours], persons, self.limits)
                for figure, (whole, part) in PERCENTAGES.items():
                    of = shown.get(Cell(whole, area, period))
                    some = shown.get(Cell(name_of(whole, part), area, period))
                    told[Cell(figure, area, period)] = derived.percentage(some, of, self.limits)
        return told | dict(self.centres)
