"""The roof over the API: every address under /api/, in the order of the description."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from wijkzorg.clients import views
from wijkzorg.rest import problems
from wijkzorg.rest.description import openapi

V1 = "v1/"


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Say that nothing is here, with a slash at the end too: no redirect (/core/no-trailing-slash)."""
    return problems.problem(404)


urlpatterns = [
    path(f"{V1}openapi.json", csrf_exempt(openapi), name="api-openapi"),
    path(V1, include("municipalities.api.urls")),
    path(V1, include("care.urls")),
    path("oauth/token", views.token, name="api-token"),
    path("oauth/revoke", views.revoke, name="api-revoke"),
    re_path(r"^.*$", nothing_here, name="api-nothing"),
]
