"""Why something is needed, why less was agreed, why a case stands still; in words that the resident may read."""

from __future__ import annotations

import random

from cases.demo import groups
from cases.demo.groups import Group

_FIRST = {
    groups.LVB_YOUTH: (
        "Woont voor het eerst op zichzelf. Samen besloten.",
        "Hulp bij geld, post en op tijd komen. Samen besloten met de begeleider van school.",
        "Wil leren om zelf te wonen. Daar hoort iemand bij die langskomt.",
    ),
    groups.ELDERLY: (
        "Woont alleen en komt weinig buiten. Samen met de dochter besproken.",
        "Sinds het overlijden van de partner is het stil in huis. Samen besloten.",
        "Wil graag thuis blijven wonen. Daarvoor moet iemand meekijken.",
    ),
    groups.FAMILIES: (
        "Het gezin heeft rust en overzicht nodig. Samen besloten.",
        "Hulp bij de opvoeding en de papieren. Samen met school besproken.",
        "Er kwam veel tegelijk. Samen gekeken wat nu het meest helpt.",
    ),
    groups.NEWCOMERS: (
        "Nieuw in Voorbeeldstad. Hulp bij taal, brieven en de weg vinden.",
        "Samen besproken met een tolk: hulp bij school, werk en formulieren.",
    ),
    groups.MENTAL_HEALTH: (
        "Vaste dagen en een vast gezicht geven houvast. Samen besloten.",
        "De dagen zijn lang en leeg. Samen gekeken wat helpt.",
        "Wil weer vaker naar buiten, en niet alleen.",
    ),
    groups.NO_GROUP: (
        "Hulp bij geld en post. Samen besloten.",
        "Na de scheiding is er veel te regelen. Samen besloten.",
        "Vraagt steun zolang het met de gezondheid minder gaat.",
    ),
}
_RAISED = (
    "De post blijft liggen en het eten gaat slecht. Samen besloten om vaker te komen.",
    "Het gaat een tijd niet goed. Vaker contact, in overleg met de huisarts.",
    "De partner is opgenomen. Er is nu meer steun nodig.",
    "Er is een huurachterstand. Tot die is opgelost, komen we vaker.",
    "Na de val in huis is er meer hulp nodig. Samen met de familie besloten.",
)
_LOWERED = (
    "Het gaat beter: de post en het geld lukken nu zelf. Samen besloten.",
    "Heeft een vaste baan gevonden. Minder contact is genoeg.",
    "Er is een vaste vrijwilliger en de familie komt vaker. Samen opnieuw bekeken.",
    "De doelen van het eerste jaar zijn gehaald. Samen besloten.",
    "Gaat nu zelf naar de eettafel en kent de weg. Samen besloten.",
)
_CUT = (
    "Minder geld voor huisbezoeken dit jaar.",
    "Besluit van de directie: om de week bellen in plaats van elke week een bezoek.",
    "De subsidie is lager dan vorig jaar. Wij bellen nu om de week.",
    "Bezuiniging op huisbezoek. Vooraf verteld aan de bewoner.",
)
_ANNOUNCED = (
    ("budget", "Er is minder geld. Vanaf deze dag bellen we om de week."),
    ("no_capacity", "Een collega vertrekt en wordt niet vervangen. Vanaf deze dag bellen we om de week."),
)
_CUT_CAPACITY = (
    "Twee collega's zijn weg en niet vervangen. Daarom bellen we om de week.",
    "Het team is te klein voor elke week een bezoek.",
)
_STEP = (
    "Het rooster is vol. Eén of twee dagen meer ertussen.",
    "Collega ziek. Voorlopig iets minder vaak.",
    "Een nieuwe verdeling van de dossiers, daardoor iets meer tijd ertussen.",
    "De ronde door de wijk duurt langer. Iets minder vaak.",
    "Drukke periode, we schuiven een paar dagen op.",
)
_VIDEO = (
    "Geen tijd voor de reis. Beeldbellen in plaats van bezoek.",
    "Het team kan nu alleen beeldbellen in deze buurt.",
)
_WISH_PHONE = (
    "Wil liever bellen dan bezoek, vindt bezoek nu te druk.",
    "Wil voorlopig niemand thuis, bellen mag wel.",
)
_WISH_LESS = (
    "Vindt elke week te vaak. Wij vinden het wel nodig en blijven erover praten.",
    "Wil het eerst zelf proberen, om de week.",
)
_SLIGHTLY_LESS = ("Past zo beter bij het werk.", "Wil wat meer ruimte tussen de bezoeken.")
_SICK = ("Opname in het ziekenhuis", "Ziekenhuis, daarna herstel bij familie", "Opname voor een operatie")
_AWAY = ("Op bezoek bij familie", "Vakantie", "Bij de dochter", "Vakantie bij familie in het buitenland")


def first_need(rng: random.Random, group: Group) -> str:
    """Say why support began."""
    return rng.choice(_FIRST[group])


def raised(rng: random.Random) -> str:
    """Say why more is needed."""
    return rng.choice(_RAISED)


def lowered(rng: random.Random) -> str:
    """Say why less is needed: it goes better."""
    return rng.choice(_LOWERED)


def cut(rng: random.Random) -> tuple[str, str]:
    """Return the code and the words of an organisation that scales down."""
    if rng.random() < 0.7:
        return "budget", rng.choice(_CUT)
    return "no_capacity", rng.choice(_CUT_CAPACITY)


def announced(rng: random.Random) -> tuple[str, str]:
    """Return the code and the words of a cut that is still to come."""
    return rng.choice(_ANNOUNCED)


def step(rng: random.Random) -> tuple[str, str]:
    """Return the code and the words of a small step down."""
    return "no_capacity", rng.choice(_STEP)


def video(rng: random.Random) -> tuple[str, str]:
    """Return the code and the words of visits that became video calls."""
    return "no_capacity", rng.choice(_VIDEO)


def wish(rng: random.Random, *, phone: bool) -> tuple[str, str]:
    """Return the code and the words of a resident who wants less."""
    return "residents_wish", rng.choice(_WISH_PHONE if phone else _WISH_LESS)


def slightly_less(rng: random.Random) -> tuple[str, str]:
    """Return the code and the words of a resident who wants a little less."""
    return "residents_wish", rng.choice(_SLIGHTLY_LESS)


def rest(rng: random.Random, *, sick: bool) -> str:
    """Say why a case stands still."""
    return rng.choice(_SICK if sick else _AWAY)
