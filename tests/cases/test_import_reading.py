"""Reading CSV: exact lines, bounded memory, and no line lost behind one that is broken."""

from __future__ import annotations

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.importing.reading import MAX_RECORD, Broken, records


def read(content: bytes) -> list[tuple[int, list[str]] | tuple[int, str]]:
    return [
        (record.line, record.reason) if isinstance(record, Broken) else record
        for record in records(io.BytesIO(content))
    ]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", []),
        (b"a,b\nc,d", [(1, ["a", "b"]), (2, ["c", "d"])]),
        (b"a,b\r\n\r\n\nc,\n", [(1, ["a", "b"]), (4, ["c", ""])]),
        (b"\xef\xbb\xbfa\n\xef\xbb\xbfb\n", [(1, ["a"]), (2, ["\ufeffb"])]),
        (b'a,"b\n\nc"\nd,e\n', [(1, ["a", "b\n\nc"]), (4, ["d", "e"])]),
        (b'a,"b""c,",d\n', [(1, ["a", 'b"c,', "d"])]),
        (b'a,"b\nc,d\n', [(1, "a quote is opened and not closed"), (2, ["c", "d"])]),
        (b'a,"b"x\nc\n', [(1, "the quotes are wrong: ',' expected after '\"'"), (2, ["c"])]),
        (b'a,5" x\nb,6" y\nc\n', [
            (1, "a quote stands in a value that does not begin with one"),
            (2, "a quote is opened and not closed"),
            (3, ["c"]),
        ]),
        (b"a\0b\nc\n", [(1, "the line has a NUL byte"), (2, ["c"])]),
        (b'"a\nb\0"\nc\n', [(2, "the line has a NUL byte"), (3, ["c"])]),
        (b"a\rb\nc\n", [(1, "a carriage return stands within the line"), (2, ["c"])]),
        (b"a\xe9\nc\n", [(1, "the line is not UTF-8 (byte 0xe9 at position 2)"), (2, ["c"])]),
        (b'"a\n\xe9"\nc\n', [(2, "the line is not UTF-8 (byte 0xe9 at position 1)"), (3, ["c"])]),
        (b"\xff\xfea\0\n\0", [(1, "the file is UTF-16, not UTF-8"), (2, "the line has a NUL byte")]),
    ],
)  # fmt: skip
def test_records_are_read_with_the_line_on_which_they_start(content: bytes, found: list[object]) -> None:
    assert read(content) == found


@pytest.mark.parametrize("size", [MAX_RECORD - 1, MAX_RECORD, MAX_RECORD + 1, 3 * MAX_RECORD])
def test_a_line_may_have_a_megabyte(size: int) -> None:
    found = read(b"x" * (size - 1) + b"\nnext\n")
    assert found[1] == (2, ["next"])
    assert (found[0][1] == "the line is longer than 1 MB") == (size > MAX_RECORD)


@pytest.mark.parametrize("tail", [b"", b'x"\n'])
def test_a_quote_that_is_open_for_a_megabyte_is_not_followed_further(tail: bytes) -> None:
    rows = MAX_RECORD // 10
    found = read(b'a,"b\n' + b"123456789\n" * rows + tail)
    assert found[0] == (1, "a quote is opened and not closed")
    assert found[1 : rows + 1] == [(line, ["123456789"]) for line in range(2, rows + 2)]


def test_a_line_that_is_too_long_within_quotes_is_an_error_of_its_own() -> None:
    assert read(b'a,"b\nc\n' + b"x" * 2 * MAX_RECORD + b"\nd\n") == [
        (1, "a quote is opened and not closed"),
        (2, ["c"]),
        (3, "the line is longer than 1 MB"),
        (4, ["d"]),
    ]


def test_memory_does_not_grow_with_the_file() -> None:
    class Endless(io.RawIOBase):
        """A file of 100 MB that is nowhere: one line, then many with open quotes."""

        left = 100 << 20

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            size = min(len(buffer), self.left)
            piece = b"x" if self.left > 1 << 18 else b'a,"b\n1234\n'
            buffer[:size] = (piece * (size // len(piece) + 1))[:size]
            self.left -= size
            return size

    tracemalloc.start()
    file = io.BufferedReader(Endless())  # type: ignore[type-var]
    count = len([None for _ in records(file)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count > 20_000
    assert peak < 12 * MAX_RECORD


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
            min_size=2,
            max_size=4,
        ),
        max_size=6,
    )
)
def test_whatever_python_writes_is_read_back(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    found = records(io.BytesIO(text.getvalue().encode()))
    assert [None if isinstance(record, Broken) else record[1] for record in found] == rows
