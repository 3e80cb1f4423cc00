"""Areas beside each other, and two periods: published numbers, and what their rounding lets one say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.drawing import Svg
from dashboard import differences, drawing, inked, stretches, words
from dashboard.choosing import MOST_AREAS, MOST_OPTIONS, CompareForm, chosen_period
from dashboard.places import BUURT, CITY, WIJK, Area
from dashboard.policies import PolicyMark
from dashboard.reading import Cell, Reader
from dashboard.saying import About, Part, Said, Speaker, Table, TableCell, about, cell_of, text
from municipalities.definitions import DEFINITIONS, OF_DECISIONS, PERCENTAGES, TOPICS, Definition, Unit
from municipalities.derived import percentage

_FEW = 3  # wijken that stand beside each other where nobody chose
Period = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of an area in both periods, and the difference in words; without a first period the second alone."""

    area: Area
    before: Said | None
    after: Said
    difference: str


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, or a part of one: a pair for each area, and for two areas the difference between those."""

    definition: Definition
    title: str
    pairs: Sequence[Pair]
    between: str
    is_part: bool  # of a figure that has a total too


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of a topic."""

    title: str
    wholes: Sequence[Row]
    parts: Sequence[Row]
    table: Table  # each number and difference in a cell of its own
    narrow: Table  # an area in one column, as on the screen

    @property
    def rows(self) -> list[Row]:
        """All rows, each whole with its parts."""
        return [*self.wholes, *self.parts]

    @property
    def about(self) -> list[About]:
        """What belongs to the numbers."""
        return about(pair.after for row in self.rows for pair in row.pairs)


@dataclass(frozen=True, slots=True)
class Picture:
    """One area in a drawing of its own."""

    area: Area
    course: drawing.Course
    shares: Sequence[tuple[str, str]]  # what of the need is promised and given, and the difference in words

    @property
    def drawing(self) -> Svg:
        """The course on the screen."""
        return drawing.small_course(self.course)

    @property
    def on_paper(self) -> inked.Drawn:
        """The course for paper."""
        label = _("%(area)s: nodig, afgesproken en gegeven door de tijd") % {"area": self.area.title}
        key = ("", _("nodig"), _("afgesproken"), _("gegeven"), words.hidden())
        return inked.Drawn(self.area.title, label, inked.course(self.course, key, half=True), is_half=True)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of the page."""

    areas: Sequence[Area]
    level: str
    periods: Sequence[tuple[str, str]]
    first: Period | None
    second: Period | None
    pictures: Sequence[Picture]
    groups: Sequence[Group]
    options: Sequence[tuple[Area, bool]]
    is_full: bool
    levels: Sequence[tuple[str, str, bool]]  # words, query, chosen

    @property
    def first_value(self) -> str:
        """The first period as an address writes it."""
        return self.first[0].isoformat() if self.first else ""

    @property
    def second_value(self) -> str:
        """The second period as an address writes it."""
        return self.second[0].isoformat() if self.second else ""

    @property
    def first_words(self) -> str:
        """The first period in words."""
        return words.period(*self.first) if self.first else ""

    @property
    def second_words(self) -> str:
        """The second period in words."""
        return words.period(*self.second) if self.second else ""

    @property
    def sentences(self) -> list[str]:
        """Which periods stand beside each other, and what to know of them."""
        which = (
            _("%(first)s → %(second)s.")
            % {"first": words.capital(self.first_words), "second": self.second_words}
            if self.first
            else f"{words.capital(self.second_words)}."
        )
        return [which, self.days] if self.days else [which]

    @property
    def days(self) -> str:
        """That the periods are not equally long, where they are not: more happens in more days."""
        if not self.first or not self.second:
            return ""
        first, second = ((ends - begins).days for begins, ends in (self.first, self.second))
        if first == second:
            return ""
        said = _("De eerste periode heeft %(first)s dagen en de tweede %(second)s; dat scheelt al iets.")
        return said % {"first": first, "second": second}

    def parts(self) -> list[Part]:
        """Return what is exported of it."""
        shares = Table(
            _("Van wat nodig is"),
            [_("Gebied"), _("Afgesproken"), _("Verschil"), _("Gegeven"), _("Verschil")],
            [
                (one.area.title, [text(word or "–") for pair in one.shares for word in pair])
                for one in self.pictures
            ],
        )
        pictures = Part(
            _("Nodig, afgesproken en gegeven"),
            self.sentences,
            [shares],
            ["punten"],
            drawings=[one.on_paper for one in self.pictures],
        )
        return [
            *([pictures] if self.second else []),
            *self._groups(),
        ]

    def _groups(self) -> list[Part]:
        return [
            Part(
                group.title,
                (),
                [group.narrow],
                [row.definition.code for row in group.rows],
                instead=[group.table],
            )
            for group in self.groups
        ]


def make(form: CompareForm, reader: Reader, marks: Sequence[PolicyMark]) -> Comparison:
    """Put areas beside each other; one query for all figures."""
    areas = form.kept or form.areas.of(WIJK)[:_FEW] or [form.areas.top]
    level = areas[0].level
    periods = reader.periods("contactmomenten", level)
    second = _period(form, "met", periods, 0)
    first = _period(form, "van", periods, 1 if len(periods) > 1 else 0)
    if first == second and not form.got("van"):
        first = None
    since = reader.edition.through - dt.timedelta(weeks=104)
    since = min([since, *(period[0] for period in (first, second) if period)])
    figures = reader.figures(indicators=DEFINITIONS, areas=[area.code for area in areas], since=since)
    maker = _Maker(form, reader, Speaker(figures, marks), areas, first, second)
    return Comparison(
        areas=areas,
        level=level,
        periods=[(begins.isoformat(), words.in_list(begins, ends)) for begins, ends in periods],
        first=first,
        second=second,
        pictures=[maker.picture(area, since) for area in areas],
        groups=[group for group in map(maker.group, TOPICS) if group.rows],
        options=_options(form, areas, level),
        is_full=len(areas) >= MOST_AREAS,
        levels=_levels(form, areas, level),
    )


def _levels(form: CompareForm, areas: Sequence[Area], level: str) -> list[tuple[str, str, bool]]:
    """Lead from wijken to the buurten of the first of them, and back; nowhere where there is one level."""
    wijk = next((area for area in form.areas.path(areas[0]) if area.level == WIJK), None)
    buurten = [area for area in form.areas.of(BUURT, wijk) if not area.ended] if wijk else []
    if not wijk or not buurten:
        return []
    found = ((WIJK, _("Per wijk"), None), (BUURT, _("Per buurt"), [one.code for one in buurten[:_FEW]]))
    return [
        (said, form.query(naast=codes, van=None, met=None, zoek=None), level == of)
        for of, said, codes in found
    ]


def _period(form: CompareForm, name: str, periods: Sequence[Period], otherwise: int) -> Period | None:
    found = chosen_period(form.got(name), periods, otherwise)
    if found is None and form.got(name):
        form.add_error(name, _("Van deze periode is er niets. Kies een periode uit de lijst."))
        return chosen_period(None, periods, otherwise)
    return found


def _options(form: CompareForm, areas: Sequence[Area], level: str) -> list[tuple[Area, bool]]:
    """Return from what somebody may choose: a short list whole, of a long one what is found or stands there already."""
    known = list(form.areas.of(level if level != CITY else WIJK))
    if len(known) > MOST_OPTIONS:
        siblings = (
            [area for area in known if area.within in {one.within for one in areas}] if level == BUURT else []
        )
        known = siblings if 0 < len(siblings) <= MOST_OPTIONS else list(areas)
    found = form.areas.find(form.got("zoek", "")) if form.got("zoek") else []
    wanted = [*known, *(area for area in found if area.level == level and area not in known)]
    return [(area, area in areas) for area in wanted if not area.ended or area in areas]


class _Maker:
    def __init__(
        self,
        form: CompareForm,
        reader: Reader,
        speaker: Speaker,
        areas: Sequence[Area],
        first: Period | None,
        second: Period | None,
    ) -> None:
        self.form, self.speaker, self.areas, self.first, self.second = form, speaker, areas, first, second
        self.end, self.limits = reader.edition.through, reader.edition.limits

    def picture(self, area: Area, since: dt.date) -> Picture:
        drawn = stretches.course_of(
            self.speaker,
            area,
            since,
            self.end,
            unit=_("punten per week"),
            ticks=stretches.ticks(since, self.end),
        )
        return Picture(area, drawn, [self._share(area, part) for part in ("afgesproken", "gegeven")])

    def _share(self, area: Area, part: str) -> tuple[str, str]:
        """Say what share of the need was promised or given in both periods, and the difference."""
        shown, ranges = [], []
        for period in (self.first, self.second):
            needed, other = (self._cell("punten", name, area, period) for name in ("nodig", part))
            if needed is None or other is None:
                continue
            limits = other.edition.limits
            share = percentage(other.value, needed.value, limits)
            shown.append(words.hidden() if share is None else f"{share}{words.NO_BREAK}%")
            ranges.append(differences.of_share(other.value, needed.value, share, limits))
        said = (
            f"{words.capital(self.speaker.title('punten', part))} {' → '.join(shown) or words.unpublished()}"
        )
        if len(ranges) < 2:
            return said, ""
        between = differences.between(ranges[0], ranges[1])
        return said, differences.said(between, Unit.PERCENT, self.limits)

    def group(self, topic: object) -> Group:
        level = self.areas[0].level
        rows = [
            self._row(one, part)
            for one in DEFINITIONS.values()
            if one.topic == topic
            and one.code not in OF_DECISIONS
            and level in [each.value for each in one.levels]
            for part in one.names
        ]
        known = [
            row
            for row in rows
            if any(pair.after.cell or (pair.before and pair.before.cell) for pair in row.pairs)
        ]
        title = str(TOPICS[topic])  # type: ignore[index]
        parts = [row for row in known if row.is_part]
        wholes = [row for row in known if not row.is_part]
        return Group(title, wholes, parts, self._table(title, known), self._narrow(title, known))

    def _row(self, definition: Definition, part: str) -> Row:
        title = definition.titled(self.speaker.title(definition.code, part) if part else "")
        pairs = [self._pair(definition, part, area) for area in self.areas]
        between = ""
        if len(self.areas) == 2:
            one, other = (self._range(pair.after, area) for pair, area in zip(pairs, self.areas, strict=True))
            between = self._said(one, other, pairs[0].after, pairs[1].after, definition)
        return Row(definition, title, pairs, between, bool(part) and "" in definition.names)

    def _pair(self, definition: Definition, part: str, area: Area) -> Pair:
        after = self._at(definition, part, area, self.second)
        if self.first is None:
            return Pair(area, None, after, "")
        before = self._at(definition, part, area, self.first)
        said = self._said(self._range(before, area), self._range(after, area), before, after, definition)
        return Pair(area, before, after, said)

    def _said(
        self,
        one: differences.Range | None,
        other: differences.Range | None,
        before: Said,
        after: Said,
        definition: Definition,
    ) -> str:
        if before.cell is None or after.cell is None:
            return ""  # there is nothing to compare, and nothing is hidden
        return differences.said(differences.between(one, other), definition.unit, after.cell.edition.limits)

    def _at(self, definition: Definition, part: str, area: Area, period: Period | None) -> Said:
        return self.speaker.said(definition.code, part, self._cell(definition.code, part, area, period))

    def _cell(self, code: str, part: str, area: Area, period: Period | None) -> Cell | None:
        return self.speaker.figures.at(area.code, code, part, *period) if period else None

    def _range(self, said: Said, area: Area) -> differences.Range | None:
        if said.cell is None:
            return None
        if said.definition.unit is not Unit.PERCENT:
            return differences.of_count(said.value, said.definition, said.cell.edition.limits)
        whole, part = PERCENTAGES[said.definition.code]
        period = (said.cell.begins, said.cell.ends)
        of = [self._cell(whole, name, area, period) for name in (part, "")]
        values = [cell.value if cell else None for cell in of]
        return differences.of_share(values[0], values[1], said.value, said.cell.edition.limits)

    def _narrow(self, title: str, rows: Sequence[Row]) -> Table:
        heads = [_("Cijfer"), *(area.title for area in self.areas)]
        made = []
        for row in rows:
            cells = [text(_in_one(pair)) for pair in row.pairs]
            made.append((row.title, [*cells, text(row.between)] if len(self.areas) == 2 else cells))
        return Table(title, [*heads, _("Tweede tegen eerste")] if len(self.areas) == 2 else heads, made)

    def _table(self, title: str, rows: Sequence[Row]) -> Table:
        heads, many = [_("Cijfer")], len(self.areas) > 1
        for area in self.areas:
            of = f"{area.title}: " if many else ""
            if self.first:
                heads.append(f"{of}{words.period(*self.first)}")
            heads.append(f"{of}{words.period(*self.second)}" if self.second else of)
            if self.first:
                heads.append(f"{of}{_('verschil')}")
        if len(self.areas) == 2:
            heads.append(_("Verschil tussen de twee"))
        made = []
        for row in rows:
            cells: list[TableCell] = []
            for pair in row.pairs:
                cells += [cell_of(pair.before)] if pair.before else []
                cells.append(cell_of(pair.after))
                cells += [text(pair.difference)] if self.first else []
            made.append((row.title, [*cells, text(row.between)] if len(self.areas) == 2 else cells))
        return Table(title, heads, made)


def _in_one(pair: Pair) -> str:
    """Say both numbers and what lies between them in one cell."""
    if pair.before is None or pair.before.words == pair.after.words == words.hidden():
        return pair.after.words
    said = f"{pair.before.words} → {pair.after.words}"
    is_told = pair.difference and not pair.before.is_hidden and not pair.after.is_hidden
    return f"{said}; {pair.difference}" if is_told else said
