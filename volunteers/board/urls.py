"""The addresses of the board, of a help request and of volunteers."""

from django.urls import path

from volunteers.board import asking_views, people_views, request_views, views

urlpatterns = [
    path("hulpvragen/", views.board, name="help-requests"),
    path("hulpvragen/aandacht/", views.attention, name="help-attention"),
    path("hulpvragen/<int:pk>/", request_views.help_request, name="help-request"),
    path("hulpvragen/<int:pk>/wie/", asking_views.candidates, name="help-candidates"),
    path("hulpvragen/<int:pk>/vragen/", asking_views.offer, name="help-offer"),
    path("hulpvragen/<int:pk>/terugnemen/", asking_views.take_back, name="help-take-back"),
    path("hulpvragen/<int:pk>/taak/", asking_views.task, name="help-task"),
    path("hulpvragen/<int:pk>/bezig/", asking_views.at_it, name="help-at-it"),
    path("hulpvragen/<int:pk>/samenvoegen/", asking_views.merge, name="help-merge"),
    path("hulpvragen/<int:pk>/uit-elkaar/", asking_views.block, name="help-block"),
    path("hulpvragen/<int:pk>/oppakken/", request_views.take_up, name="help-take-up"),
    path("hulpvragen/<int:pk>/notitie/", request_views.note, name="help-note"),
    path("hulpvragen/<int:pk>/afronden/", request_views.end, name="help-end"),
    path("hulpvragen/<int:pk>/wijzigen/", request_views.edit, name="help-edit"),
    path("vrijwilligers/", people_views.volunteers, name="volunteers"),
    path("vrijwilligers/<int:pk>/", people_views.volunteer, name="volunteer"),
    path("vrijwilligers/<int:pk>/wijzigen/", people_views.change, name="volunteer-change"),
    path("vrijwilligers/<int:pk>/weg/", people_views.away, name="volunteer-away"),
    path("vrijwilligers/<int:pk>/terug/", people_views.is_back, name="volunteer-back"),
    path("vrijwilligers/<int:pk>/vog/", people_views.vog, name="volunteer-vog"),
    path("vrijwilligers/<int:pk>/stoppen/", people_views.stop, name="volunteer-stop"),
    path("vrijwilligers/<int:pk>/uit-elkaar/", people_views.unblock, name="volunteer-unblock"),
]
