"""An event as it travels: CloudEvents 1.0 in JSON, structured, with the Dutch government's profile. Plain Python.

The profile (NL GOV profile for CloudEvents, Logius): `source` is a urn:nld with the organisation and its system,
`type` a reversed domain name, `time` when it was written down. We tell little (informatiearm): `dataref` says where to
ask for more.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any

from wijkzorg.events.kinds import ALL, Kind

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


def media_type() -> str:
    """Return the kind of body without its signs, as the description calls it."""
    return CONTENT_TYPE.partition(";")[0]


def schema_name(kind: Kind) -> str:
    """Return how the description of the API calls the shape of a type: GebeurtenisStatistiekenGepubliceerd."""
    return "Gebeurtenis" + "".join(word.title() for word in kind.type.rpartition(".")[2].split("-"))


def source_of(municipality_code: str) -> str:
    """Return who tells: a municipality, by its code of CBS, and this system."""
    return f"urn:nld:gemeente:{municipality_code}:systeem:wijkzorg"


def envelope(
    *,
    id: uuid.UUID,
    type: str,
    subject: str,
    data: Mapping[str, Any],
    created_at: dt.datetime,
    municipality_code: str,
    api: str,
) -> dict[str, Any]:
    """Return the attributes of an event. `api`: the address below which `dataref` lies, without a slash at its end."""
    kind = ALL[type]
    told: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(id),
        "source": source_of(municipality_code),
        "type": type,
        "subject": subject,
        "time": created_at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    if kind.reference:
        told["dataref"] = api + kind.referred(municipality_code, subject, data)
    if data:
        told["datacontenttype"] = "application/json"
        told["dataschema"] = f"{api}/openapi.json#/components/schemas/{schema_name(kind)}/properties/data"
        told["data"] = dict(data)
    return told


def as_bytes(told: Mapping[str, Any]) -> bytes:
    """Return an event as it is sent and signed."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
