"""Who works how much, who is away and what is handed over in the fictional municipality, from the day it is loaded.

Plain Python: the command load_demo_teams records it by the same actions as people do.
"""

from __future__ import annotations

from dataclasses import dataclass

from cases.demo import staff

OFTEN = (32 * 60, 70)  # minutes a week and the per cent of them that is for residents
CONTRACTS = {
    staff.HEADLINE: (36 * 60, 70),
    "Jeroen Bakker": (28 * 60, 65),
    "Marieke Postma": (24 * 60, 70),
    "Tom Willemsen": (36 * 60, 75),
    "Joke Verhulst": (36 * 60, 10),
    "Hennie Scholten": (32 * 60, 10),
    "Ruud Manuhutu": (36 * 60, 10),
}


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
        days=12,
        answer="Ik ken de familie van vroeger, dat maakt het lastig.",
    ),
)
