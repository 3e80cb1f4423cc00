"""The salami: how much went off in small slices since the first need, of what was needed and of what is promised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.drawing import Svg
from dashboard import differences, drawing, inked, overview, stretches, words
from dashboard.cards import Card
from dashboard.choosing import OverviewForm
from dashboard.drawing import Tick
from dashboard.places import BUURT, Area
from dashboard.policies import PolicyMark
from dashboard.reading import Figures, Reader
from dashboard.saying import About, Part, Said, Speaker, Table, about, cell_of, over_time, summary, text
from dashboard.within import choose_level
from municipalities.definitions import DEFINITIONS, Unit
from municipalities.derived import percentage

CODE = "puntenPerWeek"
FIRST, NOW, PROMISED = "eerstNodig", "nodig", "afgesproken"
PAGE = 60
_BESIDE = ("behoeftesVerlaagd", "minderAfgesproken")  # in which steps it went


@dataclass(frozen=True, slots=True)
class Slice:
    """A step from one number to the next: how much less, in words."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One of the three numbers as a bar against the first need."""

    said: Said
    drawing: Svg
    share: str


@dataclass(frozen=True, slots=True)
class Line:
    """An area with its three numbers, and how much of the first need is promised now."""

    area: Area
    query: str
    numbers: Sequence[Said]
    left: str
    drawing: Svg


@dataclass(frozen=True, slots=True)
class Salami:
    """All of the page."""

    area: Area
    sentence: str
    bars: Sequence[Bar]
    slices: Sequence[Slice]
    course: drawing.Course
    label: str
    changes: Sequence[PolicyMark]
    cards: Sequence[Card]
    lines: Sequence[Line]
    level_words: str
    page: int
    pages: int
    earlier: str
    later: str
    table: Table
    headings: Sequence[str]
    areas_table: Callable[[], Table | None]  # of all areas: made where it is taken along

    @property
    def drawing(self) -> Svg:
        """The course on the screen."""
        return drawing.course(self.course)

    @property
    def about(self) -> list[About]:
        """What belongs to the three numbers."""
        return about([bar.said for bar in self.bars])

    def parts(self) -> list[Part]:
        """Return what is exported of it: all areas, and not only those of the page."""
        bars = [
            (words.capital(bar.said.title), bar.said.words, _length(bar.said, self.bars)) for bar in self.bars
        ]
        areas = self.areas_table()
        tables = [areas] if areas else []
        sentences = [self.sentence, *(f"{one.title}: {one.words}" for one in self.slices)]
        key = (_("eerst nodig"), _("toen nodig"), _("toen afgesproken"), "", words.hidden())
        drawn = inked.Drawn(_("Hoe het ging"), self.label, inked.course(self.course, key))
        steps = summary(
            (pair for card in self.cards for pair in card.numbers), _("In welke stappen het ging")
        )
        return [
            Part(
                _("Plakjes"),
                sentences,
                [*tables, steps],
                [CODE, *_BESIDE],
                [self.table],
                bars,
                [drawn] if self.course.needed else [],
            )
        ]


def _length(said: Said, bars: Sequence[Bar]) -> int:
    """Return how long a number is in per cent of the longest; a hidden one has no length."""
    return 100 * (said.value or 0) // (max(bar.said.value or 0 for bar in bars) or 1)


def weeks_back(form: OverviewForm) -> int:
    """Return how many weeks are shown: slices are thin, so two years unless somebody asks otherwise."""
    return int(form.got("weken", 104))


def make(form: OverviewForm, reader: Reader, marks: Sequence[PolicyMark]) -> Salami:
    """Put the page of an area together."""
    area, through = form.area, reader.edition.through
    since = through - dt.timedelta(weeks=weeks_back(form))
    figures = reader.figures(indicators=[CODE, *_BESIDE], areas=[area.code], since=since)
    since = max(since, figures.first or since)
    speaker = Speaker(figures, marks)
    numbers = [speaker.last(area.code, CODE, part) for part in (FIRST, NOW, PROMISED)]
    changes = [mark for mark in marks if since < mark.since < through]
    rows = [stretches.levels(figures.row(area.code, CODE, part), through) for part in (FIRST, NOW, PROMISED)]
    drawn = drawing.Course(
        since=min((row[0].first for row in rows if row), default=since),
        end=through + dt.timedelta(days=7),
        first=rows[0], needed=rows[1], promised=rows[2], delivered=(),
        unit=_("punten per week"), ticks=stretches.ticks(since, through),
        marks=[Tick(mark.since, str(mark.number)) for mark in changes],
    )  # fmt: skip
    level, newest = _below(form, reader)
    ordered = _ordered(form, newest, level) if level else []
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(form.got("blad", 1), pages)
    shown = ordered[(page - 1) * PAGE : page * PAGE]

    def lines_of(areas: Sequence[Area]) -> list[Line]:
        return [_line(form, one, speaker, newest, reader) for one in areas]

    return Salami(
        area=area,
        sentence=_sentence(numbers, reader),
        bars=[_bar(said, numbers[0], reader) for said in numbers],
        slices=_slices(numbers, reader),
        course=drawn,
        label=_(
            "Punten per week van de dossiers die open waren: eerst nodig, toen nodig, toen afgesproken."
            " De getallen staan in de tabel."
        ),
        changes=changes,
        cards=[
            overview.Maker(speaker, area, since, reader.edition, marks).card(DEFINITIONS[code])
            for code in _BESIDE
        ],
        lines=lines_of(shown),
        level_words=_("per buurt") if level == BUURT else _("per wijk"),
        page=page,
        pages=pages,
        earlier=form.query(blad=page - 1) if page > 1 else "",
        later=form.query(blad=page + 1) if page < pages else "",
        table=over_time(
            speaker, area.code, [(CODE, part) for part in (FIRST, NOW, PROMISED)], DEFINITIONS[CODE].title
        ),
        headings=_headings(speaker),
        areas_table=lambda: _table(lines_of(ordered), speaker) if ordered else None,
    )


def _sentence(numbers: Sequence[Said], reader: Reader) -> str:
    if all(said.cell is None for said in numbers):
        return _("Hiervan is hier nog niets gepubliceerd.")
    left = percentage(numbers[2].value, numbers[0].value, reader.edition.limits)
    if left is None:
        return _("Hoeveel er in plakjes af ging, is hier afgeschermd.")
    return _("Van elke 100 punten die eerst nodig waren, zijn er nu %(left)s afgesproken.") % {"left": left}


def _slices(numbers: Sequence[Said], reader: Reader) -> list[Slice]:
    """Say how much went off between the numbers, as far as the rounding allows."""
    titles = (
        _("Minder of meer nodig gevonden sinds het begin"),
        _("Afgesproken tegen wat nu nodig is"),
        _("Samen: afgesproken tegen wat eerst nodig was"),
    )
    ranges = [differences.of_count(said.value, said.definition, reader.edition.limits) for said in numbers]
    pairs = ((0, 1), (1, 2), (0, 2))
    return [
        Slice(
            title,
            differences.said(
                differences.between(ranges[one], ranges[other]), Unit.POINTS, reader.edition.limits
            ),
        )
        for title, (one, other) in zip(titles, pairs, strict=True)
        if numbers[one].cell and numbers[other].cell
    ]


def _bar(said: Said, first: Said, reader: Reader) -> Bar:
    share = percentage(said.value, first.value, reader.edition.limits)
    look = {FIRST: "wz-first", NOW: "wz-ink", PROMISED: "wz-promised"}[said.part]
    return Bar(
        said,
        drawing.bar(
            said.value, max(first.value or 0, said.value or 0), look, published=said.cell is not None
        ),
        f"{share}{words.NO_BREAK}%" if share is not None else "",
    )


def _below(form: OverviewForm, reader: Reader) -> tuple[str | None, Figures]:
    """Return the finest level below the area at which most can be shown, and its newest numbers."""
    finer = [level for level in form.areas.finer(form.area) if form.areas.of(level, form.area)]
    if not finer:
        return None, Figures(())
    codes = (
        None
        if form.area is form.areas.top
        else [one.code for level in finer for one in form.areas.of(level, form.area)]
    )
    asked = form.got("niveau")
    level = asked if asked in finer else choose_level(reader.filled(finer, codes), finer) or finer[0]
    return level, reader.figures(indicators=[CODE], levels=[level], since=reader.edition.through)


def _ordered(form: OverviewForm, newest: Figures, level: str) -> list[Area]:
    return [area for area in form.areas.of(level, form.area) if newest.row(area.code, CODE, FIRST)]


def _line(form: OverviewForm, area: Area, speaker: Speaker, newest: Figures, reader: Reader) -> Line:
    numbers = [
        speaker.said(CODE, part, newest.last(area.code, CODE, part)) for part in (FIRST, NOW, PROMISED)
    ]
    left = percentage(numbers[2].value, numbers[0].value, reader.edition.limits)
    return Line(
        area=area,
        query=form.query(gebied=area.code, niveau=None, blad=None),
        numbers=numbers,
        left=words.hidden() if left is None else f"{left}{words.NO_BREAK}%",
        drawing=drawing.bar(left, 100, "wz-delivered"),
    )


def _headings(speaker: Speaker) -> list[str]:
    titles = (words.capital(speaker.title(CODE, part)) for part in (FIRST, NOW, PROMISED))
    return [_("Gebied"), *titles, _("Afgesproken van eerst nodig")]


def _table(lines: Sequence[Line], speaker: Speaker) -> Table:
    rows = [(line.area.title, [*map(cell_of, line.numbers), text(line.left)]) for line in lines]
    return Table(_("Punten per week per gebied"), _headings(speaker), rows)
