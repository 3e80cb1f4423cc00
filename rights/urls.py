"""The screens of the rights of residents, under /rechten/."""

from django.urls import path, re_path

from rights import helper_views, list_views, views

urlpatterns = [
    path("", views.home, name="rights"),
    path("herinnering/", views.reminder, name="rights-reminder"),
    path("verzoeken/nieuw/", views.start, name="rights-start"),
    path("verzoeken/<int:pk>/", views.subject_request, name="rights-request"),
    re_path(
        r"^verzoeken/(?P<pk>[0-9]{1,18})/(?P<form>gegevens\.pdf|gegevens\.json|brief\.pdf)\Z",
        views.take_along,
        name="rights-file",
    ),
    path("beoordelen/<int:pk>/", views.review, name="rights-review"),
    path("dossiers/<int:pk>/verklaringen/", views.statements, name="rights-statements"),
    path("vernietigen/<int:pk>/", list_views.destruction_list, name="rights-list"),
    re_path(
        r"^vernietigen/(?P<pk>[0-9]{1,18})/(?P<form>bewijs\.pdf|bewijs\.json)\Z",
        list_views.proof,
        name="rights-proof",
    ),
    path("vrijwilligers/", helper_views.helper, name="rights-helper"),
    path("termijnen/", list_views.periods, name="rights-periods"),
]
