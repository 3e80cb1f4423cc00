"""The addresses of reports: for who works with them, and the public form."""

from django.urls import path

from reports import opening_views, public_views, views

urlpatterns = [
    path("meldingen/", views.reports, name="reports"),
    path("meldingen/nieuw/", views.new, name="report-new"),
    path("meldingen/ronde/", views.street_round, name="street-round"),
    path("meldingen/<int:pk>/", views.report, name="report"),
    path("meldingen/<int:pk>/oppakken/", views.take_up, name="report-take-up"),
    path("meldingen/<int:pk>/notitie/", views.note, name="report-note"),
    path("meldingen/<int:pk>/melder/", views.reporter, name="report-reporter"),
    path("meldingen/<int:pk>/persoon/", views.person, name="report-person"),
    path("meldingen/<int:pk>/bewoner/", views.resident, name="report-resident"),
    path("meldingen/<int:pk>/dossier/", opening_views.to_case, name="report-to-case"),
    path("meldingen/<int:pk>/afronden/", views.close, name="report-close"),
    path("balie/<int:pk>/melding/", views.for_resident, name="desk-report"),
    path("zorgen/<str:code>/", public_views.worry, name="worry"),
    path("zorgen/<str:code>/verstuurd/", public_views.thanks, name="worry-thanks"),
]
