"""The language of who reads a public page: chosen in its address (?taal=en) and remembered in a cookie.

So is the way in, through which a volunteer comes. Pages for who works here stay Dutch. What somebody's browser would
like is not asked: a page then looks otherwise to two people who talk about it on the telephone. Another language is a
line in LANGUAGES and a folder in locale/.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
COOKIE = ASKED = "taal"
_YEAR = 365 * 86_400


def language_of(request: HttpRequest) -> str:
    """Return the language that was asked for in the address, else the one in the cookie, else Dutch."""
    known = dict(settings.LANGUAGES)
    for wanted in (request.GET.get(ASKED), request.COOKIES.get(COOKIE)):
        if wanted in known:
            return wanted
    return settings.LANGUAGE_CODE


def in_readers_language(view: V) -> V:
    """Answer in the language of the reader, and remember one that was asked for."""

    @wraps(view)
    def translated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language, asked = language_of(request), request.GET.get(ASKED)
        request.LANGUAGE_CODE = language  # a page that has it shows the way to the other languages
        with translation.override(language):
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()  # else its text is made later, in another language
        response["Content-Language"] = language
        patch_vary_headers(response, ["Cookie"])
        if asked == language:
            response.set_cookie(
                COOKIE,
                language,
                max_age=_YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return cast(V, translated)
