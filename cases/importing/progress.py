"""Words on the way: what is being done, and how fast."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS_BETWEEN = 2.0


class Progress:
    """Say how far a count is, every two seconds and at its end; what takes less goes without words."""

    def __init__(self, say: Callable[[str], object], what: str, unit: str) -> None:
        self._say, self._what, self._unit = say, what, unit
        self._begun = self._said = time.monotonic()

    def reached(self, count: int) -> None:
        """Note how far it is."""
        if time.monotonic() - self._said >= SECONDS_BETWEEN:
            self._said = time.monotonic()
            self._say(f"{self._what}: {self._line(count)}")

    def done(self, count: int) -> None:
        """Note the end."""
        if self._said > self._begun:
            self._say(f"{self._what}: {self._line(count)}, done")

    def _line(self, count: int) -> str:
        seconds = max(time.monotonic() - self._begun, 0.001)
        return f"{count:,} {self._unit}, {count / seconds:,.0f} a second"
