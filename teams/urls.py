"""The addresses of the teams room."""

from django.urls import path

from teams import absence_views, duty_views, moving_views, transfer_views, views

urlpatterns = [
    path("team/", views.teams, name="teams"),
    path("team/<int:team>/", views.team, name="team"),
    path("team/<int:team>/wie/<int:worker>/", views.worker, name="team-worker"),
    path("team/<int:team>/weg/", views.vanished, name="team-vanished"),
    path("team/<int:team>/toewijzen/", views.give, name="team-give"),
    path("team/<int:team>/verplaatsen/", moving_views.move, name="team-move"),
    path("team/<int:team>/afwezig/", absence_views.report, name="team-absent"),
    path("team/<int:team>/afwezig/<int:absence>/", absence_views.absence, name="team-absence"),
    path("team/<int:team>/uren/", absence_views.contracts, name="team-contracts"),
    path("dienst/", duty_views.roster, name="duty"),
    path("dienst/nieuw/", duty_views.plan, name="duty-plan"),
    path("dienst/<int:shift>/", duty_views.shift, name="duty-shift"),
    path("dossiers/<int:pk>/overdragen/", transfer_views.offer, name="transfer-offer"),
    path("overdracht/<int:transfer>/", transfer_views.transfer, name="transfer"),
]
