"""What a change was based on: the version of a thing as its ETag, and refusing a change of an older one (RFC 9110)."""

from __future__ import annotations

import hashlib
import re

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from rest_framework.request import Request

from wijkzorg.rest.operations import IF_MATCH
from wijkzorg.rest.problems import Changed, Conflict, Invalid, error

_HALF = 16  # signs of the version, and as many that say that it is one of ours


def etag_of(*version: object) -> str:
    """Return the ETag of a thing of which these values say the version, such as its uuid and its last event."""
    said = hashlib.sha256(repr(version).encode()).hexdigest()[:_HALF]
    return f'"{said}{_mark(said)}"'


def faults(request: Request) -> list[dict[str, str]]:
    """Say what is wrong with the If-Match of a change, whatever it changes."""
    told = _named(request)
    if not told:
        reason = _("Stuur de ETag mee van wat u wijzigt, zoals u die las.")
        return [error("If-Match", reason, "required", "header")]
    if not re.fullmatch(IF_MATCH, told):
        reason = _("Dit is geen ETag: die staat tussen aanhalingstekens, zoals u hem las.")
        return [error("If-Match", reason, "invalid", "header")]
    return []


def check(request: Request, etag: str) -> None:
    """Refuse a change without an ETag in If-Match (400), of an older version (412), of no version of ours (409)."""
    if wrong := faults(request):
        raise Invalid(wrong)
    told = _named(request)
    # An answer that was compressed on its way has a weak tag (W/); ours stand for a version and not for bytes.
    named = {tag.strip().removeprefix("W/") for tag in told.split(",")}
    if told == "*" or etag in named:
        return
    if not any(_is_ours(tag) for tag in named):
        raise Conflict(_("Wat in If-Match staat, is nooit een ETag van deze API geweest."))
    raise Changed


def _named(request: Request) -> str:
    told: str = request.META.get("HTTP_IF_MATCH", "").strip()
    return told


def _is_ours(tag: str) -> bool:
    said = tag.strip('"')
    return len(said) == 2 * _HALF and constant_time_compare(said[_HALF:], _mark(said[:_HALF]))


def _mark(said: str) -> str:
    return salted_hmac("wijkzorg.rest.etags", said, algorithm="sha256").hexdigest()[:_HALF]
