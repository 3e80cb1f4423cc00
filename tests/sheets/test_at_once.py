"""The same list in two tabs, with real transactions: brought in once, and not there once it is thrown away."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from residents.models import Resident
from sheets import actions
from sheets.cells import NOTHING, Cell
from sheets.files import Table
from sheets.models import Upload
from tests.centres import conftest as doors
from tests.conftest import Place
from tests.workplace import conftest as workplace
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.wall import inside

centre, clerk, at_desk = doors.centre, doors.clerk, workplace.at_desk


@pytest.mark.django_db(transaction=True)
def test_two_who_send_it_at_the_same_moment_bring_it_in_once(place: Place, centre: Any, clerk: User) -> None:
    with inside(place.municipality.pk):
        table = Table("", [(2, actions_row("Zoë", "Dubbel", "17-03-1956"))])
        desk = Desk.at(clerk, place.municipality, timezone.now())
        upload = actions.keep(
            actor=clerk, municipality=place.municipality, sort="bewoners", table=table, now=desk.now
        )
    ready, done = threading.Barrier(2), []

    def bring() -> None:
        try:
            ready.wait(5)
            with inside(place.municipality.pk):
                here = Desk.at(clerk, place.municipality, timezone.now())
                done.append(
                    actions.bring_in(actor=clerk, upload=upload, also=(), desk=here, link=str).brought
                )
        finally:
            connections.close_all()

    both = [threading.Thread(target=bring) for _each in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert done == [1, 1]
    with inside(place.municipality.pk):
        assert Resident.objects.filter(last_name="Dubbel").count() == 1


def actions_row(first: str, last: str, born: str) -> list[Any]:
    return [Cell(first), Cell(last), Cell(born), *([NOTHING] * 5)]


def _wait_for_who_waits() -> None:
    for _try in range(500):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone() is not None:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waited for the row")


@pytest.mark.django_db(transaction=True)
def test_a_list_that_is_thrown_away_in_another_tab_at_the_same_moment_is_not_there(
    place: Place, centre: Any, clerk: User, at_desk: Client
) -> None:
    with inside(place.municipality.pk):
        table = Table("", [(2, actions_row("Zoë", "Weg", "17-03-1956"))])
        upload = actions.keep(
            actor=clerk, municipality=place.municipality, sort="bewoners", table=table, now=timezone.now()
        )
    thrown = threading.Event()

    def throw_away() -> None:
        try:
            with inside(place.municipality.pk):
                actions.drop(upload=Upload.objects.get(pk=upload.pk))
                thrown.set()
                _wait_for_who_waits()  # the other tab has found the row, and meets a lock
        finally:
            connections.close_all()

    other = threading.Thread(target=throw_away)
    other.start()
    assert thrown.wait(10)
    assert at_desk.post(f"/lijsten/bewoners/inlezen/{upload.pk}/").status_code == 404
    other.join(20)
    with inside(place.municipality.pk):
        assert not Resident.objects.filter(last_name="Weg").exists()
