"""The addresses of the desk, and of the list of areas."""

from django.urls import path

from workplace import area_views, views

urlpatterns = [
    path("balie/", views.desk, name="desk"),
    path("balie/nieuw/", views.new, name="desk-new"),
    path("balie/<int:pk>/", views.person, name="desk-person"),
    path("balie/<int:pk>/was-hier/", views.was_here, name="desk-was-here"),
    path("balie/<int:pk>/spreken/", views.speak, name="desk-speak"),
    path("gebieden/inlezen/", area_views.choose, name="areas-choose"),
    path("gebieden/inlezen/<uuid:pk>/", area_views.preview, name="areas-preview"),
    path("gebieden/inlezen/<uuid:pk>/weg/", area_views.drop, name="areas-drop"),
]
