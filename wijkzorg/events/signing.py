"""How a receiver knows that a message is ours: a signature as Standard Webhooks has it. Plain Python.

https://github.com/standard-webhooks/standard-webhooks: `webhook-signature` is a list of `v1,<base64>`, each the
HMAC-SHA256 of `<id>.<timestamp>.<body>` under one secret; during a change of secret there are two.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """Return a secret that nobody has."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode("ascii")


def headers(*, id: str, timestamp: int, body: bytes, keys: Sequence[str]) -> dict[str, str]:
    """Return the three headers of a message.

    `timestamp`: seconds since 1970; `keys`: the secrets that hold, newest first. Raises ValueError for no secret.
    """
    return {
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{_signature(id, timestamp, body, key)}" for key in keys),
    }


def _signature(id: str, timestamp: int, body: bytes, secret: str) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a secret is whsec_ and base64") from error
    return base64.b64encode(hmac.digest(key, f"{id}.{timestamp}.".encode() + body, "sha256")).decode("ascii")
