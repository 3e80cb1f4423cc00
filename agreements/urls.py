"""The addresses of the agreements room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
