"""Week after week, over a quarter and a month of the next: whoever reads all of it together narrows nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from municipalities import chain, suppression
from municipalities.facts import Edition, Facts, Relation
from municipalities.relations import Cell, Period

from .chronicles import Chronicle
from .villages import BEGINS, Village, chronicle

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
