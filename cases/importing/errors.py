"""What is wrong with a folder: all of it counted, the first of it kept, in the order of files, lines and columns."""

from __future__ import annotations

from typing import NamedTuple

MOST_SHOWN = 1000
LONGEST_SHOWN = 60


class Wrong(ValueError):
    """A value that its column cannot hold; says why in words that follow the column's name."""


class Problem(NamedTuple):
    """One thing that is wrong; line 0 is the file as a whole, column 0 the line as a whole."""

    file: int
    line: int
    column: int
    text: str


class Problems:
    """Count all problems and keep the first of them, so that a file with millions costs no memory."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: list[Problem] = []

    def add(self, problem: Problem) -> None:
        """Take one problem, in any order."""
        self.count += 1
        self._kept.append(problem)
        if len(self._kept) >= 5 * MOST_SHOWN:
            self._kept = self.first()

    def add_unseen(self, count: int) -> None:
        """Count problems that stand behind as many others as are shown."""
        self.count += count

    def first(self) -> list[Problem]:
        """Return the first problems in the order of the folder, as many as are shown."""
        return sorted(self._kept)[:MOST_SHOWN]


class ImportRefused(Exception):
    """A folder of which nothing was imported; holds what is wrong with it."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(f"{problems.count} errors")
        self.problems = problems


def shown(value: str) -> str:
    """Return a value as an error shows it: in quotes, short, and harmless to a terminal."""
    short = value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "…"
    # Not repr alone: it changes the quotes around a value that has one in it.
    return "'" + repr(short + '"')[1:-2].replace("\\'", "'") + "'"
