"""The addresses of the dashboard."""

from django.urls import path

from dashboard import views

urlpatterns = [
    path("", views.screen, {"page": "overzicht"}, name="figures"),
    path("kaart/", views.screen, {"page": "kaart"}, name="figures-map"),
    path("vergelijken/", views.screen, {"page": "vergelijken"}, name="figures-compare"),
    path("plakjes/", views.screen, {"page": "plakjes"}, name="figures-salami"),
    path("uitleg/", views.screen, {"page": "uitleg"}, name="figures-words"),
    path("<slug:page>.pdf", views.on_paper, name="figures-paper"),
    path("<slug:page>.xlsx", views.as_workbook, name="figures-workbook"),
]
