"""How far each number was seen to move, and the search for moves that show it. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from municipalities.knowledge import NO_END, Net
from municipalities.witnesses import NEAR, Moves, Piece, agrees

SIDE, SMALL = 16, 300  # of each relation, and of all, that are looked at together first; most often enough
WIDE = 10_000  # numbers that are looked at together where few were not enough: some weeks of a large town
DAYS = 8  # so much further in time pieces go, before all of it is looked at
ROUNDS = 12  # times that many are moved at once, before one is looked at by itself
FEW = 3  # one in so many must be proved when many are moved at once; otherwise half as many are
PAYS, PATIENCE = 2, 8  # one in so many small programs must prove its number, beyond the first few


def _shuffled(number: int, again: int) -> int:
    return (number * 2654435761 + (again + 1) * 40503 * (number | 1)) & 0xFFFFFFFF


class Proofs:
    """What was proved so far of the numbers of a net.

    `later`: which number is the same thing a week later. What moves in one week most often moves so in another, where
    that can be seen at once.
    """

    def __init__(self, net: Net, later: Mapping[int, int]) -> None:
        """Begin with nothing proved."""
        self.net = net
        self.later = later
        self.sooner = {after: before for before, after in later.items()}
        self.up = [0.0] * len(net.value)
        self.down = [0.0] * len(net.value)
        self.tried = self.found = 0

    def anew(self) -> Proofs:
        """Return the same with nothing proved."""
        return Proofs(self.net, self.later)

    def wide(self, number: int) -> bool:
        """Say whether two worlds are known in which a number lies far enough apart."""
        return self.room(self.up, number) + self.room(self.down, number) >= self.net.width[number]

    @staticmethod
    def room(moves: list[float], number: int) -> int:
        """Return how far a number was seen to move, in whole numbers: an attacker knows that persons are whole."""
        return int(moves[number] + NEAR)

    def prove(self, numbers: Sequence[int], bound: int = NO_END) -> None:
        """See how far these can move, without what ends after `bound`: in small programs, as long as that pays.

        What stays narrow there is looked at in a large one, which serves all that lie well within it: first one of its
        own place, then one of all places.
        """
        for number in numbers:
            if not self.wide(number) and self.found + PATIENCE >= self.tried // PAYS:
                self.tried += 1
                piece = self._piece(number, SMALL, SIDE, bound)
                self.move_many(piece)
                self.move(piece, number, bound)
                self.found += self.wide(number)
        for own_place in (True, False):
            left = self._left(numbers, own_place)
            while left:
                first = next(iter(left))
                piece = self._piece(first, WIDE, NO_END, bound, own_place=own_place)
                within = [one for one in self._within(piece, first) if one in left]
                self.move_all(piece, within, bound)
                for one in within:
                    del left[one]

    def prove_far(self, numbers: Sequence[int], bound: int = NO_END) -> None:
        """See how far these can move together with whatever hangs together with them, however far away."""
        for own_place in (True, False):
            left = self._left(numbers, own_place)
            while left:
                near = self.net.around(
                    next(iter(left)), len(self.net.value), bound=bound, own_place=own_place
                )
                within = [one for one in near if one in left]
                if self._longer(near):  # else there is nothing farther away
                    self.move_all(Piece(self.net, near), within, bound)
                for one in within:
                    del left[one]

    def _left(self, numbers: Sequence[int], own_place: bool) -> dict[int, None]:
        """List what is narrow still; with `own_place` not what is of the whole, and so in no place."""
        return dict.fromkeys(
            one for one in numbers if not (self.wide(one) or (own_place and self.net.place[one] is None))
        )

    def move_all(self, piece: Piece, numbers: Sequence[int], bound: int = NO_END) -> None:
        """See how far these numbers of a piece can move: together, then fewer at once, in the end one by one."""
        left = [number for number in numbers if not self.wide(number)]
        many, again = len(left), 0
        while many > 1:
            some = sorted(left, key=lambda one: _shuffled(one, again))[:many]
            self._see(piece.push({one: self._way(one, again) for one in some}))
            before, left = len(left), [number for number in left if not self.wide(number)]
            if before - len(left) <= many // FEW:
                many //= 2
            many, again = min(many, len(left)), again + 1
        for number in left:
            self.move(piece, number, bound)

    def move(self, piece: Piece, number: int, bound: int = NO_END) -> None:
        """See how far one number of a piece can move, and whether what must move with it can in other weeks too."""
        for sign in (1, -1):
            if not self.wide(number):
                moves = piece.push({number: sign * self.net.width[number]})
                self._see(moves)
                for another in (self.later, self.sooner):
                    self._repeat(moves, number, another, bound)

    def move_many(self, piece: Piece) -> None:
        """See how far the numbers of a piece can move when many are pushed at once."""
        narrow = [one for one in piece.numbers if self.net.guarded[one] and not self.wide(one)]
        for again in range(ROUNDS):
            if len(narrow) < 2:
                break
            # Whoever is near its end goes the other way; the others half up and half down, each time others, so that
            # those that rest on one another part ways.
            self._see(piece.push({one: self._way(one, again) for one in narrow}))
            before, narrow = len(narrow), [one for one in narrow if not self.wide(one)]
            if before - len(narrow) <= before // 20:
                break

    def _piece(self, number: int, most: int, of_each: int, bound: int, *, own_place: bool = False) -> Piece:
        return Piece(
            self.net,
            self.net.around(number, most, of_each, days=DAYS, bound=bound, own_place=own_place),
        )

    def _within(self, piece: Piece, start: int) -> list[int]:
        """List the numbers of a piece around which there is as much in it as around the one where it starts."""
        net = self.net
        begins, ends = net.begins[start], net.ends[start]
        return [one for one in piece.numbers if begins <= net.begins[one] and net.ends[one] <= ends]

    def _longer(self, numbers: Sequence[int]) -> bool:
        """Say whether these go on for longer than one looks around a number."""
        begins, ends = (min(self.net.begins[n] for n in numbers), max(self.net.ends[n] for n in numbers))
        return ends - begins > DAYS

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
        return width if _shuffled(number, again) >> 9 & 1 else -width

    def _see(self, moves: Moves) -> None:
        for number, move in moves.items():
            self.up[number] = max(self.up[number], move)
            self.down[number] = max(self.down[number], -move)

    def _repeat(self, moves: Moves, number: int, another: Mapping[int, int], bound: int) -> None:
        """Move the same things in other weeks, one by one, as long as there are any; months and quarters stay."""
        while moves and number in another:
            number, moves = another[number], {another.get(one, one): far for one, far in moves.items()}
            if (
                not self.wide(number)
                and all(self.net.ends[one] <= bound for one in moves)
                and agrees(self.net, moves)
            ):
                self._see(moves)
