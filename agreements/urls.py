"""The addresses of agreements; those of one case stand under its own address."""

from django.urls import path

from agreements import lead_views, opening_views, views

urlpatterns = [
    path("dossiers/nieuw/", opening_views.open_new, name="open-case"),
    path("dossiers/<int:pk>/nodig/", views.need, name="need"),
    path("dossiers/<int:pk>/afspraak/", views.agree, name="agree"),
    path("dossiers/<int:pk>/pauze/", views.pauses, name="pause"),
    path("dossiers/<int:pk>/pauze/<int:pause_pk>/weg/", views.take_pause_back, name="take-pause-back"),
    path("dossiers/<int:pk>/sluiten/", views.close, name="close-case"),
    path("dossiers/<int:pk>/doelgroep/", views.target_group, name="target-group"),
    path("bevestigen/", lead_views.confirmations, name="confirmations"),
    path("bevestigen/<int:pk>/", lead_views.answer, name="answer-confirmation"),
    path("besluiten/", lead_views.decision_list, name="decisions"),
    path("besluiten/<int:pk>/", lead_views.decision, name="decision"),
]
