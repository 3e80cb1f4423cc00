"""The addresses of lists in and out."""

from django.urls import path

from sheets import views

urlpatterns = [
    path("lijsten/", views.lists, name="lists"),
    path("lijsten/<slug:sort>/inlezen/", views.choose, name="list-choose"),
    path("lijsten/<slug:sort>/inlezen/<uuid:pk>/", views.preview, name="list-preview"),
    path("lijsten/<slug:sort>/inlezen/<uuid:pk>/weg/", views.drop, name="list-drop"),
    path("lijsten/<slug:sort>/leeg.<str:form>", views.blank, name="list-blank"),
    path("lijsten/<slug:sort>/lijst.<str:form>", views.take_along, name="list-export"),
]
