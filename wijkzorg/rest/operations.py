"""What a method of a resource does, for whoever reads the description: in Dutch, with an example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wijkzorg.rest.fields import Shape

JSON = "application/json"
# The header of every list.
LINK: Mapping[str, str] = {"Link": "Waar de eerste en de volgende bladzijde zijn (first, next)."}
# The forms of headers that must be sent: any of its form is answered, if only by saying that it never was ours.
_TAG = r'(W/)?"[!#-~]{1,100}"'
IF_MATCH = rf"^(\*|{_TAG}(, ?{_TAG}){{0,4}})$"
SENT: Mapping[str, Mapping[str, Any]] = {
    "Idempotency-Key": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]{1,100}$"},
    "If-Match": {"type": "string", "minLength": 1, "maxLength": 600, "pattern": IF_MATCH},
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of an address. `id` is unique in the whole API; `errors` are those besides what every method has."""

    id: str
    summary: str
    text: str = ""
    answer: type[Shape] | None = None
    status: int = 200
    example: Any = None
    body: type[Shape] | None = None
    body_example: Any = None
    errors: tuple[int, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)  # of the answer, with what they say
    asks: Mapping[str, str] = field(default_factory=dict)  # headers that must be sent
    kinds: tuple[str, ...] = (JSON,)
    callbacks: Mapping[str, Any] = field(default_factory=dict)  # what is sent to an address that a body names


def page_of(name: str, shape: type[Shape]) -> type[Shape]:
    """Return the shape of a page: the rows under the name of the resource."""
    made: type[Shape] = type(
        f"{shape.__name__}Page", (Shape,), {"noun": f"{shape.noun}Bladzijde", name: shape(many=True)}
    )
    return made
