"""The list of who looked, on paper for the resident: a PDF that a screen reader can read, kept nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

_FORM = Path(__file__).with_name("wie_keek.typ")


def who_looked(data: dict[str, Any]) -> bytes:
    """Print the list."""
    made: bytes = typst.compile(
        _FORM.read_bytes(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="ua-1",
    )
    return made
