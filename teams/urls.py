"""The addresses of the teams room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
