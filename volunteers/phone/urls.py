"""The addresses of a volunteer's pages, and of their calendar."""

from __future__ import annotations

from django.urls import path

from volunteers.phone import calendar_views, views, week_views

urlpatterns = [
    path("vrijwilliger/", views.offers, name="my-offers"),
    path("vrijwilliger/vragen/<int:pk>/ja/", views.accept, name="my-accept"),
    path("vrijwilliger/vragen/<int:pk>/nee/", views.decline, name="my-decline"),
    path("vrijwilliger/taken/", views.tasks, name="my-tasks"),
    path("vrijwilliger/taken/<int:pk>/", views.task, name="my-task"),
    path("vrijwilliger/taken/<int:pk>/gedaan/", views.done, name="my-done"),
    path("vrijwilliger/taken/<int:pk>/terug/", views.hand_back, name="my-hand-back"),
    path("vrijwilliger/taken/<int:pk>/gezien/", views.seen, name="my-seen"),
    path("vrijwilliger/taken/<int:pk>/zorgen/", views.worry, name="my-worry"),
    path("vrijwilliger/week/", week_views.week, name="my-week"),
    path("vrijwilliger/week/te-veel/", week_views.too_much, name="my-too-much"),
    path("vrijwilliger/week/gaat-weer/", week_views.not_too_much, name="my-not-too-much"),
    path("vrijwilliger/week/kan/", week_views.gives, name="my-gives"),
    path("vrijwilliger/week/weg/", week_views.away, name="my-away"),
    path("vrijwilliger/week/weg/terug/", week_views.back, name="my-back"),
    path("vrijwilliger/week/gegevens/", week_views.what_is_held, name="my-held"),
    path("vrijwilliger/week/gegevens/bestand/", week_views.held_file, name="my-held-file"),
    path("vrijwilliger/week/stoppen/", week_views.stop, name="my-stop"),
    path("vrijwilliger/agenda/", calendar_views.link, name="my-calendar"),
    path("vrijwilliger/agenda/uit/", calendar_views.switch_off, name="my-calendar-off"),
    path("agenda/<str:token>.ics", calendar_views.feed, name="my-feed"),
]
