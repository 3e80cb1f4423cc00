"""The addresses of cases."""

from django.urls import path

from cases import (
    access_views,
    bsn_views,
    contact_views,
    details_views,
    double_views,
    export_views,
    together_views,
    views,
)

urlpatterns = [
    path("dossiers/", views.case_list, name="cases"),
    path("dossiers/lijst.<str:form>", export_views.cases, name="cases-file"),
    path("vandaag/lijst.<str:form>", export_views.own_worklist, name="worklist-file"),
    path("dossiers/bsn/", bsn_views.find, name="find-bsn"),
    path("dossiers/<int:pk>/bsn/", bsn_views.case_bsn, name="case-bsn"),
    path("dossiers/<int:pk>/gegevens/", details_views.details, name="resident-details"),
    path("contacten/samen/", together_views.together, name="record-together"),
    path("contacten/ongedaan/", contact_views.take_back, name="undo-contact"),
    path("contacten/<int:pk>/verbeteren/", contact_views.correct, name="correct-contact"),
    path("dossiers/<int:pk>/waarom/", views.why, name="why"),
    path("dossiers/<int:pk>/geschiedenis/", views.case_history, name="case-history"),
    path("dossiers/<int:pk>/noodtoegang/", access_views.emergency, name="emergency"),
    path("dossiers/dubbel/<int:pk>/", double_views.double, name="double"),
    path("dossiers/elders/", access_views.known, name="known"),
    path("noodtoegang/", access_views.emergency_list, name="emergencies"),
]
