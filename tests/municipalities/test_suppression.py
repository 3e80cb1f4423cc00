from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from municipalities.facts import Facts
from municipalities.limits import NORM, Limits
from municipalities.suppression import suppress
from municipalities.witnesses import Piece

from .publishing import QUARTER, narrowed, publish
from .towns import MONDAY, Town, month, weeks


def sums(**parts: int) -> Facts:
    return Facts({"total": sum(parts.values()), **parts}, [{"total": 1, **dict.fromkeys(parts, -1)}])


def test_fewer_than_ten_persons_are_hidden_and_nobody_is_fewer_than_ten() -> None:
    edition = suppress(Facts({"nobody": 0, "nine": 9, "ten": 10}))
    assert edition.shown == {"ten": 10}
    assert edition.small == {"nobody", "nine"}


@pytest.mark.parametrize(("true", "shown"), [(10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (1002, 1000)])
def test_what_is_shown_is_rounded_to_the_nearest_five(true: int, shown: int) -> None:
    assert suppress(Facts({"cases": true})).shown == {"cases": shown}


def test_a_half_goes_up_where_a_municipality_rounds_to_tens() -> None:
    limits = Limits(step=10)
    assert [limits.rounded(number) for number in (14, 15, 24, 25)] == [10, 20, 20, 30]
    assert limits.said(20) == (15, 24)


def test_a_second_number_goes_where_the_total_would_give_the_first_away() -> None:
    facts = sums(
        north=0, south=12
    )  # both would be shown as 10: ten to twelve, so nobody, one or two in the north
    assert suppress(facts, complementary=False).shown == {"total": 10, "south": 10}
    edition = suppress(facts)
    assert edition.shown in ({"total": 10}, {"south": 10})
    assert edition.beside and not edition.dark


def test_nothing_goes_beside_where_rounding_alone_is_enough() -> None:
    edition = suppress(sums(**{f"buurt {number}": 13 + number for number in range(8)}, small=4))
    assert edition.hidden == {"small"}


def test_rounding_alone_may_be_enough_for_two() -> None:
    edition = suppress(sums(north=3, south=20))  # 23 to 27, less 18 to 22: one to nine
    assert edition.shown == {"total": 25, "south": 20}


def test_points_rest_on_ten_persons_and_go_with_them() -> None:
    facts = Facts(
        {"persons": 24, "few": 4, "most": 20, "points": 66, "points of few": 0, "points of most": 66},
        [
            {"persons": 1, "few": -1, "most": -1},
            {"points": 1, "points of few": -1, "points of most": -1},
        ],
        rests_on={"points": "persons", "points of few": "few", "points of most": "most"},
    )
    edition = suppress(facts)
    assert "points of few" in edition.small
    assert all(
        facts.rests_on[measure] in edition.shown for measure in edition.shown if measure in facts.rests_on
    )
    assert not {"points", "points of most"} <= edition.shown.keys()


def test_no_points_of_many_persons_is_a_number_like_any_other() -> None:
    facts = Facts({"persons": 30, "points": 0}, rests_on={"points": "persons"})
    assert suppress(facts).shown == {"persons": 30, "points": 0}


def test_points_may_ask_for_a_larger_base_than_a_count() -> None:
    facts = Facts({"persons": 15, "points": 60}, rests_on={"points": "persons"})
    assert suppress(facts, Limits(base=20)).shown == {"persons": 15}


def test_what_did_not_change_says_the_same_again() -> None:
    first = suppress(sums(north=3, south=20, east=31, west=18))
    second = suppress(sums(north=3, south=20, east=31, west=18), earlier=[first])
    assert second.shown == first.shown


def test_what_is_never_published_is_neither_shown_nor_hidden() -> None:
    facts = Facts(
        {"week": 20, "jan": 12, "feb": 8},
        [{"week": 1, "jan": -1, "feb": -1}],
        unseen=frozenset({"jan", "feb"}),
    )
    edition = suppress(facts)
    assert (edition.shown, edition.hidden) == ({"week": 20}, frozenset())


def test_that_all_but_few_have_a_flag_is_kept_too_where_it_is_guarded() -> None:
    relation = {"cases": 1, "flagged": -1, "without": -1}
    rest = frozenset({"without"})
    facts = Facts({"cases": 21, "flagged": 21, "without": 0}, [relation], unseen=rest, guarded=rest)
    assert len(suppress(facts).shown) < 2
    assert len(suppress(Facts(facts.values, [relation], unseen=rest)).shown) == 2


@pytest.mark.parametrize(
    "lax",
    [{"least": 9}, {"base": 9}, {"step": 1}, {"width": 4}, {"width": 10}, {"least": 12}, {"step": 15}],
)
def test_limits_can_only_be_made_stricter_and_must_agree(lax: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        Limits(**lax)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Facts({"a": -1}),
        lambda: Facts({"a": 1}, [{"a": 1, "b": -1}]),
        lambda: Facts({"a": 1, "b": 2}, [{"a": 1, "b": -1}]),
        lambda: Facts({"a": 1}, guarded=frozenset({"a"})),
        lambda: Facts({"a": 1}, unseen=frozenset({"b"})),
        lambda: Facts({"a": 1}, rests_on={"a": "b"}),
        lambda: Facts({"a": 1, "b": 1}, rests_on={"a": "b", "b": "b"}),
        lambda: Facts({"a": 1, "b": 1}, rests_on={"a": "b"}, unseen=frozenset({"b"})),
        lambda: suppress(Facts({"a": 1}, earlier=frozenset({"a"}))),
    ],
)
def test_facts_that_do_not_agree_are_refused(wrong: object) -> None:
    with pytest.raises(ValueError):
        wrong()  # type: ignore[operator]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_hangs_together_however_nothing_is_narrowed(data: st.DataObject) -> None:
    count = st.sampled_from([0, 1, 4, 5, 9, 10, 12, 13, 22, 40])
    values: dict[str, int] = {f"part {n}": data.draw(count) for n in range(data.draw(st.integers(1, 6)))}
    relations = []
    for n in range(data.draw(st.integers(1, 5))):
        parts = data.draw(st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=5, unique=True))
        values[f"total {n}"] = sum(values[part] for part in parts)
        relations.append({f"total {n}": 1, **dict.fromkeys(parts, -1)})
    facts = [Facts(values, relations)]
    if data.draw(st.booleans()):
        changed = {key: value for key, value in values.items() if key.startswith("part")}
        changed[data.draw(st.sampled_from(sorted(changed)))] += data.draw(st.sampled_from([1, 3, 30]))
        for n, relation in enumerate(relations):
            changed[f"total {n}"] = sum(changed[part] for part in relation if part != f"total {n}")
        facts.append(Facts(changed, relations))
    editions = publish(facts)
    assert narrowed(facts, editions) == []
    for one, edition in zip(facts, editions, strict=True):
        assert edition.shown.keys() | edition.hidden == set(one.values)
        assert not edition.shown.keys() & edition.hidden
        assert all(shown == NORM.rounded(one.values[key]) >= 10 for key, shown in edition.shown.items())


# Of 100 who have a case: how many have a flag of each rule, in a town as it may be
RULES = (30, 14, 10, 6, 4, 2)


def town_of_30_000_cases() -> Town:
    def flags(dice: random.Random, rule: int) -> int:
        return sum(dice.random() < RULES[rule] / 100 for _ in range(dice.randint(150, 475)))

    return Town([8] * 12, len(RULES), flags, lambda dice: int(dice.random() < 0.12), days=91, seed=30_000)


def test_at_least_half_of_a_town_of_30_000_cases_stays_visible() -> None:
    town = town_of_30_000_cases()
    stock = town.facts(town.stock([MONDAY]))
    flows = [town.cells("opened", "GM", weeks(12)), town.cells("opened", "W", [month(n) for n in (1, 2, 3)])]
    quarter = town.facts([cell for cells in flows for cell in cells] + town.cells("opened", "B", [QUARTER]))
    for facts in (stock, quarter):
        edition = suppress(facts)
        assert len(edition.shown) >= len(facts.published) / 2
        assert len(edition.beside) <= len(facts.published) / 50, "little goes for the sake of others"
        assert not edition.dark


def test_twenty_wijken_of_a_hundred_buurten_take_a_few_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town([100] * 20, 10, lambda dice, _: dice.choice([0, 0, 0, 1, 2, 3, 5, 8, 13, 21]), seed=1)
    facts = town.facts(town.stock([MONDAY]))
    programs = Counter[str]()

    def counted(name: str) -> None:
        solved = getattr(Piece, name)

        def once_more(*given: Any) -> Any:
            programs[name] += 1
            return solved(*given)

        monkeypatch.setattr(Piece, name, once_more)

    for name in ("__init__", "push", "cheapest"):
        counted(name)
    edition = suppress(facts)
    assert len(edition.small) > 10_000 and not edition.dark
    assert programs["__init__"] < len(edition.small) / 10
    assert programs["push"] < len(edition.small) / 3
    assert programs["cheapest"] < len(edition.small) / 500
