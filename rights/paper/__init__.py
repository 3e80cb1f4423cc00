"""Paper: PDF that a screen reader can read, made from plain data by typst and kept nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

_HERE = Path(__file__).parent


def pdf(name: str, data: dict[str, Any]) -> bytes:
    """Print data with one of the forms of this folder; nothing is written to a disk."""
    made: bytes = typst.compile(
        (_HERE / f"{name}.typ").read_bytes(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="ua-1",
    )
    return made
