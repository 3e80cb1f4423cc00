"""The six files of a folder: their columns, their keys, and what a row must be by itself (RULES: Import)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cases.importing import plain, values
from cases.importing.errors import Problem, shown
from cases.importing.plain import Plain

REF = 64
NAME = 200


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how it is read, its type in the temporary table, and perhaps what surely right values look like."""

    name: str
    read: values.Reader
    kind: str = "text"
    plain: Plain | None = None


@dataclass(frozen=True, slots=True)
class File:
    """One file. `judge` looks at a row as a whole and yields the columns that are wrong, with the reason."""

    order: int
    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    required: bool = True
    judge: Callable[[Sequence[object]], Iterator[tuple[str, str]]] | None = None

    @property
    def file(self) -> str:
        """The name of the file in the folder."""
        return f"{self.name}.csv"

    @property
    def table(self) -> str:
        """The name of the temporary table."""
        return f"import_{self.name}"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns in order."""
        return tuple(column.name for column in self.columns)

    def plain_lines(self) -> re.Pattern[bytes] | None:
        """Make the pattern of a run of lines that are surely right; None where a line asks for more than that."""
        looks = [column.plain.pattern for column in self.columns if column.plain]
        if self.judge or len(looks) < len(self.columns):
            return None
        return re.compile(rf"(?:{','.join(looks)}\r?\n)*".encode())

    @property
    def plain_cells(self) -> list[tuple[str, str]]:
        """What is replaced in plain lines by what is stored for it; a comma stands on both sides of it."""
        inner = [column.plain for column in self.columns[1:-1] if column.plain]
        return [(f",{cell},", f",{stored},") for plain in inner for cell, stored in plain.stored.items()]

    def problem(self, line: int, column: str, reason: str) -> Problem:
        """Say what is wrong in a line (0: the whole file) and a column ("": the whole line)."""
        place = self.names.index(column) + 1 if column else 0
        parts = (f"{self.file}:{line}" if line else self.file, column, reason)
        return Problem(self.order, line, place, ": ".join(part for part in parts if part))


def folder_files(
    *, municipality_code: str, earliest: dt.datetime, now: dt.datetime
) -> tuple[File, File, File, File, File, File]:
    """Return the files in the order in which they are read; contacts are `earliest` to `now`."""
    ref = values.text(REF)
    rhythm = (
        Column("case_ref", ref),
        Column("valid_from", values.date, "date"),
        Column("contacts", values.days, "smallint"),
        Column("per_days", values.days, "smallint"),
        Column("medium", values.medium, "smallint"),
        Column("reason", values.any_text),
    )
    residents = (
        Column("resident_ref", ref),
        Column("first_name", values.text(NAME)),
        Column("last_name", values.text(NAME)),
        Column("birth_date", values.any_date, "date"),
        Column("neighbourhood_code", values.neighbourhood(municipality_code)),
    )
    cases = (
        Column("case_ref", ref),
        Column("resident_ref", ref),
        Column("opened_on", values.date, "date"),
        Column("closed_on", values.perhaps(values.any_date), "date"),
        Column("team", values.text(NAME)),
        Column("worker", values.address),
        Column("target_group", values.perhaps(values.text(NAME))),
    )
    contacts = (
        Column("case_ref", ref, plain=plain.REF),
        Column("happened_at", values.moment(earliest, now), "timestamptz", plain.moments(now)),
        Column("medium", values.medium, "smallint", plain.MEDIUM),
        Column("reached", values.truth, "boolean", plain.TRUTH),
        Column("worker", values.address, plain=plain.ADDRESS),
    )
    pauses = (
        Column("case_ref", ref),
        Column("from", values.date, "date"),
        Column("until", values.date, "date"),
        Column("reason", values.any_text),
    )
    version = ("case_ref", "valid_from")
    return (
        File(0, "residents", residents, ("resident_ref",)),
        File(1, "cases", cases, ("case_ref",), judge=_judge_case),
        File(2, "needs", rhythm, version, judge=_judge_rhythm),
        File(3, "agreements", rhythm, version, judge=_judge_rhythm),
        File(4, "contacts", contacts, ()),
        File(5, "pauses", pauses, ("case_ref", "from"), required=False, judge=_judge_pause),
    )


def _judge_case(row: Sequence[object]) -> Iterator[tuple[str, str]]:
    opened_on, closed_on = row[2], row[3]
    if isinstance(opened_on, dt.date) and isinstance(closed_on, dt.date) and closed_on < opened_on:
        yield "closed_on", f"{shown(str(closed_on))} is before opened_on, {shown(str(opened_on))}"


def _judge_rhythm(row: Sequence[object]) -> Iterator[tuple[str, str]]:
    contacts, per_days = row[2], row[3]
    if isinstance(contacts, int) and isinstance(per_days, int) and contacts > per_days:
        yield "contacts", f"{shown(str(contacts))} is more than per_days, {shown(str(per_days))}"


def _judge_pause(row: Sequence[object]) -> Iterator[tuple[str, str]]:
    first, last = row[1], row[2]
    if isinstance(first, dt.date) and isinstance(last, dt.date) and last < first:
        yield "until", f"{shown(str(last))} is before from, {shown(str(first))}"
