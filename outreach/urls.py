"""The addresses of the outreach room."""

from django.urls import path

from outreach import views

urlpatterns = [
    path("dossiers/<int:pk>/signalen/<int:flag>/plan/", views.answer_flag, name="answer-flag"),
    path("dossiers/<int:pk>/tekens/", views.record_sign, name="record-sign"),
    path("dossiers/<int:pk>/tekens/<int:sign>/gelezen/", views.read_sign, name="read-sign"),
    path("dossiers/<int:pk>/tekens/<int:sign>/weg/", views.take_back_sign, name="take-back-sign"),
]
