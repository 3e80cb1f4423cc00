"""What happened in the last days, on top of the stories: next times that were chosen, a table with several at once.

It is told of cases that are calm, so that what a story says of its case stays true.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cases.demo import staff
from cases.demo.workdays import workday_from

SEED = "Voorbeeldstad lately"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A contact of a working day with which somebody chose the next time."""

    ref: str
    worker: str
    day: dt.date
    minute: int
    follow_up_on: dt.date
    note: str


_NOTES = (
    "Koffie gedronken. We kijken volgende keer samen naar de brief van de woningbouw.",
    "Het gaat goed. Volgende keer gaan we samen naar de fietsenmaker.",
    "De afspraak bij de huisarts is gemaakt. Daarna spreken we elkaar weer.",
    "Even gebeld over de post. We spraken af dat ik eerder terugkom.",
    "Samen de week doorgenomen. Woensdag hoort de uitslag, dan bel ik.",
    "Er komt een nieuwe keuken. We maken samen een lijst van wat er weg kan.",
)
# Of each worker's calm cases: the next time is today for every second worker, and in the coming days for all.
_LATER = (2, 3, 5, 8)


def chosen(calm: Mapping[str, Sequence[str]], today: dt.date) -> Iterator[Chosen]:
    """Choose next times in the calm cases (refs) of each worker."""
    rng = random.Random(SEED)
    for number, (worker, refs) in enumerate(sorted(calm.items())):
        days = [workday_from(today, _LATER[number % len(_LATER)])]
        if number % 2 == 0 and worker != staff.HEADLINE:  # whose Vandaag has enough
            days.append(workday_from(today, 0))
        for ref, day in zip(refs, days, strict=False):
            yield Chosen(
                ref=ref,
                worker=worker,
                day=workday_from(today, -1),
                minute=rng.randrange(9 * 60 + 30, 15 * 60, 5),
                follow_up_on=day,
                note=rng.choice(_NOTES),
            )


TABLE_WORKER, TABLE_COLLEAGUE = staff.HEADLINE, "Tom Willemsen"
TABLE_DAY, TABLE_MINUTE = -2, 12 * 60 + 30
TABLE_NOTE = "Aan de eettafel gegeten en daarna gekaart. Iedereen wil volgende week weer."


def table(calm: Mapping[str, Sequence[str]]) -> list[str]:
    """Return who (case refs) ate together at the centre: the last calm cases of two colleagues."""
    return [ref for worker in (TABLE_WORKER, TABLE_COLLEAGUE) for ref in calm.get(worker, ())[-2:]]


# Who corrected a contact of last week, and why.
CORRECTED_BEFORE = -4
CORRECTED = (
    (staff.HEADLINE, "Het was een uur eerder, ik had het verkeerd overgenomen."),
    ("Nadia el Amrani", "Verkeerde tijd. De bewoner wees me erop."),
    ("Selam Tesfay", "Tijd verbeterd na overleg met de collega die mee was."),
)

SENT_BACK_IN = staff.TEAMS[0].name
SENT_BACK = "De huisarts belde: er zijn zorgen. Voorlopig weer zoals het was, we schuiven met de inloop."

# Somebody whom another team opened a case for, not knowing that this one had it already.
DOUBLE_OF, DOUBLE_TEAM, DOUBLE_WORKER = "Eline de Graaf", "Team West", "Emre Koç"
DOUBLE_REF, DOUBLE_DAY = "B90001", -3
DOUBLE_NEED = (
    "Kwam binnen bij de inloop met vragen over de huur. Samen besloten om het een tijd op te pakken."
)
