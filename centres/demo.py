"""The centres of the fictional municipality: five doors, told from the day on which they are loaded.

Plain Python: the command load_demo_centres makes them. Days count from today.
"""

from __future__ import annotations

from typing import NamedTuple

COORDINATORS = ("Samira Haddou", "Peter Kramer", "Yvonne Lacroix")
CENTRE_STAFF = ("Ruben Visser", "Wil Jansma", "Aisha Daoudi", "Kees Blom", "Mei Ling Tan")
EMPLOYED_DAYS = 700
# Who came for nothing to a door that is shut by a closure: so many days ago, at which hour, so many times.
FOR_NOTHING = (
    (20, 10, 3),
    (19, 10, 4),
    (18, 11, 2),
    (15, 10, 3),
    (13, 14, 1),
    (8, 10, 2),
    (6, 13, 2),
    (1, 10, 1),
)


class Times(NamedTuple):
    """Weekdays (0 is Monday) on which a door is open, from a time to a time."""

    weekdays: tuple[int, ...]
    opens: str
    closes: str


class Offer(NamedTuple):
    """What there is to do on a weekday."""

    name: str
    weekday: int
    starts: str
    ends: str
    text: str = ""


class Special(NamedTuple):
    """An exception, so many days from today; without times the door stays closed."""

    days: int
    note: str
    opens: str = ""
    closes: str = ""


class Shutting(NamedTuple):
    """A closure, between two days from today (no last one: for good)."""

    first: int
    last: int | None
    reason: str
    decided_by: str
    instead: str = ""
    elsewhere: str = ""


class House(NamedTuple):
    """A centre with all that belongs to it."""

    name: str
    street: str
    house_number: str
    postcode: str
    x: int  # rijksdriehoek
    y: int
    phone: str
    capacity: int
    neighbourhoods: tuple[str, ...]
    coordinator: str
    staff: str
    times: tuple[Times, ...]
    offers: tuple[Offer, ...]
    wheelchair: bool = True
    accessible_toilet: bool = False
    hearing_loop: bool = False
    specials: tuple[Special, ...] = ()
    shut: tuple[Shutting, ...] = ()


_WEEK = (0, 1, 2, 3, 4)

HOUSES = (
    House(
        name="Buurthuis De Linde",
        street="Lindenlaan",
        house_number="2",
        postcode="1892 PA",
        x=160000,
        y=456000,
        phone="0999 - 12 01 01",
        capacity=60,
        neighbourhoods=("BU99990200", "BU99990202"),
        coordinator="Samira Haddou",
        staff="Ruben Visser",
        times=(
            Times(_WEEK, "09:00", "17:00"),
            Times((1, 3), "19:00", "22:00"),
            Times((5,), "10:00", "14:00"),
        ),
        offers=(
            Offer("Koffie", 0, "10:00", "12:00", "Iedereen kan binnenlopen."),
            Offer("Samen eten", 1, "17:30", "19:30", "Kost 4 euro. Bel even voor een plek."),
            Offer("Hulp met brieven", 2, "13:00", "16:00", "Neem uw brief mee."),
            Offer("Taalcafé", 3, "19:00", "21:00", "Nederlands oefenen, met koffie."),
        ),
        accessible_toilet=True,
        hearing_loop=True,
    ),
    House(
        name="Het Dok",
        street="Havenkade",
        house_number="40",
        postcode="1892 RA",
        x=160876,
        y=456612,
        phone="0999 - 12 01 02",
        capacity=35,
        neighbourhoods=("BU99990201", "BU9999020M"),
        coordinator="Samira Haddou",
        staff="Wil Jansma",
        times=(Times(_WEEK, "10:00", "16:00"),),
        offers=(Offer("Spelletjesmiddag", 2, "13:30", "15:30"), Offer("Soep", 4, "12:00", "13:30")),
        shut=(
            Shutting(
                first=-21,
                last=35,
                reason="Er is dit jaar minder geld voor buurthuizen.",
                decided_by="college van B en W",
                instead="Buurthuis De Linde",
            ),
        ),
    ),
    House(
        name="De Waag",
        street="Waagstraat",
        house_number="11-a",
        postcode="1891 BC",
        x=159118,
        y=455455,
        phone="0999 - 12 01 03",
        capacity=90,
        neighbourhoods=("BU99990100", "BU99990101", "BU9999010K"),
        coordinator="Yvonne Lacroix",
        staff="Aisha Daoudi",
        times=(Times((0, 1, 2, 3, 4, 5), "08:30", "21:00"), Times((6,), "12:00", "17:00")),
        offers=(
            Offer("Ontbijt", 0, "08:30", "10:00"),
            Offer("Fiets maken", 3, "13:00", "16:00", "Breng uw fiets mee."),
            Offer("Mantelzorgers praten bij", 4, "10:00", "11:30"),
        ),
        accessible_toilet=True,
        specials=(Special(4, "De medewerkers hebben een studiedag.", "13:00", "21:00"),),
    ),
    House(
        name="Wijkcentrum De Merel",
        street="Merelstraat",
        house_number="88",
        postcode="1893 AA",
        x=157647,
        y=454855,
        phone="0999 - 12 01 04",
        capacity=45,
        neighbourhoods=("BU99990300", "BU99990301", "BU99990302", "BU9999030A"),
        coordinator="Peter Kramer",
        staff="Kees Blom",
        times=(Times(_WEEK, "09:30", "12:30"), Times((0, 2, 4), "13:30", "17:00")),
        offers=(
            Offer("Bewegen op de stoel", 0, "10:00", "11:00"),
            Offer("Huiswerk maken", 2, "15:00", "17:00", "Voor kinderen van 8 tot 14 jaar."),
        ),
    ),
    House(
        name="Het Zuiderhuis",
        street="Zuiderplein",
        house_number="5",
        postcode="1894 BD",
        x=159337,
        y=453876,
        phone="0999 - 12 01 05",
        capacity=50,
        neighbourhoods=("BU99990A00", "BU99990A01", "BU99990A0B"),
        coordinator="Yvonne Lacroix",
        staff="Mei Ling Tan",
        times=(Times((0, 1, 3, 4), "09:00", "17:00"), Times((4, 5), "20:00", "02:00")),
        offers=(
            Offer("Nachtcafé voor jongeren", 4, "20:00", "02:00", "Van 16 tot 27 jaar."),
            Offer("Kleding ruilen", 1, "10:00", "12:00"),
        ),
        wheelchair=False,
        specials=(Special(9, "De vloer wordt geschuurd."),),
        shut=(
            Shutting(
                first=16,
                last=20,
                reason="De vloer wordt gelakt.",
                decided_by="beheer Thuis in Voorbeeldstad",
            ),
        ),
    ),
)
