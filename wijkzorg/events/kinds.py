"""What can be told to another system: one table, read by the API, the admin and docs/events.md. Plain Python.

The function of the database that tells of flags knows the two types by name (migration 0002); a test compares them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of event: its name, what it says in Dutch, and what a client must hold to hear of it."""

    type: str
    title: str
    text: str
    # The scopes without all of which nobody gets it; none where anybody may who may subscribe.
    scopes: tuple[str, ...] = ()
    # Where more can be asked, below the API's address, filled in with `municipality`, `subject` and the data; "" where
    # nowhere. It names the municipality, as a system may have access to several.
    reference: str = ""
    # What it says besides, each with its shape (JSON Schema) and an example.
    data: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def may_be_heard_with(self, scopes: Collection[str]) -> bool:
        """Tell whether who holds some scopes may hear of it."""
        return set(self.scopes) <= set(scopes)

    def referred(self, municipality: str, subject: str, data: Mapping[str, Any]) -> str:
        """Return the path of an event of this type at which more can be asked; raises KeyError for data it lacks."""
        return self.reference.format_map({**data, "municipality": municipality, "subject": subject})


# A single flag is about one person (PRODUCT: what municipalities get).
_OF_FLAGS = ("signaleringen.lezen", "dossiers.lezen")

PUBLISHED = Kind(
    "nl.wijkzorg.statistieken-gepubliceerd",
    "Cijfers gepubliceerd",
    "Er is een nieuwe editie van de cijfers van de gemeente, of een verbetering van een eerdere.",
    reference="/statistieken?gemeenteCode={municipality}&editie={editie}",
    data={
        "editie": {"type": "integer", "minimum": 1, "description": "Welke editie.", "example": 3},
        "verbetering": {
            "type": "boolean", "description": "Of zij een eerdere verbetert.", "example": True,
        },
        "vanaf": {
            "type": "string", "format": "date", "description": "De eerste dag waarover het gaat.",
            "example": "2026-09-28",
        },
        "tot": {
            "type": "string", "format": "date", "description": "De eerste dag waarover het niet meer gaat.",
            "example": "2026-11-23",
        },
    },
)  # fmt: skip
OPENED = Kind(
    "nl.wijkzorg.signalering-geopend",
    "Signalering geopend",
    "Een signalering is geopend, of opnieuw geopend. Het bericht noemt alleen het kenmerk van de signalering.",
    scopes=_OF_FLAGS,
    reference="/signaleringen/{subject}?gemeenteCode={municipality}",
)
CLOSED = Kind(
    "nl.wijkzorg.signalering-gesloten",
    "Signalering gesloten",
    "Een signalering is gesloten. Het bericht noemt alleen het kenmerk van de signalering.",
    scopes=_OF_FLAGS,
    reference="/signaleringen/{subject}?gemeenteCode={municipality}",
)
PING = Kind(
    "nl.wijkzorg.proef",
    "Proefbericht",
    "Een bericht om te proberen of de ontvanger bereikbaar is. Er is niets gebeurd.",
)

# What can be subscribed to, in the order of the screens. A ping is asked for, never subscribed to.
KINDS: Mapping[str, Kind] = {kind.type: kind for kind in (PUBLISHED, OPENED, CLOSED)}
ALL: Mapping[str, Kind] = {**KINDS, PING.type: PING}
