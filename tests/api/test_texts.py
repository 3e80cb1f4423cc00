"""What a text may hold: the description says it of every text, and it is what is taken."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
from rest_framework.exceptions import ValidationError

from wijkzorg.rest import problems
from wijkzorg.rest.description import document
from wijkzorg.rest.fields import Code, Text, Words

EVERY_SIGN = [chr(number) for number in range(sys.maxunicode + 1) if not 0xD800 <= number <= 0xDFFF]


def test_words_that_say_something_are_those_of_which_something_is_left() -> None:
    for sign in EVERY_SIGN:
        if Text.is_text(sign):
            assert bool(re.search(Words.pattern, sign)) == bool(sign.strip()), ascii(sign)


def test_no_control_sign_is_text_but_tab_and_ends_of_lines() -> None:
    refused = {sign for sign in EVERY_SIGN if not Text.is_text(f"a{sign}b")}
    assert refused == {*map(chr, range(32)), "\x7f"} - {"\t", "\n", "\r"}


@pytest.mark.parametrize("field", [Text(allow_blank=True), Words()])
@pytest.mark.parametrize("said", ["a\0", "\x1b[0m", "a\x7fb", "\0"])
def test_a_control_sign_is_refused_by_the_field(field: Text, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field.run_validation(said)
    assert refused.value.get_codes() == ["character"]


def test_a_number_is_no_code() -> None:
    with pytest.raises(ValidationError):
        Code(r"^[0-9]+\Z").run_validation(0)


def test_long_spaces_are_judged_at_once() -> None:
    with pytest.raises(ValidationError):
        Words().run_validation(" " * 1_000_000 + "\0")


def test_every_text_of_every_body_is_described_so() -> None:
    shapes = document()["components"]["schemas"]
    asked = [name for name in shapes if name.endswith(("OpdrachtRequest", "WijzigingRequest"))]
    texts = [
        one
        for name in asked
        for one in shapes[name].get("properties", {}).values()
        if one.get("type") == "string" and "enum" not in one and "format" not in one
    ]
    assert len(texts) > 15
    for one in texts:
        assert not re.search(one["pattern"], "a\0b")


def test_every_address_that_writes_care_says_that_it_may_clash() -> None:
    rooms = ("/contactmomenten", "/dossiers")
    writes = [
        one
        for path, methods in document()["paths"].items()
        for one in methods.values()
        if path.startswith(rooms) and "requestBody" in one
    ]
    assert len(writes) == 8
    assert all("409" in one["responses"] for one in writes)


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        ([problems.CLASHES], 409),
        ([problems.CLASHES, problems.MISSING], 409),
        ([problems.CLASHES, "required"], 400),
        (["unknown", problems.MISSING], 400),
        ([], 400),
    ],
)
def test_one_thing_that_no_description_allows_makes_it_a_400(codes: list[str], status: int) -> None:
    errors: Any = [problems.error("veld", "Waarom.", code, "body") for code in codes]
    assert problems.Invalid(errors).status_code == status == problems.status_of(errors)
