"""Many previews of a policy taken together: an administrator with all the time there is narrows no count below five."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp

from municipalities.limits import NORM, Limits

Atoms = tuple[str, ...]
Told = Mapping[Atoms, tuple[int, int]]  # of the sum of some atoms: between which numbers it lies


def width(told: Told, of: Iterable[str], names: Mapping[str, int]) -> float:
    """Say how wide the interval is in which a sum of atoms must lie, given all that was told."""
    rows = np.zeros((len(told), len(names)))
    for at, atoms in enumerate(told):
        for atom in atoms:
            rows[at, names[atom]] += 1
    low, high = (np.array([pair[end] for pair in told.values()]) for end in (0, 1))
    cost = np.zeros(len(names))
    for atom in of:
        cost[names[atom]] += 1
    ends = []
    for sign in (1, -1):
        answer = milp(sign * cost, constraints=LinearConstraint(rows, low, high), bounds=(0, np.inf))
        if answer.status in (3, 4):  # no end to it
            return float("inf")
        assert answer.status == 0, answer.message
        ends.append(float(cost @ answer.x))
    return ends[1] - ends[0]


def naive(numbers: list[int], limits: Limits) -> tuple[int, int]:
    return limits.between(sum(numbers))


def by_part(numbers: list[int], limits: Limits) -> tuple[int, int]:
    return limits.between_all(numbers)


Teller = Callable[[list[int], Limits], tuple[int, int]]


def of_groups(cases: Mapping[str, int], teller: Teller, limits: Limits = NORM) -> Told:
    """All that can be asked: of each target group by itself, of everybody, and of everybody but some with a policy."""
    told: dict[Atoms, tuple[int, int]] = {(one,): limits.between(number) for one, number in cases.items()}
    everybody = tuple(cases)
    for left_out in [(), *((one,) for one in cases if one != "none")]:
        kept = tuple(one for one in everybody if one not in left_out)
        told[kept] = teller([cases[one] for one in kept], limits)
    if len(cases) > 1:
        told.pop(("none",), None)  # of who is in no group nobody can ask alone
    return told


def narrowed(cases: Mapping[str, int], teller: Teller, limits: Limits = NORM) -> list[str]:
    names = {name: at for at, name in enumerate(cases)}
    told = of_groups(cases, teller, limits)
    return [one for one in cases if width(told, [one], names) < limits.width - 1e-6]


def test_many_small_groups_whose_sum_passes_a_ten_were_known_exactly_and_no_longer_are() -> None:
    cases = {f"groep {number}": 9 for number in range(10)}  # and it is known that everybody is in one of them
    assert len(narrowed(cases, naive)) >= 10, "the attack works"
    assert narrowed(cases, by_part) == []


@pytest.mark.parametrize("limits", [NORM, Limits(least=20, step=10, width=10)])
def test_in_random_towns_no_group_is_narrowed_by_all_previews_of_all_groups(limits: Limits) -> None:
    chance = random.Random(7)
    found = 0
    for _town in range(40):
        groups = [*(f"groep {number}" for number in range(chance.randint(1, 12)))]
        groups += chance.choice(([], ["none"]))
        cases = {name: chance.choice((0, 1, 8, 9, 9, 19, chance.randint(0, 40))) for name in groups}
        found += len(narrowed(cases, naive, limits))
        assert narrowed(cases, by_part, limits) == []
    assert found > 0 or limits is not NORM, "the attack works"


def chains(cases: Mapping[str, list[int]], *, jointly: bool) -> Told:
    """Previews of a few numbers, each in steps that catch more and more cases; `jointly`: of all at once too."""
    told: dict[Atoms, tuple[int, int]] = {}
    upto = {
        name: [tuple(f"{name}{at}" for at in range(step)) for step in range(len(steps) + 1)]
        for name, steps in cases.items()
    }
    sizes = {f"{name}{at}": size for name, steps in cases.items() for at, size in enumerate(steps)}
    asked: list[Atoms] = [one for each in upto.values() for one in each]
    if jointly:
        asked = [tuple(itertools.chain(*which)) for which in itertools.product(*upto.values())]
    for atoms in asked:
        if atoms:
            told[atoms] = NORM.between(sum(sizes[atom] for atom in atoms))
    return told


def test_numbers_that_are_changed_together_told_on_whom_one_of_them_bears_and_each_alone_does_not() -> None:
    """Points of video, phone and messages catch others: with sums of all steps, one sees where each passes a ten."""
    chance = random.Random(3)
    found = 0
    for _town in range(6):
        cases = {
            name: [chance.randint(0, 4) for _step in range(7)] for name in ("beeld", "telefoon", "bericht")
        }
        names = {
            f"{name}{at}": number
            for number, (name, at) in enumerate((name, at) for name in cases for at in range(7))
        }
        for name in cases:
            for jointly in (True, False):
                told = chains(cases, jointly=jointly)
                widths = [width(told, [f"{name}{at}"], names) for at in range(7)]
                if jointly:
                    found += sum(one < 5 - 1e-6 for one in widths)
                else:
                    assert min(widths) >= 5 - 1e-6
    assert found > 0, "the attack works"
