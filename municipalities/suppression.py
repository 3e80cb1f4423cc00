"""From what is true to what may be published: what is small goes, and what gives it away; the rest is rounded.

The norm is docs/suppression.md, why it is so ADR 26. Plain Python; the same facts always give the same edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import log2

from municipalities.facts import Edition, Facts, Key
from municipalities.knowledge import NO_END, Net
from municipalities.limits import NORM, Limits
from municipalities.proving import DAYS, Proofs
from municipalities.witnesses import Piece

# Numbers among which something is hidden beside; where that is not enough, all that hang together.
PIECE = 600


def suppress(
    facts: Facts, limits: Limits = NORM, earlier: Sequence[Edition] = (), *, complementary: bool = True
) -> Edition:
    """Decide what of these facts is shown, safe together with all the editions that went out before.

    What was published before and did not change says the same again, unless the limits became stricter. Without
    `complementary` only small counts go: that is for the tests, which attack it. Where no choice is safe (what was
    said before a correction leaves little room), what changed goes dark: this edition says nothing of it, not even why
    it is hidden. Where even that is not enough, the whole system does, with what was said of it before.
    """
    seen, dark = facts, frozenset[Key]()
    while True:
        deciding = _Deciding(seen, limits, earlier)
        try:
            decided = deciding.edition(earlier, complementary=complementary)
        except _NarrowError as narrow:
            system = deciding.system(narrow.number)
            said = system.intersection(seen.published)
            changed = deciding.changed(said)
            seen = seen.silent(changed) if 0 < len(changed) < len(said) else seen.without(system)
            dark |= said.difference(seen.published)
        else:
            return replace(decided, dark=dark)


class _NarrowError(Exception):
    """A number is narrow together with earlier editions, whatever is hidden in this one."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class _Deciding:
    """What is shown and hidden of the new facts so far, and how far each number was seen to move."""

    def __init__(self, facts: Facts, limits: Limits, earlier: Sequence[Edition]) -> None:
        """Begin with nothing decided."""
        self.facts, self.limits = facts, limits
        self.net = Net(facts, earlier, limits)
        self.before = list(zip(self.net.low, self.net.high, strict=True))  # known without this edition
        self.numbers = {key: self.net.number[key, facts.values[key]] for key in facts.published}
        self.keys = {number: key for key, number in self.numbers.items()}
        self.shown: set[Key] = set()
        self.small: set[Key] = set()
        self.beside: set[Key] = set()
        self.resting: dict[Key, list[Key]] = {}
        for key, base in facts.rests_on.items():
            self.resting.setdefault(base, []).append(key)
        number = {key: self.net.number[key, value] for key, value in facts.values.items()}
        self.proofs = Proofs(self.net, {number[key]: number[later] for key, later in facts.later.items()})
        self.waiting: list[int] = []
        self.unsettled: set[Key] = set()

    def edition(self, earlier: Sequence[Edition], *, complementary: bool) -> Edition:
        """Decide, and say what was decided."""
        self._begin(earlier)
        if complementary:
            self._guard()
        rounded = {
            key: self.limits.rounded(self.facts.values[key]) for key in self.numbers if key in self.shown
        }
        return Edition(
            facts=self.facts,
            limits=self.limits,
            shown=rounded,
            small=frozenset(self.small),
            beside=frozenset(self.beside),
            unsettled=frozenset(self.unsettled),
        )

    def _begin(self, earlier: Sequence[Edition]) -> None:
        """Hide what is small, or rests on it, or did not change since it was hidden; all else is shown for now."""
        hidden = {
            self.net.number[key, edition.facts.values[key]]
            for edition in earlier
            for key in edition.small | edition.beside
        }
        for key, number in self.numbers.items():
            counts, measures = self.facts.is_count(key), self.facts.is_measure(key)
            if self.facts.behind(key) < (self.limits.base if measures else self.limits.least):
                self.small.add(key)
                self.net.hide(number, self.limits, small=True if counts else None)
            else:
                self._show(key)
        for key, number in self.numbers.items():
            if key in self.shown and number in hidden and not self.net.was_shown[number]:
                self._hide(key)

    def _show(self, key: Key) -> None:
        low, high = self.limits.said(self.limits.rounded(self.facts.values[key]))
        floor = 0 if self.facts.is_measure(key) else self.limits.least
        self.net.know(self.numbers[key], max(low, floor), high)
        self.shown.add(key)

    def _hide(self, key: Key) -> None:
        """Hide what was shown for now, with what rests on it."""
        for hidden in (key, *self.resting.get(key, ())):
            if hidden in self.shown:
                number = self.numbers[hidden]
                self.shown.remove(hidden)
                self.beside.add(hidden)
                self._forget(number)
                self.net.hide(number, self.limits, small=None if self.facts.is_measure(hidden) else False)
                self.waiting.append(number)

    def _forget(self, number: int) -> None:
        self.net.low[number], self.net.high[number] = self.before[number]

    def _guard(self) -> None:
        """Hide beside what is narrow until nothing is."""
        touched = self.net.hanging_together(self.net.number[cell] for cell in self.facts.values.items())
        self.waiting = [number for number in self.net.to_guard() if number in touched]
        at, settled = 0, len(self.waiting)
        self._settle()
        self.proofs.prove(self.waiting)
        self.proofs.prove_far(self.waiting)
        while at < len(self.waiting):  # it grows while it is worked through
            number = self.waiting[at]
            at += 1
            if not self.proofs.wide(number) and not self.net.was_shown[number]:
                self._guard_one(number)
        self._settle_too(self.waiting[settled:])

    def _settle(self) -> None:
        """Prove what ended without what is still to come; of what stays narrow so, say that it is not settled.

        Where a month or quarter is published now, what stays narrow within it would stay so for ever: then more of it
        is hidden, where that helps. What ended last week most often settles by itself in the next edition.
        """
        for by, bound in self.facts.bounds:
            newest = self.facts.bounds[-1][1]
            while True:
                ended = [number for number in self.waiting if self.net.ends[number] <= by]
                self.proofs.prove(ended, bound)
                self.proofs.prove_far(ended, bound)
                before = len(self.waiting)
                for number in ended if bound < newest else ():
                    self._widen(number, self.net.around(number, PIECE, days=DAYS, bound=bound), bound)
                if len(self.waiting) == before:
                    break
            self._leave_open(number for number in ended if not self.proofs.wide(number))

    def _settle_too(self, numbers: Sequence[int]) -> None:
        """Say of what was hidden since the others were settled whether it is settled too."""
        for by, bound in self.facts.bounds:
            proofs = self.proofs.anew()
            ended = [number for number in numbers if self.net.ends[number] <= by]
            proofs.prove(ended, bound)
            self._leave_open(number for number in ended if not proofs.wide(number))

    def _leave_open(self, numbers: Iterable[int]) -> None:
        narrow = set(numbers)  # also what a cell was before it was corrected
        self.unsettled |= {key for (key, _), number in self.net.number.items() if number in narrow}

    def _guard_one(self, number: int) -> None:
        near = self.net.around(number, PIECE, days=DAYS)
        if not self._widen(number, near):
            whole = self.net.around(number, len(self.net.value))
            if len(near) == len(whole) or not self._widen(number, whole):
                raise _NarrowError(number)

    def _widen(self, number: int, near: list[int], bound: int = NO_END) -> bool:
        """Hide beside, among some numbers, until one of them is wide; say whether it is."""
        while not self.proofs.wide(number):
            price = self._prices(near)
            if price or bound == NO_END:
                self.proofs.move(Piece(self.net, near), number, bound)
            if not self.proofs.wide(number) and not (price and self._hide_beside(near, price, number)):
                return False
        return True

    def _prices(self, near: list[int]) -> dict[int, float]:
        """Say what it costs to hide the numbers that can be."""
        return {
            other: (1 + log2(1 + self.net.value[other])) * (1 + len(self.resting.get(key, ())))
            for other in near
            if (key := self.keys.get(other)) in self.shown and not self.net.was_shown[other]
        }

    def _hide_beside(self, near: list[int], price: dict[int, float], number: int) -> bool:
        """Hide what costs least so that a number can move further; say whether anything was hidden."""
        up, down = self.proofs.room(self.proofs.up, number), self.proofs.room(self.proofs.down, number)
        for more in range(self.net.width[number] - up - down, 0, -1):
            piece = Piece(self.net, near, price)
            ways = [
                way for move in (up + more, -down - more) if (way := piece.cheapest(number, move)) and way[1]
            ]
            if ways:
                for other in min(ways, key=lambda way: way[0])[1]:
                    if self.keys[other] in self.shown:
                        self._hide(self.keys[other])
                return True
        return False

    def changed(self, keys: Iterable[Key]) -> set[Key]:
        """List which of these cells are not what they were in any edition before."""
        return {key for key in keys if self.numbers[key] >= self.net.known_before}

    def system(self, number: int) -> set[Key]:
        """List the cells of these facts that hang together with a number, and with what rests on those."""
        members = self.net.hanging_together([number])
        while True:
            keys = {key for key, value in self.facts.values.items() if self.net.number[key, value] in members}
            more = [m for key in keys for m in self.resting.get(key, ()) if m not in keys]
            if not more:
                return keys
            members |= self.net.hanging_together(self.numbers[measure] for measure in more)
