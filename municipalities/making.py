"""An edition in the making: what was said before is read, what is true counted, and what is decided kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from municipalities import counting, derived
from municipalities.chain import Chain, fates_of, level_of, lives_of
from municipalities.counting import Areas
from municipalities.definitions import PERCENTAGES, Level
from municipalities.facts import Edition as Decided
from municipalities.facts import Key
from municipalities.limits import Limits
from municipalities.models import Edition, Fact, Published
from municipalities.relations import Cell, Period
from municipalities.series import Said, name_of, stretches
from wijkzorg.events.actions import announce
from wijkzorg.events.kinds import PUBLISHED
from wijkzorg.tenancy.models import Municipality

_UNSEEN = Fact.Fate.UNSEEN.value
_ROWS = 2000


@dataclass(slots=True)
class Making:
    """An edition that is being made of what was counted: in its chain, and with what is beside it."""

    municipality: Municipality
    areas: Areas
    chain: Chain
    days: dict[Cell, int] = field(default_factory=dict)  # medians
    hours: dict[Cell, int] = field(default_factory=dict)
    centres: dict[Cell, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        municipality: Municipality,
        limits: Limits,
        *,
        since: dt.date,
        through: dt.date,
        first: dt.date,
        again: dt.date,
    ) -> Making:
        """Begin with what was published before and hangs together with it; `first` and `again` as in Chain."""
        areas = counting.areas_of(municipality)
        editions = list(Edition.objects.of(municipality).order_by("number"))
        taken = Fact.objects.filter(municipality=municipality, figure="openDossiers").exclude(fate=_UNSEEN)
        lives = lives_of(taken.values_list("area_code", "begins").distinct())
        left = frozenset(_key(words) for words in editions[-1].unsettled) if editions else frozenset()
        chain = Chain(municipality.code, limits, since, through, first, again, areas.tree, lives, left)
        chain.corrections = [one.number for one in editions if one.kind == Edition.Kind.CORRECTION]
        of = {one.pk: (one.number, Limits(one.least, one.base, one.step, one.width)) for one in editions}
        rows = Fact.objects.filter(municipality=municipality, ends__gte=chain.reads_from)
        for edition, figure, area, begins, ends, value, persons, fate in rows.order_by(
            "edition_id", "pk"
        ).values_list("edition_id", "figure", "area_code", "begins", "ends", "value", "persons", "fate"):
            number, its = of[edition]
            said = None if fate == _UNSEEN else Said(value, persons or 0, fate, its)
            chain.remember(number, Cell(figure, area, Period(begins, ends)), value, said)
        return cls(municipality, areas, chain)

    def count_week(self, week: Period) -> None:
        """Count what happened in a week, and what there is as it ends."""
        for stretch in stretches(week):
            self.chain.counted |= counting.over_days(self.areas, stretch, self.chain.limits).values
        found = counting.stocks(self.areas, week.ends, self.chain.limits)
        self.chain.stocks |= found.values
        self.chain.stock_persons |= found.persons
        self.days |= {cell: days for cell, (days, _) in found.medians.items()}
        self.chain.moments.append(week.ends)

    def add_flows(self, level: Level, period: Period) -> None:
        """Publish with it what happened over a period, in the areas of a level."""
        found = counting.behind(self.areas, period, self.chain.limits)
        hours = {cell: hours for cell, (hours, _) in found.medians.items()}
        centres = counting.centre_hours(self.areas, period)
        for ours, theirs in (
            (self.chain.persons, found.persons),
            (self.hours, hours),
            (self.centres, centres),
        ):
            ours |= {cell: number for cell, number in theirs.items() if level_of(cell.area) is level}
        self.chain.flows.append((level, period))

    def differs(self) -> bool:
        """Say whether anything is other than it was published."""
        self.chain.settle_areas()
        return self.chain.differs()

    def publish(self, now: dt.datetime, kind: Edition.Kind, reason: str) -> Edition:
        """Decide what is shown, and keep all of it."""
        chain = self.chain
        chain.settle_areas()
        decided, open_from = chain.decide()
        last = Edition.objects.of(self.municipality).order_by("-number").first()
        edition = Edition.objects.create(
            municipality=self.municipality,
            number=last.number + 1 if last else 1,
            kind=kind,
            reason=reason,
            since=chain.since,
            through=chain.through,
            published_at=now,
            least=chain.limits.least,
            base=chain.limits.base,
            step=chain.limits.step,
            width=chain.limits.width,
            open_from=open_from,
            unsettled=sorted(_words(key) for key in decided.unsettled),
            areas=chain.tree,
        )
        self._keep(edition, decided)
        announce(
            municipality_id=self.municipality.pk,
            type=PUBLISHED.type,
            subject=self.municipality.code,
            now=now,
            data={
                "editie": edition.number,
                "verbetering": kind == Edition.Kind.CORRECTION,
                "vanaf": chain.since.isoformat(),
                "tot": chain.through.isoformat(),
            },
        )
        return edition

    def _keep(self, edition: Edition, decided: Decided) -> None:
        chain = self.chain
        cells = chain.cells(chain.atoms())
        fates = fates_of(decided, cells)
        kept: list[tuple[Cell, int, int | None, str]] = [
            (cell, value, persons, fates[cell]) for cell, (value, persons) in cells.items()
        ]
        kept += [(cell, value, None, Fact.Fate.UNSEEN) for cell, value in chain.counted.items()]
        kept += [(cell, 0, None, Fact.Fate.UNSEEN) for cell in chain.gone()]
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
                begins__lt=chain.through, ends__gt=chain.since
            ).update(latest=False, replaced_in=edition.number)
            Published.objects.of(self.municipality).current().filter(
                begins__in=chain.moments, ends__in=chain.moments
            ).update(latest=False, replaced_in=edition.number)
        Published.objects.bulk_create(
            (
                Published(
                    municipality=self.municipality, edition=edition,
                    indicator=cell.figure.partition(".")[0], part=cell.figure.partition(".")[2],
                    area_code=cell.area, level=level_of(cell.area).value,
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
        for day in self.chain.moments:
            for area in (code for level in Level for code in self.chain.codes(level, before=day)):
                cell = Cell("dagenSindsGezien", area, Period(day, day))
                days = self.days.get(cell, 0)
                persons = shown.get(cell._replace(figure="openDossiers"))
                told[cell] = derived.median([days], persons, self.chain.limits)
        for level, period in self.chain.flows:
            for area in self.chain.codes(level, before=period.ends):
                cell = Cell("urenTotAntwoord", area, period)
                hours = self.hours.get(cell, 0)
                persons = shown.get(cell._replace(figure="hulpvragenBeantwoord"))
                told[cell] = derived.median([hours], persons, self.chain.limits)
                for figure, (whole, part) in PERCENTAGES.items():
                    of = shown.get(Cell(whole, area, period))
                    some = shown.get(Cell(name_of(whole, part), area, period))
                    told[Cell(figure, area, period)] = derived.percentage(some, of, self.chain.limits)
        return told | dict(self.centres)


def _words(key: Key) -> list[str]:
    """Write down which cell is meant, or what is left of one."""
    kind, cell = ("", key) if isinstance(key, Cell) else key
    return [kind, cell.figure, cell.area, cell.period.begins.isoformat(), cell.period.ends.isoformat()]


def _key(words: Sequence[str]) -> Key:
    """Say which cell was written down (`_words`)."""
    kind, figure, area, begins, ends = words
    cell = Cell(figure, area, Period(dt.date.fromisoformat(begins), dt.date.fromisoformat(ends)))
    return (kind, cell) if kind else cell
