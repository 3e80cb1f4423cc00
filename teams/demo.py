"""Who works how much, who is away or on duty and what is handed over in the fictional municipality, from its day on.

Plain Python: the command load_demo_teams records it by the same actions as people do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from cases.demo import places, staff
from cases.demo.workdays import monday_of

OFTEN = (32 * 60, 55)  # minutes a week and the per cent of them that is for residents
CONTRACTS = {
    staff.HEADLINE: (36 * 60, 55),
    "Jeroen Bakker": (28 * 60, 60),
    "Marieke Postma": (24 * 60, 70),
    "Tom Willemsen": (36 * 60, 60),
    "Chantal Winklaar": (28 * 60, 65),
    "Mark ter Horst": (36 * 60, 60),
    "Joke Verhulst": (36 * 60, 10),
    "Hennie Scholten": (32 * 60, 10),
    "Ruud Manuhutu": (36 * 60, 10),
}

PHONES = {
    "Team Oost": "0999 - 12 00 10",
    "Team West": "0999 - 12 00 20",
    "Team Zuid en Centrum": "0999 - 12 00 30",
}
# Since the spring, when everybody kept their hours for two weeks.
MINUTES = {"home_visit": 75, "walk_in": 40, "outdoors": 60, "video": 35, "phone": 25, "message": 10}
MINUTES_DAYS = 230
MINUTES_REASON = (
    "Twee weken tijdschrijven in alle teams: een huisbezoek kost met reizen en schrijven vijf kwartier."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Somebody who is away on days counted from today, and who stands in on which of them."""

    who: str
    kind: str
    first: int
    last: int | None
    stand_in: str = ""
    until: int | None = None


AWAY = (
    Away(who="Kwame Asante", kind="training", first=-31, last=-30, stand_in="Jeroen Bakker"),
    Away(who="Anita Ramlal", kind="sick", first=-45, last=-34, stand_in="Emre Koç"),
    Away(who="Marieke Postma", kind="leave", first=-2, last=5, stand_in="Radj Soekhoe"),
    Away(who="Eline de Graaf", kind="sick", first=-1, last=None),
    # Who stands in does so for the first days alone: the board says from when nobody does.
    Away(who="Tom Willemsen", kind="leave", first=9, last=20, stand_in="Kwame Asante", until=13),
    Away(who="Gijs Kuipers", kind="training", first=0, last=1, stand_in="Lotte van Dongen"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A case that is handed over: whose, the how manieth of theirs, to whom, and what came of it; days count back."""

    giver: str
    nth: int
    team: str
    worker: str = ""
    note: str
    days: int
    answer: str = ""  # why not; only where it was refused
    taken: bool = False


HANDED = (
    Handed(
        giver="Kwame Asante",
        nth=4,
        team="Team Oost",
        worker=staff.HEADLINE,
        note="Verhuist naar jouw kant van de wijk. Opent pas als je belt voor je komt. De dochter weet ervan.",
        days=1,
    ),
    Handed(
        giver=staff.HEADLINE,
        nth=6,
        team="Team West",
        note="Woont nu bij een zus in West. Het huisbezoek op dinsdag loopt door tot iemand het overneemt.",
        days=2,
    ),
    Handed(
        giver="Nadia el Amrani",
        nth=3,
        team="Team Oost",
        worker="Jeroen Bakker",
        note="Verhuisd naar de Lindenhof. Wil graag een vaste dag.",
        days=9,
        taken=True,
    ),
    Handed(
        giver="Jeroen Bakker",
        nth=5,
        team="Team Oost",
        worker="Radj Soekhoe",
        note="Past misschien beter bij jou: spreekt liever Hindi.",
        days=3,
        answer="Ik ken de familie van vroeger, dat maakt het lastig.",
    ),
)


DUTY_WEEKS = range(-2, 4)  # from this week on
# Of each district, in the order of places.DISTRICTS.
_OF_DISTRICT = ("Team Zuid en Centrum", "Team Oost", "Team West", "Team Zuid en Centrum")
# Who takes turns, by kind of work.
_TURNS = {
    "Team Oost": {
        "social": (staff.HEADLINE, "Jeroen Bakker", "Eline de Graaf"),
        "youth": ("Kwame Asante", "Tom Willemsen"),
        "community": ("Eline de Graaf", "Jeroen Bakker"),
    },
    "Team West": {
        "social": ("Nadia el Amrani", "Gijs Kuipers", "Lotte van Dongen"),
        "youth": ("Emre Koç", "Bas Peeters"),
        "community": ("Anita Ramlal", "Lotte van Dongen"),
    },
    "Team Zuid en Centrum": {
        "social": ("Selam Tesfay", "Mark ter Horst", "Ilse Brouwer"),
        "youth": ("Mark ter Horst", "Chantal Winklaar"),
        "community": ("Chantal Winklaar", "Selam Tesfay"),
    },
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A week of duty in a neighbourhood (its name), from a Monday on."""

    place: str
    kind: str
    monday: dt.date
    worker: str
    deputy: str


def turns(today: dt.date) -> Iterator[Turn]:
    """Give the duty of every neighbourhood, a week at a time, from two weeks ago until three weeks ahead."""
    for week in DUTY_WEEKS:
        monday = monday_of(today) + dt.timedelta(weeks=week)
        number = monday.toordinal() // 7
        for district, team in zip(places.DISTRICTS, _OF_DISTRICT, strict=True):
            for place in district.neighbourhoods.values():
                for kind, people in _TURNS[team].items():
                    worker, deputy = (people[(number + place_in) % len(people)] for place_in in (0, 1))
                    yield Turn(place, kind, monday, worker, deputy)
