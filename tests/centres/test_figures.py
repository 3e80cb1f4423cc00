"""What closed doors cost: hours planned, shut, without another door, and who came for nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from centres.actions import announce_closure, count_came_for_nothing
from centres.figures import figures_of
from centres.models import CameForNothing, Centre, OpeningHours
from tests.centres.conftest import make_centre
from tests.conftest import ZONE, Place
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 23)
SUNDAY = dt.date(2026, 11, 29)
LATER = dt.datetime(2026, 12, 24, tzinfo=ZONE)


def hour(day: int, clock: int) -> dt.datetime:
    return dt.datetime(2026, 11, day, clock, tzinfo=ZONE)


def weekdays(centre: Centre) -> None:
    for weekday in range(5):
        OpeningHours.objects.create(
            municipality_id=centre.municipality_id,
            centre=centre,
            weekday=weekday,
            opens=dt.time(9),
            closes=dt.time(17),
        )


def shut(centre: Centre, actor: User, start: dt.datetime, end: dt.datetime | None, **more: Any) -> None:
    told = {"reason": "Lek.", "decided_by": "de beheerder", "instead": None, "now": start}
    announce_closure(actor=actor, centre=centre, starts_at=start, ends_at=end, **(told | more))


def test_only_hours_on_which_the_door_would_be_open_count_as_shut(
    place: Place, centre: Centre, other_centre: Centre, coordinator: User
) -> None:
    weekdays(centre)
    shut(centre, coordinator, hour(24, 12), hour(25, 10), instead=other_centre)
    shut(centre, coordinator, hour(27, 16), None)
    (found,) = figures_of(place.municipality, [centre], MONDAY, SUNDAY, LATER)
    assert found.planned == dt.timedelta(hours=40)
    assert found.shut == dt.timedelta(hours=5 + 1 + 1)
    assert found.without_alternative == dt.timedelta(hours=1)
    assert found.open == dt.timedelta(hours=33)


def test_what_is_still_to_come_is_not_counted(place: Place, centre: Centre, coordinator: User) -> None:
    weekdays(centre)
    shut(centre, coordinator, hour(24, 9), None)
    (found,) = figures_of(place.municipality, [centre], MONDAY, SUNDAY, hour(24, 11))
    assert (found.planned, found.shut) == (dt.timedelta(hours=10), dt.timedelta(hours=2))


def test_who_came_for_nothing_is_counted_by_day_and_centre(
    place: Place, centre: Centre, other_centre: Centre
) -> None:
    for one, at in (
        (centre, hour(24, 9)),
        (centre, hour(29, 23)),
        (centre, hour(30, 0)),
        (other_centre, hour(24, 9)),
    ):
        count_came_for_nothing(centre=one, way=CameForNothing.Way.POSTER, token=uuid.uuid4(), now=at)
    found = figures_of(place.municipality, [centre, other_centre], MONDAY, SUNDAY, LATER)
    assert [one.for_nothing for one in found] == [2, 1]


def test_the_figures_of_many_centres_cost_five_queries(place: Place, django_assert_num_queries: Any) -> None:
    many = [make_centre(place, f"Centrum {n}") for n in range(12)]
    for some in (many[:1], many):
        with django_assert_num_queries(5):
            figures_of(place.municipality, some, MONDAY, SUNDAY, LATER)
