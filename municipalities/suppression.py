"""From what is true to what may be published: what is small goes, and what gives it away; the rest is rounded.

The norm is docs/suppression.md, why it is so ADR 26. Plain Python; the same facts always give the same edition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log2

from municipalities.facts import Edition, Facts, Key
from municipalities.knowledge import NO_END, Net
from municipalities.limits import NORM, Limits
from municipalities.witnesses import NEAR, Piece

SIDE, SMALL = 16, 300  # of each relation, and of all, that are looked at together first; most often enough
PIECE = (
    600  # numbers among which something is hidden beside; where that is not enough, all that hang together
)
DAYS = 8  # so much further in time pieces go, before all of it is looked at
WIDE = 4000  # numbers that are looked at together where few were not enough
ROUNDS = 12  # times that many are moved at once, before one is looked at by itself


def suppress(
    facts: Facts, limits: Limits = NORM, earlier: Sequence[Edition] = (), *, complementary: bool = True
) -> Edition:
    """Decide what of these facts is shown, safe together with all the editions that went out before.

    What was published before and did not change says the same again, unless the limits became stricter. Without
    `complementary` only small counts go: that is for the tests, which attack it. Where no choice is safe (corrections
    of very small systems), the whole system goes dark: this edition says nothing of it, not even what it said before.
    """
    seen, dark = facts, frozenset[Key]()
    while True:
        deciding = _Deciding(seen, limits, earlier)
        try:
            decided = deciding.edition(earlier, complementary=complementary)
        except _NarrowError as narrow:
            gone = deciding.system(narrow.number)
            dark |= gone.intersection(seen.published)
            seen = seen.without(gone)
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
        self.up = [0.0] * len(self.net.value)
        self.down = [0.0] * len(self.net.value)
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
        self._settle()
        self._prove(self.waiting)
        at = 0
        while at < len(self.waiting):  # it grows while it is worked through
            number = self.waiting[at]
            at += 1
            if not self._wide(number) and not self.net.was_shown[number]:
                self._guard_one(number)

    def _settle(self) -> None:
        """Prove what ended without what is still to come; of what stays narrow so, say that it is not settled."""
        for by, bound in self.facts.bounds:
            ended = [number for number in self.waiting if self.net.ends[number] <= by]
            self._prove(ended, bound)
            narrow = {number for number in ended if not self._wide(number)}
            self.unsettled |= {
                key for key, value in self.facts.values.items() if self.net.number[key, value] in narrow
            }

    def _prove(self, numbers: Sequence[int], bound: int = NO_END) -> None:
        """See how far these can move, without what ends after `bound`: in small programs, which are most often enough.

        What stays narrow there is looked at in a large one, which serves all that lie in it.
        """
        large, there = None, frozenset[int]()
        for number in numbers:
            if not self._wide(number):
                self._move(self._piece(number, SMALL, SIDE, bound), number)
            if not self._wide(number):
                if large is None or number not in there:
                    large = self._piece(number, WIDE, NO_END, bound)
                    there = frozenset(large.numbers)
                    self._move_many(large)
                self._move_one(large, number)

    def _piece(self, number: int, most: int, of_each: int, bound: int = NO_END) -> Piece:
        return Piece(self.net, self.net.around(number, most, of_each, days=DAYS, bound=bound))

    def _wide(self, number: int) -> bool:
        return self._room(self.up, number) + self._room(self.down, number) >= self.net.width[number]

    @staticmethod
    def _room(moves: list[float], number: int) -> int:
        return int(moves[number] + NEAR)  # in whole numbers: an attacker knows that persons are whole

    def _guard_one(self, number: int) -> None:
        near = self.net.around(number, PIECE, days=DAYS)
        self._move(Piece(self.net, near), number)
        while not self._wide(number):
            if not self._hide_beside(near, number):
                whole = self.net.around(number, len(self.net.value))
                if len(near) == len(whole):
                    raise _NarrowError(number)
                near = whole
            self._move(Piece(self.net, near), number)

    def _move(self, piece: Piece, number: int) -> None:
        """See how far the numbers of a piece can move: many at once, and in the end one by itself."""
        self._move_many(piece)
        self._move_one(piece, number)

    def _move_many(self, piece: Piece) -> None:
        narrow = [one for one in piece.numbers if self.net.guarded[one] and not self._wide(one)]
        for again in range(ROUNDS):
            if len(narrow) < 2:
                break
            # Whoever is near its end goes the other way; the others half up and half down, each time others, so that
            # those that rest on one another part ways.
            self._seen(piece.push({one: self._way(one, again) for one in narrow}))
            before, narrow = len(narrow), [one for one in narrow if not self._wide(one)]
            if before - len(narrow) <= before // 20:
                break

    def _move_one(self, piece: Piece, number: int) -> None:
        for sign in (1, -1):
            if not self._wide(number):
                self._seen(piece.push({number: sign * self.net.width[number]}))

    def _way(self, number: int, again: int) -> int:
        """Say how far, and to which side, a number should move for a proof."""
        width = self.net.width[number]
        up, down = (
            self.net.high[number] - self.net.value[number],
            self.net.value[number] - self.net.low[number],
        )
        if down < width <= up:
            return width
        if up < width <= down:
            return -width
        return width if (number * 2654435761 + again * 40503) >> (7 + again) & 1 else -width

    def _seen(self, moves: dict[int, float]) -> None:
        for number, move in moves.items():
            self.up[number] = max(self.up[number], move)
            self.down[number] = max(self.down[number], -move)

    def _hide_beside(self, near: list[int], number: int) -> bool:
        """Hide what costs least so that a number can move further; say whether anything was hidden."""
        price = {
            other: (1 + log2(1 + self.net.value[other])) * (1 + len(self.resting.get(key, ())))
            for other in near
            if (key := self.keys.get(other)) in self.shown and not self.net.was_shown[other]
        }
        if not price:
            return False
        up, down = self._room(self.up, number), self._room(self.down, number)
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

    def system(self, number: int) -> set[Key]:
        """List the cells of these facts that hang together with a number, and with what rests on those."""
        members = self.net.hanging_together([number])
        while True:
            keys = {key for key, value in self.facts.values.items() if self.net.number[key, value] in members}
            more = [m for key in keys for m in self.resting.get(key, ()) if m not in keys]
            if not more:
                return keys
            members |= self.net.hanging_together(self.numbers[measure] for measure in more)
