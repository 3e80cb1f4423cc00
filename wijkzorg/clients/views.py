"""The two addresses at which a system gets a token and gives it back."""

from __future__ import annotations

import time
from typing import Any

from allauth.idp.oidc.internal.oauthlib.utils import convert_response, extract_params
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wijkzorg.clients.server import server
from wijkzorg.shell.throttle import Limit, address, seconds_to_wait


def _client_id(request: HttpRequest) -> str | None:
    return request.POST.get("client_id") or request.headers.get("Authorization")


LIMITS = (Limit("token-address", 120, 60, address), Limit("token-client", 60, 60, _client_id))


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Give a token to a system that proves who it is."""
    if (wait := seconds_to_wait(request, LIMITS, time.time())) > 0:
        return _too_often(wait)
    if fault := _fault(request, "grant_type"):
        return JsonResponse({"error": "invalid_request", "error_description": fault}, status=400)
    with transaction.atomic():
        return _answer(_server(request).create_token_response(*extract_params(request)))


@csrf_exempt
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Take a token back, for the system whose it is; of a token that is not there nothing is said (RFC 7009)."""
    if (wait := seconds_to_wait(request, LIMITS, time.time())) > 0:
        return _too_often(wait)
    if fault := _fault(request, "token"):
        return JsonResponse({"error": "invalid_request", "error_description": fault}, status=400)
    return _answer(_server(request).create_revocation_response(*extract_params(request)))


def _fault(request: HttpRequest, needed: str) -> str:
    """Say what is wrong with where parameters stand, or that one is not there; empty if nothing is.

    An address stands in logs, so nothing is asked in it (RFC 6749, 2.3.1). Of a parameter that stands there twice it is
    not known which is meant (3.2). No description has letters with an accent (5.2).
    """
    if request.META.get("QUERY_STRING"):
        return "Zet parameters in de inhoud, niet in het adres."
    if any(len(values) > 1 for _name, values in request.POST.lists()):
        return "Noem elke parameter eenmaal."
    return "" if request.POST.get(needed) else f"Stuur de parameter {needed} mee."


def _server(request: HttpRequest) -> Any:
    """Return the server under the names by which a system may call it: as it came in, and as letters have it."""
    own = reverse("api-token")
    return server({request.build_absolute_uri(own), f"{settings.WIJKZORG_URL}{own}"})


def _too_often(wait: int) -> HttpResponse:
    said = {"error": "temporarily_unavailable", "error_description": "Te vaak gevraagd; zie Retry-After."}
    return JsonResponse(said, status=429, headers={"Retry-After": str(wait)})


def _answer(response: tuple[dict[str, str], str, int]) -> HttpResponse:
    headers, body, status = response
    answer: HttpResponse = convert_response({"Content-Type": "application/json", **headers}, body, status)
    return answer
