"""What a change was based on: the version of a thing as its ETag, and refusing a change of an older one (RFC 9110)."""

from __future__ import annotations

import hashlib
import re

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from rest_framework.request import Request

from wijkzorg.rest.operations import IF_MATCH
from wijkzorg.rest.problems import Changed, Conflict, Invalid

_HALF = 16  # signs of the version, and as many that say that it is one of ours


def etag_of(*version: object) -> str:
    """Return the ETag of a thing of which these values say the version, such as its uuid and its last event."""
    said = hashlib.sha256(repr(version).encode()).hexdigest()[:_HALF]
    return f'"{said}{_mark(said)}"'


def check(request: Request, etag: str) -> None:
    """Refuse a change without an ETag in If-Match (400), of an older version (412), of no version of ours (409)."""
    told = request.META.get("HTTP_IF_MATCH", "").strip()
    if not told:
        reason = _("Stuur de ETag mee van wat u wijzigt, zoals u die las.")
        raise Invalid.at("If-Match", reason, code="required", where="header")
    if not re.fullmatch(IF_MATCH, told):
        reason = _("Dit is geen ETag: die staat tussen aanhalingstekens, zoals u hem las.")
        raise Invalid.at("If-Match", reason, where="header")
    # An answer that was compressed on its way has a weak tag (W/); ours stand for a version and not for bytes.
    named = {tag.strip().removeprefix("W/") for tag in told.split(",")}
    if told == "*" or etag in named:
        return
    if not any(_is_ours(tag) for tag in named):
        raise Conflict(_("Wat in If-Match staat, is nooit een ETag van deze API geweest."))
    raise Changed


def _is_ours(tag: str) -> bool:
    said = tag.strip('"')
    return len(said) == 2 * _HALF and constant_time_compare(said[_HALF:], _mark(said[:_HALF]))


def _mark(said: str) -> str:
    return salted_hmac("wijkzorg.rest.etags", said, algorithm="sha256").hexdigest()[:_HALF]
