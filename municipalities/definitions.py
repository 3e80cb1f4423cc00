"""What each figure is: the one table that the counting, the screens and the API's text read. Plain Python.

The norm, in words, is docs/figures.md. A stock is taken as a Monday begins. A flow is counted over a period: a week of
the municipality, a month of a wijk, a quarter of a buurt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Unit(StrEnum):
    """In what a figure is counted."""

    COUNT = "aantal"
    POINTS = "punten"
    DAYS = "dagen"
    HOURS = "uren"
    PERCENT = "procent"


class Nature(StrEnum):
    """Whether a figure is taken at a moment or counted over a period."""

    STOCK = "stand"
    FLOW = "stroom"


class Level(StrEnum):
    """How large an area is."""

    MUNICIPALITY = "gemeente"
    DISTRICT = "wijk"
    NEIGHBOURHOOD = "buurt"


class Basis(StrEnum):
    """On what suppression rests (docs/suppression.md).

    EVENTS: a count of what happened to persons, or of what they have, with the number of persons behind it. MEASURE: a
    sum that rests on a base of persons and may be small or 0. DERIVED: reckoned from what is shown, in no sum.
    NOBODY: about no person, so shown as it is.
    """

    EVENTS = "gebeurtenissen"
    MEASURE = "maat"
    DERIVED = "afgeleid"
    NOBODY = "niemand"


class Topic(StrEnum):
    """Under which heading a figure stands."""

    SUPPORT = "steun"
    FLAGS = "signaleringen"
    LESS = "minder"
    HELP = "hulp"
    NEIGHBOURHOOD = "buurt"


TOPICS: Mapping[Topic, str] = {
    Topic.SUPPORT: "Steun: nodig, afgesproken en gegeven",
    Topic.FLAGS: "Signalen",
    Topic.LESS: "Minder dan nodig",
    Topic.HELP: "Hulp van buren",
    Topic.NEIGHBOURHOOD: "De buurt en het buurtcentrum",
}


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure: how it is called, what is counted and how, and in which parts it falls apart.

    `parts` are codes with their titles. With `adds_up` there is a total too (part ""), which is the sum of the parts.
    `stem` is what stands before the title of a part, where that of the whole would name the parts twice.
    `rests_on` is the figure whose persons are the base of a measure.
    """

    code: str
    title: str
    text: str
    unit: Unit
    nature: Nature
    basis: Basis
    topic: Topic
    parts: Mapping[str, str] = field(default_factory=dict)
    adds_up: bool = True
    levels: tuple[Level, ...] = tuple(Level)
    stem: str = ""

    def titled(self, part: str) -> str:
        """Return the title of a part (its title in words) with that of the figure before it."""
        return f"{self.stem or self.title}: {part}" if part else self.title

    @property
    def names(self) -> tuple[str, ...]:
        """List the part codes that are published, the total ("") first where there is one."""
        total = ("",) if self.adds_up or not self.parts else ()
        return (*total, *self.parts)


RULES = {
    "afgeschaald": "minder beloofd dan nodig (afgeschaald)",
    "sluipendAfgeschaald": "minder gekomen dan nodig (sluipend afgeschaald)",
    "uitBeeld": "lang niet gezien (uit beeld)",
    "onvindbaar": "niet te vinden (onvindbaar)",
}
REASONS = {
    "geenCapaciteit": "geen capaciteit",
    "bezuiniging": "bezuiniging",
    "wensBewoner": "wens van de bewoner",
    "onbereikbaar": "niet te bereiken",
    "anders": "anders",
}

_COUNT, _POINTS, _DAYS, _HOURS, _PERCENT = Unit
_STOCK, _FLOW = Nature
_EVENTS, _MEASURE, _DERIVED, _NOBODY = Basis

_TABLE = (
    Definition(
        "openDossiers",
        "Open dossiers",
        "Dossiers die open zijn als de maandag begint, ook als er een pauze is.",
        _COUNT, _STOCK, _EVENTS, Topic.SUPPORT,
    ),
    Definition(
        "punten",
        "Punten nodig, afgesproken en gegeven",
        "Een huisbezoek is 100 punten, een telefoontje minder (zie het beleid). Nodig en afgesproken: het ritme van elk"
        " open dossier, over de dagen zonder pauze. Gegeven: per dag het beste geslaagde contact; het telt nooit voor"
        " meer dan een contact dat nodig is.",
        _POINTS, _FLOW, _MEASURE, Topic.SUPPORT,
        parts={"nodig": "nodig", "afgesproken": "afgesproken", "gegeven": "gegeven"},
        adds_up=False, stem="Punten",
    ),
    Definition(
        "puntenPerWeek",
        "Punten per week: eerst nodig, nu nodig, nu afgesproken",
        "Van de dossiers die nu open zijn: wat er in het begin per week nodig was, wat er nu nodig is en wat er nu is"
        " afgesproken. Zo is te zien wat er in kleine plakjes af ging.",
        _POINTS, _STOCK, _MEASURE, Topic.LESS,
        parts={"eerstNodig": "eerst nodig", "nodig": "nu nodig", "afgesproken": "nu afgesproken"},
        adds_up=False, stem="Punten per week",
    ),
    Definition(
        "dagenSindsGezien",
        "Dagen sinds iemand gezien is",
        "De middelste van alle open dossiers: hoeveel dagen geleden iemand de bewoner echt zag (huisbezoek, inloop of"
        " buiten). Nooit gezien telt vanaf de opening.",
        _DAYS, _STOCK, _DERIVED, Topic.SUPPORT,
    ),
    Definition(
        "contactmomenten",
        "Gelukte contacten",
        "Contacten waarbij de bewoner bereikt is.",
        _COUNT, _FLOW, _MEASURE, Topic.SUPPORT,
        parts={"huisbezoek": "huisbezoek", "elders": "inloop of buiten", "opAfstand": "op afstand"},
    ),
    Definition(
        "aandeelHuisbezoek",
        "Aandeel huisbezoek",
        "Van honderd gelukte contacten: hoeveel een huisbezoek waren.",
        _PERCENT, _FLOW, _DERIVED, Topic.SUPPORT,
    ),
    Definition(
        "aandeelOpAfstand",
        "Aandeel op afstand",
        "Van honderd gelukte contacten: hoeveel via beeldbellen, telefoon of bericht gingen.",
        _PERCENT, _FLOW, _DERIVED, Topic.SUPPORT,
    ),
    Definition(
        "signaleringenOpen",
        "Open signalen",
        "Signalen die open staan als de maandag begint, per regel. Een dossier kan er meer dan een hebben.",
        _COUNT, _STOCK, _EVENTS, Topic.FLAGS, parts=RULES,
    ),
    Definition(
        "signaleringenOnbeantwoord",
        "Signalen zonder antwoord",
        "Open signalen waarop na 10 werkdagen niemand een plan heeft gemaakt.",
        _COUNT, _STOCK, _EVENTS, Topic.FLAGS, parts=RULES,
    ),
    Definition(
        "signaleringenGeopend",
        "Nieuwe signalen",
        "Signalen die in de periode zijn ontstaan.",
        _COUNT, _FLOW, _EVENTS, Topic.FLAGS, parts=RULES,
    ),
    Definition(
        "signaleringenGesloten",
        "Gesloten signalen",
        "Signalen die in de periode zijn gesloten, om welke reden ook.",
        _COUNT, _FLOW, _EVENTS, Topic.FLAGS, parts=RULES,
    ),
    Definition(
        "behoeftesVerlaagd",
        "Nodig verlaagd",
        "Keren dat er in de periode minder nodig werd gevonden dan daarvoor.",
        _COUNT, _FLOW, _EVENTS, Topic.LESS,
        parts={
            "metSignalering": "terwijl er een signaal open stond",
            "zonderSignalering": "zonder open signaal",
        },
    ),
    Definition(
        "minderAfgesproken",
        "Minder afgesproken dan nodig",
        "Afspraken die in de periode ingingen en minder zijn dan nodig, met de reden.",
        _COUNT, _FLOW, _EVENTS, Topic.LESS, parts=REASONS,
    ),
    Definition(
        "besluitAfspraken",
        "Afspraken door een besluit",
        "Open dossiers waarin nu minder is afgesproken vanwege dit besluit.",
        _COUNT, _STOCK, _EVENTS, Topic.LESS, adds_up=False, levels=(Level.MUNICIPALITY,),
    ),
    Definition(
        "besluitPunten",
        "Punten per week minder door een besluit",
        "Hoeveel punten per week in die dossiers minder is afgesproken dan nodig is.",
        _POINTS, _STOCK, _MEASURE, Topic.LESS, adds_up=False, levels=(Level.MUNICIPALITY,),
    ),
    Definition(
        "besluitSignaleringen",
        "Signalen sinds een besluit",
        "Signalen in die dossiers die ontstonden sinds de afspraak van dit besluit inging.",
        _COUNT, _STOCK, _EVENTS, Topic.LESS, adds_up=False, levels=(Level.MUNICIPALITY,),
    ),
    Definition(
        "pauzedagen",
        "Dagen pauze",
        "Dagen waarop een open dossier stil stond door een pauze.",
        _DAYS, _FLOW, _MEASURE, Topic.LESS,
    ),
    Definition(
        "sluitingenMetSignalering",
        "Gesloten met een open signaal",
        "Dossiers die in de periode zijn gesloten terwijl er een signaal open stond.",
        _COUNT, _FLOW, _EVENTS, Topic.LESS,
    ),
    Definition(
        "hulpvragenBinnen",
        "Hulpvragen binnengekomen",
        "Hulpvragen die in de periode zijn gesteld.",
        _COUNT, _FLOW, _EVENTS, Topic.HELP,
    ),
    Definition(
        "hulpvragenBeantwoord",
        "Hulpvragen beantwoord",
        "Hulpvragen waarop in de periode voor het eerst iemand ja zei.",
        _COUNT, _FLOW, _EVENTS, Topic.HELP,
    ),
    Definition(
        "hulpvragenOnbeantwoord",
        "Hulpvragen zonder antwoord",
        "Hulpvragen waarop niemand ja zei, en die in de periode naar een professional gingen of niet lukten.",
        _COUNT, _FLOW, _EVENTS, Topic.HELP,
    ),
    Definition(
        "urenTotAntwoord",
        "Uren tot een antwoord",
        "De middelste van de hulpvragen die in de periode zijn beantwoord: hoeveel uur het duurde.",
        _HOURS, _FLOW, _DERIVED, Topic.HELP,
    ),
    Definition(
        "vrijwilligers",
        "Vrijwilligers",
        "Vrijwilligers die meedoen als de maandag begint, en hoeveel rek er nog is.",
        _COUNT, _STOCK, _EVENTS, Topic.HELP,
        parts={"ruim": "ruim", "letOp": "let op", "rust": "rust"},
    ),
    Definition(
        "taken",
        "Taken gedaan",
        "Keren dat een vrijwilliger in de periode hielp.",
        _COUNT, _FLOW, _EVENTS, Topic.HELP,
        parts={"andereBuurt": "in een andere buurt", "eigenBuurt": "in de eigen buurt"},
    ),
    Definition(
        "aandeelBrug",
        "Aandeel hulp over de grens van de buurt",
        "Van honderd taken: hoeveel waren van een vrijwilliger uit een andere buurt.",
        _PERCENT, _FLOW, _DERIVED, Topic.HELP,
    ),
    Definition(
        "meldingenPlek",
        "Meldingen over een plek",
        "Meldingen over een plek of de sfeer in een straat, binnengekomen in de periode.",
        _COUNT, _FLOW, _EVENTS, Topic.NEIGHBOURHOOD,
    ),
    Definition(
        "meldingenPlekAfgerond",
        "Meldingen over een plek afgerond",
        "Meldingen over een plek die in de periode zijn afgerond.",
        _COUNT, _FLOW, _EVENTS, Topic.NEIGHBOURHOOD,
        parts={"doorPraten": "opgelost door te praten", "anders": "anders afgerond"},
    ),
    Definition(
        "rondes",
        "Rondes op straat",
        "Rondes van professionals door de buurt.",
        _COUNT, _FLOW, _EVENTS, Topic.NEIGHBOURHOOD,
    ),
    Definition(
        "centrumuren",
        "Uren van buurtcentra",
        "Uren die de buurtcentra volgens hun rooster open zouden zijn: open, dicht met een andere deur, en dicht zonder"
        " andere deur.",
        _HOURS, _FLOW, _NOBODY, Topic.NEIGHBOURHOOD,
        parts={
            "open": "open",
            "dichtMetAnder": "dicht, een andere deur was open",
            "dichtZonderAnder": "dicht, zonder andere deur",
        },
        adds_up=False,
    ),
)  # fmt: skip

DEFINITIONS: Mapping[str, Definition] = {one.code: one for one in _TABLE}

# Which figure is the base of a measure, and of what is derived. A percentage is a part of a whole that is shown.
RESTS_ON: Mapping[str, str] = {
    "puntenPerWeek": "openDossiers",
    "dagenSindsGezien": "openDossiers",
    "urenTotAntwoord": "hulpvragenBeantwoord",
}
PERCENTAGES: Mapping[str, tuple[str, str]] = {
    "aandeelHuisbezoek": ("contactmomenten", "huisbezoek"),
    "aandeelOpAfstand": ("contactmomenten", "opAfstand"),
    "aandeelBrug": ("taken", "andereBuurt"),
}
# How a stock grows and shrinks, part by part.
TURNOVERS: Mapping[str, tuple[str, str]] = {
    "signaleringenOpen": ("signaleringenGeopend", "signaleringenGesloten"),
}
# What is a part of something else: so who is left is guarded too, although nobody publishes it.
WITHIN: Mapping[str, str] = {"signaleringenOnbeantwoord": "signaleringenOpen"}
# Figures whose parts are decisions; the part is the decision's number, its title stands beside it.
OF_DECISIONS = ("besluitAfspraken", "besluitPunten", "besluitSignaleringen")
