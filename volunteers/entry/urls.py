"""The addresses at which staff enter requests and answer applications."""

from django.urls import path

from volunteers.entry import views

urlpatterns = [
    path("hulpvragen/nieuw/", views.enter, name="enter-request"),
    path("hulpvragen/nieuw/klaar/", views.entered, name="request-entered"),
    path("dossiers/<int:pk>/hulpvraag/", views.from_case, name="request-from-case"),
    path("meldingen/<int:pk>/hulpvraag/", views.from_report, name="request-from-report"),
    path("balie/<int:pk>/hulpvraag/", views.for_resident, name="desk-request"),
    path("aanmeldingen/", views.applications, name="applications"),
    path("aanmeldingen/<int:pk>/", views.answer, name="answer-application"),
]
