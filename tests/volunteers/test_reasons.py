"""The words of matching: every refusal can be said, and why rather this one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.volunteers.matches import BETWEEN, MONDAY, REQUEST, VOLUNTEER, reading
from volunteers.matching import Refusal, Why, pair_cost
from volunteers.reasons import distance, hours, preferred, refused

LABELS = {"tr": "Turks", "dog": "de hond uitlaten", "lifting": "tillen", "car": "autorijden"}
AWAY = Refusal(Why.AWAY, first=dt.date(2026, 8, 1), last=dt.date(2026, 8, 14))
SAID = [
    (Refusal(Why.INACTIVE), "doet nu niet mee"),
    (AWAY, "is weg van 1 augustus 2026 tot en met 14 augustus 2026"),
    (Refusal(Why.VOG_MISSING), "heeft geen VOG, en die is hier nodig"),
    (Refusal(Why.VOG_LAPSES, last=dt.date(2026, 8, 4)), "heeft een VOG die telt tot en met 4 augustus 2026"),
    (Refusal(Why.BLOCKED), "deze twee worden niet bij elkaar gebracht"),
    (Refusal(Why.OWN), "het is een vraag van het eigen huishouden"),
    (Refusal(Why.ASKED_BEFORE), "is hiervoor al gevraagd"),
    (Refusal(Why.KIND, words=("dog",)), "doet dit niet: de hond uitlaten"),
    (Refusal(Why.SKILL, words=("car", "lifting")), "kan dit niet: autorijden, tillen"),
    (Refusal(Why.TIME, first=MONDAY), "kan niet op dat deel van maandag"),
    (Refusal(Why.BUSY), "heeft op dat moment al een taak"),
    (Refusal(Why.LANGUAGE, words=("tr",)), "spreekt geen Turks"),
    (Refusal(Why.TOO_FAR, has=2000, asks=2340), "woont te ver weg: 2,3 km, en wil tot 2 km"),
    (Refusal(Why.FULL, first=MONDAY, has=0, asks=120), "vol: 2 van 2 uur in die week"),
    (Refusal(Why.FULL, first=MONDAY, has=30, asks=120), "heeft nog 0,5 van 2 uur in die week"),
    (Refusal(Why.RESTING), "heeft nu rust"),
    (Refusal(Why.WOULD_REST, first=MONDAY), "heeft na deze taak rust nodig"),
    (Refusal(Why.OFFERS_OPEN, has=2, asks=2), "heeft al 2 vragen die wachten op een antwoord"),
    (Refusal(Why.OFFERS_WEEK, has=3, asks=3), "is deze week al 3 keer gevraagd"),
    (Refusal(Why.QUIET), "tussen 21.00 en 8.00 uur vragen we niemand iets"),
]


@pytest.mark.parametrize(("refusal", "words"), SAID, ids=lambda each: getattr(each, "why", ""))
def test_a_refusal_is_said_in_words(refusal: Refusal, words: str) -> None:
    assert refused(refusal, LABELS) == words


def test_there_are_words_for_every_reason() -> None:
    assert {refusal.why for refusal, _words in SAID} == set(Why)


def test_why_rather_this_one_is_said_in_a_few_words() -> None:
    volunteer = replace(VOLUNTEER, reading=reading(400_000), languages=frozenset({"tr"}))
    request = replace(REQUEST, language="tr")
    between = replace(BETWEEN, metres=612, together_on=MONDAY)
    cost = pair_cost(volunteer, request, between, MONDAY)
    words = preferred(volunteer, request, between, cost, MONDAY, LABELS)
    assert " · ".join(words) == "600 m · spreekt Turks · vorige keer ook · let op"


def test_what_else_speaks_for_or_against_somebody_is_said_too() -> None:
    volunteer = replace(
        VOLUNTEER,
        neighbourhood=2,
        joined_on=dt.date(2025, 1, 1),
        skills=frozenset({"lifting"}),
        promised=4,
        kept=2,
    )
    request = replace(REQUEST, essential=frozenset({"lifting"}))
    between = replace(BETWEEN, metres=1240)
    cost = pair_cost(volunteer, request, between, MONDAY)
    assert preferred(volunteer, request, between, cost, MONDAY, LABELS) == [
        "1,2 km",
        "kan tillen",
        "uit een andere buurt",
        "was een tijd niet nodig",
        "ging een paar keer niet door",
        "ruim",
    ]


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0, "100 m"),
        (149, "100 m"),
        (150, "200 m"),
        (949, "900 m"),
        (950, "1 km"),
        (1049, "1 km"),
        (1050, "1,1 km"),
    ],
)
def test_a_distance_points_at_no_door(metres: int, said: str) -> None:
    assert distance(metres) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(120, "2"), (90, "1,5"), (45, "0,75"), (0, "0"), (20, "0,33"), (600, "10")]
)
def test_hours_are_said_as_people_write_them(minutes: int, said: str) -> None:
    assert hours(minutes) == said
