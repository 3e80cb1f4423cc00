"""The areas within an area, beside each other: at the finest level at which most of them can be shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.drawing import Svg
from dashboard import drawing, overview, stretches, words
from dashboard.choosing import OverviewForm
from dashboard.places import BUURT, WIJK, Area
from dashboard.reading import Figures, Filled, Reader
from dashboard.saying import Part, Said, Speaker, Table, cell_of, text
from municipalities.derived import percentage

PAGE = 24  # drawings on a page
BASE = "openDossiers"  # what tells whether an area is filled


@dataclass(frozen=True, slots=True)
class Panel:
    """One area: its share delivered and promised, of the newest period, and how that went."""

    area: Area
    query: str
    cases: Said
    given: str
    promised: str
    is_hidden: bool
    is_absent: bool  # of the points nothing was published yet
    drawing: Svg
    label: str


@dataclass(frozen=True, slots=True)
class Within:
    """The areas within an area at one level, a page of them."""

    level: str
    title: str
    sentence: str
    period: str  # that the shares are about; "" where there is none yet
    levels: Sequence[tuple[str, str, bool]]  # words, query, chosen
    orders: Sequence[tuple[str, str, bool]]
    panels: Sequence[Panel]
    page: int
    pages: int
    earlier: str
    later: str
    table: Table  # of the areas of the page
    whole: Callable[[], Table]  # of all areas: made where it is taken along, for there may be thousands

    def part(self) -> Part:
        """Return what is exported of it: all areas, and not only those of the page."""
        return Part(self.title, [self.sentence], [self.whole()], ["openDossiers", "punten"])


def choose_level(filled: Mapping[str, Filled], finer: Sequence[str]) -> str | None:
    """Return the finest of the levels at which at least half of the areas are shown; None where none is."""
    for level in reversed(finer):
        here = filled.get(level)
        if here and here.has_points and 2 * here.shown >= here.places:
            return level
    return None


def make(form: OverviewForm, reader: Reader, speaker: Speaker) -> Within | None:
    """Put the areas within the area of a page beside each other; None where there are none or nothing can be shown."""
    finer = [level for level in form.areas.finer(form.area) if form.areas.of(level, form.area)]
    if not finer:
        return None
    codes = (
        None
        if form.area is form.areas.top
        else [one.code for level in finer for one in form.areas.of(level, form.area)]
    )
    filled = reader.filled(finer, codes)
    best = choose_level(filled, finer)
    level = form.got("niveau") if form.got("niveau") in finer else best or finer[0]
    if not filled:
        return None
    return _Maker(form, reader, speaker, finer, level).make(_sentence(level, best, filled, finer))


def _sentence(level: str, best: str | None, filled: Mapping[str, Filled], finer: Sequence[str]) -> str:
    """Say why the areas of this level are shown, and how many of them."""
    counted = _counted(level, filled)
    here = filled.get(level)
    if here is None or not here.has_points:
        return _("Nodig, afgesproken en gegeven zijn hier nog over geen hele periode gepubliceerd.")
    if best is None:
        return _("Op dit moment is bijna alles afgeschermd: %(counted)s.") % {"counted": counted}
    if level != best:
        return words.capital(f"{counted}.")
    if level == finer[-1]:
        return _("Dit is het fijnst dat er is: %(counted)s.") % {"counted": counted}
    finest = filled.get(finer[-1])
    if finest is None or not finest.has_points:
        why = _("Per wijk, want per buurt is nog geen heel kwartaal gepubliceerd")
    else:
        why = _("Per wijk, want van de %(places)s buurten zijn er maar %(shown)s te zien") % {
            "places": words.number(finest.places),
            "shown": words.number(finest.shown),
        }
    return f"{why}. {words.capital(counted)}."


def _counted(level: str, filled: Mapping[str, Filled]) -> str:
    here = filled.get(level)
    places, shown = (here.places, here.shown) if here else (0, 0)
    said = {
        "places": words.number(places),
        "areas": {WIJK: _("wijken"), BUURT: _("buurten")}[level],
        "shown": words.number(shown),
    }
    if shown == places == 1:
        return {WIJK: _("de enige wijk is te zien"), BUURT: _("de enige buurt is te zien")}[level]
    if shown == places > 0:
        return _("alle %(places)s %(areas)s zijn te zien") % said
    return _("van de %(places)s %(areas)s zijn er %(shown)s te zien") % said


class _Maker:
    def __init__(
        self, form: OverviewForm, reader: Reader, speaker: Speaker, finer: Sequence[str], level: str
    ) -> None:
        self.form, self.reader, self.speaker, self.finer, self.level = form, reader, speaker, finer, level
        self.areas = list(form.areas.of(level, form.area))
        self.period = ""
        self.since = reader.edition.through - dt.timedelta(weeks=max(52, overview.weeks_back(form)))

    def make(self, sentence: str) -> Within:
        newest = self._newest()
        ordered = self._ordered(newest)
        pages = max(1, -(-len(ordered) // PAGE))
        page = min(self.form.got("blad", 1), pages)
        shown = ordered[(page - 1) * PAGE : page * PAGE]
        figures = self.reader.figures(
            indicators=["punten"], areas=[area.code for area in shown], since=self.since
        )
        drawn = Speaker(figures, ())
        order = self.form.got("volgorde", "naam")
        return Within(
            level=self.level,
            title=_("Per buurt") if self.level == BUURT else _("Per wijk"),
            sentence=sentence,
            period=self.period,
            levels=[
                (
                    _("Per wijk") if level == WIJK else _("Per buurt"),
                    self._query(niveau=level),
                    level == self.level,
                )
                for level in self.finer
            ],
            orders=[
                (said, self._query(volgorde=key), key == order)
                for key, said in (("naam", _("Op naam")), ("gegeven", _("Waar het minst komt eerst")))
            ],
            panels=[self._panel(area, newest, drawn) for area in shown],
            page=page,
            pages=pages,
            earlier=self.form.query(blad=page - 1) if page > 1 else "",
            later=self.form.query(blad=page + 1) if page < pages else "",
            table=self._table(shown, newest),
            whole=lambda: self._table(ordered, newest),
        )

    def _query(self, **changed: str | None) -> str:
        return self.form.query(blad=None, **changed)

    def _newest(self) -> Figures:
        """Read the newest period of every area of the level, to order them and for the table."""
        through = self.reader.edition.through
        periods = self.reader.periods("punten", self.level, most=1)
        since = periods[0][0] if periods else through
        self.period = words.short(*periods[0]) if periods else ""
        points = self.reader.figures(indicators=["punten"], levels=[self.level], since=since)
        return points.joined(self.reader.figures(indicators=[BASE], levels=[self.level], since=through))

    def _ordered(self, newest: Figures) -> list[Area]:
        # An area that ended has no newest period: it is found in the years in which it was there.
        known = [
            area
            for area in self.areas
            if newest.row(area.code, BASE) or newest.row(area.code, "punten", "nodig") or not area.ended
        ]
        if self.form.got("volgorde") == "gegeven":
            return sorted(
                known,
                key=lambda area: (
                    self._share(area, newest, "gegeven") is None,
                    self._share(area, newest, "gegeven") or 0,
                ),
            )
        return known

    def _share(self, area: Area, newest: Figures, part: str) -> int | None:
        needed, other = newest.last(area.code, "punten", "nodig"), newest.last(area.code, "punten", part)
        return percentage(
            other.value if other else None, needed.value if needed else None, self.reader.edition.limits
        )

    def _words(self, area: Area, newest: Figures, part: str) -> str:
        if newest.last(area.code, "punten", part) is None:
            return words.unpublished()
        share = self._share(area, newest, part)
        return words.hidden() if share is None else f"{share}{words.NO_BREAK}%"

    def _panel(self, area: Area, newest: Figures, drawn: Speaker) -> Panel:
        given, promised = (self._words(area, newest, part) for part in ("gegeven", "afgesproken"))
        cases = self.speaker.said(BASE, "", newest.last(area.code, BASE))
        return Panel(
            area=area,
            query=self._query(gebied=area.code, niveau=None, volgorde=None),
            cases=cases,
            given=given,
            promised=promised,
            is_absent=given == promised == words.unpublished(),
            is_hidden=given == promised == words.hidden() and cases.value is None,
            drawing=drawing.small_course(
                stretches.course_of(drawn, area, self.since, self.reader.edition.through)
            ),
            label=_("%(area)s: gekomen %(given)s, afgesproken %(promised)s van wat nodig is.")
            % {"area": area.title, "given": given, "promised": promised},
        )

    def _table(self, ordered: Sequence[Area], newest: Figures) -> Table:
        heads = [
            words.capital(_("buurt") if self.level == BUURT else _("wijk")),
            self.speaker.title(BASE, ""),
        ]
        heads += [words.capital(self.speaker.title("punten", part)) for part in stretches.POINTS]
        heads += [_("Gekomen van nodig"), _("Periode van de punten")]
        rows = []
        for area in ordered:
            numbers = [self.speaker.said(BASE, "", newest.last(area.code, BASE))]
            numbers += [
                self.speaker.said("punten", part, newest.last(area.code, "punten", part))
                for part in stretches.POINTS
            ]
            period = numbers[1].cell
            said = words.short(period.begins, period.ends) if period else "–"
            rows.append(
                (area.title, [*map(cell_of, numbers), text(self._words(area, newest, "gegeven")), text(said)])
            )
        return Table(_("Nodig, afgesproken en gegeven per gebied, de nieuwste periode"), heads, rows)
