"""One published number as screen, paper and spreadsheet say it: with its definition, period, edition and policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard import words
from dashboard.inked import Drawn
from dashboard.policies import PolicyMark
from dashboard.reading import Cell, Figures
from municipalities.definitions import DEFINITIONS, Definition


@dataclass(frozen=True, slots=True)
class Said:
    """A number, or that it is hidden or was never published, and what belongs to it."""

    definition: Definition
    part: str
    title: str
    cell: Cell | None
    policies: tuple[PolicyMark, ...] = ()

    @property
    def value(self) -> int | None:
        """The number; None where it is hidden or was never published."""
        return self.cell.value if self.cell else None

    @property
    def is_hidden(self) -> bool:
        """Whether it was published as hidden."""
        return self.cell is not None and self.cell.value is None

    @property
    def is_not_shown(self) -> bool:
        """Whether words stand where a number would: it is hidden, or was never published."""
        return self.value is None

    @property
    def words(self) -> str:
        """The number in words, with its unit."""
        return words.with_unit(self.cell.value, self.definition.unit) if self.cell else words.unpublished()

    @property
    def period(self) -> str:
        """Of which period it is."""
        return words.period(self.cell.begins, self.cell.ends) if self.cell else ""

    @property
    def edition(self) -> str:
        """In which edition it stands, and what was corrected there."""
        return str(self.cell.edition) if self.cell else ""


@dataclass(frozen=True, slots=True)
class About:
    """What belongs to some numbers of one figure, of the same period and edition."""

    title: str
    text: str
    period: str
    edition: str
    policies: tuple[PolicyMark, ...]


def about(numbers: Iterable[Said]) -> list[About]:
    """Return what belongs to the numbers, each once."""
    found = {}
    for said in numbers:
        one = About(said.definition.title, said.definition.text, said.period, said.edition, said.policies)
        found[one.title, one.period, one.edition] = one
    # A number that was never published adds nothing where another of its figure was.
    told = {one.title for one in found.values() if one.period}
    return [one for one in found.values() if one.period or one.title not in told]


class Speaker:
    """Says the numbers of figures: knows the policies, and the titles of parts that no definition names."""

    def __init__(
        self,
        figures: Figures,
        policies: Sequence[PolicyMark],
        titles: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self.figures = figures
        self._policies = policies
        self._titles = titles or {}

    def last(self, area: str, code: str, part: str = "") -> Said:
        """Say the newest number of a row."""
        return self.said(code, part, self.figures.last(area, code, part))

    def said(self, code: str, part: str, cell: Cell | None) -> Said:
        """Say one number."""
        return Said(DEFINITIONS[code], part, self.title(code, part), cell, self._in_force(cell))

    def title(self, code: str, part: str) -> str:
        """Return how a figure, or a part of it, is called."""
        definition = DEFINITIONS[code]
        if not part:
            return definition.title
        return self._titles.get((code, part)) or definition.parts.get(part, part)

    def _in_force(self, cell: Cell | None) -> tuple[PolicyMark, ...]:
        if cell is None:
            return ()
        return tuple(mark for mark in self._policies if mark.holds_in(cell.begins, cell.ends))


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table: words for who reads, and the number for who reckons with it; None where there is none."""

    words: str
    value: int | None = None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a sentence over it; a row is its own heading with a cell for each of the other columns."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[tuple[str, Sequence[TableCell]]]
    lead: str = ""

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Each heading, and whether numbers stand under it, or would if they were shown."""
        cells = zip(*(cells for _head, cells in self.rows), strict=True)
        numbers = [any(cell.value is not None or cell.is_hidden for cell in column) for column in cells]
        return list(zip(self.headings, [False, *(numbers or [False] * len(self.headings[1:]))], strict=True))

    @property
    def labelled(self) -> list[tuple[str, list[tuple[str, bool, TableCell]]]]:
        """The rows with each cell beside its heading, for a phone, and whether that is one of numbers."""
        columns = self.columns[1:]
        return [
            (head, [(*column, cell) for column, cell in zip(columns, cells, strict=True)])
            for head, cells in self.rows
        ]


def cell_of(number: Said) -> TableCell:
    """Return a number as a cell of a table."""
    return TableCell(number.words, number.value, number.is_hidden)


def text(said: str) -> TableCell:
    """Return words as a cell of a table."""
    return TableCell(said)


def over_time(speaker: Speaker, area: str, columns: Sequence[tuple[str, str]], caption: str) -> Table:
    """Return a table with a row for each period, the newest first; the figures are published by the same periods."""
    by_period: dict[tuple[dt.date, dt.date], dict[tuple[str, str], Cell]] = {}
    for code, part in columns:
        for cell in speaker.figures.row(area, code, part):
            by_period.setdefault((cell.begins, cell.ends), {})[code, part] = cell
    rows = []
    for begins, ends in sorted(by_period, reverse=True):
        found = by_period[begins, ends]
        cells = [cell_of(speaker.said(code, part, found.get((code, part)))) for code, part in columns]
        # All numbers of a period are of one edition, unless a part of them was corrected.
        marks = {str(cell.edition): cell.edition.number for cell in found.values()}
        said = "; ".join(sorted(marks, key=marks.__getitem__))
        rows.append((words.short(begins, ends), [*cells, text(said)]))
    heads = [DEFINITIONS[code].titled(speaker.title(code, part) if part else "") for code, part in columns]
    return Table(caption, [words.heading_period(), *heads, words.heading_edition()], rows)


def summary(pairs: Iterable[tuple[Said, Said | None]], caption: str) -> Table:
    """Return a table of numbers: what each is now and, where that is given, what it was."""
    rows = []
    for said, before in pairs:
        title = said.definition.titled(said.title if said.part else "")
        was = f"{before.words} ({before.period})" if before else "–"
        rows.append((title, [cell_of(said), text(was), text(said.period or "–"), text(said.edition or "–")]))
    heads = [
        words.heading_figure(),
        words.heading_now(),
        words.heading_before(),
        words.heading_period(),
        words.heading_edition(),
    ]
    return Table(caption, heads, rows)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page as it is exported: sentences, tables, and the figures whose definitions belong to it."""

    title: str
    sentences: Sequence[str] = ()
    tables: Sequence[Table] = ()
    codes: Sequence[str] = ()
    long: Sequence[Table] = ()  # every period: for a spreadsheet, and too much for paper
    bars: Sequence[tuple[str, str, int]] = ()  # what, how much in words, and in per cent of the longest
    drawings: Sequence[Drawn] = ()  # for paper
    instead: Sequence[Table] = ()  # for a spreadsheet, in place of the tables
