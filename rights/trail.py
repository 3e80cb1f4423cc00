"""What this room writes in the access log: the resident or the case, and the user; never content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wijkzorg.audit.actions import log_access
from wijkzorg.audit.models import Action


@dataclass(slots=True)
class Subject:
    """Whom a line is about: a case, or (pk None) a resident, or (both None) the municipality's lists."""

    pk: Any
    municipality_id: int
    resident_id: Any


def looked(*, user_id: int | None, subject: Subject) -> None:
    """Log that someone looked at, or took along, what is about a resident."""
    log_access(action=Action.READ, user_id=user_id, case=subject)


def wrote(*, user_id: int | None, subject: Subject) -> None:
    """Log that someone decided or changed something about a resident."""
    log_access(action=Action.WRITE, user_id=user_id, case=subject)
