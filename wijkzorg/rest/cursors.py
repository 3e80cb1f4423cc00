"""Where a page begins, as a word that we signed: nobody makes one, and one of another question is none."""

from __future__ import annotations

import json

from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from wijkzorg.rest.problems import Invalid

LONGEST = 600
FORM = r"^[A-Za-z0-9_-]{4,500}\.[A-Za-z0-9_-]{43}\Z"


def write(key: list[str], purpose: str) -> str:
    """Return the cursor of a key, good for one purpose: a resource, a municipality and a question."""
    return _signer(purpose).sign(urlsafe_base64_encode(json.dumps(key, separators=(",", ":")).encode()))


def read(cursor: str, purpose: str, length: int) -> list[str]:
    """Return the key in a cursor. Raises Invalid for one that was changed or is of something else, Http404 for none."""
    try:
        return _key(_signer(purpose).unsign(cursor), length)
    except BadSignature:
        pass
    try:
        _key(cursor.partition(".")[0], length)
    except ValueError:
        # It has the form of a cursor and says nothing: an address at which there never was a page.
        raise Http404 from None
    raise Invalid.at("cursor", _("Deze cursor hoort niet bij deze vraag; begin zonder cursor."))


def _key(word: str, length: int) -> list[str]:
    """Take a key apart; raises ValueError."""
    key = json.loads(urlsafe_base64_decode(word))
    if not isinstance(key, list) or len(key) != length or not all(isinstance(part, str) for part in key):
        raise ValueError
    return key


def _signer(purpose: str) -> Signer:
    return Signer(sep=".", salt=f"wijkzorg.rest.cursors:{purpose}")
