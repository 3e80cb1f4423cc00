"""An imported agreement that is less than the need has a reason, also where nobody gave one (RULES: Import)."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from cases import assessment, rules
from cases.models import Agreement, Policy, TargetGroup
from cases.rules import Medium, Rhythm
from cases.rules.record import Record
from tests.cases.import_folder import WORKER, Folder, rhythm_cells
from tests.conftest import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.mark.parametrize(
    ("cell", "code", "words"),
    [
        ("", "other", "onbekend (import)"),
        ("budget", "budget", ""),
        ("te weinig mensen", "other", "te weinig mensen"),
        ("other", "other", "onbekend (import)"),
    ],
)
def test_less_than_needed_has_a_reason(folder: Folder, cell: str, code: str, words: str) -> None:
    folder.add("agreements.csv", f"D1,2026-02-02,1,14,phone,{cell}").load()
    agreement = Agreement.objects.get(valid_from=dt.date(2026, 2, 2))
    assert (agreement.reason, agreement.reason_text) == (code, words)


def test_words_that_someone_wrote_for_the_same_reason_stay(folder: Folder) -> None:
    folder.add("agreements.csv", "D1,2026-02-02,1,14,phone,budget").load()
    Agreement.objects.filter(reason="budget").update(reason_text="besluit van maart")
    folder.replace("agreements.csv", "D1,2026-02-02,1,28,phone,budget").load()
    assert Agreement.objects.get(reason="budget").reason_text == "besluit van maart"


def test_less_than_needed_is_what_the_rules_say_it_is(place: Place, folder: Folder) -> None:
    rng = random.Random(7)
    groups = [
        TargetGroup.objects.create(municipality=place.municipality, name=f"groep {number}")
        for number in range(3)
    ]
    days = [dt.date(2025, 6, 1) + dt.timedelta(days=number * 30) for number in range(10)]
    of_a_policy: list[TargetGroup | None] = [None, *groups[:2]]
    for group in of_a_policy:
        for day in rng.sample(days, 4):
            Policy.objects.create(
                municipality=place.municipality, target_group=group, valid_from=day, reason="test",
                video=rng.randint(1, 50), phone=rng.randint(1, 50), message=rng.randint(1, 50),
            )  # fmt: skip
    folder.replace("residents.csv", "R1,Dennis,Hoekstra,2003-02-01,BU99990101").replace("pauses.csv").replace(
        "contacts.csv"
    )
    cases: list[str] = []
    needs: list[str] = []
    agreements: list[str] = []
    names = ["", *(each.name for each in groups)]
    for number in range(300):
        opened, name = rng.choice(days[:5]), rng.choice(names)
        cases.append(f"D{number},R1,{opened},,Team Oost,{WORKER},{name}")
        for kind, first in (
            (needs, opened - dt.timedelta(days=3)),
            (agreements, opened - dt.timedelta(days=9)),
        ):
            for day in sorted({first, *rng.sample(days, 3)}):
                kind.append(f"D{number},{day},{rhythm_cells(some_rhythm(rng))},")
    folder.replace("cases.csv", *cases).replace("needs.csv", *needs).replace(
        "agreements.csv", *agreements
    ).load()
    outcomes = set()
    for agreement in Agreement.objects.select_related("case"):
        day = max(agreement.valid_from, agreement.case.opened_on)
        record = Record(assessment.history_of(agreement.case), day, through=day)
        less = rules.asks_reason(agreement.rhythm, record.need(day).rhythm, record.policy(day))
        assert agreement.reason == ("other" if less else ""), agreement
        outcomes.add(less)
    assert outcomes == {True, False}


def some_rhythm(rng: random.Random) -> Rhythm:
    per_days = rng.choice([7, 14, 28])
    return Rhythm(rng.randint(1, 3), per_days, rng.choice(list(Medium)))
