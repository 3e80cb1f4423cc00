"""Nobody finds a hidden number to within less than five, from all that 200 municipalities publish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from municipalities.facts import Facts, Relation
from municipalities.limits import Limits
from municipalities.relations import Cell
from municipalities.suppression import suppress

from . import publishing
from .publishing import PUBLISHED, narrowed, publish

MUNICIPALITIES = {"one_day": 60, "two_weeks": 30, "a_quarter": 20, "corrected": 50, "with_points": 40}  # 200
BATCH = 10
STRICTER = Limits(least=20, base=30, step=10, width=8)

Publishing = Callable[[int], list[Facts]]


@pytest.mark.parametrize(
    ("published", "batch"),
    [(make, batch) for make in PUBLISHED for batch in range(MUNICIPALITIES[make.__name__] // BATCH)],
)
def test_an_attacker_who_is_even_told_why_something_is_hidden_narrows_nothing(
    published: Publishing, batch: int
) -> None:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        facts = published(seed)
        assert narrowed(facts, publish(facts)) == [], seed


@pytest.mark.parametrize("published", PUBLISHED)
def test_where_only_small_numbers_are_hidden_the_attacker_finds_some_without_being_told_anything(
    published: Publishing,
) -> None:
    tried = (published(seed) for seed in range(40))
    assert any(narrowed(facts, publish(facts, complementary=False), told_why=False) for facts in tried)


@pytest.mark.parametrize("seed", [11, 15, 45])
def test_where_no_choice_is_safe_nothing_is_said_of_what_changed_and_the_rest_is_said_again(
    seed: int,
) -> None:
    facts = publishing.corrected(seed)
    editions = publish(facts)
    first, before, after = (one.values for one in facts)
    assert editions[2].dark == {key for key in after if after[key] not in (first[key], before[key])}
    same = [key for key in after if after[key] == before[key]]
    assert [editions[2].shown.get(key) for key in same] == [editions[1].shown.get(key) for key in same]
    assert any(editions[2].shown.get(key) for key in same)
    assert narrowed(facts, editions) == []


def over_areas(relation: Relation) -> bool:
    return len({cell.area for cell in relation if isinstance(cell, Cell)}) > 1


def over_kinds(relation: Relation) -> bool:
    return len({cell.figure for cell in relation}) > 1 and len({cell.period for cell in relation}) == 1


def over_time(relation: Relation) -> bool:
    return len({cell.period for cell in relation}) > 1 and len({cell.figure for cell in relation}) == 1


def turnover(relation: Relation) -> bool:
    return len({cell.period for cell in relation}) > 1 and len({cell.figure for cell in relation}) > 1


@pytest.mark.parametrize(
    ("published", "skipped"),
    [
        (publishing.one_day, over_areas),
        (publishing.one_day, over_kinds),
        (publishing.a_quarter, over_time),
        (publishing.two_weeks, turnover),
    ],
)
def test_who_forgets_one_way_in_which_figures_hang_together_is_caught(
    published: Publishing, skipped: Callable[[Relation], bool]
) -> None:
    assert any(skipped(relation) for relation in published(0)[-1].relations)
    tried = (published(seed) for seed in range(40))
    assert any(narrowed(facts, publish(facts, blind=skipped)) for facts in tried)


def test_who_forgets_the_editions_before_is_caught() -> None:
    tried = (publishing.corrected(seed) for seed in range(40))
    assert any(narrowed(facts, [suppress(one) for one in facts]) for facts in tried)


def test_that_people_are_whole_numbers_helps_the_attacker_no_further() -> None:
    for seed in range(10):
        facts = publishing.one_day(seed)
        assert narrowed(facts, publish(facts), whole=True) == []


def test_a_municipality_that_is_stricter_is_kept_to_its_own_limits() -> None:
    for seed in range(10):
        facts = publishing.corrected(seed)
        editions = publish(facts, STRICTER)
        assert narrowed(facts, editions, STRICTER) == []
        assert all(
            shown % 10 == 0 and shown >= 20 for edition in editions for shown in edition.shown.values()
        )


def test_a_stricter_limit_from_one_edition_to_the_next_hides_what_was_shown() -> None:
    facts = publishing.one_day(1)[0]
    before = suppress(facts)
    after = suppress(facts, STRICTER, [before])
    assert all(facts.values[cell] >= STRICTER.least for cell in after.shown)
    assert set(after.shown) < set(before.shown)


def test_the_same_facts_give_the_same_editions() -> None:
    facts = publishing.corrected(3)
    assert [edition.shown for edition in publish(facts)] == [edition.shown for edition in publish(facts)]


def test_a_quarter_has_weeks_that_lie_in_two_months() -> None:
    """Else the test above would not see what such weeks give away."""
    unseen = [cell.period for cell in publishing.a_quarter(1)[-1].unseen]
    assert (dt.date(2026, 1, 26), dt.date(2026, 2, 1)) in unseen
