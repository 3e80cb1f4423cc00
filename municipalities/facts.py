"""What is true, how it hangs together, and what of it was published: the words of suppression. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from municipalities.limits import Limits

Key = Any  # whatever a dictionary takes
Relation = Mapping[Key, int]  # what everybody knows: these cells, each times its number, add up to 0


@dataclass(frozen=True, slots=True)
class Facts:
    """The true cells of what is to be published, and all that anybody may know of how they hang together.

    - `values`: whole numbers, none below 0. With the cells of earlier publications that relations here name.
    - `rests_on`: cells that are no count of persons (points, hours), each with the count of persons that it rests on.
    - `persons`: cells that are no count of persons and rest on no published one, each with how many persons there are
      behind it. Those in `events` count something of each of these persons at least once (flags, requests).
    - `unseen`: cells that are never published and stand in relations only, such as the days that a week has in
      one month. Those in `guarded` are kept like a hidden cell where they are below `Limits.least` (say, the cases
      without a flag).
    - `unsaid`: cells that are to be published, and of which nothing is said for now; nobody may narrow them either.
    - `earlier`: cells that were published before and are not published again.
    - `still`: earlier cells at the edge of what is looked at. What is further back hangs together with these alone, so
      whoever does not move them moves nothing there; who is told what they are learns no more of the others.
    - `settled`: earlier cells that were proved safe whatever comes, as `bounds` says; they need no proof any more.
    - `spans`: over which days a cell is (from, until): cells that are near each other in time are looked at together.
    - `places`: in which part of the whole a cell is (a wijk with its buurten); one of the whole itself is not named.
      Cells of one place are looked at together first: most often what moves in one stays within it.
    - `bounds`: pairs of days. What ends by the first, and is proved safe without moving what ends after the second,
      stays proved until something new begins before that.
    - `later`: which cell is the same thing the next time. It only helps to find proofs sooner.
    """

    values: Mapping[Key, int]
    relations: Sequence[Relation] = ()
    rests_on: Mapping[Key, Key] = field(default_factory=dict)
    unseen: frozenset[Key] = frozenset()
    guarded: frozenset[Key] = frozenset()
    unsaid: frozenset[Key] = frozenset()
    earlier: frozenset[Key] = frozenset()
    persons: Mapping[Key, int] = field(default_factory=dict)
    events: frozenset[Key] = frozenset()
    still: frozenset[Key] = frozenset()
    settled: frozenset[Key] = frozenset()
    spans: Mapping[Key, tuple[int, int]] = field(default_factory=dict)
    places: Mapping[Key, Key] = field(default_factory=dict)
    bounds: tuple[tuple[int, int], ...] = ()
    later: Mapping[Key, Key] = field(default_factory=dict)

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
        if not self.guarded | self.unsaid <= self.unseen <= self.values.keys():
            raise ValueError("only what is never published is guarded by name")
        for key, base in self.rests_on.items():
            if key not in self.values or base not in self.values or base in self.rests_on:
                raise ValueError(f"{key} rests on {base}, which is no count of persons")
            if base in self.unseen or base in self.earlier:
                raise ValueError(f"{key} rests on {base}, which is not published with it")
        for key, persons in self.persons.items():
            if key not in self.values or key in self.rests_on:
                raise ValueError(f"{key} has persons behind it, and is no cell that has")
            if key in self.events and self.values[key] < persons:
                raise ValueError(f"{key} counts something of {persons} persons, and is less")

    def behind(self, key: Key) -> int:
        """Say how many persons there are behind a cell."""
        if key in self.persons:
            return self.persons[key]
        return self.values[self.rests_on.get(key, key)]

    def is_count(self, key: Key) -> bool:
        """Say whether a cell counts persons: then it is small where its number is.

        Of what happens to persons, or what they have, each may have one: whoever guesses that is right where it is so.
        """
        if key in self.persons:
            return key in self.events and self.persons[key] == self.values[key]
        return key not in self.rests_on

    def is_measure(self, key: Key) -> bool:
        """Say whether a cell may be any number, however many persons there are behind it."""
        return key in self.rests_on or (key in self.persons and key not in self.events)

    @property
    def published(self) -> list[Key]:
        """List the cells that this publication has something to say of, in their order."""
        return [key for key in self.values if key not in self.unseen and key not in self.earlier]

    def silent(self, keys: Set[Key]) -> Facts:
        """Say nothing of some cells, nor of what rests on them: then they stand in relations only."""
        gone = frozenset(keys).union(key for key, base in self.rests_on.items() if base in keys)
        return replace(
            self,
            rests_on={key: base for key, base in self.rests_on.items() if key not in gone},
            unseen=self.unseen.union(gone),
            unsaid=self.unsaid.union(gone),
            persons={key: number for key, number in self.persons.items() if key not in gone},
            events=self.events.difference(gone),
        )

    def without(self, keys: Set[Key]) -> Facts:
        """Leave out whole systems: no relation may name both what goes and what stays."""
        return Facts(
            values={key: value for key, value in self.values.items() if key not in keys},
            relations=[relation for relation in self.relations if not any(key in keys for key in relation)],
            rests_on={key: base for key, base in self.rests_on.items() if key not in keys},
            unseen=self.unseen.difference(keys),
            guarded=self.guarded.difference(keys),
            unsaid=self.unsaid.difference(keys),
            earlier=self.earlier.difference(keys),
            persons={key: number for key, number in self.persons.items() if key not in keys},
            events=self.events.difference(keys),
            still=self.still.difference(keys),
            settled=self.settled.difference(keys),
            spans={key: span for key, span in self.spans.items() if key not in keys},
            places={key: place for key, place in self.places.items() if key not in keys},
            bounds=self.bounds,
            later={key: one for key, one in self.later.items() if not keys & {key, one}},
        )


@dataclass(frozen=True, slots=True)
class Edition:
    """What was decided about facts: what is shown, what is hidden, and why; that a cell is hidden goes out, never why.

    `small` are hidden for themselves (or rest on too few), `beside` for the sake of others. `dark` are of systems of
    which nothing is said: `facts` does not have them. `unsettled` are those that are proved safe together with cells
    that what comes next will hang together with: they must be looked at again then.
    """

    facts: Facts
    limits: Limits
    shown: Mapping[Key, int]
    small: frozenset[Key]
    beside: frozenset[Key] = frozenset()
    dark: frozenset[Key] = frozenset()
    unsettled: frozenset[Key] = frozenset()

    @property
    def hidden(self) -> frozenset[Key]:
        """Say which cells are published without a number."""
        return self.small | self.beside | self.dark
