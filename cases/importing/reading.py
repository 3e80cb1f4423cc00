"""Read CSV line by line, however long the file, a line or a forgotten quote is."""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple, overload

MAX_RECORD = 1 << 20
_TOO_LONG = "the line is longer than 1 MB"
_UNCLOSED = "a quote is opened and not closed"
csv.field_size_limit(MAX_RECORD)


class Broken(NamedTuple):
    """A record that cannot be read, where it is wrong and why; `beginning` is what could be made out of it."""

    line: int
    reason: str
    beginning: str


class Run(NamedTuple):
    """Plain lines as they stand, each a record that ends with a line feed, and where the first of them is."""

    line: int
    text: str


Record = tuple[int, list[str]] | Broken
Plain = Callable[[bytes], int]


@overload
def records(file: BinaryIO) -> Iterator[Record]: ...
@overload
def records(file: io.BufferedReader, plain: Plain | None) -> Iterator[Record | Run]: ...
def records(file: Any, plain: Plain | None = None) -> Iterator[Record | Run]:
    """Yield the records of a UTF-8 file with the line on which each starts; empty lines are none.

    `plain` says how much of some bytes are whole lines that are surely right; those come in runs, as they stand.
    Holds one record, at most 1 MB, in memory. One that is broken is skipped, and reading goes on with its next line.
    """
    again: deque[bytes] = deque()
    number = 0
    while True:
        if plain and not again and (size := plain(file.peek())):
            text = file.read(size).decode().replace("\r\n", "\n")
            yield Run(number + 1, text)
            number += text.count("\n")
        raw = again.popleft() if again else file.readline(MAX_RECORD + 1)
        if not raw:
            return
        number += 1
        if number == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)
        if len(raw) > MAX_RECORD:
            _skip_line(file, raw)
            yield Broken(number, _TOO_LONG, _readable(raw[:1000]))
            continue
        if b'"' in raw:
            record, lines = _quoted(file, raw, number, again)
            yield record
            number += lines - 1
            continue
        try:
            line = raw.decode()
        except UnicodeDecodeError as error:
            yield Broken(number, _not_utf8(raw, error), _readable(raw))
            continue
        line = line.removesuffix("\n").removesuffix("\r")
        if "\0" in line or "\r" in line:
            yield Broken(number, _stray_sign(line), line)
        elif line:
            yield number, line.split(",")


def _quoted(
    file: BinaryIO, first: bytes, number: int, again: deque[bytes]
) -> tuple[tuple[int, list[str]] | Broken, int]:
    """Read a record with quotes, which may go over lines; return it and how many lines it took.

    A record is whole when its quotes are even in number. Of a broken one only the first line is taken.
    """
    lines = [first]
    size, quotes = len(first), first.count(b'"')
    while quotes % 2:
        raw = again.popleft() if again else file.readline(MAX_RECORD + 1)
        if raw:
            lines.append(raw)
            size += len(raw)
        if not raw or size > MAX_RECORD:
            again.extendleft(reversed(lines[1:]))
            return Broken(number, _UNCLOSED, _readable(first)), 1
        quotes += raw.count(b'"')
    for place, raw in enumerate(lines):
        try:
            line = raw.decode()
        except UnicodeDecodeError as error:
            return Broken(number + place, _not_utf8(raw, error), _readable(first)), len(lines)
        if "\0" in line:
            return Broken(number + place, _stray_sign(line), line), len(lines)
    try:
        parsed = list(csv.reader((raw.decode() for raw in lines), strict=True))
    except csv.Error as error:
        again.extendleft(reversed(lines[1:]))
        return Broken(number, f"the quotes are wrong: {error}", _readable(first)), 1
    if len(parsed) != 1:
        again.extendleft(reversed(lines[1:]))
        return Broken(number, "a quote stands in a value that does not begin with one", _readable(first)), 1
    return (number, parsed[0]), len(lines)


def _skip_line(file: BinaryIO, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(MAX_RECORD)


def _readable(raw: bytes) -> str:
    return raw.decode(errors="replace").removesuffix("\n").removesuffix("\r")


def _not_utf8(raw: bytes, error: UnicodeDecodeError) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "the file is UTF-16, not UTF-8"
    return f"the line is not UTF-8 (byte 0x{raw[error.start]:02x} at position {error.start + 1})"


def _stray_sign(line: str) -> str:
    if "\0" in line:
        return "the line has a NUL byte"
    return "a carriage return stands within the line"
