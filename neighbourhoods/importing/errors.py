"""What is wrong with a folder of areas: all of it counted, the first of it kept. Plain Python."""

from __future__ import annotations

MOST_SHOWN = 1000
_LONGEST = 60


class Problems:
    """Count all that is wrong and keep the first, so that a file with millions of faults costs no memory."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[str] = []

    def add(self, file: str, line: int, column: str, reason: str) -> None:
        """Say what is wrong in a line (0: the whole file) and a column ("": the whole line)."""
        self.count += 1
        if len(self.first) < MOST_SHOWN:
            place = f"{file}:{line}" if line else file
            self.first.append(": ".join(part for part in (place, column, reason) if part))


class AreasRefused(Exception):
    """A folder of which nothing was imported; holds what is wrong with it."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(f"{problems.count} errors")
        self.problems = problems


def shown(value: object) -> str:
    """Return a value as an error shows it: in quotes, short, and harmless to a terminal."""
    text = str(value)
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")
