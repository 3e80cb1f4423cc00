"""What rests on a base of persons and is in no sum: rates, means, medians. Reckoned from what is shown.

So nobody learns more from a rate than from the two numbers that stand beside it. Plain Python; docs/suppression.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median_low

from municipalities.limits import Limits


def percentage(part: int | None, whole: int | None, limits: Limits) -> int | None:
    """Give how many in a hundred, of two numbers as they are shown; None where one is hidden or the base small."""
    if part is None or whole is None or whole < limits.base:
        return None
    return min(100, (200 * part + whole) // (2 * whole))


def mean(total: int | None, persons: int | None, limits: Limits) -> int | None:
    """Give how much there is for each person, in tenths, of two numbers as they are shown; None as above."""
    if total is None or persons is None or persons < limits.base:
        return None
    return (20 * total + persons) // (2 * persons)


def median(numbers: Iterable[int], persons: int | None, limits: Limits) -> int | None:
    """Give the median of numbers that are each rounded first; `persons` is their count as it is shown."""
    if persons is None or persons < limits.base:
        return None
    return median_low(limits.rounded(number) for number in numbers)
