"""Weeks are published and corrected through the database: what is in the chain is read back from it."""

from __future__ import annotations

import datetime as dt

import pytest

from cases.models import Case
from municipalities.models import Edition, Published
from municipalities.publishing import correct, publish_week
from tests.conftest import ZONE, Place, make_case
from wijkzorg.accounts.models import User

MONDAY = dt.date(2026, 10, 5)
NOW = dt.datetime(2026, 11, 26, 9, tzinfo=ZONE)


@pytest.mark.django_db
def test_two_weeks_and_a_correction_are_three_editions(place: Place, worker: User) -> None:
    for number in range(12):
        make_case(place, worker, dt.date(2026, 9, 1), ref=str(number))
    for week in (0, 7):
        publish_week(municipality=place.municipality, monday=MONDAY + dt.timedelta(days=week), now=NOW)
    town = Published.objects.filter(indicator="openDossiers", level="gemeente")
    assert [row.value for row in town.order_by("begins")] == [10, 10]
    assert correct(municipality=place.municipality, since=MONDAY, reason="Niets", now=NOW) is None
    Case.objects.filter(pk__in=list(Case.objects.values_list("pk", flat=True)[:9])).update(
        opened_on=dt.date(2026, 11, 2)
    )
    made = correct(municipality=place.municipality, since=MONDAY, reason="Later geopend", now=NOW)
    assert made is not None and made.kind == Edition.Kind.CORRECTION
    assert [row.value for row in town.current().order_by("begins")] == [10, None]
