"""The screens of the social worker's day."""

from django.urls import path

from cases import views

urlpatterns = [
    path("", views.today, name="today"),
    path("dossiers/", views.case_list, name="cases"),
    path("dossiers/<int:pk>/", views.case, name="case"),
    path("dossiers/<int:pk>/contact/", views.contact, name="record-contact"),
]
