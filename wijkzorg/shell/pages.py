"""The pages that say what went wrong. The request's id on them finds its lines without telling whose page it was."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from wijkzorg import logs

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
WAIT_SECONDS = 60


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that we could not read what was sent (400), or that it was too much (413)."""
    return _bare("400.html", 413 if isinstance(exception, TOO_LARGE) else 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke here. Asks nothing of the database, which may be what broke."""
    return _bare("500.html", 500)


def too_often(
    request: HttpRequest, exception: Exception | None = None, wait: int = WAIT_SECONDS
) -> HttpResponse:
    """Say that somebody must wait, and how long."""
    minutes = -(-wait // 60)
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(wait)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in plain words that a form has expired, and that nothing was saved."""
    return render(request, "403_csrf.html", status=403)


def _bare(template: str, status: int) -> HttpResponse:
    words = loader.render_to_string(template, {"request_id": logs.request_id(), "too_large": status == 413})
    return HttpResponse(words, status=status)
