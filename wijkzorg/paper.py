"""Paper: PDF that a screen reader can read, made from plain data by typst and kept nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst


def pdf(form: Path, data: dict[str, Any]) -> bytes:
    """Print data with a form; nothing is written to a disk."""
    made: bytes = typst.compile(
        form.read_bytes(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="ua-1",
    )
    return made
