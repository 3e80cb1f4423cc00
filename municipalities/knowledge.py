"""What an attacker knows of each true number, who is told more than we tell. Plain Python.

Numbers hang together in a net of relations. A number is a cell with its value. So a cell that a correction did not
touch is one number in both editions, and what each of them says of it is known of it; a cell that was corrected is
two. That an attacker cannot know which cells were corrected only makes them know less. For the same reason they are
told of each hidden cell whether it is small or was hidden beside others: who is safe from them is safe from who has
to guess it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from municipalities.facts import Edition, Facts, Key
from municipalities.limits import Limits

NO_END = 1 << 60


class Net:
    """Every number of the facts and of the editions before them, with what is known of each."""

    def __init__(self, facts: Facts, earlier: Sequence[Edition], limits: Limits) -> None:
        """Take in what was said before; of what is new nothing is said yet."""
        self.limits = limits
        self.number: dict[tuple[Key, int], int] = {}
        self.value: list[int] = []
        self.low: list[int] = []
        self.high: list[int] = []
        self.was_shown: list[bool] = []
        self.guarded: list[bool] = []
        self.width: list[int] = []
        self.relations: list[tuple[tuple[int, int], ...]] = []
        self.still: list[bool] = []
        self.settled: list[bool] = []
        self.begins: list[int] = []
        self.ends: list[int] = []
        self.place: list[Key | None] = []
        self.floor: list[int] = []  # what a number that is hidden beside others is known to be at least
        self.of: list[list[tuple[int, int]]] = []  # its relations, and how many times it counts in each
        self._known: set[tuple[tuple[int, int], ...]] = set()
        self._dark = {key for edition in earlier for key in edition.dark}
        for edition in earlier:
            self._take(edition.facts, edition.limits)
            self._remember(edition)
        self.known_before = len(self.value)  # the numbers below it were in an edition before
        self._take(facts, limits)

    def _take(self, facts: Facts, limits: Limits) -> None:
        for key, value in facts.values.items():
            if (key, value) not in self.number:
                if key in facts.earlier and key not in self._dark:
                    raise ValueError(f"{key} was never published as {value}")
                self.number[key, value] = len(self.value)
                self.value.append(value)
                self.low.append(0)
                self.high.append(NO_END)
                self.was_shown.append(False)
                self.guarded.append(False)
                self.width.append(limits.width)
                self.floor.append(0 if facts.is_measure(key) else limits.least)
                self.still.append(False)
                self.settled.append(False)
                begins, ends = facts.spans.get(key, (0, 0))
                self.begins.append(begins)
                self.ends.append(ends)
                self.place.append(facts.places.get(key))
                self.of.append([])
            number = self.number[key, value]
            if key in facts.unsaid or (key in facts.guarded and value < limits.least):
                self.guarded[number] = True
            if key in facts.still:
                self.still[number] = True
                self.know(number, value, value)
            self.settled[number] = key in facts.settled
        for relation in facts.relations:
            known = tuple(
                sorted(
                    (self.number[key, facts.values[key]], times) for key, times in relation.items() if times
                )
            )
            if known not in self._known:
                self._known.add(known)
                for number, times in known:
                    self.of[number].append((len(self.relations), times))
                self.relations.append(known)

    def _remember(self, edition: Edition) -> None:
        facts = edition.facts
        for key, shown in edition.shown.items():
            self.show(
                self.number[key, facts.values[key]], shown, edition.limits, persons=not facts.is_measure(key)
            )
        for key in edition.small:
            self.hide(
                self.number[key, facts.values[key]],
                edition.limits,
                small=True if facts.is_count(key) else None,
            )
        for key in edition.beside:
            self.hide(
                self.number[key, facts.values[key]],
                edition.limits,
                small=None if facts.is_measure(key) else False,
            )

    def show(self, number: int, shown: int, limits: Limits, *, persons: bool) -> None:
        """Know of a number what was shown for it; who knows that it is shown knows that it is not small."""
        low, high = limits.said(shown)
        self.know(number, max(low, limits.least) if persons else low, high)
        self.was_shown[number] = True

    def hide(self, number: int, limits: Limits, *, small: bool | None) -> None:
        """Know why a number is hidden: it is small, it is not; None where nobody can tell."""
        if small is not None:
            self.know(number, *((0, limits.least - 1) if small else (limits.least, NO_END)))
        self.guarded[number] = True
        self.width[number] = max(self.width[number], limits.width)

    def know(self, number: int, low: int, high: int) -> None:
        """Know that a number lies between these, and what was known before."""
        self.low[number] = max(self.low[number], low)
        self.high[number] = min(self.high[number], high)

    def to_guard(self) -> list[int]:
        """List the numbers that nobody may narrow: hidden or guarded, and shown in no edition."""
        return [
            number
            for number, guarded in enumerate(self.guarded)
            if guarded and not (self.was_shown[number] or self.still[number] or self.settled[number])
        ]

    def hanging_together(self, numbers: Iterable[int]) -> set[int]:
        """Say which numbers hang together with any of these, by whatever way."""
        found: set[int] = set()
        for number in numbers:
            if number not in found:
                found.update(self.around(number, len(self.value) + 1))
        return found

    def around(
        self,
        start: int,
        most: int,
        of_each: int = NO_END,
        *,
        days: int = NO_END,
        bound: int = NO_END,
        own_place: bool = False,
    ) -> list[int]:
        """List the numbers near this one, ring by ring over the relations, until there are `most`.

        Of a relation of many come `of_each` that stand beside each other, always the same ones together. So a piece of
        a large table is a small table: whatever moves in it finds what else must move. Nothing comes that is further
        than some days away, or ends after `bound`; with `own_place` nothing of another place.
        """
        since, until = self.begins[start] - days, self.ends[start] + days
        place = self.place[start]
        found = {start: None}
        passed: set[tuple[int, int]] = set()
        ring: Iterable[int] = [start]
        while ring:
            following: list[int] = []
            for number in ring:
                for relation, _ in self.of[number]:
                    members = self.relations[relation]
                    part = (
                        0 if len(members) <= of_each else bisect_left(members, (number, -NO_END)) // of_each
                    )
                    if (relation, part) in passed:
                        continue
                    passed.add((relation, part))
                    for other, _ in members[part * of_each : (part + 1) * of_each]:
                        if (
                            other not in found
                            and since <= self.ends[other] <= bound
                            and self.begins[other] <= until
                            and (not own_place or self.place[other] in (None, place))
                        ):
                            found[other] = None
                            following.append(other)
                            if len(found) >= most:
                                return list(found)
            ring = following
        return list(found)
