"""An event as it travels, and the signature by which it is known."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import uuid

import jsonschema_rs
import pytest

from wijkzorg.events import signing
from wijkzorg.events.describing import example_of
from wijkzorg.events.envelope import as_bytes, envelope, schema_name
from wijkzorg.events.kinds import ALL, OPENED, PUBLISHED, Kind
from wijkzorg.rest.description import document

ID = uuid.UUID("f3dce042-cd6e-4977-844d-05be8dce7cea")
AT = dt.datetime(2026, 11, 26, 10, 0, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def test_published_figures_are_told_as_the_profile_has_it() -> None:
    told = envelope(
        id=ID,
        type=PUBLISHED.type,
        subject="GM9999",
        data={"editie": 3},
        created_at=AT,
        municipality_code="GM9999",
        api="https://wijkzorg.example/api/v1",
    )
    assert json.loads(as_bytes(told)) == {
        "specversion": "1.0",
        "id": str(ID),
        "source": "urn:nld:gemeente:GM9999:systeem:wijkzorg",
        "type": "nl.wijkzorg.statistieken-gepubliceerd",
        "subject": "GM9999",
        "time": "2026-11-26T09:00:00.123Z",
        "dataref": "https://wijkzorg.example/api/v1/statistieken?gemeenteCode=GM9999&editie=3",
        "datacontenttype": "application/json",
        "dataschema": "https://wijkzorg.example/api/v1/openapi.json"
        "#/components/schemas/GebeurtenisStatistiekenGepubliceerd/properties/data",
        "data": {"editie": 3},
    }


@pytest.mark.parametrize("kind", ALL.values(), ids=lambda kind: kind.type)
def test_the_description_of_the_api_has_the_shape_of_each_type(kind: Kind) -> None:
    """An event of each type fits its shape, and no event of another type does."""
    whole = document()
    sent = whole["paths"]["/abonnementen"]["post"]["callbacks"]["gebeurtenis"]["{$request.body#/adres}"][
        "post"
    ]
    content = sent["requestBody"]["content"]["application/cloudevents+json"]
    assert set(content["examples"]) == set(ALL)
    shapes = {one: whole["components"]["schemas"][schema_name(ALL[one])] for one in ALL}
    told = json.loads(as_bytes(example_of(kind)))
    assert told == content["examples"][kind.type]["value"]
    assert [one for one in ALL if jsonschema_rs.is_valid(shapes[one], told)] == [kind.type]
    assert set(told) == set(shapes[kind.type]["properties"]), "all that is described, and nothing else"
    if "dataschema" in told:
        found = whole
        for step in told["dataschema"].partition("#/")[2].split("/"):
            found = found[step]
        assert jsonschema_rs.is_valid(found, told["data"])
        assert not jsonschema_rs.is_valid(found, told["data"] | {"editie": "drie"})


def test_a_flag_is_told_by_its_uuid_and_where_to_ask() -> None:
    told = envelope(
        id=ID,
        type=OPENED.type,
        subject=str(ID),
        data={},
        created_at=AT,
        municipality_code="GM9999",
        api="https://wijkzorg.example/api/v1",
    )
    assert told["dataref"] == f"https://wijkzorg.example/api/v1/signaleringen/{ID}?gemeenteCode=GM9999"
    assert "data" not in told and "datacontenttype" not in told


def test_a_signature_is_of_the_id_the_moment_and_the_body_under_each_secret_that_holds() -> None:
    # The example of the Standard Webhooks specification.
    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    sent = signing.headers(id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=body, keys=[key])
    assert sent["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    other = signing.new_secret()
    both = signing.headers(id="a", timestamp=1, body=b"x", keys=[other, key])["webhook-signature"].split(" ")
    expected = hmac.new(base64.b64decode(key[6:]), b"a.1.x", hashlib.sha256).digest()
    assert both[1] == "v1," + base64.b64encode(expected).decode()
    assert both[0] != both[1]


def test_no_two_secrets_are_the_same_and_what_is_none_is_refused() -> None:
    assert len({signing.new_secret() for _ in range(50)}) == 50
    assert len(base64.b64decode(signing.new_secret()[6:])) == 32
    with pytest.raises(ValueError, match="whsec_"):
        signing.headers(id="a", timestamp=1, body=b"", keys=["geen geheim"])
