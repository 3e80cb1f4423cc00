"""Read a CSV file, row by row: UTF-8 and nothing else, with a semicolon, a comma or a tab between. Plain Python."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from sheets.cells import Cell
from sheets.faults import Reason, refused

_SEPARATORS = ";,\t"
_LONGEST_LINE = 100_000


def rows(file: BinaryIO) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the rows with their line in the file; raises Refused where it is not UTF-8 or a quote is never closed."""
    file.seek(0)
    reader = csv.reader(_lines(file), delimiter=_separator(file), strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise refused(Reason.QUOTES, row=reader.line_num) from None
        while row and not row[-1].strip():
            row.pop()  # five million separators are no cells: they would take longer than a browser waits
        if row:
            yield reader.line_num, [Cell(plain(value)) for value in row]


def plain(value: str) -> str:
    """Return a value without the space around it, and without the mark that keeps a formula from being one."""
    said = value.strip()
    return said[1:] if said[:1] == "'" and said[1:2] in tuple("=+-@") else said


def _lines(file: BinaryIO) -> Iterator[str]:
    """Yield the lines; what comes after the first that is wrong is not read."""
    number = 0
    while line := file.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE:
            raise refused(Reason.QUOTES, row=number)
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise refused(Reason.NOT_UTF8, row=number) from None


def _separator(file: BinaryIO) -> str:
    """Return what stands most between the headings, outside quotes; and go back to the beginning."""
    head = io.TextIOWrapper(
        io.BytesIO(file.readline(_LONGEST_LINE)), encoding="utf-8", errors="replace"
    ).read()
    file.seek(0)
    outside = "".join(head.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)
