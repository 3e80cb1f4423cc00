"""The volunteers and help requests of the fictional municipality, from a fixed seed, told from the day of loading.

Plain Python: the command load_demo_volunteers has them do and say what is told here, each at its own moment.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

from cases.demo import names, staff

SEED = "Voorbeeldstad helpt"
VOLUNTEERS = 60
HEADLINE = "Mieke van Dam"  # whose phone the demo shows
TAKES_UP = "Marieke Postma"  # of Team Oost: goes on with what she took up
# Where each neighbourhood is: rijksdriehoek, whole metres. The streets lie in a ring around it.
MIDDLES = {
    "BU99990100": (159_000, 455_200),
    "BU99990101": (159_150, 455_500),
    "BU9999010K": (159_500, 455_800),
    "BU99990200": (160_000, 456_000),
    "BU99990201": (160_850, 456_600),
    "BU99990202": (160_500, 455_600),
    "BU9999020M": (161_300, 456_100),
    "BU99990300": (157_650, 454_850),
    "BU99990301": (157_200, 455_300),
    "BU99990302": (157_000, 454_600),
    "BU9999030A": (156_500, 455_000),
    "BU99990A00": (159_000, 454_000),
    "BU99990A01": (159_350, 453_850),
    "BU99990A0B": (160_000, 454_200),
}
_RING = 190  # metres
_KINDS = ("cards", "groceries", "dog", "company", "distress", "other")
_LANGUAGES = {
    names.TURKISH: "tr",
    names.MOROCCAN: "ar",
    names.SURINAMESE: "nl",
    names.POLISH: "pl",
    names.UKRAINIAN: "uk",
    names.SYRIAN: "ar",
    names.ERITREAN: "ti",
    names.CHINESE_DUTCH: "zh",
}
_TEXTS = {
    "cards": ("Samen een spelletje, zij wint graag.", "Kaarten in het buurthuis."),
    "groceries": (
        "Een tas van de supermarkt, en twee pakken melk.",
        "Zij kan niet tillen.",
        "Lift is kapot.",
    ),
    "dog": ("Een kleine hond, trekt niet.", "Hij luistert naar Bobbie."),
    "company": ("Een kop koffie en een praatje.", "Even samen naar buiten.", "Zij is vaak alleen."),
    "distress": ("Haar man is pas overleden.", "Hij slaapt slecht en piekert."),
    "other": ("Een lamp ophangen.", "Mee naar de apotheek.", "Hulp met een brief."),
}


def point(neighbourhood_code: str, street: int) -> tuple[int, int]:
    """Return where a street of a neighbourhood is."""
    x, y = MIDDLES[neighbourhood_code]
    angle = math.tau * street / 6
    return round(x + _RING * math.cos(angle)), round(y + _RING * math.sin(angle))


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """A volunteer who does not exist: who, where, and what they can give. Days count back from today."""

    name: str
    email: str
    neighbourhood: str
    street: int
    house_number: str
    minutes: int
    radius: int
    kinds: tuple[str, ...]
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    parts: tuple[int, ...]
    joined: int
    vog: int | None  # days ago; None: none asked
    vog_given: bool = True
    away: tuple[int, int] | None = None  # from today
    too_much: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request: when it came (hours ago), what it asks, and how far it came."""

    hours: int
    kind: str
    neighbourhood: str
    street: int
    house_number: str
    name: str
    text: str
    ahead: int  # days from when it came to its first day
    part: str
    at: int | None  # the hour, if one was asked
    minutes: int
    # open, offered, declined, accepted, handed_back, done, no_show, withdrawn, escalated, taken_up, not_solved, solved
    state: str
    weekly: bool = False
    urgent: bool = False
    no_network: bool = False
    vog: bool = False
    language: str = ""
    channel: str = "public"
    on_behalf: str = ""
    resident: bool = False  # of somebody whom we know, with a case in Team Oost
    number: int = 0
    phone: str = field(default="")


def helpers() -> list[Helper]:
    """Return the volunteers, the headline's first."""
    rng = random.Random(f"{SEED} helpers")
    places = list(MIDDLES)
    taken = set(staff.people()) | {HEADLINE}
    made = [
        Helper(
            name=HEADLINE,
            email=staff.email(HEADLINE),
            neighbourhood="BU99990200",
            street=2,
            house_number="14",
            minutes=180,
            radius=2500,
            kinds=_KINDS,
            languages=("nl", "en"),
            skills=("lifting", "dogs"),
            parts=tuple(range(21)),
            joined=400,
            vog=380,
        )
    ]
    while len(made) < VOLUNTEERS:
        origin = rng.choices(list(names.ORIGINS), list(names.ORIGINS.values()))[0]
        name = (
            f"{rng.choice(origin.women if rng.random() < 0.6 else origin.men)} {rng.choice(origin.surnames)}"
        )
        email = f"{staff.email(name).split('@')[0]}@buren.example"
        if email in taken:
            continue
        taken.add(email)
        made.append(_helper(rng, len(made), name, email, places, _LANGUAGES.get(origin)))
    return made


def _helper(
    rng: random.Random, number: int, name: str, email: str, places: list[str], language: str | None
) -> Helper:
    parts = rng.sample(range(21), rng.randint(5, 16))
    vog = rng.choice((None, rng.randint(20, 900), rng.randint(20, 900), rng.randint(20, 900)))
    if number in (5, 6, 7):  # about to end: in 90, in 30 and in 7 days
        vog = 3 * 365 - (0, 80, 25, 5)[number - 4]
    elif number == 8:
        vog = 4 * 365  # it ended
    return Helper(
        name=name,
        email=email,
        neighbourhood=places[number % len(places)],
        street=rng.randrange(6),
        house_number=str(rng.randint(1, 140)),
        minutes=rng.choice((30, 60, 60, 90, 120, 120, 180, 240)),
        radius=rng.choice((600, 1000, 1500, 2000, 3000, 5000)),
        kinds=tuple(sorted(rng.sample(_KINDS, rng.randint(2, 5)))),
        languages=tuple(
            dict.fromkeys(["nl", *([language] if language else []), *rng.sample(["en"], rng.randint(0, 1))])
        ),
        skills=tuple(
            rng.sample(("car", "lifting", "forms", "phone", "cooking", "dogs", "dementia"), rng.randint(0, 3))
        ),
        parts=tuple(sorted(parts)),
        joined=rng.randint(3, 900),
        vog=vog,
        vog_given=number != 9,
        away=(rng.randint(-5, 3), rng.randint(4, 20)) if number in (11, 23, 37) else None,
        too_much=tuple(rng.sample(range(1, 25), 2)) if number in (13, 14, 29) else (),
    )


# How many of each, and between how many hours ago they came.
_MIX = (
    ("done", 18, 30 * 24, 8 * 24),
    ("series", 8, 60 * 24, 25 * 24),
    ("withdrawn", 6, 20 * 24, 3 * 24),
    ("not_solved", 4, 30 * 24, 10 * 24),
    ("solved", 3, 28 * 24, 9 * 24),
    ("no_show", 3, 25 * 24, 12 * 24),
    ("handed_back", 4, 60, 20),
    ("accepted", 10, 70, 6),
    ("declined", 4, 60, 12),
    ("taken_up", 2, 120, 90),
    ("escalated", 4, 110, 80),
    ("offered", 8, 40, 3),
    ("open", 6, 20, 1),
)


def asks() -> list[Ask]:
    """Return the requests, the oldest first."""
    rng = random.Random(f"{SEED} asks")
    made: list[Ask] = []
    for state, count, most, least in _MIX:
        for number in range(count):
            made.append(_ask(rng, len(made), state, number, rng.randint(least, most)))
    return sorted(made, key=lambda one: -one.hours)


def _ask(rng: random.Random, index: int, state: str, number: int, hours: int) -> Ask:
    series = state == "series"
    kind = rng.choice(("groceries", "company", "company") if series else _KINDS)
    neighbourhood = rng.choice(list(MIDDLES))
    resident = state in ("escalated", "taken_up", "series", "open") and number == 0
    urgent = state == "escalated" and number in (0, 1)
    if urgent:
        hours = rng.randint(6, 20)
    if state == "taken_up":
        neighbourhood = "BU99990202"
    elif state == "escalated":  # one on the duty of the headline's team, the others elsewhere
        neighbourhood = ("BU99990200", "BU99990300", "BU99990A00", "BU99990301")[number % 4]
    street = rng.randrange(6)
    title = rng.choice(("Mevrouw", "Mevrouw", "Meneer"))
    return Ask(
        hours=hours,
        kind=kind,
        neighbourhood=neighbourhood,
        street=street,
        house_number=str(rng.randint(1, 140)),
        name=f"{title} {rng.choice(names.DUTCH.surnames)}",
        text=rng.choice(_TEXTS[kind]),
        ahead=1 if series else hours // 24 + 2 + rng.randint(0, 6) if _goes_on(state) else rng.randint(1, 5),
        part=rng.choice(("morning", "afternoon", "afternoon", "evening")),
        at=rng.choice((None, None, 10, 11, 14, 15)),
        minutes=rng.choice((30, 60, 60, 90)),
        state=state,
        weekly=series,
        urgent=urgent,
        no_network=rng.random() < 0.25,
        vog=kind in ("company", "distress") and rng.random() < 0.6,
        language=rng.choice(("", "", "", "", "tr", "ar", "pl")),
        channel=rng.choice(("public", "public", "phone", "desk", "neighbour")),
        on_behalf=rng.choice(("", "", "", "Een dochter", "De buurman")),
        resident=resident,
        number=index,
        phone=f"06-00001{index:03}",
    )


def _goes_on(state: str) -> bool:
    """Tell whether a request of such a state is still to come on the day of loading."""
    return state in ("handed_back", "accepted", "declined", "taken_up", "escalated", "offered", "open")
