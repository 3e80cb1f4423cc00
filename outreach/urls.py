"""The addresses of the outreach room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
