"""In which form an answer is given: the one that the header Accept likes best (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

_MOST = 64  # forms that are read of a header; nobody who asks for something names so many


class ByQuality(DefaultContentNegotiation):
    """Weigh what is asked by its quality (q), which REST framework passes by."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, Any]:
        """Return the form, and what it is called; the first of those that are liked best. Raises NotAcceptable."""
        said = request.META.get("HTTP_ACCEPT", "").lower().split(",", _MOST)[:_MOST]
        asked = [MediaType(part) for part in said if part.strip()] or [MediaType("*/*")]
        found = max(renderers, key=lambda one: _liked(one, asked))
        if not _liked(found, asked):
            raise NotAcceptable(available_renderers=list(renderers))
        return found, found.media_type


def _liked(renderer: BaseRenderer, asked: Iterable[MediaType]) -> float:
    """Return the quality of a form: what says it the most precisely counts. A charset and the like are passed by."""
    kind, _slash, form = str(renderer.media_type).partition("/")
    about = [
        (one.main_type == kind, one.sub_type == form, one.quality)
        for one in asked
        if one.main_type in ("*", kind) and one.sub_type in ("*", form)
    ]
    return max(about, default=(False, False, 0.0))[2]
