"""Events in the description of the API: what a receiver is sent, as a callback of taking a subscription. Plain Python.

OpenAPI 3.0 has no webhooks; a callback says the same, and at which address.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from wijkzorg.events.envelope import envelope, media_type, schema_name
from wijkzorg.events.kinds import ALL, Kind

_SIGNED = {
    "webhook-id": "Het kenmerk van de gebeurtenis, hetzelfde bij elke poging.",
    "webhook-timestamp": "Wanneer dit bericht werd ondertekend, in seconden sinds 1970.",
    "webhook-signature": "v1, en HMAC-SHA256 over kenmerk, moment en inhoud; twee zolang er twee geheimen zijn.",
}
_ANSWER = (
    "200, 201, 202 of 204 binnen tien seconden: het is aangekomen. 400, 409, 413, 415 of 422: alleen dit bericht is"
    " fout. 410: dit adres bestaat niet meer. Al het andere: wij proberen het later opnieuw, twee dagen lang."
)


def callbacks() -> dict[str, Any]:
    """Return what is sent to the address of a subscription."""
    examples = {kind.type: {"summary": kind.title, "value": example_of(kind)} for kind in ALL.values()}
    schema = {
        "oneOf": [{"$ref": f"#/components/schemas/{schema_name(kind)}"} for kind in ALL.values()],
        "discriminator": {
            "propertyName": "type",
            "mapping": {kind.type: f"#/components/schemas/{schema_name(kind)}" for kind in ALL.values()},
        },
    }
    post = {
        "operationId": "gebeurtenisBezorgen",
        "summary": "Een gebeurtenis",
        "description": "Een CloudEvent 1.0 in JSON, ondertekend volgens Standard Webhooks. Komt ten minste één keer"
        " aan; gebeurtenissen over hetzelfde onderwerp in volgorde.",
        "tags": ["abonnementen"],
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": text,
                "schema": {"type": "string"},
            }
            for name, text in _SIGNED.items()
        ],
        "requestBody": {
            "required": True,
            "content": {media_type(): {"schema": schema, "examples": examples}},
        },
        "responses": {
            "400": {
                "description": "Alleen dit bericht klopt niet; wat erna komt over hetzelfde, wacht erop."
            },
            "default": {"description": _ANSWER},
        },
    }
    return {"gebeurtenis": {"{$request.body#/adres}": {"post": post}}}


def schemas() -> dict[str, Any]:
    """Return the shape of each type of event, by its name; `dataschema` in an event points at its data here."""
    return {schema_name(kind): _schema(kind) for kind in ALL.values()}


def example_of(kind: Kind) -> dict[str, Any]:
    """Return an event as it could be sent."""
    number = uuid.UUID("c2b1f6d4-33c6-4d0b-8a57-6f0b7a4a5e21")
    return envelope(
        id=uuid.UUID("f3dce042-cd6e-4977-844d-05be8dce7cea"),
        type=kind.type,
        subject="GM9999" if kind.data else str(number),
        data={name: told["example"] for name, told in kind.data.items()},
        created_at=dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC),
        municipality_code="GM9999",
        api="https://wijkzorg.example/api/v1",
    )


def _schema(kind: Kind) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "specversion": {"type": "string", "enum": ["1.0"], "description": "De versie van CloudEvents."},
        "id": {"type": "string", "format": "uuid", "description": "Hetzelfde bij elke poging."},
        "source": {"type": "string", "format": "uri", "description": "De gemeente en dit systeem."},
        "type": {"type": "string", "enum": [kind.type], "description": "Wat er gebeurde."},
        "subject": {"type": "string", "description": "Waarover: de code van een gemeente, of een kenmerk."},
        "time": {"type": "string", "format": "date-time", "description": "Wanneer het werd vastgelegd."},
    }
    if kind.reference:
        properties["dataref"] = {"type": "string", "format": "uri", "description": "Waar meer te vragen is."}
    if kind.data:
        properties |= {
            "datacontenttype": {
                "type": "string",
                "enum": ["application/json"],
                "description": "Altijd JSON.",
            },
            "dataschema": {"type": "string", "format": "uri", "description": "Waar dit beschreven is."},
            "data": _data(kind.data),
        }
    return {
        "type": "object",
        "description": kind.text,
        "required": list(properties),
        "properties": properties,
    }


def _data(told: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": "Wat er meer van gezegd wordt.",
        "required": list(told),
        "properties": {name: dict(one) for name, one in told.items()},
    }
