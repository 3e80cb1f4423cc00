"""The door, who works behind it, and who comes nowhere else."""

from __future__ import annotations

import datetime as dt

import pytest

from cases.models import Case
from centres.models import Centre
from tests.centres.conftest import centre, clerk, coordinator, other_centre  # noqa: F401
from tests.conftest import ZONE, Place, make_case
from wijkzorg.accounts.models import User

NOON = dt.datetime(2026, 11, 25, 12, tzinfo=ZONE)  # a Wednesday
TOMORROW = dt.datetime(2026, 11, 26, tzinfo=ZONE)
AFTER = dt.datetime(2026, 12, 24, tzinfo=ZONE)


@pytest.fixture
def dennis(place: Place, worker: User) -> Case:
    """Somebody with a case, of whom the desk does not know that."""
    return make_case(place, worker, dt.date(2026, 1, 5))


@pytest.fixture
def ria(place: Place) -> Case:
    """Somebody whose case nobody has."""
    return make_case(place, None, dt.date(2026, 1, 5), ref="D00002", first_name="Ria", last_name="Bos")


@pytest.fixture
def linde(centre: Centre) -> Centre:  # noqa: F811
    """The centre of the neighbourhood."""
    return centre


@pytest.fixture
def dok(other_centre: Centre) -> Centre:  # noqa: F811
    """Another one."""
    return other_centre
