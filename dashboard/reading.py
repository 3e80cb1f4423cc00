"""What was published, as the screens read it: through the doors of `municipalities` alone, in one query a page."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from dashboard import words
from municipalities.limits import Limits
from municipalities.models import Edition, Published
from municipalities.querysets import PublishedQuerySet
from wijkzorg.accounts.middleware import Desk
from wijkzorg.tenancy.models import Municipality


@dataclass(frozen=True, slots=True)
class EditionMark:
    """An edition as it is named beside every number; `corrected` says what was put right in it, if anything was."""

    number: int
    on: dt.date
    through: dt.date
    corrected: str
    limits: Limits
    row: Edition

    @property
    def name(self) -> str:
        """The edition without what was put right in it."""
        return _("editie %(number)s, %(day)s") % {"number": self.number, "day": words.day(self.on)}

    def __str__(self) -> str:
        return f"{self.name}; {_('verbeterd')}: {self.corrected}" if self.corrected else self.name


@dataclass(frozen=True, slots=True)
class Cell:
    """One published number: of which period, and in which edition; a value of None is hidden."""

    begins: dt.date
    ends: dt.date
    value: int | None
    edition: EditionMark

    @property
    def is_stock(self) -> bool:
        """Whether it was taken at a moment."""
        return self.begins == self.ends


@dataclass(frozen=True, slots=True)
class Filled:
    """Of how many areas of a level how many are shown; and whether points of a whole period were published there."""

    shown: int
    places: int
    has_points: bool


class Figures:
    """Published numbers by area, figure and part, each row in the order of its periods."""

    def __init__(self, cells: Iterable[tuple[str, str, str, Cell]]) -> None:
        self._rows: dict[tuple[str, str, str], list[Cell]] = defaultdict(list)
        for area, code, part, cell in cells:
            self._rows[area, code, part].append(cell)

    def row(self, area: str, code: str, part: str = "") -> Sequence[Cell]:
        """Return all that is known of a figure of an area."""
        return self._rows.get((area, code, part), ())

    def last(self, area: str, code: str, part: str = "") -> Cell | None:
        """Return the newest of a row."""
        row = self.row(area, code, part)
        return row[-1] if row else None

    def at(self, area: str, code: str, part: str, begins: dt.date, ends: dt.date) -> Cell | None:
        """Return the number of a period: of a flow of exactly that one, of a stock the last that was taken in it."""
        found = None
        for cell in self.row(area, code, part):
            if cell.is_stock and begins <= cell.begins < max(ends, begins + dt.timedelta(days=1)):
                found = cell
            elif (cell.begins, cell.ends) == (begins, ends):
                return cell
        return found

    def parts(self, area: str, code: str) -> list[str]:
        """Return the parts of a figure that have a row."""
        return sorted(part for of, figure, part in self._rows if (of, figure) == (area, code) and part)

    def joined(self, others: Figures) -> Figures:
        """Add what was read of other figures."""
        self._rows.update(others._rows)
        return self

    @property
    def first(self) -> dt.date | None:
        """The first day that any of them is about."""
        return min((row[0].begins for row in self._rows.values()), default=None)


def editions(desk: Desk, municipality: Municipality) -> list[EditionMark]:
    """Return all editions, the newest first."""
    return [
        EditionMark(
            number=row.number,
            on=municipality.day_of(row.published_at),
            through=row.through,
            corrected=row.reason if row.kind == Edition.Kind.CORRECTION else "",
            limits=Limits(row.least, row.base, row.step, row.width),
            row=row,
        )
        for row in Edition.objects.visible_to(desk).order_by("-number").defer("areas")
    ]


class Reader:
    """Reads what was the latest when an edition was the last one."""

    def __init__(self, desk: Desk, known: Sequence[EditionMark], edition: EditionMark) -> None:
        self.edition = edition
        self._marks: Mapping[int, EditionMark] = {mark.row.pk: mark for mark in known}
        newest = known[0] is edition
        rows = Published.objects.visible_to(desk)
        self._rows: PublishedQuerySet = rows.current() if newest else rows.as_of(edition.row)

    def figures(
        self,
        *,
        indicators: Collection[str],
        areas: Collection[str] = (),
        levels: Collection[str] = (),
        since: dt.date | None = None,
        until: dt.date | None = None,
        part: str | None = None,
    ) -> Figures:
        """Read some figures of some areas or levels; with a period, what began in it."""
        rows = self._rows.about(indicators=indicators, areas=areas, levels=levels).between(since, until)
        if part is not None:
            rows = rows.filter(part=part)
        rows = rows.order_by("begins", "ends")
        found = rows.values_list("area_code", "indicator", "part", "begins", "ends", "value", "edition_id")
        return Figures(
            (area, code, of, Cell(begins, ends, value, self._marks[edition]))
            for area, code, of, begins, ends, value, edition in found.iterator(chunk_size=5000)
        )

    def periods(self, code: str, level: str, most: int = 120) -> list[tuple[dt.date, dt.date]]:
        """Return the periods of a figure at a level, the newest first."""
        rows = self._rows.about(indicators=[code], levels=[level]).order_by("-begins", "-ends")
        return list(rows.values_list("begins", "ends").distinct()[:most])

    def filled(self, finer: Collection[str], areas: Collection[str] | None) -> dict[str, Filled]:
        """Count by level how many areas are shown of those of which something is published: open cases and points.

        Of the points the newest period counts; a quarter that is not over yet is no period.
        """
        through = self.edition.through
        cases = self._rows.about(indicators=["openDossiers"], levels=finer).filter(begins=through, part="")
        points = self._rows.about(indicators=["punten"], levels=finer).filter(part="nodig")
        points = points.between(through - _TWO_QUARTERS, through)
        if areas is not None:
            cases, points = cases.filter(area_code__in=areas), points.filter(area_code__in=areas)
        found: dict[str, Filled] = {}
        newest = {row["level"]: row["shown"] for row in _counted(points)}
        for row in _counted(cases):
            shown = min(row["shown"], newest.get(row["level"], 0))
            found[row["level"]] = Filled(shown, row["places"], row["level"] in newest)
        return found


_TWO_QUARTERS = dt.timedelta(days=190)


def _counted(rows: PublishedQuerySet) -> Iterable[Any]:
    """Count what is shown by level and period, the newest period of a level last."""
    return (
        rows.values("level", "begins").annotate(shown=Count("value"), places=Count("pk")).order_by("begins")
    )
