"""The addresses of cases."""

from django.urls import path

from cases import access_views, bsn_views, views

urlpatterns = [
    path("dossiers/", views.case_list, name="cases"),
    path("dossiers/bsn/", bsn_views.find, name="find-bsn"),
    path("dossiers/<int:pk>/bsn/", bsn_views.case_bsn, name="case-bsn"),
    path("dossiers/<int:pk>/contact/", views.contact, name="record-contact"),
    path("dossiers/<int:pk>/geschiedenis/", views.case_history, name="case-history"),
    path("dossiers/<int:pk>/noodtoegang/", access_views.emergency, name="emergency"),
    path("dossiers/elders/", access_views.known, name="known"),
    path("noodtoegang/", access_views.emergency_list, name="emergencies"),
]
