"""What a change was based on: the version of a thing as its ETag, and refusing a change of an older one (RFC 9110)."""

from __future__ import annotations

import hashlib

from rest_framework.request import Request

from wijkzorg.rest.problems import Changed, Fault


def etag_of(*version: object) -> str:
    """Return the ETag of a thing of which these values say the version, such as its uuid and its last event."""
    return f'"{hashlib.sha256(repr(version).encode()).hexdigest()[:32]}"'


def check(request: Request, etag: str) -> None:
    """Refuse a change without If-Match (428), or of what is no longer as it was read (412)."""
    told = request.META.get("HTTP_IF_MATCH", "").strip()
    if not told:
        raise Fault(428)
    # An answer that was compressed on its way has a weak tag (W/); ours stand for a version and not for bytes.
    named = {tag.strip().removeprefix("W/") for tag in told.split(",")}
    if told != "*" and etag not in named:
        raise Changed
