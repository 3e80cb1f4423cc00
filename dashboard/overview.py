"""The overview: what happens in an area to contact and help, by topic, and how the areas within it stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.drawing import Svg
from dashboard import drawing, stretches, words
from dashboard.choosing import OverviewForm
from dashboard.drawing import Columns, Tick
from dashboard.places import BUURT, CITY, WIJK, Area
from dashboard.policies import PolicyMark
from dashboard.reading import EditionMark, Reader
from dashboard.saying import (
    About,
    Part,
    Said,
    Speaker,
    Table,
    TableCell,
    about,
    cell_of,
    over_time,
    summary,
    text,
)
from municipalities.definitions import DEFINITIONS, OF_DECISIONS, RULES, TOPICS, Definition, Topic
from municipalities.derived import percentage

_BACK = {CITY: 26, WIJK: 52, BUURT: 104}  # weeks: an area of which little is published is shown over longer
_LOOKS = {
    "onvindbaar": ("user-search", "is-alarm"),
    "uitBeeld": ("eye-off", "is-alarm"),
    "sluipendAfgeschaald": ("trending-down", "is-warn"),
    "afgeschaald": ("calendar-minus", "is-warn"),
}
# What has a drawing or a table of its own, and no card.
_OF_REQUESTS = ("hulpvragenBinnen", "hulpvragenBeantwoord", "hulpvragenOnbeantwoord", "urenTotAntwoord")
_APART = {"punten", "puntenPerWeek", *_OF_REQUESTS, *OF_DECISIONS}
_OF_FLAGS = (
    "signaleringenOpen",
    "signaleringenOnbeantwoord",
    "signaleringenGeopend",
    "signaleringenGesloten",
)


@dataclass(frozen=True, slots=True)
class Card:
    """A figure: its total with how it went, and its parts as bars."""

    definition: Definition
    total: Said | None
    before: Said | None
    parts: Sequence[tuple[Said, Svg]]
    drawing: Svg | None

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
    drawing: Svg
    others: Sequence[Said]

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
    drawing: Svg
    label: str
    is_empty: bool

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

    drawing: Svg
    label: str
    numbers: Sequence[Said]

    @property
    def about(self) -> list[About]:
        """What belongs to the numbers."""
        return about(self.numbers)


@dataclass(frozen=True, slots=True)
class Overview:
    """All of the page but the areas below, which `within` makes."""

    contact: Contact
    rules: Sequence[RuleCard]
    flags: Sequence[Said]
    requests: Requests
    decisions: Sequence[DecisionLine]
    sections: Sequence[Section]
    changes: Sequence[PolicyMark]
    policies: Sequence[PolicyMark]
    speaker: Speaker
    area: Area

    def parts(self) -> list[Part]:
        """Return what is exported of it: on paper what the screen says, in a spreadsheet every period too."""
        made = []
        for section in self.sections:
            codes = [code for code, one in DEFINITIONS.items() if one.topic == section.key]
            now = summary(self._numbers(section), section.title)
            deeds = [decisions_table(self.decisions)] if section.key == Topic.LESS and self.decisions else []
            of_contact = section.key == Topic.SUPPORT
            made.append(
                Part(
                    section.title,
                    [self.contact.sentence] if of_contact else [],
                    [now, *deeds],
                    codes,
                    section.tables,
                    self.contact.bars if of_contact else (),
                )
            )
        return made

    def _numbers(self, section: Section) -> list[tuple[Said, Said | None]]:
        """Return the numbers of a topic as the screen has them, with what they were."""
        found: list[tuple[Said, Said | None]] = []
        if section.key == Topic.SUPPORT:
            found += [(said, None) for said in self.contact.numbers]
        if section.key == Topic.FLAGS:
            found += [(said, None) for said in self.flags]
            for rule in self.rules:
                found += [(rule.open, rule.before), *((said, None) for said in rule.others)]
        if section.key == Topic.HELP:
            found += [(said, None) for said in self.requests.numbers]
        for card in section.cards:
            found += [(card.total, card.before)] if card.total else []
            found += [(said, None) for said, _bar in card.parts]
        return found


def weeks_back(form: OverviewForm) -> int:
    """Return how many weeks are shown: as many as are asked for, else what suits the level."""
    return int(form.got("weken", _BACK[form.area.level]))


def make(
    form: OverviewForm,
    reader: Reader,
    speaker_titles: dict[tuple[str, str], str],
    marks: Sequence[PolicyMark],
) -> Overview:
    """Put the page of an area together; one query for all figures."""
    area, edition = form.area, reader.edition
    since = edition.through - dt.timedelta(weeks=weeks_back(form))
    figures = reader.figures(indicators=DEFINITIONS, areas=[area.code], since=since)
    since = max(since, figures.first or since)  # what was never published leaves no room empty
    speaker = Speaker(figures, marks, speaker_titles)
    maker = Maker(speaker, area, since, edition, marks)
    return Overview(
        contact=maker.contact(),
        rules=[maker.rule(part) for part in reversed(RULES)],
        flags=[speaker.last(area.code, code) for code in _OF_FLAGS],
        requests=maker.requests(),
        decisions=maker.decisions(),
        sections=[maker.section(topic) for topic in TOPICS],
        changes=maker.changes,
        policies=marks,
        speaker=speaker,
        area=area,
    )


class Maker:
    """Makes the parts of a page about one area."""

    def __init__(
        self, speaker: Speaker, area: Area, since: dt.date, edition: EditionMark, marks: Sequence[PolicyMark]
    ) -> None:
        self.speaker, self.area, self.since, self.edition = speaker, area, since, edition
        self.end = edition.through + dt.timedelta(days=7)
        self.ticks = stretches.ticks(since, edition.through)
        self.changes = [mark for mark in marks if since < mark.since < self.end]
        self.marks = [Tick(mark.since, str(mark.number)) for mark in self.changes]

    def contact(self) -> Contact:
        """Put needed, promised and delivered together."""
        numbers = [self.speaker.last(self.area.code, "punten", part) for part in stretches.POINTS]
        shares = []
        for said in numbers[1:]:
            share = percentage(said.value, numbers[0].value, self.edition.limits)
            shares.append((said.title, f"{share}{words.NO_BREAK}%" if share is not None else words.hidden()))
        given = percentage(numbers[2].value, numbers[0].value, self.edition.limits)
        empty = all(said.cell is None for said in numbers)
        if empty:
            sentence = _("Van nodig, afgesproken en gegeven is hier in deze tijd niets gepubliceerd")
        elif given is None:
            sentence = _("Hoeveel van het nodige contact er komt, is hier afgeschermd")
        else:
            sentence = _("Van het contact dat nodig is, komt %(share)s\N{NO-BREAK SPACE}%%") % {
                "share": given
            }
        drawn = stretches.course_of(
            self.speaker,
            self.area,
            self.since,
            self.edition.through,
            unit=_("punten per week"),
            ticks=self.ticks,
            marks=self.marks,
        )
        label = f"{sentence}. {self._marked()}"
        return Contact(sentence, numbers, shares, drawing.course(drawn), label, empty)

    def _marked(self) -> str:
        if not self.changes:
            return _("In deze tijd veranderde het beleid niet.")
        days = ", ".join(words.day(mark.since) for mark in self.changes)
        return _("Het beleid veranderde op %(days)s.") % {"days": days}

    def rule(self, part: str) -> RuleCard:
        """Put the flags of a rule together."""
        icon, look = _LOOKS.get(part, ("alert-circle", "is-warn"))
        said = {code: self.speaker.last(self.area.code, code, part) for code in _OF_FLAGS}
        return RuleCard(
            title=words.capital(self.speaker.title("signaleringenOpen", part)),
            icon=icon,
            look=look,
            open=said["signaleringenOpen"],
            before=self._before("signaleringenOpen", part),
            drawing=self._spark("signaleringenOpen", part),
            others=[said[code] for code in _OF_FLAGS[1:]],
        )

    def requests(self) -> Requests:
        """Put the help requests together."""
        row, lack = (
            self.speaker.figures.row(self.area.code, code)
            for code in ("hulpvragenBinnen", "hulpvragenOnbeantwoord")
        )
        drawn = Columns(
            since=self.since,
            end=self.end,
            levels=stretches.levels(row, self.end),
            lack=stretches.levels(lack, self.end),
            unit=_("hulpvragen"),
            ticks=self.ticks,
            marks=self.marks,
        )
        numbers = [self.speaker.last(self.area.code, code) for code in _OF_REQUESTS]
        label = _("Hulpvragen per periode, en hoeveel zonder antwoord. De getallen staan in de tabel.")
        return Requests(drawing.columns(drawn), label, numbers)

    def decisions(self) -> list[DecisionLine]:
        """Return what each decision did."""
        lines = []
        for number in self.speaker.figures.parts(self.area.code, OF_DECISIONS[0]):
            numbers = [self.speaker.last(self.area.code, code, number) for code in OF_DECISIONS]
            # Of a decision that touched few, not even the title is told.
            title = (
                self.speaker.title(OF_DECISIONS[0], number)
                if numbers[0].value is not None
                else _("een ander besluit")
            )
            lines.append(DecisionLine(title, numbers))
        return sorted(lines, key=lambda line: (-(line.numbers[0].value or 0), line.title))

    def section(self, topic: Topic) -> Section:
        """Put a topic together."""
        of_topic = [one for one in DEFINITIONS.values() if one.topic == topic and self._is_here(one)]
        cards = [self.card(one) for one in of_topic if one.code not in _APART and one.code not in _OF_FLAGS]
        tables = [
            over_time(self.speaker, self.area.code, [(one.code, part) for part in one.names], one.title)
            for one in of_topic
            if one.code not in OF_DECISIONS
        ]
        return Section(topic.value, str(TOPICS[topic]), cards, [table for table in tables if table.rows])

    def _is_here(self, definition: Definition) -> bool:
        return self.area.level in [level.value for level in definition.levels]

    def card(self, definition: Definition) -> Card:
        """Put a figure together."""
        code = definition.code
        total = self.speaker.last(self.area.code, code) if "" in definition.names else None
        parts = [self.speaker.last(self.area.code, code, part) for part in definition.names if part]
        most = max((said.value or 0 for said in parts), default=0)
        return Card(
            definition=definition,
            total=total,
            before=self._before(code) if total else None,
            parts=[
                (said, drawing.bar(said.value, most, "wz-asked", published=said.cell is not None))
                for said in parts
            ],
            drawing=self._spark(code) if total else None,
        )

    def _spark(self, code: str, part: str = "") -> Svg:
        row = self.speaker.figures.row(self.area.code, code, part)
        return drawing.spark(Columns(since=self.since, end=self.end, levels=stretches.levels(row, self.end)))

    def _before(self, code: str, part: str = "") -> Said | None:
        row = self.speaker.figures.row(self.area.code, code, part)
        return self.speaker.said(code, part, row[0]) if len(row) > 1 and row[0].value is not None else None


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
