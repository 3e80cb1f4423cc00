"""The addresses of the outreach room."""

from django.urls import path

from outreach import paper_views, search_views, views

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
    path("dossiers/<int:pk>/papier/", paper_views.paper, name="paper"),
    path("dossiers/<int:pk>/papier/<int:paper>/vervallen/", paper_views.let_lapse, name="paper-lapses"),
    path("dossiers/<int:pk>/wensen/<int:wish>/", paper_views.answer_wish, name="answer-wish"),
    path("zien/<str:token>/", paper_views.ask_to_see, name="ask-to-see"),
    path("zien/<str:token>/dank/", paper_views.thanks, name="ask-to-see-thanks"),
]
