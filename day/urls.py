"""The pages of the social worker's day that put the rooms together."""

from django.urls import path

from cases import contact_views
from day import mail_views, views

urlpatterns = [
    path("", views.today, name="today"),
    path("ochtendmail/", mail_views.morning_mail, name="morning-mail"),
    path("dossiers/<int:pk>/dossier.pdf", views.case_on_paper, name="case-on-paper"),
    path("dossiers/<int:pk>/", views.case, name="case"),
    path("dossiers/<int:pk>/contact/", contact_views.record, name="record-contact"),
]
