"""What surrounds every request under /api/: no cookies in, the headers of the rules out, errors always problem+json."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from wijkzorg.rest import OAUTH, ROOT, VERSION, problems

Answer = Callable[[HttpRequest], HttpResponseBase]
# /core/transport/security-headers. A browser that shows an answer as a page shows nothing of it.
HEADERS: Mapping[str, str] = {
    "API-Version": VERSION,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_OAUTH_ERRORS = {413: "invalid_request", 429: "temporarily_unavailable", 500: "server_error"}


def api_requests(get_response: Answer) -> Answer:
    """Answer what is asked under /api/ as the rules have it; all else passes by untouched."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not (request.path_info.startswith(ROOT) or request.path_info == ROOT.rstrip("/")):
            return get_response(request)
        # Who asks shows a token: a cookie is not believed, so no session, screen lock or CSRF has a say here, and a
        # page elsewhere can do nothing here with the session of whoever looks at it.
        request.META.pop("HTTP_COOKIE", None)
        refused = _refusal(request)
        response = refused if refused is not None else _answer(request, get_response)
        for name, value in HEADERS.items():
            response[name] = value
        if response.status_code == HTTPStatus.NO_CONTENT:
            del response["Content-Type"]  # of no content (RFC 9110, 8.3)
        patch_vary_headers(response, ["Accept", "Authorization"])
        return response

    return middleware


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """Refuse what is not even read: in the clear, nowhere, too large, or of unknown length."""
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        # No redirect: the token went over the line in the clear already, and must be seen to be wrong.
        return problems.problem(403, "Deze API is alleen met https te bereiken.")
    if request.path_info == ROOT.rstrip("/"):
        return problems.problem(404)  # Django would send it on to the same with a slash
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isascii() and length.isdigit() and int(length[:18]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return _as_problem(request, HttpResponse(status=413))  # type: ignore[return-value]
    if not length and request.META.get("HTTP_TRANSFER_ENCODING"):
        return problems.problem(411)
    return None


def _answer(request: HttpRequest, get_response: Answer) -> HttpResponseBase:
    response = get_response(request)
    if response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        # Of what is too long nothing was read: this is how Django says that there are too many parameters.
        return _as_problem(request, HttpResponse(status=400), _("Er staan te veel parameters in deze vraag."))
    return _as_problem(request, response)


def _as_problem(request: HttpRequest, response: HttpResponseBase, detail: str = "") -> HttpResponseBase:
    """Say an error that Django or another middleware found as the rules have it; at the tokens as RFC 6749 has it."""
    code = response.status_code
    kind = response.get("Content-Type", "").partition(";")[0]
    if code < 400 or kind == problems.CONTENT_TYPE:
        return response
    kept = {name: response[name] for name in ("Allow", "Retry-After", "WWW-Authenticate") if name in response}
    if request.path_info.startswith(OAUTH):
        if kind == "application/json":
            return response
        text = detail or (problems.unreadable() if code == 400 else problems.words(code)[2])
        said = {"error": _OAUTH_ERRORS.get(code, "invalid_request"), "error_description": text}
        return JsonResponse(said, status=code, headers=kept)
    return problems.problem(code, detail, headers=kept)
