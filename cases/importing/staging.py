"""Bring the files of a folder into temporary tables: one row a record, what cannot be read as NULL."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from cases.importing.errors import Problems, Wrong, shown
from cases.importing.files import File
from cases.importing.progress import Progress
from cases.importing.reading import Broken, Record, Run, records

CHUNK = 1 << 16


def stage(
    cursor: CursorWrapper, file: File, folder: Path, problems: Problems, say: Callable[[str], object]
) -> bool:
    """Load one file into its temporary table; return whether it could be read at all."""
    columns = ", ".join(f'"{column.name}" {column.kind}' for column in file.columns)
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{file.table}")
    cursor.execute(f"CREATE TEMP TABLE {file.table} (line integer, whole boolean, {columns}) ON COMMIT DROP")
    try:
        with (folder / file.file).open("rb", buffering=0) as unbuffered:
            source: io.BufferedReader = io.BufferedReader(unbuffered, CHUNK)
            rows = _Rows(file, source, problems, Progress(say, file.file, "rows"))
            _copy(cursor, file, rows)
    except FileNotFoundError:
        if file.required:
            problems.add(file.problem(0, "", "the file is missing"))
        return not file.required
    except OSError as error:
        problems.add(file.problem(0, "", f"the file cannot be read: {error.strerror}"))
        return False
    cursor.execute(f"ANALYZE {file.table}")
    return rows.usable


def _copy(cursor: CursorWrapper, file: File, rows: _Rows) -> None:
    """Copy rows into their table; what stops the reading comes out as itself and not as an error of the database."""
    try:
        with connection.wrap_database_errors:
            cursor.copy_expert(f"COPY {file.table} FROM STDIN (FORMAT csv)", rows, CHUNK)
    except DatabaseError:
        if rows.stopped_by is not None:
            raise rows.stopped_by from None
        raise


class _Rows(io.TextIOBase):
    """What COPY reads: the rows of a file, checked one by one."""

    def __init__(self, file: File, source: io.BufferedReader, problems: Problems, progress: Progress) -> None:
        self.usable = True
        self.stopped_by: BaseException | None = None
        self._file, self._problems, self._progress = file, problems, progress
        self._count = 0
        self._key = 0
        self._natural = False
        self._pattern = file.plain_lines()
        self._chunks = self._chunked(source)

    def read(self, _size: int | None = -1, /) -> str:
        """Return the next rows, nothing at the end."""
        try:
            return next(self._chunks, "")
        except BaseException as error:
            self.stopped_by = error
            raise

    def _chunked(self, source: io.BufferedReader) -> Iterator[str]:
        buffer = io.StringIO()
        write = csv.writer(buffer, lineterminator="\n").writerow
        try:
            for row in self._rows(records(source, self._plain if self._pattern else None)):
                if isinstance(row, Run):
                    buffer.write(self._as_copied(row))
                    self._count += row.text.count("\n")
                else:
                    write(row)
                    self._count += 1
                if buffer.tell() >= CHUNK:
                    yield buffer.getvalue()
                    buffer.seek(0)
                    buffer.truncate()
                    self._progress.reached(self._count)
        except OSError as error:
            # Raised, it would end the transaction, and the errors of the other files would never be found.
            self.usable = False
            self._add(0, "", f"the file cannot be read: {error.strerror}")
        yield buffer.getvalue()
        self._progress.done(self._count)

    def _as_copied(self, run: Run) -> str:
        """Return plain lines as their rows would be written."""
        text = run.text
        for cell, stored in self._file.plain_cells:
            text = text.replace(cell, stored)
        return "".join([f"{number},t,{line}\n" for number, line in enumerate(text.splitlines(), run.line)])

    def _plain(self, view: bytes) -> int:
        """Return how much of the bytes are whole lines that are surely right, in the order of our own columns."""
        found = self._pattern.match(view) if self._pattern and self._natural else None
        return found.end() if found else 0

    def _rows(self, source: Iterator[Record | Run]) -> Iterator[tuple[object, ...] | Run]:
        """Yield rows for the temporary table, the broken ones with their key alone, so that nothing misses them."""
        first = next(source, None)
        # Before the header is read no order of the columns is known, and so no line is plain.
        assert not isinstance(first, Run)
        arrange = self._header(first)
        if arrange is None:
            self.usable = False
            return
        width = len(self._file.columns)
        readers = [column.read for column in self._file.columns]
        judge = self._file.judge
        for record in source:
            if isinstance(record, Run):
                yield record
                continue
            if isinstance(record, Broken):
                self._add(record.line, "", record.reason)
                yield self._broken(record.line, record.beginning.split(","))
                continue
            line, cells = record
            if len(cells) != width:
                self._add(line, "", f"{_fields(len(cells))} instead of {width}")
                yield self._broken(line, cells)
                continue
            cells = arrange(cells)
            try:
                values = [read(cell) for read, cell in zip(readers, cells, strict=True)]
            except Wrong:
                yield self._with_errors(line, cells)
                continue
            yield (line, judge is None or self._holds(line, values), *values)

    def _header(self, record: Record | None) -> Callable[[list[str]], list[str]] | None:
        """Judge the header line; return what brings the cells of a row in order, or None where that cannot be."""
        names = self._file.names
        if record is None:
            self._add(1, "", f"the file is empty; it begins with the line {','.join(names)}")
            return None
        if isinstance(record, Broken):
            self._add(record.line, "", record.reason)
            return None
        line, cells = record
        if len(cells) == 1 and ";" in cells[0]:
            self._add(line, "", "the columns are separated by ';' instead of ','")
            return None
        wrong = [f"there is no column {shown(cell)}" for cell in dict.fromkeys(cells) if cell not in names]
        wrong += [
            f"the column {shown(name)} is there {cells.count(name)} times"
            for name in names
            if cells.count(name) > 1
        ]
        wrong += [f"the column {shown(name)} is missing" for name in names if name not in cells]
        for reason in wrong:
            self._add(line, "", reason)
        if wrong:
            return None
        if tuple(cells) == names:
            self._natural = True
            return list
        self._key = cells.index(names[0])
        order = itemgetter(*(cells.index(name) for name in names))
        return lambda row: list(order(row))

    def _broken(self, line: int, cells: list[str]) -> tuple[object, ...]:
        key = cells[self._key].strip('"')[:1000].replace("\0", "") if self._key < len(cells) else ""
        return (line, False, key, *[None] * (len(self._file.columns) - 1))

    def _with_errors(self, line: int, cells: list[str]) -> tuple[object, ...]:
        values: list[object] = []
        for column, cell in zip(self._file.columns, cells, strict=True):
            try:
                values.append(column.read(cell))
            except Wrong as wrong:
                self._add(line, column.name, str(wrong))
                values.append(None)
        self._holds(line, values)
        return (line, False, *values)

    def _holds(self, line: int, values: list[object]) -> bool:
        """Judge a row as a whole."""
        wrong = list(self._file.judge(values)) if self._file.judge else []
        for name, reason in wrong:
            self._add(line, name, reason)
        return not wrong

    def _add(self, line: int, column: str, reason: str) -> None:
        self._problems.add(self._file.problem(line, column, reason))


def _fields(count: int) -> str:
    return "1 field" if count == 1 else f"{count} fields"
