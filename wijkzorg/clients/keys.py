"""A system's own key: it signs who it is (private_key_jwt, RFC 7523), and we know the public half alone.

So nothing that is kept here, or goes over the line, lets anybody else come in.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from wijkzorg.clients.models import Credential, UsedAssertion

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ("PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA", "RS256")
LONGEST = dt.timedelta(minutes=5)  # that an assertion may hold
SKEW = dt.timedelta(seconds=30)  # that two clocks may differ
_MOST = 5  # keys in one set
_SECRET = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})
_SMALLEST_RSA = 2048


def checked(text: str) -> dict[str, Any]:
    """Read a set of public keys that somebody pasted; raises ValidationError with what to do."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise ValidationError(
            _("Dit is geen JSON. Plak de JWKS van het systeem, die begint met {.")
        ) from None
    if isinstance(said, dict) and "kty" in said:
        said = {"keys": [said]}
    keys = said.get("keys") if isinstance(said, dict) else None
    if (
        not isinstance(keys, list)
        or not 1 <= len(keys) <= _MOST
        or not all(isinstance(key, dict) for key in keys)
    ):
        raise ValidationError(_("Een JWKS heeft een lijst keys, met een tot vijf sleutels."))
    for key in keys:
        if _SECRET & key.keys():
            raise ValidationError(
                _(
                    "Hier staat een geheime sleutel bij. Die hoort alleen in het systeem zelf: maak daar een nieuwe."
                )
            )
        if key.get("kty") not in {"RSA", "EC", "OKP"}:
            raise ValidationError(_("Gebruik een sleutel van het soort EC, OKP (Ed25519) of RSA."))
    try:
        found = KeySet.import_key_set({"keys": keys})
        small = [key for key in found.keys if isinstance(key, RSAKey) and _bits(key) < _SMALLEST_RSA]
    except (JoseError, ValueError, TypeError, KeyError):
        raise ValidationError(_("Een van de sleutels is niet te lezen.")) from None
    if small:
        raise ValidationError(_("Een RSA-sleutel heeft ten minste 2048 bits."))
    return {"keys": keys}


def named_in(assertion: str) -> str | None:
    """Return as whom an assertion says to come, before anything of it is known to be true."""
    try:
        claims = json.loads(jws.extract_compact(assertion.encode()).payload)
    except (JoseError, ValueError, RecursionError):
        return None
    subject = claims.get("sub") if isinstance(claims, dict) else None
    return subject if isinstance(subject, str) else None


def proves(assertion: str, credential: Credential, audiences: Collection[str], now: dt.datetime) -> bool:
    """Tell whether an assertion was signed by a system for us, just now, and was not shown before."""
    claims: dict[str, Any]
    try:
        known = KeySet.import_key_set(cast(Any, credential.jwks))
        claims = jwt.decode(assertion, known, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        return False
    own, at = credential.oauth_id, now.timestamp()
    aud, jti = claims.get("aud"), claims.get("jti")
    exp: Any = claims.get("exp")
    named = [aud] if isinstance(aud, str) else aud
    moments = [exp, *(claims[name] for name in ("nbf", "iat") if name in claims)]
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in moments):
        return False
    if not (
        claims.get("iss") == claims.get("sub") == own
        and isinstance(named, list)
        and any(each in audiences for each in named if isinstance(each, str))
        and at < exp <= at + (LONGEST + SKEW).total_seconds()
        and max(moments[1:], default=at) <= at + SKEW.total_seconds()
        and isinstance(jti, str)
        and 0 < len(jti) <= 255
    ):
        return False
    return _first_time(credential, jti, dt.datetime.fromtimestamp(exp, dt.UTC))


def _first_time(credential: Credential, jti: str, expires_at: dt.datetime) -> bool:
    hashed = hashlib.sha256(jti.encode("utf-8", "surrogatepass")).hexdigest()
    try:
        with transaction.atomic():
            UsedAssertion.objects.create(credential=credential, jti_hash=hashed, expires_at=expires_at)
    except IntegrityError:
        return False
    return True


def _bits(key: RSAKey) -> int:
    size: int = key.public_key.key_size
    return size
