"""The addresses of the outreach room."""

from django.urls import path

from outreach import search_views, views

urlpatterns = [
    path("dossiers/<int:pk>/signalen/<int:flag>/plan/", views.answer_flag, name="answer-flag"),
    path("dossiers/<int:pk>/tekens/", views.record_sign, name="record-sign"),
    path("dossiers/<int:pk>/tekens/<int:sign>/gelezen/", views.read_sign, name="read-sign"),
    path("dossiers/<int:pk>/tekens/<int:sign>/weg/", views.take_back_sign, name="take-back-sign"),
    path("dossiers/<int:pk>/zoekplan/", search_views.search_plan, name="search-plan"),
    path("dossiers/<int:pk>/zoekplan/begin/", search_views.begin, name="begin-search"),
    path("dossiers/<int:pk>/zoekplan/gezien/", search_views.end_seen, name="end-search-seen"),
    path("dossiers/<int:pk>/zoekplan/besluit/", search_views.end_by_decision, name="end-search-decision"),
    path("dossiers/<int:pk>/zoekplan/regels/<int:step>/", search_views.do_step, name="do-step"),
    path("dossiers/<int:pk>/balie/", search_views.ask_desk, name="ask-desk"),
    path("dossiers/<int:pk>/balie/uit/", search_views.stop_asking_desk, name="stop-asking-desk"),
]
