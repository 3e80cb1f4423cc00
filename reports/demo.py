"""Reports of the fictional municipality, one or more in each state, told from the day on which it is loaded.

Plain Python: the command load_demo_reports files them by the same actions as people do.
"""

from __future__ import annotations

from dataclasses import dataclass

from cases.demo import staff

ON_DUTY = {"social": staff.HEADLINE, "youth": "Kwame Asante", "community": "Eline de Graaf"}
PLACES = ("Lindenhof", "Havenkwartier", "De Gaarde", "Molenwijk")
CALL = ("Wijkteam Oost", "0999 - 12 00 10", "tot 17.00 uur")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One report: when it came, what it says, how far it came; hours count back from now."""

    place: str
    text: str
    hours: int
    channel: str = "public"
    topic: str = ""  # empty: about a person
    subject: str = ""
    danger: bool = False
    reporter: tuple[str, str, str] = ("", "", "")  # name, phone, e-mail
    protected: bool = False
    taken_up_by: str = ""
    notes: tuple[str, ...] = ()
    told: bool = False
    outcome: str = ""
    said: str = ""


STORIES = (
    Story(
        place="Lindenhof",
        subject="De buurvrouw op nummer 12",
        text="De gordijnen blijven dicht en de post ligt in de hal. Ik heb haar al een week niet gezien.",
        hours=3,
        reporter=("Buurman Van Dijk", "", "van.dijk@voorbeeld.example"),
        protected=True,
    ),
    Story(
        place="Havenkwartier",
        subject="Een jonge man bij het station",
        text="Hij slaapt al drie nachten buiten en heeft het koud. Hij wil geen praatje.",
        hours=26,
        channel="phone",
        reporter=("Stationsbeheer", "0999 - 55 00 01", ""),
    ),
    Story(
        place="De Gaarde",
        topic="young_people",
        subject="Het pleintje achter de Spar",
        text="Elke avond een groep jongens, harde muziek. Ze doen niets, maar mijn moeder durft er niet langs.",
        hours=20,
    ),
    Story(
        place="Molenwijk",
        subject="Meneer Terpstra, Molenweg",
        text="Hij vergeet het gas uit te doen. De thuiszorg komt niet meer.",
        hours=70,
        channel="volunteer",
        taken_up_by="Jeroen Bakker",
        notes=("Aangebeld, hij deed open. Morgen samen koffie.",),
    ),
    Story(
        place="Lindenhof",
        subject="Gezin boven de bakker",
        text="Veel ruzie, de kinderen spelen tot laat buiten.",
        hours=29 * 24,
        channel="desk",
        reporter=("Bakkerij Oost", "0999 - 55 00 02", ""),
        protected=True,
        taken_up_by=staff.HEADLINE,
        notes=("Met school gebeld, zij kennen het gezin.",),
    ),
    Story(
        place="Havenkwartier",
        topic="no_seats",
        subject="De kade",
        text="De bankjes zijn weg. Mijn man van 84 kan nergens meer zitten en komt dus niet meer buiten.",
        hours=12 * 24,
        taken_up_by="Eline de Graaf",
        notes=("Met drie bewoners gelopen. Zij willen twee bankjes terug.",),
    ),
    Story(
        place="De Gaarde",
        topic="conflict",
        subject="Tuinstraat",
        text="Twee huizen schreeuwen over de heg. De hele straat heeft er last van.",
        hours=40 * 24,
        channel="phone",
        taken_up_by="Eline de Graaf",
        notes=("Met beide buren apart gepraat, daarna samen aan tafel.",),
        outcome="talked",
        said="De heg wordt samen geknipt.",
    ),
    Story(
        place="Molenwijk",
        topic="young_people",
        subject="Speeltuin Molenwijk",
        text="Jongeren hangen in de speeltuin, kinderen durven niet.",
        hours=33 * 24,
        taken_up_by="Kwame Asante",
        notes=("Drie avonden langs geweest. Ze helpen mee met de voetbalkooi.",),
        outcome="talked",
    ),
    Story(
        place="Lindenhof",
        topic="loneliness",
        subject="Flat De Linde",
        text="Sinds de koffiekamer dicht is zien de mensen elkaar niet meer.",
        hours=50 * 24,
        channel="volunteer",
        taken_up_by="Eline de Graaf",
        outcome="help_found",
        said="Elke dinsdag koffie in de hal, met twee vrijwilligers.",
    ),
    Story(
        place="Havenkwartier",
        subject="Vrouw met hond",
        text="Zij liep te huilen langs de kade.",
        hours=21 * 24,
        taken_up_by=staff.HEADLINE,
        notes=("Twee keer op de kade gezocht en rondgevraagd.",),
        outcome="not_found",
    ),
)
# Where somebody walked, so many days ago, how long: by the youth and the community worker.
ROUNDS = (
    ("De Gaarde", "Kwame Asante", 1, 45, "Rustig, zes jongens gesproken"),
    ("De Gaarde", "Kwame Asante", 3, 30, ""),
    ("Molenwijk", "Kwame Asante", 4, 60, "Voetbalkooi wordt gebruikt"),
    ("Havenkwartier", "Eline de Graaf", 2, 45, ""),
)
