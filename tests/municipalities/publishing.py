"""What a municipality publishes one after the other, and how an attacker reads all of it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from municipalities.facts import Edition, Facts, Key, Relation
from municipalities.limits import NORM, Limits
from municipalities.relations import Cell, Period
from municipalities.suppression import suppress

from .attacker import Attack, Read
from .towns import MONDAY, Town, month, weeks

SMALL_AND_LARGE = [0, 0, 0, 1, 2, 4, 7, 9, 10, 11, 13, 17, 28, 45]
NEXT = MONDAY + dt.timedelta(weeks=1)
QUARTER = Period(dt.date(2026, 1, 1), dt.date(2026, 4, 1))


def few(dice: random.Random, _: int) -> int:
    return dice.choice(SMALL_AND_LARGE)


def small_town(seed: int, **others: object) -> Town:
    dice = random.Random(seed)
    shape = [dice.randint(2, 3) for _ in range(dice.randint(1, 2))]
    return Town(shape, dice.randint(2, 3), few, seed=seed, **others)  # type: ignore[arg-type]


def one_day(seed: int) -> list[Facts]:
    """Flags by kind on one day, in every area."""
    town = small_town(seed)
    return [town.facts(town.stock([MONDAY]))]


def two_weeks(seed: int) -> list[Facts]:
    """The same a week later, with what opened and closed in the whole municipality."""
    town = small_town(seed, daily=lambda dice: int(dice.random() < 0.3), days=12)
    first = town.stock([MONDAY])
    flows = [cell for figure in ("opened", "closed") for cell in town.cells(figure, "GM", weeks(1))]
    return [town.facts(first), town.facts(town.stock([NEXT]) + flows, first)]


def a_quarter(seed: int) -> list[Facts]:
    """What opened in a quarter: by week, month and quarter, published when each is over."""
    daily = random.Random(seed).choice([0.01, 0.05, 0.12])
    town = small_town(seed, daily=lambda dice: int(dice.random() < daily), days=91)
    town.wijken, town.kinds = town.wijken[:2], 2
    by_week = town.cells("opened", "GM", weeks(12)) if seed % 2 else []
    by_month = town.cells("opened", "W", [month(number) for number in (1, 2, 3)])
    published = [by_week, by_month, town.cells("opened", "B", [QUARTER])]
    return [
        town.facts(cells, [cell for earlier in published[:at] for cell in earlier])
        for at, cells in enumerate(published)
        if cells
    ]


def corrected(seed: int) -> list[Facts]:
    """Three editions of the same day."""
    town, dice = small_town(seed), random.Random(seed)
    cells = town.stock([MONDAY])
    editions = [town.facts(cells)]
    for _ in range(2):
        town.correct(dice)
        editions.append(town.facts(cells))
    return editions


def with_points(seed: int) -> list[Facts]:
    """Flags, the points of who has them, and who of the cases has no flag (which nobody publishes)."""
    town, dice = small_town(seed), random.Random(seed)
    facts = town.facts(town.stock([MONDAY], "W B"))
    values, relations, rests_on = dict(facts.values), list(facts.relations), dict[Key, Key]()
    for wijk in town.areas["GM"]:
        for name in ("points", "cases", "none"):
            for buurt in town.areas[wijk]:
                flags = sum(town.at_first[buurt, kind] for kind in range(town.kinds))
                values[name, buurt] = (
                    dice.randint(flags, flags * 3) if name == "points" else dice.choice([3, 12, 30])
                )
                if name == "cases":
                    values[name, buurt] += flags
            values[name, wijk] = sum(values[name, buurt] for buurt in town.areas[wijk])
            relations.append({(name, wijk): 1, **{(name, buurt): -1 for buurt in town.areas[wijk]}})
    flagged = {cell.area: cell for cell in facts.values if isinstance(cell, Cell) and cell.figure == "open"}
    for area, cell in flagged.items():
        values["none", area] = values["cases", area] - values[cell]
        relations.append({("cases", area): 1, ("none", area): -1, cell: -1})
        rests_on["points", area] = cell
    unseen = frozenset(key for key in values if isinstance(key, tuple) and key[0] == "none")
    return [Facts(values, relations, rests_on=rests_on, unseen=unseen, guarded=unseen)]


PUBLISHED: list[Callable[[int], list[Facts]]] = [one_day, two_weeks, a_quarter, corrected, with_points]


def publish(
    facts: Sequence[Facts],
    limits: Limits = NORM,
    *,
    complementary: bool = True,
    blind: Callable[[Relation], bool] = lambda _: False,
) -> list[Edition]:
    """Publish one after the other, each safe together with those before; a fault may be `blind` to relations."""
    editions: list[Edition] = []
    for one in facts:
        seen = replace(one, relations=[relation for relation in one.relations if not blind(relation)])
        editions.append(suppress(seen, limits, editions, complementary=complementary))
    return editions


def attack(
    facts: Sequence[Facts], editions: Sequence[Edition], limits: Limits = NORM, *, told_why: bool = True
) -> Attack:
    """Read what was published, with all that everybody knows. What a correction left alone, somebody told."""
    values: dict[tuple[Key, int], int] = {}
    reads = []
    for at, (one, edition) in enumerate(zip(facts, editions, strict=True)):
        known = [key for key in one.values if key not in edition.dark and key in edition.facts.values]
        same = {key: values.setdefault((key, one.values[key]), at) for key in known}
        reads.append(
            Read(
                answers={key: edition.shown.get(key) for key in one.published},
                relations=one.relations,
                no_persons=frozenset(one.rests_on),
                same_as=same,
                small=edition.small,
                beside=edition.beside,
            )
        )
    return Attack(reads, least=limits.least, step=limits.step, told_why=told_why)


def narrowed(
    facts: Sequence[Facts],
    editions: Sequence[Edition],
    limits: Limits = NORM,
    *,
    told_why: bool = True,
    whole: bool = False,
) -> list[tuple[Key, int, float, float]]:
    """List the hidden cells that the attacker bounds tighter than allowed, with the edition and the bounds."""
    attacking = attack(facts, editions, limits, told_why=told_why)
    first: dict[tuple[Key, int, int | bool], int] = {}
    for at, (one, edition) in enumerate(zip(facts, editions, strict=True)):
        guarded = {key for key in one.guarded if one.values[key] < limits.least}
        for key in [key for key in one.values if key in edition.hidden or key in guarded]:
            first.setdefault((key, one.values[key], key in edition.dark and at), at)
    out = {
        (key, one.values[key]) for one, edition in zip(facts, editions, strict=True) for key in edition.shown
    }
    found = []
    for (key, value, dark), at in first.items():
        if dark is not False or (key, value) not in out:
            low, high = attacking.narrow(key, attacking.first(key, at), whole=whole)
            assert low - 1e-6 <= value <= high + 1e-6, "the attacker is wrong: the truth is elsewhere"
            if high - low < limits.width - 1e-6:
                found.append((key, at, low, high))
    return found
