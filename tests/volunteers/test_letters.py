"""What people outside read of help requests: every letter that is posted is there, short and plain, without a name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from wijkzorg.tenancy.plain_dutch import plain_faults

LETTERS = Path(settings.BASE_DIR) / "templates" / "letters"
ROOM = Path(settings.BASE_DIR) / "volunteers"
NUMBERS = {
    "day": 3,
    "month": 12,
    "year": 2026,
    "hour": 9,
    "minute": 5,
    "count": 2,
    "home": "https://wijk.example",
}
POSTED = re.compile(r'"((?:help|offer|task|vog|volunteer)_[a-z_]+)"')
NO_LETTER = re.compile(
    r"__|help_request|task_one|volunteer_task|offer_(?:wall|open|is|answered|held|of)|_wall$|volunteer_once"
)


def _posted() -> set[str]:
    source = "".join(
        (ROOM / f"{name}.py").read_text(encoding="utf-8")
        for name in ("filing", "offering", "keeping", "volunteering", "escalating", "changing", "planning")
    )
    return {name for name in POSTED.findall(source) if not NO_LETTER.search(name)}


def test_every_letter_that_is_posted_is_there() -> None:
    names = _posted() | {f"called_{kind}" for kind in ("coordinator", "worker", "duty")}
    assert len(names) > 20
    assert [name for name in sorted(names) if not (LETTERS / f"{name}.txt").exists()] == []


@pytest.mark.parametrize("name", sorted(_posted()))
def test_a_letter_is_plain_and_has_no_name_in_it(name: str) -> None:
    said = render_to_string(f"letters/{name}.txt", NUMBERS)
    subject = render_to_string(f"letters/{name}_subject.txt", NUMBERS)
    assert plain_faults(said) == [] and plain_faults(subject) == []
    assert len(subject.split()) <= 9
    assert "{" not in said and "{" not in subject
    assert set(re.findall(r"\d+", said)) <= {"3", "12", "2026", "9", "05", "2", "112"}
