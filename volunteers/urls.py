"""The addresses of the volunteers room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from volunteers import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("volunteers.public.urls")),
    path("", include("volunteers.entry.urls")),
    path("", include("volunteers.phone.urls")),
    path("hulpvragen/<int:pk>/", views.help_request, name="help-request"),
    path("hulpvragen/<int:pk>/oppakken/", views.take_up, name="help-take-up"),
    path("hulpvragen/<int:pk>/notitie/", views.note, name="help-note"),
    path("hulpvragen/<int:pk>/afronden/", views.end, name="help-end"),
]
