"""The public addresses: of a wijk, of a municipality, and the forms."""

from django.urls import path

from volunteers.public import ask_views, door_views, offer_views, views

urlpatterns = [
    path("gemeente/<str:code>/", views.municipality, name="public-municipality"),
    path("wijk/<str:code>/", views.wijk, name="public-wijk"),
    path("wijk/<str:code>/poster/", door_views.wijk_poster, name="public-wijk-poster"),
    path("deur/<str:code>/<int:pk>/", door_views.door, name="public-door"),
    path("deur/<str:code>/<int:pk>/poster/", door_views.door_poster, name="public-door-poster"),
    path("hulp/volgen/", ask_views.find, name="find-help"),
    path("hulp/<str:code>/vragen/", ask_views.ask, name="ask-help"),
    path("hulp/<str:code>/aanbieden/", offer_views.offer, name="offer-help"),
    path("hulp/<str:code>/aanbieden/dank/", offer_views.thanks, name="offer-help-thanks"),
    path("hulp/<str:code>/volgen/", ask_views.follow, name="follow-help"),
    path("hulp/<str:code>/volgen/<str:secret>/", ask_views.followed, name="followed-help"),
    path("hulp/<str:code>/volgen/<str:secret>/intrekken/", ask_views.take_back, name="withdraw-help"),
]
