"""What the people of Voorbeeldstad did about flags: answers, search plans, wishes, signs of life, papers.

Plain Python, from a fixed seed and relative to today: the command load_demo_outreach plays it by the same actions as
people do. Most flags have a plan; each worker has a few whose day has come, or that nobody answered in time.
"""

from __future__ import annotations

import datetime as dt
import enum
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cases.demo import staff
from cases.demo.workdays import on_or_after, on_or_before, workday_from
from outreach.clock import PLAN_AT_MOST, UNANSWERED_AFTER

SEED = "Voorbeeldstad outreach"
DAY = dt.timedelta(days=1)
NIGHT = dt.time(5, 10)  # the hour at which flags are found


class Fate(enum.Enum):
    """What became of the flags of a case."""

    PLANNED = "planned"
    DUE = "due"  # the day of the plan is here
    LATE = "late"  # it passed, and the team lead is asked
    UNANSWERED = "unanswered"  # nobody answered, for more than ten working days


# The fates of a worker's first flagged cases, by whose turn it is; all others are planned.
_OFTEN: Sequence[Sequence[Fate]] = (
    (Fate.DUE,),
    (Fate.UNANSWERED,),
    (Fate.DUE,),
    (Fate.LATE, Fate.DUE),
    (Fate.DUE,),
    (Fate.UNANSWERED, Fate.DUE),
)
_FIRST = (*_OFTEN, (), *_OFTEN, (Fate.LATE,))
_PLANS: Mapping[str, Sequence[str]] = {
    "unfindable": (
        "Zoekplan gemaakt: andere tijden, de buren vragen en de balie van het buurtcentrum.",
        "Vrijdagavond langs, en de zus bellen. Zij weet vaak meer.",
    ),
    "not_seen": (
        "Deze week een huisbezoek in plaats van bellen. Lukt dat niet, dan samen wandelen.",
        "Dinsdag langs met de wijkverpleegkundige, zij komt er elke week.",
        "Afgesproken bij de inloop op woensdag. Anders ga ik donderdag naar huis.",
        "Ik ga langs op een ochtend, dan is de kans het grootst dat er iemand opendoet.",
    ),
    "eroding": (
        "Er vielen twee afspraken uit. We prikken er nu vier vast in de agenda.",
        "De komende vier weken elke week op dezelfde dag, ook als er weinig te bespreken is.",
        "Bellen lukt wel, langsgaan niet. De stagiair gaat om de week mee.",
        "Ik ruil de woensdag met een collega, dan past het weer.",
    ),
    "scaled_down": (
        "Meer zit er nu niet in. Wel naar de inloop op dinsdag, en de buurvrouw let op.",
        "Met de bewoner besproken: bellen om de week, en bij zorgen komen we meteen langs.",
        "In het teamoverleg gebracht. Tot die tijd elke maand een huisbezoek erbij.",
        "Gezocht naar een maatje via de vrijwilligers. Tot dan bel ik elke week even.",
        "We kijken opnieuw zodra de vacature is vervuld. Tot dan samen eten bij de eettafel.",
    ),
}
_ORDER = ("unfindable", "not_seen", "eroding", "scaled_down")


@dataclass(frozen=True, slots=True)
class Flagged:
    """A case (its ref) with the rules that hold today and since when; `worker` None: nobody took it over yet."""

    ref: str
    worker: str | None
    since: Mapping[str, dt.date]

    @property
    def sought(self) -> bool:
        """Tell whether nobody finds the resident."""
        return "unfindable" in self.since


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan for all flags of a case that are open at that moment."""

    ref: str
    at: tuple[dt.date, int]  # the day, and the minute of it
    until: dt.date
    plan: str


def answers(flagged: Sequence[Flagged], today: dt.date) -> list[Answer]:
    """Give the answers to all flags, so that each worker has most of them planned."""
    by_worker: dict[str, list[Flagged]] = {}
    for case in flagged:
        if case.worker:
            by_worker.setdefault(case.worker, []).append(case)
    given: list[Answer] = []
    workers = [name for team in staff.TEAMS for name in team.workers]
    for number, worker in enumerate(workers):
        rng = random.Random(f"{SEED} {worker}")
        mine = sorted(by_worker.get(worker, ()), key=lambda case: case.ref)
        rng.shuffle(mine)
        # First those whose flags are old enough, all or one of them, for a plan that came to its day.
        since = today - 21 * DAY
        mine.sort(key=lambda case: (case.sought, *(f(case.since.values()) > since for f in (max, min))))
        fates = _FIRST[number % len(_FIRST)]
        # Whoever has few of them has one at most that asks something.
        fates = fates[: max(len(mine) // 3, 1)]
        for place, case in enumerate(mine):
            fate = fates[place] if place < len(fates) and not case.sought else Fate.PLANNED
            given += _course(rng, case, fate, today)
    return given


def _course(rng: random.Random, case: Flagged, fate: Fate, today: dt.date) -> list[Answer]:
    """Give the answers to the flags of a case: the last so that it stands as its fate says, and perhaps one before."""
    yesterday = on_or_before(today - DAY)
    # What came to hold since the last working day but one is not looked at yet; an older flag of the case is.
    looked_at = [day for day in case.since.values() if workday_from(day, 1) <= yesterday]
    if not looked_at:
        return []
    first, newest = min(looked_at), max(looked_at)
    if fate is Fate.UNANSWERED and workday_from(first, UNANSWERED_AFTER + 1) <= today:
        return []
    ends = {
        Fate.DUE: workday_from(on_or_before(today), -rng.randrange(0, 2)),
        Fate.LATE: workday_from(today, -rng.randrange(4, 8)),
    }
    until = ends.get(fate) or today + rng.randrange(3, 31) * DAY
    latest = min(yesterday, on_or_before(until - 3 * DAY))
    if latest <= newest:
        return _course(rng, case, Fate.PLANNED, today)  # no plan for it can have come to its day
    # Somebody answers within three working days, and again when another rule comes to hold.
    answered = min(workday_from(newest, 1 + rng.randrange(2)), latest)
    earliest = max(answered, on_or_after(until - PLAN_AT_MOST * DAY))
    days = [
        day for n in range((latest - earliest).days + 1) if (day := earliest + n * DAY) == on_or_before(day)
    ]
    on = rng.choice(days or [latest])
    if (until - on).days > PLAN_AT_MOST:
        until = on + PLAN_AT_MOST * DAY
    kinds = [kind for kind in _ORDER if kind in case.since and case.since[kind] <= on]
    texts = _PLANS[kinds[0]]
    chosen = rng.sample(range(len(texts)), 2)
    given = []
    before = on_or_before(on - rng.randrange(20, 30) * DAY)
    if before > first:
        given.append(Answer(case.ref, (before, _minute(rng)), on, texts[chosen[0]]))
    given.append(Answer(case.ref, (on, _minute(rng)), until, texts[chosen[1]]))
    return given


def _minute(rng: random.Random) -> int:
    return rng.randrange(9 * 60, 16 * 60 + 30, 5)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a search plan: on which working day counted from today, how, in which part, and what came of it."""

    on: int
    way: str
    part: str
    outcome: str = ""
    note: str = ""
    by_colleague: bool = False


MINUTES = {"morning": 9 * 60 + 40, "afternoon": 14 * 60 + 15, "evening": 18 * 60 + 30}
ROWS: Sequence[Sequence[Row]] = (
    (
        Row(-6, "phone", "morning", "not_reached", "Gaat meteen naar de voicemail."),
        Row(-5, "home_visit", "evening", "not_reached", "Licht aan, doet niet open. Briefje achtergelaten."),
        Row(-4, "network", "afternoon", "sign", "De zus belde zondag nog. Het gaat, zegt ze."),
        Row(-3, "desk", "morning", "nothing"),
        Row(-2, "message", "morning", "not_reached", "Appje gelezen, geen antwoord."),
        Row(-1, "outdoors", "afternoon", "dropped", "Dienst was te druk, gaat mee met de ronde van vrijdag."),
        Row(0, "home_visit", "evening", by_colleague=True),
        Row(2, "outdoors", "afternoon"),
        Row(4, "walk_in", "morning"),
    ),
    (
        Row(-4, "home_visit", "morning", "not_reached", "Gordijnen dicht. De buren hebben niets gehoord."),
        Row(-2, "network", "afternoon", "nothing", "De broer heeft ook al drie weken niets gehoord."),
        Row(-1, "phone", "evening", "not_reached"),
        Row(1, "home_visit", "afternoon"),
        Row(3, "desk", "morning", by_colleague=True),
    ),
)
NEXT_ROW = Row(2, "home_visit", "afternoon")
DECISION = (
    "Wij stoppen met zoeken. De moeder belt elke week: een verblijf bij vrienden in Duitsland, en het gaat goed. "
    "Contact met ons is nu niet gewenst. Wij bellen de moeder over een maand."
)
DECISION_DAYS_AGO, DECISION_NEXT = -3, 28
DECISION_SECOND = "Sanne de Wit, wijkagent"
DESK_REASON = "We zoeken deze persoon al een paar weken. Zeg het ons als die bij de inloop is."


@dataclass(frozen=True, slots=True)
class Sign:
    """Somebody saw a resident: who, how many days ago, and whether the worker has read it."""

    source: str
    days: int
    note: str
    read: bool


SIGNS = (
    Sign("neighbour", 1, "Gaf vanochtend de planten op het balkon water.", False),
    Sign("desk", 2, "Zat een uur bij de inloop en dronk koffie.", False),
    Sign("volunteer", 4, "Was bij de voedselbank, en zag er moe uit.", True),
    Sign("family", 6, "De zoon was er zondag. Het gaat wel.", True),
    Sign("neighbour", 9, "Stond op het balkon te roken en zwaaide.", True),
    Sign("other", 12, "De apotheek bracht medicijnen, er deed iemand open.", True),
)


@dataclass(frozen=True, slots=True)
class Wished:
    """A resident used the code on paper: how many hours ago, and what was answered so many hours later."""

    hours: int
    answer: str = ""
    answered_after: int = 0
    taps: int = 1


# The first is of the demo's own worker and waits; the second waits so long that it is the team lead's too.
WISHES = (
    Wished(4),
    Wished(6 * 24, taps=3),
    Wished(8 * 24, "Gebeld: ik kom dinsdag om tien uur.", 20),
    Wished(15 * 24, "We komen donderdagmiddag met z’n tweeën langs.", 5),
    Wished(33 * 24, "Meteen gebeld. Er was een brief van de deurwaarder, die lezen we vrijdag samen.", 2),
)
PAPER_EVERY = 4  # one in so many cases has the agreement on paper
