"""Which pauses of a case are refused (docs/rules.md, What always holds)."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from cases.rules.words import Pause

LONGEST_PAUSE_DAYS = 42
YEAR_DAYS = 365
PAUSED_DAYS_WITHIN_A_YEAR = 84


class PauseFault(enum.StrEnum):
    """Name why a pause is refused."""

    TOO_LONG = "too_long"
    OVERLAPS = "overlaps"
    TOO_MANY_DAYS = "too_many_days"


def refuse_pauses(pauses: Iterable[Pause]) -> list[tuple[PauseFault, Pause]]:
    """Return what is wrong with the pauses of one case, each fault with the later pause that has it."""
    faults: list[tuple[PauseFault, Pause]] = []
    earlier: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: (pause.first, pause.last)):
        if pause.length > LONGEST_PAUSE_DAYS:
            faults.append((PauseFault.TOO_LONG, pause))
        if any((pause.first - other.last).days <= 1 for other in earlier):
            faults.append((PauseFault.OVERLAPS, pause))
        earlier.append(pause)
        # The fullest 365 days end on the last day of a pause.
        if sum(_days_in_year_to(pause, other) for other in earlier) > PAUSED_DAYS_WITHIN_A_YEAR:
            faults.append((PauseFault.TOO_MANY_DAYS, pause))
    return faults


def _days_in_year_to(end: Pause, pause: Pause) -> int:
    """Count the days of a pause in the 365 days up to and including the last day of another."""
    return max(0, min(pause.length, YEAR_DAYS - (end.last - pause.last).days))
