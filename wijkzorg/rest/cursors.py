"""Where a page begins, as a word that nobody reads, makes or takes elsewhere: encrypted, and of one question alone.

AES-SIV (RFC 5297): the same place of the same question is the same word, and no number used twice is to be feared.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from wijkzorg.rest.problems import Invalid

LONGEST = 600
# The shortest is of a key of one digit.
_SIGNS = r"[A-Za-z0-9_-]{44,600}"
_MARK = 6  # bytes at both ends that say that a word is one of ours, whatever was done to the rest


def form(mark: str = "") -> str:
    """Return the form of cursors that begin with a mark."""
    return rf"^{re.escape(mark)}{_SIGNS}\Z"


FORM = form()


def write(key: list[str], purpose: str) -> str:
    """Return the cursor of a key, good for one purpose: a client, a resource, a municipality and a question."""
    box = next(_boxes())
    said = json.dumps(key, separators=(",", ":")).encode()
    return _word(box.mark + box.lock.encrypt(said, [purpose.encode()]) + box.mark)


def read(cursor: str, purpose: str, length: int) -> list[str]:
    """Return the key in a cursor; raises Invalid, which names it.

    400 for one that was changed or is of another question. 404 for what has the form and never was ours: an address at
    which there never was a page, and no description of the form could tell.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except binascii.Error:
        raw = b""
    ours = False
    for box in _boxes():
        begins, ends = raw.startswith(box.mark), raw.endswith(box.mark)
        ours = ours or begins or ends
        if not (begins and ends and _word(raw) == cursor):
            continue
        try:
            key = json.loads(box.lock.decrypt(raw[_MARK:-_MARK], [purpose.encode()]))
        except InvalidTag:
            continue
        if len(key) == length:  # else of this question before its order changed
            found: list[str] = key
            return found
    if ours:
        raise Invalid.at("cursor", _("Deze cursor hoort niet bij deze vraag; begin zonder cursor."))
    raise Invalid.at("cursor", _("Deze cursor is er niet; begin zonder cursor."), code="unknown", status=404)


class _Box(NamedTuple):
    lock: AESSIV
    mark: bytes


def _boxes() -> Iterator[_Box]:
    """Return what writes, and then what wrote before the secret of this installation changed."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        made = hmac.digest(force_bytes(secret), b"wijkzorg.rest.cursors", hashlib.sha512)
        mark = hmac.digest(made, b"mark", hashlib.sha256)[:_MARK]
        yield _Box(AESSIV(made), mark)


def _word(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
