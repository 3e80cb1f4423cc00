"""The papers of this room: each form is a file of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wijkzorg import paper

_HERE = Path(__file__).parent


def pdf(name: str, data: dict[str, Any]) -> bytes:
    """Print data with one of the forms of this folder."""
    return paper.pdf(_HERE / f"{name}.typ", data)
