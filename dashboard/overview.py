"""The overview: what happens in an area to contact and help, by topic, and how the areas within it stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboard import drawing, stretches, words
from dashboard.cards import Card, Contact, DecisionLine, Requests, RuleCard, Section, decisions_table
from dashboard.choosing import OverviewForm
from dashboard.drawing import Columns, Tick
from dashboard.inked import Drawn
from dashboard.places import BUURT, CITY, WIJK, Area
from dashboard.policies import PolicyMark
from dashboard.reading import EditionMark, Reader
from dashboard.saying import Part, Said, Speaker, over_time, summary
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

    @property
    def rhythm(self) -> str:
        """How often something new is published about an area of this level."""
        often = {CITY: _("elke week"), WIJK: _("elke maand"), BUURT: _("elk kwartaal")}[self.area.level]
        return _(
            "Hoe het ervoor staat, zoals open dossiers, komt elke week. Wat er gebeurt, zoals nieuwe signalen, komt"
            " voor een %(area)s %(often)s."
        ) % {"area": self.area.kind, "often": often}

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
                    self._drawings(section),
                )
            )
        return made

    def _drawings(self, section: Section) -> list[Drawn]:
        """Return the drawings of a topic for paper."""
        if section.key == Topic.SUPPORT:
            return [] if self.contact.is_empty else [self.contact.on_paper]
        if section.key == Topic.FLAGS:
            return [card.on_paper for card in self.rules if card.open.cell]
        if section.key == Topic.HELP:
            return [self.requests.on_paper] if self.requests.columns.levels else []
        return []

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
        return [*found, *(pair for card in section.cards for pair in card.numbers)]


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
        return Contact(sentence, numbers, shares, drawn, label, empty)

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
            columns=self._columns("signaleringenOpen", part, unit=_("open"), ticks=self.ticks),
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
        return Requests(drawn, label, numbers)

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
            drawing=drawing.spark(self._columns(code)) if total else None,
        )

    def _columns(self, code: str, part: str = "", *, unit: str = "", ticks: Sequence[Tick] = ()) -> Columns:
        row = self.speaker.figures.row(self.area.code, code, part)
        levels = stretches.levels(row, self.end)
        return Columns(since=self.since, end=self.end, levels=levels, unit=unit, ticks=ticks)

    def _before(self, code: str, part: str = "") -> Said | None:
        row = self.speaker.figures.row(self.area.code, code, part)
        return self.speaker.said(code, part, row[0]) if len(row) > 1 and row[0].value is not None else None
