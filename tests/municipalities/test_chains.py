"""Week after week, over a quarter and a month of the next: whoever reads all of it together narrows nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from municipalities import chain, suppression
from municipalities.facts import Edition, Facts, Relation
from municipalities.relations import Cell, Period

from .chronicles import Chronicle
from .cities import City
from .villages import BEGINS, Books, Village, chronicle

QUARTER = Period(dt.date(2026, 1, 1), dt.date(2026, 4, 1))
decide = suppression.suppress


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_reads_every_week_of_a_village_together_narrows_nothing(seed: int) -> None:
    books = chronicle(Village(seed))
    assert any(cell.period == QUARTER for issue in books.issues for cell in issue.told)
    assert books.issues[-1].open_from > BEGINS, "most of it is settled, and was looked at no more"
    assert Chronicle(books).narrowed() == []


@pytest.mark.parametrize("seed", [5, 9, 12])
def test_nor_in_a_village_where_it_would_be_narrow_with_one_of_the_faults_below(seed: int) -> None:
    assert Chronicle(chronicle(Village(seed, weeks=6))).narrowed() == []


@pytest.mark.parametrize("seed", [1])
def test_nor_does_who_knows_what_was_corrected(seed: int) -> None:
    books = chronicle(Village(seed), corrected=4)
    assert sum(issue.corrects for issue in books.issues) == 1
    assert Chronicle(books).narrowed() == []


@pytest.mark.parametrize("seed", [2])
def test_nor_where_what_was_before_a_buurt_began_is_corrected(seed: int) -> None:
    village = Village(seed, weeks=9)
    books = chronicle(village, corrected=3)
    [correction] = [issue for issue in books.issues if issue.corrects]
    assert any(correction.period.begins < day for day in village.born.values())
    for issue in books.issues:
        for cell in issue.told:
            assert village.born.get(cell.area, BEGINS) < cell.period.ends, (
                "it says nothing of what was not there"
            )
    assert Chronicle(books).narrowed() == []


def test_what_is_not_settled_is_proved_again_and_what_is_settled_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[Facts] = []

    def watched(facts: Facts, *others: Any) -> Edition:
        seen.append(facts)
        return decide(facts, *others)

    monkeypatch.setattr(chain, "suppress", watched)
    books = chronicle(Village(5, weeks=8))
    left = [issue.decided.unsettled for issue in books.issues]
    assert left[-2], "in a village in which each week is settled at once this shows nothing"
    for before, facts in pairwise(zip(left, seen, strict=True)):
        assert not before[0] & facts[1].settled
    last = books.issues[-1].period  # in which no month ends
    past = {cell for cell in seen[-1].earlier if cell.period.ends < last.begins}
    assert past - left[-2] <= seen[-1].settled


def test_in_a_town_of_30_000_cases_most_of_all_figures_can_be_read_week_after_week() -> None:
    town = City(seed=1, cases=30_000, wijken=8, each=8, weeks=2)
    books = Books(town)
    for week in town.weeks():
        books.publish(week)
        decided = books.issues[-1].decided
        published = len(decided.facts.published)
        assert published == (1 + 8 + 64) * len(town.stock_names) + len(town.flow_names)
        assert len(decided.shown) >= published * 7 / 10
        assert len(decided.beside) <= published / 50, "little goes for the sake of others"
        assert not decided.dark


def test_no_ordinary_week_goes_dark_also_where_months_begin_on_no_monday() -> None:
    books = chronicle(City(seed=3, cases=2000, wijken=3, each=3, weeks=10))
    assert [len(issue.decided.dark) for issue in books.issues] == [0] * 10


def turnover(relation: Relation) -> bool:
    stocks = [isinstance(key, Cell) and key.is_stock for key in relation]
    return any(stocks) and not all(stocks) and len({key[0] for key in relation}) > 2


def blind_to_turnover(facts: Facts, *others: Any) -> Edition:
    return decide(replace(facts, relations=[one for one in facts.relations if not turnover(one)]), *others)


def only_small(facts: Facts, *others: Any) -> Edition:
    return decide(facts, *others, complementary=False)


@pytest.mark.parametrize(("fault", "seed"), [(blind_to_turnover, 9), (only_small, 5)])
def test_what_is_left_out_on_purpose_is_found(
    fault: Callable[..., Edition], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "suppress", fault)
    assert Chronicle(chronicle(Village(seed, weeks=6))).narrowed()
