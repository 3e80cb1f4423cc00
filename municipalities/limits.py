"""How much must be hidden: the limits of a municipality, and what a published number says. Plain Python.

The norm, in words, is docs/suppression.md. A municipality may only be stricter than it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of suppression. Raise ValueError for one that is laxer than the norm, or that cannot be kept."""

    least: int = 10  # persons: a count below it is hidden, 0 included
    base: int = 10  # persons on which points, hours, medians and rates rest
    step: int = 5  # everything that is shown is a multiple of it
    width: int = 5  # what nobody may narrow a hidden number below

    def __post_init__(self) -> None:
        """Raise ValueError for limits that are laxer than the norm, or that contradict each other."""
        for name, norm in (("least", 10), ("base", 10), ("step", 5), ("width", 5)):
            if getattr(self, name) < norm:
                raise ValueError(f"{name} may be stricter, and is at least {norm}")
        if self.width >= self.least:
            raise ValueError(
                "width is below least: that a count is hidden says already that it is below least"
            )
        if self.least % self.step:
            raise ValueError(
                "least is a multiple of step: what is shown would otherwise be rounded to less than it"
            )

    def rounded(self, value: int) -> int:
        """Round to the nearest multiple of step; a half (in an even step only) goes up."""
        return (value + self.step // 2) // self.step * self.step

    def said(self, shown: int) -> tuple[int, int]:
        """Say between which whole numbers (both included) lies what was shown as this."""
        least = shown - self.step // 2
        return max(0, least), least + self.step - 1

    def between(self, number: int) -> tuple[int, int]:
        """Say between which numbers (both included) one lies, as coarsely as what is hidden: below `least`, and on.

        For what can be asked again and again, each time a little otherwise: two answers that are the same, or stand
        beside each other, leave as much room between what was asked.
        """
        begins = number // self.least * self.least
        return begins, begins + self.least - 1

    def between_all(self, numbers: Iterable[int]) -> tuple[int, int]:
        """Say between which numbers the sum of some lies: by those between which each of them does, and no finer.

        Whoever may ask for each of them too learns nothing from the sum that the parts did not say.
        """
        each = [self.between(number) for number in numbers]
        return sum(least for least, _most in each), sum(most for _least, most in each)


NORM = Limits()
