"""The name of a contact outside: always the same, read back by its key alone, and not to be guessed."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.naming import name_of, number_of

KEY, OTHER = b"a" * 32, b"b" * 32
NUMBERS = st.integers(0, 2**48 - 1)


@given(NUMBERS)
def test_a_name_is_a_uuid_of_version_8_and_reads_back(number: int) -> None:
    name = name_of(KEY, number)
    assert (name.version, name.variant) == (8, uuid.RFC_4122)
    assert name == name_of(KEY, number)
    assert number_of(KEY, name) == number
    assert number_of(OTHER, name) is None


@given(NUMBERS, st.integers(0, 127))
def test_a_name_with_one_bit_changed_is_of_nothing(number: int, bit: int) -> None:
    assert number_of(KEY, uuid.UUID(int=name_of(KEY, number).int ^ 1 << bit)) is None


@given(st.uuids())
def test_a_name_that_the_key_did_not_make_is_of_nothing(name: uuid.UUID) -> None:
    assert number_of(KEY, name) is None


def test_numbers_beside_each_other_have_nothing_in_common() -> None:
    names = [name_of(KEY, number) for number in range(1000)]
    assert len({name.hex[:12] for name in names}) == 1000
    assert names != sorted(names)


@pytest.mark.parametrize("number", [-1, 2**48])
def test_a_number_that_does_not_fit_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="48 bits"):
        name_of(KEY, number)
