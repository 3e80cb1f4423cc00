"""What may not be read from a copy of the database: encrypted here, or found again by a keyed hash.

Keys come from WIJKZORG_FIELD_KEYS, newest first. The newest writes; all of them read, until `reencrypt` has run.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

_HASHING = b"wijkzorg.encryption.keyed_hash"


class CannotDecrypt(Exception):
    """Say that none of the keys opens what is stored: a key was taken away before `reencrypt`, or it was altered."""


def encrypt(text: str) -> str:
    """Encrypt a text with the newest key; twice the same text gives two different results."""
    return _box().encrypt(text.encode()).decode("ascii")


def decrypt(encrypted: str) -> str:
    """Return the text again, whichever of the keys it was written with; raises CannotDecrypt."""
    try:
        return _box().decrypt(encrypted.encode("ascii")).decode()
    except (InvalidToken, UnicodeEncodeError) as error:
        # Without the value, and without its cause: both could end in a log.
        raise CannotDecrypt("none of the keys in WIJKZORG_FIELD_KEYS opens this value") from error


def renewed(encrypted: str) -> str:
    """Return the same secret under the newest key; raises CannotDecrypt."""
    return encrypt(decrypt(encrypted))


def keyed_hash(text: str) -> bytes:
    """Return the 32 bytes under which a secret is stored to be found again: HMAC-SHA256 under the newest key."""
    return keyed_hashes(text)[0]


def keyed_hashes(text: str) -> list[bytes]:
    """Return the hashes under which a secret may stand, one a key, newest first: what to look for during a rotation."""
    return [hmac.digest(key, text.encode(), "sha256") for key in _hash_keys(_keys())]


def fingerprints() -> list[str]:
    """Return what tells the keys apart without giving them away, newest first."""
    return [
        hashlib.sha256(b"wijkzorg.encryption.fingerprint:" + key.encode()).hexdigest()[:12] for key in _keys()
    ]


def check_keys() -> list[CheckMessage]:
    """Return what is wrong with the keys, for Django's system checks."""
    try:
        _box()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="wijkzorg.E001")]
    return []


def _keys() -> tuple[str, ...]:
    return tuple(settings.WIJKZORG_FIELD_KEYS)


def _box() -> MultiFernet:
    return _boxes(_keys())


@lru_cache(maxsize=4)
def _boxes(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("WIJKZORG_FIELD_KEYS is empty: docs/operations.md says how to make a key.")
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise ImproperlyConfigured(
            "WIJKZORG_FIELD_KEYS holds something that is no key: each is 32 bytes in URL-safe base64."
        ) from None


@lru_cache(maxsize=4)
def _hash_keys(keys: tuple[str, ...]) -> list[bytes]:
    """Derive the keys for hashing: one key is never used for two purposes."""
    _boxes(keys)
    return [hmac.digest(key.encode("ascii"), _HASHING, hashlib.sha256) for key in keys]
