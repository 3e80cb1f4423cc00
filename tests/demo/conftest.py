"""Voorbeeldstad with every room of the day filled: loaded once for all tests of this folder, and judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from cases import assessment
from cases.demo import places
from cases.models import Case
from tests.conftest import stay_inside
from tests.demo.known import Known, know
from wijkzorg.demo_town import FILLED
from wijkzorg.tenancy.models import Municipality


def fill() -> None:
    """Load what fills the rooms."""
    for command in FILLED:
        call_command(command)


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """The demo as `./run demo` loads it, in a transaction around all tests of this folder."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", format="json", stdout=StringIO(), stderr=StringIO())
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what follows is planned for tables that are not empty
        fill()
        municipality = Municipality.objects.get(code=places.MUNICIPALITY_CODE)
        stay_inside(municipality.pk)
        now = timezone.now()
        cases = list(Case.objects.values_list("pk", flat=True))
        assessment.refresh(case_ids=cases, on=municipality.day_of(now), now=now, cause=None)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # once, and not after each test again
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("ANALYZE")  # as in a town of some weeks
        yield municipality.pk
        stay_inside(None)
        transaction.set_rollback(True)
    connections["default"].close()


@pytest.fixture(scope="package")
def everybody(loaded: int) -> dict[str, Known]:
    """What the rules say of every case of the town today, by its number."""
    municipality = Municipality.objects.get(pk=loaded)
    return know(municipality, municipality.day_of(timezone.now()))


@pytest.fixture
def town(loaded: int, db: None) -> Municipality:
    """Voorbeeldstad."""
    return Municipality.objects.get(pk=loaded)


@pytest.fixture
def on(town: Municipality) -> dt.date:
    """The day that it is there."""
    return town.day_of(timezone.now())
