"""One figure on a map: the areas in a few shades of one colour, and the same numbers in a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboard import inked, words
from dashboard.choosing import FigureForm, chosen_period
from dashboard.inked import Drawn
from dashboard.places import BUURT, WIJK, Area
from dashboard.reading import Figures, Reader
from dashboard.saying import Part, Said, Speaker, Table, cell_of, text
from dashboard.shades import Shade, shade_of, shades
from dashboard.within import choose_level
from municipalities.definitions import DEFINITIONS, OF_DECISIONS, TOPICS, Definition
from neighbourhoods.boundaries import Boundary
from neighbourhoods.map import draw

PAGE = 50  # rows of the table on a page
_NAMED = 40  # areas whose number still fits on the map
_FIRST = (DEFINITIONS["dagenSindsGezien"], "")  # as telling in a small area as in a large one


@dataclass(frozen=True, slots=True)
class Patch:
    """An area as it is drawn: its path, its shade, and its words for who points at it."""

    path: str
    look: str
    said: str


@dataclass(frozen=True, slots=True)
class Label:
    """A number on the map that points to a row of the table."""

    number: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: the area with its number on the map and its shade."""

    number: int | None
    area: Area
    query: str
    said: Said
    look: str


@dataclass(frozen=True, slots=True)
class MapPage:
    """All of the page."""

    definition: Definition
    part: str
    title: str
    level: str
    levels: Sequence[tuple[str, str, bool]]
    sentence: str
    periods: Sequence[tuple[str, str, bool]]  # value, words, chosen
    choices: Sequence[tuple[str, Sequence[tuple[str, str, bool]]]]
    width: int
    height: int
    patches: Sequence[Patch]
    labels: Sequence[Label]
    shades: Sequence[tuple[str, str]]  # look, words
    hidden: int
    absent: int  # of which nothing was published for this period
    lines: Sequence[Line]
    about: Said | None
    page: int
    pages: int
    earlier: str
    later: str
    table: Callable[[], Table]  # of all areas: made where it is taken along

    def parts(self) -> list[Part]:
        """Return what is exported of it: all areas, and not only those of the page."""
        drawn = [self._on_paper()] if self.patches else []
        return [Part(self.title, [self.sentence], [self.table()], [self.definition.code], drawings=drawn)]

    def _on_paper(self) -> Drawn:
        beside = (("is-hidden", words.hidden(), self.hidden), ("is-none", words.unpublished(), self.absent))
        key = [*self.shades, *((look, said) for look, said, number in beside if number)]
        svg = inked.chart(
            (self.width, self.height),
            [(patch.path, patch.look) for patch in self.patches],
            [(label.number, label.x, label.y) for label in self.labels],
            key,
        )
        label = _("Kaart: %(title)s. De cijfers staan in de tabel.") % {"title": self.title}
        return Drawn(_("Op de kaart"), label, svg, is_tall=True)


def make(form: FigureForm, reader: Reader, speaker: Speaker) -> MapPage | None:
    """Put the map together; None where there are no areas to draw."""
    finer = [level for level in form.areas.finer(form.area) if form.areas.of(level, form.area)]
    if not finer:
        return None
    definition, part = form.got("cijfer", _FIRST)
    here = [level.value for level in definition.levels]
    finer = [level for level in finer if level in here] or finer
    codes = (
        None
        if form.area is form.areas.top
        else [one.code for level in finer for one in form.areas.of(level, form.area)]
    )
    filled = reader.filled(finer, codes)
    level = form.got("niveau") if form.got("niveau") in finer else choose_level(filled, finer) or finer[0]
    return _Maker(form, reader, speaker, definition, part, finer, level).make()


class _Maker:
    def __init__(
        self,
        form: FigureForm,
        reader: Reader,
        speaker: Speaker,
        definition: Definition,
        part: str,
        finer: Sequence[str],
        level: str,
    ) -> None:
        self.form, self.reader, self.speaker = form, reader, speaker
        self.definition, self.part, self.finer, self.level = definition, part, finer, level
        self.periods = reader.periods(definition.code, level)
        self.period = chosen_period(form.got("op"), self.periods)
        if form.got("op") and self.period is None:
            form.add_error(
                "op", _("Van deze periode is er bij dit cijfer niets. Kies een periode uit de lijst.")
            )
            self.period = chosen_period(None, self.periods)
        self.figures = self._read()

    def _read(self) -> Figures:
        if self.period is None:
            return Figures(())
        begins, _ends = self.period
        return self.reader.figures(
            indicators=[self.definition.code],
            levels=[self.level],
            since=begins,
            until=begins + dt.timedelta(days=1),
            part=self.part,
        )

    def make(self) -> MapPage:
        known = {area.code: self._said(area) for area in self.form.areas.of(self.level, self.form.area)}
        areas = [
            area
            for area in self.form.areas.of(self.level, self.form.area)
            if known[area.code].cell or not area.ended
        ]
        classes = shades(known[area.code].value for area in areas)
        numbers = (
            {area.code: number for number, area in enumerate(areas, start=1)} if len(areas) <= _NAMED else {}
        )
        width, height, patches, labels = self._drawn(areas, known, classes, numbers)
        pages = max(1, -(-len(areas) // PAGE))
        page = min(self.form.got("blad", 1), pages)
        shown = areas[(page - 1) * PAGE : page * PAGE]
        return MapPage(
            definition=self.definition,
            part=self.part,
            title=self._title(),
            level=self.level,
            levels=[
                (
                    _("Per wijk") if level == WIJK else _("Per buurt"),
                    self.form.query(niveau=level, op=None, blad=None),
                    level == self.level,
                )
                for level in self.finer
            ],
            sentence=self._sentence([known[area.code] for area in areas]),
            periods=[
                (begins.isoformat(), words.in_list(begins, ends), (begins, ends) == self.period)
                for begins, ends in self.periods
            ],
            choices=self._choices(),
            width=width,
            height=height,
            patches=patches,
            labels=labels,
            shades=[(f"is-{shade.number}", self._of_shade(shade)) for shade in classes],
            hidden=sum(known[area.code].is_hidden for area in areas),
            absent=sum(known[area.code].cell is None for area in areas),
            lines=[
                Line(
                    numbers.get(area.code),
                    area,
                    self.form.query(gebied=area.code, niveau=None, op=None, blad=None, cijfer=None),
                    known[area.code],
                    self._look(known[area.code], classes),
                )
                for area in shown
            ],
            about=next((known[area.code] for area in areas if known[area.code].cell), None),
            page=page,
            pages=pages,
            earlier=self.form.query(blad=page - 1) if page > 1 else "",
            later=self.form.query(blad=page + 1) if page < pages else "",
            table=lambda: self._table(areas, known),
        )

    def _table(self, areas: Sequence[Area], known: dict[str, Said]) -> Table:
        heads = [words.capital(_("buurt") if self.level == BUURT else _("wijk")), _("Code"), self._title()]
        numbered = len(areas) <= _NAMED
        rows = []
        for number, area in enumerate(areas, start=1):
            said = known[area.code]
            name = f"{number}. {area.title}" if numbered else area.title
            rows.append((name, [text(area.code), cell_of(said), text(said.period), text(said.edition)]))
        return Table(self._title(), [*heads, words.heading_period(), words.heading_edition()], rows)

    def _title(self) -> str:
        return self._option(self.definition, self.part)

    def _said(self, area: Area) -> Said:
        return self.speaker.said(
            self.definition.code, self.part, self.figures.last(area.code, self.definition.code, self.part)
        )

    def _sentence(self, numbers: Sequence[Said]) -> str:
        if self.period is None:
            return _("Hiervan is op dit niveau nog niets gepubliceerd.")
        shown = sum(said.value is not None for said in numbers)
        counted = {"shown": words.number(shown), "all": words.number(len(numbers))}
        said = _("van %(all)s gebieden zijn er %(shown)s te zien") % counted
        if shown == len(numbers):
            all_of_them = _("alle %(all)s gebieden zijn te zien") % counted
            said = _("het enige gebied is te zien") if shown == 1 else all_of_them
        return words.capital(f"{words.period(*self.period)}: {said}.")

    def _of_shade(self, shade: Shade) -> str:
        unit = self.definition.unit
        if shade.least == shade.most:
            return words.with_unit(shade.least, unit)
        return _("%(least)s tot en met %(most)s") % {
            "least": words.number(shade.least), "most": words.with_unit(shade.most, unit),
        }  # fmt: skip

    def _look(self, said: Said, classes: Sequence[Shade]) -> str:
        if said.cell is None:
            return "is-none"
        return "is-hidden" if said.value is None else f"is-{shade_of(said.value, classes)}"

    def _choices(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        groups = []
        for topic, title in TOPICS.items():
            of_topic = [
                one
                for one in DEFINITIONS.values()
                if one.topic == topic and self.level in [level.value for level in one.levels]
            ]
            options = [
                (
                    f"{one.code}.{part}" if part else one.code,
                    self._option(one, part),
                    (one, part) == (self.definition, self.part),
                )
                for one in of_topic
                if one.code not in OF_DECISIONS
                for part in one.names
            ]
            groups.append((str(title), options))
        return groups

    def _option(self, definition: Definition, part: str) -> str:
        return definition.titled(self.speaker.title(definition.code, part) if part else "")

    def _drawn(
        self, areas: Sequence[Area], known: dict[str, Said], classes: Sequence[Shade], numbers: dict[str, int]
    ) -> tuple[int, int, list[Patch], list[Label]]:
        """Draw the buurten; those of a wijk in the shade of their wijk, for a wijk has no boundary of its own."""
        buurten = self.form.areas.of(BUURT, self.form.area)
        rows = Boundary.objects.filter(neighbourhood__in=[one.pk for one in buurten if not one.ended])
        newest = dict(
            rows.order_by("neighbourhood", "-reference_year")
            .distinct("neighbourhood")
            .values_list("neighbourhood_id", "outline")
        )
        by_code = {one.code: one for one in buurten if newest.get(one.pk)}
        made = draw({code: newest[one.pk] for code, one in by_code.items()}, [])
        if made is None:
            return 0, 0, [], []
        patches, labels, named = [], [], set[str]()
        for shape in made.shapes:
            owner = shape.name if self.level == BUURT else by_code[shape.name].within
            said = known.get(owner) or self._said(self.form.areas.by_code[owner])
            title = f"{self.form.areas.by_code[owner].title}: {said.words}"
            patches.append(Patch(shape.path, self._look(said, classes), title))
            if owner in numbers and owner not in named:
                named.add(owner)
                labels.append(Label(numbers[owner], shape.x, shape.y))
        return made.width, made.height, patches, labels
