"""The addresses of the desk."""

from django.urls import path

from workplace import views

urlpatterns = [
    path("balie/", views.desk, name="desk"),
    path("balie/nieuw/", views.new, name="desk-new"),
    path("balie/<int:pk>/", views.person, name="desk-person"),
    path("balie/<int:pk>/was-hier/", views.was_here, name="desk-was-here"),
    path("balie/<int:pk>/spreken/", views.speak, name="desk-speak"),
]
