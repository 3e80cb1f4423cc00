"""Paper: PDF that a screen reader can read, made from plain data by typst and kept nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

# How typst says that no font here has a sign; the standard for screen readers then refuses the whole paper.
_NO_GLYPH = "could not be displayed with font"


def pdf(form: Path, data: dict[str, Any]) -> bytes:
    """Print data with a form; nothing is written to a disk.

    A sign that no font here has (an emoji in a note, a name in another script) is printed as a box: the paper is still
    tagged and read aloud as it was written, and says no longer that it meets the standard.
    """
    said = {"data": json.dumps(data, ensure_ascii=False)}
    made: bytes
    try:
        made = typst.compile(form.read_bytes(), sys_inputs=said, pdf_standards="ua-1")
    except typst.TypstError as error:
        if _NO_GLYPH not in str(error):
            raise
        made = typst.compile(form.read_bytes(), sys_inputs=said)
    return made
