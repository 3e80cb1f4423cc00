"""What no row can say by itself: keys, references, the first need, and pauses together with those already stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from cases import rules
from cases.importing.errors import MOST_SHOWN, Problems, shown
from cases.importing.files import File
from cases.rules.pauses import LONGEST_PAUSE_DAYS, PAUSED_DAYS_WITHIN_A_YEAR, YEAR_DAYS

# A row that cannot be read is there with its key, so that what refers to it is not called wrong too.
UNKNOWN_RESIDENT = """
SELECT line, resident_ref FROM import_cases s
WHERE resident_ref IS NOT NULL
  AND NOT EXISTS (SELECT FROM import_residents r WHERE r.resident_ref = s.resident_ref)
  AND NOT EXISTS (
      SELECT FROM residents_resident r WHERE r.municipality_id = %(municipality)s AND r.ref = s.resident_ref)
"""
UNKNOWN_CASE = """
SELECT line, case_ref FROM {table} s
WHERE case_ref IS NOT NULL
  AND NOT EXISTS (SELECT FROM import_cases c WHERE c.case_ref = s.case_ref)
  AND NOT EXISTS (SELECT FROM cases_case c WHERE c.municipality_id = %(municipality)s AND c.ref = s.case_ref)
"""
DOUBLE = """
SELECT line, first, {keys} FROM (
    SELECT line, min(line) OVER (PARTITION BY {keys}) AS first, {keys}
    FROM {table} WHERE ({keys}) IS NOT NULL
) AS keyed
WHERE line > first
"""
# A need whose first day cannot be read may be the one that is missed.
NO_NEED = """
SELECT line, opened_on::text FROM import_cases s
WHERE opened_on IS NOT NULL AND case_ref IS NOT NULL
  AND NOT EXISTS (
      SELECT FROM import_needs n
      WHERE n.case_ref = s.case_ref AND (n.valid_from IS NULL OR n.valid_from <= s.opened_on))
  AND NOT EXISTS (
      SELECT FROM cases_case c JOIN cases_need n ON n.case_id = c.id
      WHERE c.municipality_id = %(municipality)s AND c.ref = s.case_ref AND n.valid_from <= s.opened_on)
"""
# The pauses that the cases of pauses.csv will have: those of the file, and those stored that it does not replace.
ALL_PAUSES = """
SELECT case_ref, "from", until, min(line) AS line FROM import_pauses WHERE whole GROUP BY case_ref, "from", until
UNION ALL
SELECT c.ref, p.first_day, p.last_day, NULL
FROM cases_case c JOIN cases_pause p ON p.case_id = c.id
WHERE c.municipality_id = %(municipality)s
  AND EXISTS (SELECT FROM import_pauses s WHERE s.whole AND s.case_ref = c.ref)
  AND NOT EXISTS (SELECT FROM import_pauses s WHERE s.case_ref = c.ref AND s."from" = p.first_day)
ORDER BY case_ref, "from", line
"""
PAUSE_FAULTS = {
    rules.PauseFault.TOO_LONG: ("until", f"the pause is longer than {LONGEST_PAUSE_DAYS} days"),
    rules.PauseFault.OVERLAPS: ("from", "the pause overlaps or adjoins another of the case"),
    rules.PauseFault.TOO_MANY_DAYS: (
        "until", f"the case is paused for more than {PAUSED_DAYS_WITHIN_A_YEAR} days within {YEAR_DAYS}",
    ),
}  # fmt: skip


def check(
    cursor: CursorWrapper,
    files: Sequence[File],
    unreadable: set[str],
    municipality_id: int,
    problems: Problems,
) -> None:
    """Add what is wrong between the rows of the temporary tables, and between them and what is stored."""
    residents, cases, needs, agreements, contacts, pauses = files
    search = _Search(cursor, problems, {"municipality": municipality_id})
    for file in (residents, cases, needs, agreements, pauses):
        search.doubles(file)
    if not {residents.name, cases.name} & unreadable:
        search.find(cases, "resident_ref", UNKNOWN_RESIDENT, "{} is no resident here")
    if cases.name not in unreadable:
        for file in (needs, agreements, contacts, pauses):
            search.find(file, "case_ref", UNKNOWN_CASE.format(table=file.table), "{} is no case here")
    if not {cases.name, needs.name} & unreadable:
        search.find(cases, "opened_on", NO_NEED, "no need is in force on {}")
    search.pauses(pauses)


class _Search:
    """Look for rows that are wrong."""

    def __init__(self, cursor: CursorWrapper, problems: Problems, values: dict[str, Any]) -> None:
        self._cursor, self._problems, self._values = cursor, problems, values

    def find(self, file: File, column: str, sql: str, reason: str) -> None:
        """Add the rows of a query, of line and value, as problems with a column."""
        for line, value in self._first(sql):
            self._add(file, line, column, reason.format(shown(value)))

    def doubles(self, file: File) -> None:
        """Add the rows whose key stands in the file before."""
        keys = ", ".join(f'"{name}"' for name in file.key)
        for line, first, ref, *rest in self._first(DOUBLE.format(table=file.table, keys=keys)):
            double = f"{shown(str(rest[0]))} of {shown(ref)}" if rest else shown(ref)
            self._add(file, line, file.key[-1], f"{double} stands on line {first} already")

    def pauses(self, file: File) -> None:
        """Add the pauses that are refused, by the rules themselves; case by case, so that memory stays small."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(ALL_PAUSES, self._values)
            for _ref, rows in groupby(_unless_double(cursor), key=lambda row: row[0]):
                lines = {rules.Pause(first, last): line for _, first, last, line in rows}
                # One that the folder brings may be why several that are stored are refused: it is said once.
                for line, fault in {
                    (_line_of(pause, lines), fault) for fault, pause in rules.refuse_pauses(lines)
                }:
                    self._add(file, line, *PAUSE_FAULTS[fault])

    def _first(self, sql: str) -> list[Any]:
        """Return the first rows of a query that begins with the line; count the others."""
        counted = f"SELECT found.*, count(*) OVER () AS found FROM ({sql}) AS found ORDER BY line LIMIT {MOST_SHOWN}"
        self._cursor.execute(counted, dict(self._values))
        rows = self._cursor.fetchall()
        if rows:
            self._problems.add_unseen(rows[0][-1] - len(rows))
        return [row[:-1] for row in rows]

    def _add(self, file: File, line: int, column: str, reason: str) -> None:
        self._problems.add(file.problem(line, column, reason))


_PauseRow = tuple[str, dt.date, dt.date, int | None]


def _unless_double(rows: Iterator[_PauseRow]) -> Iterator[_PauseRow]:
    """Leave out the rows of a key that came before: they are called double already, and would overlap."""
    before = None
    for row in rows:
        if row[:2] != before:
            yield row
        before = row[:2]


def _line_of(pause: rules.Pause, lines: dict[rules.Pause, int | None]) -> int:
    """Return the line of a pause; where it was stored before, that of the nearest pause that the folder brings."""
    found = lines[pause]
    if found is not None:
        return found
    brought = {other: line for other, line in lines.items() if line is not None}
    return brought[min(brought, key=lambda other: abs((other.first - pause.first).days))]
