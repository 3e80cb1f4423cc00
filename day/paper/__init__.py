"""A case on paper; the form is a file of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wijkzorg import paper

_FORM = Path(__file__).parent / "dossier.typ"


def pdf(data: dict[str, Any]) -> bytes:
    """Print a case."""
    return paper.pdf(_FORM, data)
