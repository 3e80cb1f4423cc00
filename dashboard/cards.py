"""What the pages show of a figure: cards, lines and drawings, each with what belongs to its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.drawing import Svg
from dashboard import drawing, inked, words
from dashboard.drawing import Columns, Course
from dashboard.inked import Drawn
from dashboard.policies import PolicyMark
from dashboard.saying import About, Said, Table, TableCell, about, cell_of, text
from municipalities.definitions import DEFINITIONS, OF_DECISIONS, Definition


@dataclass(frozen=True, slots=True)
class Card:
    """A figure: its total with how it went, and its parts as bars."""

    definition: Definition
    total: Said | None
    before: Said | None
    parts: Sequence[tuple[Said, Svg]]
    drawing: Svg | None

    @property
    def numbers(self) -> list[tuple[Said, Said | None]]:
        """The total with what it was, and its parts."""
        total = [(self.total, self.before)] if self.total else []
        return [*total, *((said, None) for said, _bar in self.parts)]

    @property
    def about(self) -> list[About]:
        """What belongs to the numbers on the card."""
        return about([*([self.total] if self.total else []), *(said for said, _bar in self.parts)])

    @property
    def period(self) -> str:
        """Of which period the numbers are."""
        return next((one.period for one in self.about if one.period), "")


@dataclass(frozen=True, slots=True)
class RuleCard:
    """The flags of one rule: how many are open, how that went, and how many came, went and stay without an answer."""

    title: str
    icon: str
    look: str
    open: Said
    before: Said | None
    columns: Columns
    others: Sequence[Said]

    @property
    def drawing(self) -> Svg:
        """How many were open in the course of time, small."""
        return drawing.spark(self.columns, "wz-flagged")

    @property
    def on_paper(self) -> Drawn:
        """How many were open in the course of time, for paper."""
        key = (_("open"), "", "", words.hidden())
        label = _("%(rule)s: open signalen in de tijd. De getallen staan in de tabel.") % {"rule": self.title}
        return Drawn(self.title, label, inked.columns(self.columns, key, half=True), is_half=True)

    @property
    def about(self) -> list[About]:
        """What belongs to the numbers on the card."""
        return about([self.open, *self.others])


@dataclass(frozen=True, slots=True)
class Section:
    """A topic of the page."""

    key: str
    title: str
    cards: Sequence[Card]
    tables: Sequence[Table]


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """What one decision did since: agreements, points a week and flags."""

    title: str
    numbers: Sequence[Said]

    @property
    def about(self) -> list[About]:
        """What belongs to the numbers."""
        return about(self.numbers)


@dataclass(frozen=True, slots=True)
class Contact:
    """Needed, promised and delivered: the newest period in numbers, and all of it as a drawing."""

    sentence: str
    numbers: Sequence[Said]
    shares: Sequence[tuple[str, str]]
    course: Course
    label: str
    is_empty: bool

    @property
    def period(self) -> str:
        """Which period the numbers are about, in words."""
        return next((said.period for said in self.numbers if said.cell), "")

    @property
    def drawing(self) -> Svg:
        """The course on the screen."""
        return drawing.course(self.course)

    @property
    def on_paper(self) -> Drawn:
        """The course for paper."""
        key = ("", *(said.title for said in self.numbers), words.hidden())
        return Drawn(
            _("Nodig, afgesproken en gegeven in de tijd"), self.label, inked.course(self.course, key)
        )

    @property
    def bars(self) -> list[tuple[str, str, int]]:
        """The three numbers as bars on paper; a hidden one has no length."""
        most = max(said.value or 0 for said in self.numbers) or 1
        return [
            (words.capital(said.title), said.words, 100 * (said.value or 0) // most) for said in self.numbers
        ]

    @property
    def about(self) -> list[About]:
        """What belongs to the numbers."""
        return about(self.numbers)


@dataclass(frozen=True, slots=True)
class Requests:
    """Help requests: how many came, and of how many nobody said yes."""

    columns: Columns
    label: str
    numbers: Sequence[Said]

    @property
    def drawing(self) -> Svg:
        """The columns on the screen."""
        return drawing.columns(self.columns)

    @property
    def on_paper(self) -> Drawn:
        """The columns for paper."""
        lack = _("zonder antwoord")
        key = (_("binnengekomen"), lack, f"{lack}: {words.hidden()}", words.hidden())
        return Drawn(_("Hulpvragen in de tijd"), self.label, inked.columns(self.columns, key))

    @property
    def about(self) -> list[About]:
        """What belongs to the numbers."""
        return about(self.numbers)


def decisions_table(lines: Sequence[DecisionLine]) -> Table:
    """Return the decisions with what happened since."""
    heads = [_("Besluit"), *(DEFINITIONS[code].title for code in OF_DECISIONS)]
    rows: list[tuple[str, list[TableCell]]] = [
        (line.title, [cell_of(said) for said in line.numbers]) for line in lines
    ]
    return Table(_("Wat besluiten deden"), heads, rows)


def policies_table(marks: Sequence[PolicyMark]) -> Table:
    """Return the policies, with the numbers by which they are marked in drawings and beside numbers."""
    heads = [_("Nummer"), _("Vanaf"), _("Voor wie"), _("Wat er geldt"), _("Waarom")]
    rows = [
        (
            str(mark.number),
            [
                text(words.day(mark.since)),
                text(mark.whose or _("iedereen")),
                text(mark.numbers),
                text(mark.reason),
            ],
        )
        for mark in marks
    ]
    return Table(_("Het beleid"), heads, rows)
