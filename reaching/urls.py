"""The addresses of the reaching room."""

from django.urls import path

from reaching import views

urlpatterns = [path("anders-bereiken/<int:pk>/", views.reach, name="reach")]
