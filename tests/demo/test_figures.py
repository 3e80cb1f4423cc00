"""Figures of the demo, counted a second time by brute force, are what is counted, and what is published: or hidden."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.utils import timezone

from municipalities import counting
from municipalities.definitions import DEFINITIONS, PERCENTAGES, RESTS_ON, Basis, Nature
from municipalities.limits import NORM
from municipalities.models import Fact, Published
from municipalities.publishing import publish_week
from municipalities.relations import Period
from municipalities.series import WEEK, monday_of, name_of, quarter_of, stretches
from tests.municipalities.brute import Town
from wijkzorg.tenancy.models import Municipality

DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def brute() -> dict[int, Town]:
    """The town in memory, once."""
    return {}


def known(town: Municipality, brute: dict[int, Town]) -> Town:
    return brute.setdefault(town.pk, Town(town))


def test_what_is_counted_of_the_last_weeks_is_what_anybody_counts_by_hand(
    town: Municipality, on: dt.date, brute: dict[int, Town]
) -> None:
    by_hand, areas, last = known(town, brute), counting.areas_of(town), monday_of(on)
    for weeks_ago in (0, 1, 5, 9):
        monday = last - WEEK * weeks_ago
        found = counting.stocks(areas, monday, NORM)
        assert {(cell.figure, cell.area): value for cell, value in found.values.items() if value} == nonzero(
            by_hand.stocks(monday)
        )
        for area in ("GM9999", "WK999902", "BU99990200"):
            cell = next(cell for cell in found.medians if cell.area == area)
            assert found.medians[cell][0] == by_hand.unseen(monday, area)
        for stretch in stretches(Period(monday - WEEK, monday)):
            counted = counting.over_days(areas, stretch, NORM)
            expected = nonzero(by_hand.flows(*stretch))
            told = {
                (cell.figure, cell.area): value
                for cell, value in counted.values.items()
                if cell.figure != "personen"
            }
            assert told == {key: value for key, value in expected.items() if key[1].startswith("BU")}
            hours = counting.centre_hours(areas, stretch)
            minutes = by_hand.centre_minutes(*stretch)
            assert {(c.figure, c.area): value for c, value in hours.items() if value} == nonzero(
                {key: round(value / 60) for key, value in minutes.items()}
            )


def nonzero(found: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {key: value for key, value in found.items() if value}


def test_what_is_published_is_what_anybody_counts_by_hand_rounded_or_hidden(
    town: Municipality, on: dt.date, brute: dict[int, Town]
) -> None:
    by_hand = known(town, brute)
    quarter = quarter_of(quarter_of(on).begins - DAY)
    monday = monday_of(quarter.begins) + WEEK
    atoms: dict[Period, dict[tuple[str, str], int]] = {}
    stocks: dict[dt.date, dict[tuple[str, str], int]] = {}
    while True:
        publish_week(municipality=town, monday=monday, now=timezone.now())
        for stretch in stretches(Period(monday - WEEK, monday)):
            atoms[stretch] = by_hand.flows(*stretch)
        stocks[monday] = by_hand.stocks(monday)
        if monday >= quarter.ends:
            break
        monday += WEEK
    told = {
        (row.indicator, row.part, row.area_code, row.begins, row.ends): row
        for row in Published.objects.of(town).current()
    }
    true = {
        (*fact.figure.partition(".")[::2], fact.area_code, fact.begins, fact.ends): fact
        for fact in Fact.objects.exclude(fate=Fact.Fate.UNSEEN)
    }
    seen = Counter[str]()
    for key, fact in true.items():
        figure, part, area, begins, ends = key
        if begins == ends:
            expected = stocks[begins].get((name_of(figure, part), area), 0)
        else:
            expected = sum(
                found.get((name_of(figure, part), area), 0)
                for stretch, found in atoms.items()
                if begins <= stretch.begins and stretch.ends <= ends
            )
        assert fact.value == expected, key
        value = told[key].value
        assert value == (NORM.rounded(expected) if fact.fate == Fact.Fate.SHOWN else None), key
        seen[f"{DEFINITIONS[figure].nature} {told[key].level} {value is not None}"] += 1
    for level in ("gemeente", "wijk", "buurt"):  # so the comparison is one of something
        for nature in Nature:
            assert seen[f"{nature} {level} True"] and seen[f"{nature} {level} False"], seen
    for key, row in told.items():
        if key not in true:
            assert_derived(row, told, by_hand)


def assert_derived(
    row: Published, told: dict[tuple[str, str, str, dt.date, dt.date], Published], by_hand: Town
) -> None:
    """What is reckoned from what is shown is reckoned from exactly that."""
    figure, area, begins, ends = row.indicator, row.area_code, row.begins, row.ends
    if figure in PERCENTAGES:
        whole, part = PERCENTAGES[figure]
        of, some = told[whole, "", area, begins, ends].value, told[whole, part, area, begins, ends].value
        assert row.value == (None if of is None or some is None or of < 10 else round(100 * some / of + 1e-9))
    elif figure == "dagenSindsGezien":
        base = told[RESTS_ON[figure], "", area, begins, ends].value
        assert row.value == (None if base is None else by_hand.unseen(begins, area))
    elif figure == "urenTotAntwoord":
        assert (row.value is None) == (told[RESTS_ON[figure], "", area, begins, ends].value is None)
    else:
        assert DEFINITIONS[figure].basis is Basis.NOBODY
