"""The pages of the social worker's day that put the rooms together."""

from django.urls import path

from day import views

urlpatterns = [
    path("", views.today, name="today"),
    path("dossiers/<int:pk>/", views.case, name="case"),
]
