"""A whole number in an address is said in one way."""

import pytest

from wijkzorg.shell.digits import whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_digits_are_a_number(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize(
    "text", ["", " 1", "1\n", "-1", "+1", "1_0", "1.0", "1e3", "١", "１", "²", "③", "een", "9" * 19]
)
def test_all_else_is_none(text: str) -> None:
    assert whole(text) is None


def test_a_place_may_ask_for_less() -> None:
    assert (whole("123456", 6), whole("1234567", 6)) == (123456, None)
