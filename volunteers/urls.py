"""The addresses of the volunteers room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("volunteers.public.urls")),
    path("", include("volunteers.entry.urls")),
    path("", include("volunteers.phone.urls")),
    path("", include("volunteers.board.urls")),
]
