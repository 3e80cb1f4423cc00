"""What is true, how it hangs together, and what of it was published: the words of suppression. Plain Python."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from municipalities.limits import Limits

Key = Any  # whatever a dictionary takes
Relation = Mapping[Key, int]  # what everybody knows: these cells, each times its number, add up to 0


@dataclass(frozen=True, slots=True)
class Facts:
    """The true cells of what is to be published, and all that anybody may know of how they hang together.

    - `values`: whole numbers, none below 0. With the cells of earlier publications that relations here name.
    - `rests_on`: cells that are no count of persons (points, hours), each with the count of persons that it rests on.
    - `unseen`: cells that are never published and stand in relations only, such as the days that a week has in
      one month. Those in `guarded` are kept like a hidden cell where they are below `Limits.least` (say, the cases
      without a flag).
    - `earlier`: cells that were published before and are not published again.
    """

    values: Mapping[Key, int]
    relations: Sequence[Relation] = ()
    rests_on: Mapping[Key, Key] = field(default_factory=dict)
    unseen: frozenset[Key] = frozenset()
    guarded: frozenset[Key] = frozenset()
    earlier: frozenset[Key] = frozenset()

    def __post_init__(self) -> None:
        """Raise ValueError for what is no fact: a relation that does not hold, a number below 0, an unknown cell."""
        for key, value in self.values.items():
            if value < 0:
                raise ValueError(f"{key} is {value}, and nothing is counted below 0")
        for relation in self.relations:
            if missing := [key for key in relation if key not in self.values]:
                raise ValueError(f"a relation names {missing[0]}, which has no value")
            if sum(times * self.values[key] for key, times in relation.items()):
                raise ValueError(f"this does not add up: { {key: self.values[key] for key in relation} }")
        if not self.guarded <= self.unseen <= self.values.keys():
            raise ValueError("only what is never published is guarded by name")
        for key, base in self.rests_on.items():
            if key not in self.values or base not in self.values or base in self.rests_on:
                raise ValueError(f"{key} rests on {base}, which is no count of persons")
            if base in self.unseen or base in self.earlier:
                raise ValueError(f"{key} rests on {base}, which is not published with it")

    @property
    def published(self) -> list[Key]:
        """List the cells that this publication has something to say of, in their order."""
        return [key for key in self.values if key not in self.unseen and key not in self.earlier]

    def without(self, keys: Collection[Key]) -> Facts:
        """Leave out whole systems: no relation may name both what goes and what stays."""
        return Facts(
            values={key: value for key, value in self.values.items() if key not in keys},
            relations=[relation for relation in self.relations if not any(key in keys for key in relation)],
            rests_on={key: base for key, base in self.rests_on.items() if key not in keys},
            unseen=self.unseen.difference(keys),
            guarded=self.guarded.difference(keys),
            earlier=self.earlier.difference(keys),
        )


@dataclass(frozen=True, slots=True)
class Edition:
    """What was decided about facts: what is shown, what is hidden, and why; that a cell is hidden goes out, never why.

    `small` are hidden for themselves (or rest on too few), `beside` for the sake of others. `dark` are of systems of
    which nothing is said: `facts` does not have them.
    """

    facts: Facts
    limits: Limits
    shown: Mapping[Key, int]
    small: frozenset[Key]
    beside: frozenset[Key] = frozenset()
    dark: frozenset[Key] = frozenset()

    @property
    def hidden(self) -> frozenset[Key]:
        """Say which cells are published without a number."""
        return self.small | self.beside | self.dark
