"""A system that signs who it is with a key of its own."""

from __future__ import annotations

import datetime as dt
import json
import time
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from tests.api.conftest import BASE, TOKEN, System
from tests.api.test_frame import problem
from tests.conftest import Place
from wijkzorg.clients import actions, keys
from wijkzorg.clients.models import Credential, UsedAssertion

HERE = f"http://testserver{TOKEN}"
KEY = ECKey.generate_key("P-256", {"kid": "een"})
ALG = "ES256"


@pytest.fixture
def credential(system: System, place: Place) -> Credential:
    """The key of the system."""
    return actions.take_key(
        client=system.access.client,
        municipality_id=place.municipality.pk,
        jwks={"keys": [KEY.as_dict(private=False)]},
        actor=None,
        now=timezone.now(),
    )


def signed(credential: Credential, key: Any = KEY, alg: str = ALG, **other: Any) -> str:
    """Return an assertion; a claim of None is left out."""
    claims = {
        "iss": credential.oauth_id,
        "sub": credential.oauth_id,
        "aud": HERE,
        "exp": int(time.time()) + 60,
        "jti": str(uuid.uuid4()),
    } | other
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": "een"}, kept, key, algorithms=[alg])


def shown(assertion: str, **other: str) -> Any:
    """Ask for a token by an assertion."""
    told = {
        "grant_type": "client_credentials",
        "client_assertion_type": keys.ASSERTION_TYPE,
        "client_assertion": assertion,
    }
    return Client().post(TOKEN, told | other)


def test_a_signature_is_enough(credential: Credential, place: Place) -> None:
    answer = shown(signed(credential))
    assert answer.status_code == 200, answer.content
    token = answer.json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert Client().get(f"{BASE}/gebieden", headers=headers).status_code == 200
    actions.end_credential(
        credential=credential, municipality_id=place.municipality.pk, actor=None, now=timezone.now()
    )
    problem(Client().get(f"{BASE}/gebieden", headers=headers), 401)
    assert shown(signed(credential)).status_code == 401


@pytest.mark.parametrize("make", [
    lambda: (OKPKey.generate_key("Ed25519", {"kid": "een"}), "Ed25519"),
    lambda: (RSAKey.generate_key(2048, {"kid": "een"}), "PS256"),
])  # fmt: skip
def test_other_kinds_of_key_sign_too(make: Any, credential: Credential) -> None:
    key, alg = make()
    credential.jwks = keys.checked(json.dumps({"keys": [key.as_dict(private=False)]}))
    credential.save()
    assert shown(signed(credential, key, alg)).status_code == 200


def test_an_assertion_proves_it_once(credential: Credential) -> None:
    assertion = signed(credential)
    assert [shown(assertion).status_code for _ in range(2)] == [200, 401]
    assert UsedAssertion.objects.count() == 1
    assert actions.forget_tokens(timezone.now()) == 0
    assert actions.forget_tokens(timezone.now() + dt.timedelta(hours=1)) == 3
    assert not UsedAssertion.objects.exists()


@pytest.mark.parametrize("claims", [
    {"iss": "wz-ander"},
    {"sub": "wz-ander"},
    {"aud": "https://elders.example/token"},
    {"aud": None},
    {"exp": None},
    {"exp": 1},
    {"exp": 2**40},
    {"exp": "straks"},
    {"exp": True},
    {"nbf": 2**40},
    {"iat": 2**40},
    {"jti": None},
    {"jti": ""},
    {"jti": 7},
    {"jti": "x" * 256},
])  # fmt: skip
def test_what_an_assertion_says_must_be_right(claims: dict[str, Any], credential: Credential) -> None:
    answer = shown(signed(credential, **claims))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert not UsedAssertion.objects.exists()


def test_nobody_else_signs_for_it(credential: Credential, system: System) -> None:
    assert shown(signed(credential, ECKey.generate_key("P-256", {"kid": "een"}))).status_code == 401
    # With what everybody knows, as if it were a shared secret.
    shared = OctKey.import_key(json.dumps(KEY.as_dict(private=False)))
    assert shown(signed(credential, shared, "HS256")).status_code == 401
    # Of a system that has a secret and no key.
    assert shown(signed(system.credential)).status_code == 401
    assert shown("geen.jwt.dit").status_code == 401
    assert shown(signed(credential), client_id="wz-ander").status_code == 401
    assert shown(signed(credential), client_assertion_type="iets").status_code == 401
    assert not UsedAssertion.objects.exists()


def test_a_key_is_no_secret(credential: Credential) -> None:
    answer = Client().post(
        TOKEN,
        {"grant_type": "client_credentials", "client_id": credential.oauth_id, "client_secret": "x"},
    )
    assert answer.status_code == 401


@pytest.mark.parametrize("text", [
    "", "[]", "{}", '{"keys": []}', '{"keys": [7]}', '{"keys": [{"kty": "EC"}]}',
    '{"keys": [{"kty": "oct", "k": "AAAA"}]}',
    json.dumps({"keys": [KEY.as_dict(private=True)]}),
    json.dumps({"keys": [RSAKey.generate_key(1024).as_dict(private=False)]}),
    "[" * 100_000,
])  # fmt: skip
def test_only_public_keys_that_hold_are_taken(text: str) -> None:
    with pytest.raises(ValidationError):
        keys.checked(text)
