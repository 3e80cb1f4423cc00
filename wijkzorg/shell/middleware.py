"""What surrounds every request: its id, its headers, and what is no request at all."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.utils.cache import patch_vary_headers

from wijkzorg import logs

Answer = Callable[[HttpRequest], HttpResponse]
# Only what browsers know: of others they complain on every page.
_REFUSED_FEATURES = """
accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope hid idle-detection
magnetometer microphone midi payment picture-in-picture screen-wake-lock serial usb xr-spatial-tracking
"""
HEADERS = {
    # A key to sign in with is all that a page here may ask a browser for.
    "Permissions-Policy": ", ".join(
        [
            "publickey-credentials-get=(self)",
            "publickey-credentials-create=(self)",
            *(f"{feature}=()" for feature in _REFUSED_FEATURES.split()),
        ]
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class EveryRequest:
    """The outermost layer: give each request an id that all its lines carry and its answer shows."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within a line of its own."""
        if settings.WIJKZORG_BEHIND_PROXY:
            _believe_proxy(request)
        line = logs.Line(_id_of(request))
        request.META[logs.ENVIRON] = line
        with logs.within(line):
            response = self._get_response(request)
        response["X-Request-ID"] = line.request_id
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Note which kind of page was asked for: its pattern, as the path itself says whose page it is."""
        line = request.META.get(logs.ENVIRON)
        if line is not None and request.resolver_match is not None:
            line.route = request.resolver_match.route


def _id_of(request: HttpRequest) -> str:
    """Take the id that our own proxy gave, if it is one; what a visitor sends is never believed."""
    if settings.WIJKZORG_BEHIND_PROXY:
        try:
            return str(uuid.UUID(request.META.get("HTTP_X_REQUEST_ID", "")))
        except ValueError:
            pass
    return logs.new_request_id()


def _believe_proxy(request: HttpRequest) -> None:
    """Take the visitor's address from the proxy: the last one, which the proxy itself added."""
    last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    if last:
        request.META["REMOTE_ADDR"] = last


def kept_nowhere(get_response: Answer) -> Answer:
    """Keep pages out of every cache, so that after signing out the back button shows nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
            patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


class OnlyText:
    """Refuse a request with a NUL in it: no name, note or number has one, and PostgreSQL takes none."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Look at the address and at what was posted, which is read here if nobody did."""
        if "\0" in request.path or any(_has_nul(values) for values in (request.GET, request.POST)):
            raise BadRequest("NUL")


def _has_nul(values: QueryDict) -> bool:
    return any("\0" in name or any("\0" in value for value in several) for name, several in values.lists())
