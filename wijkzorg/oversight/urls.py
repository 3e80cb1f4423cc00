"""The log, for the privacy officer."""

from django.urls import path

from wijkzorg.oversight import views

app_name = "audit"
urlpatterns = [
    path("", views.search, name="search"),
    path("bewoner/<int:pk>/", views.resident, name="resident"),
    path("bewoner/<int:pk>/lijst.pdf", views.resident_paper, name="resident-paper"),
    path("medewerker/<int:pk>/", views.user, name="user"),
    path("systeem/<uuid:uuid>/", views.system, name="system"),
]
