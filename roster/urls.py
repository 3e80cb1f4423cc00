"""The addresses of the roster room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
