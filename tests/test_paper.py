"""Paper is printed whatever somebody is called or typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from wijkzorg import paper

FORM = """#set document(title: "Proef")
#set text(lang: "nl")
#json(bytes(sys.inputs.at("data"))).name"""


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A form that prints a name."""
    made = tmp_path / "form.typ"
    made.write_text(FORM)
    return made


def test_a_paper_says_that_a_screen_reader_can_read_it(form: Path) -> None:
    assert b"<pdfuaid:part>1" in paper.pdf(form, {"name": "Zoë"})


@pytest.mark.parametrize(
    "name", ["\U0001fae8", "\u12ae\u1263", "\ud7ff", "\x01", "👩\u200d👩\u200d👧 \u202eشمس"]
)
def test_a_sign_that_no_font_has_does_not_keep_a_paper_from_being_printed(form: Path, name: str) -> None:
    made = paper.pdf(form, {"name": f"Abeba {name}"})
    assert made.startswith(b"%PDF") and b"/StructTreeRoot" in made


def test_a_form_that_is_wrong_is_still_told(form: Path) -> None:
    form.write_text("#nergens")
    with pytest.raises(Exception, match="nergens"):
        paper.pdf(form, {"name": "Zoë"})
