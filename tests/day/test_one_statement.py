"""What asks something is read in one statement that is described once: it must never answer for somebody else."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import F, QuerySet
from django.utils import timezone

from cases import asking
from cases.models import Case
from day import asked
from outreach.models import SignOfLife
from roster.models import Absence, StandIn
from tests.conftest import START, Place, make_case
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership, Team, User

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def today(place: Place) -> dt.date:
    """The day that it is in the municipality."""
    return place.municipality.day_of(timezone.now())


def _seen(place: Place, worker: User, name: str, today: dt.date) -> Case:
    """Make a case of a worker in which a neighbour saw the resident: something to read on Vandaag."""
    case = make_case(place, worker, today - 20 * DAY, ref=f"D-{name}", last_name=name)
    now = timezone.now()
    SignOfLife.objects.create(
        municipality=place.municipality, case=case, source="neighbour", seen_at=now, day=today, note="",
        recorded_by=worker, recorded_at=now, token=uuid.uuid4(),
    )  # fmt: skip
    return case


def _asked(user: User, place: Place, today: dt.date) -> list[str]:
    desk = Desk.at(user, place.municipality, timezone.now())
    return [ask.item.name for ask in asked.of_worker(desk, today).asked.asks]


def test_people_of_one_kind_in_one_team_each_get_their_own(
    place: Place, worker: User, colleague: User, today: dt.date
) -> None:
    _seen(place, worker, "Hoekstra", today)
    _seen(place, colleague, "Visser", today)
    for _turn in range(7):  # after five times the database plans no more
        assert _asked(worker, place, today) == ["Dennis Hoekstra"]
        assert _asked(colleague, place, today) == ["Dennis Visser"]


def test_people_of_one_kind_in_other_teams_and_municipalities_get_nothing_of_each_other(
    place: Place, worker: User, stranger: User, elsewhere: Place, outsider: User, today: dt.date
) -> None:
    _seen(place, worker, "Hoekstra", today)
    assert _asked(worker, place, today) == ["Dennis Hoekstra"]
    assert _asked(outsider, place, today) == []
    assert _asked(stranger, elsewhere, today) == []


def test_somebody_who_works_in_two_teams_gets_what_is_of_both(
    place: Place, worker: User, today: dt.date
) -> None:
    _seen(place, worker, "Hoekstra", today)
    other = Team.objects.create(
        municipality=place.municipality, organisation=place.team.organisation, name="Team Noord"
    )
    case = _seen(place, worker, "Visser", today)
    Case.objects.filter(pk=case.pk).update(team=other)
    assert _asked(worker, place, today) == ["Dennis Hoekstra"]
    Membership.objects.create(
        municipality=place.municipality, user=worker, team=other, role="worker", starts_on=START
    )
    assert sorted(_asked(worker, place, today)) == ["Dennis Hoekstra", "Dennis Visser"]


def test_who_stands_in_gets_what_a_colleague_would_be_asked_while_they_are_away(
    place: Place, worker: User, colleague: User, today: dt.date
) -> None:
    _seen(place, colleague, "Visser", today)
    now = timezone.now()
    absence = Absence.objects.create(
        municipality=place.municipality, user=colleague, kind="leave", changed_at=now,
        first_day=today, last_day=today + DAY,
    )  # fmt: skip
    assert _asked(worker, place, today) == []
    StandIn.objects.create(
        municipality=place.municipality, absence=absence, team=place.team, user=worker,
        first_day=today, last_day=today + DAY,
    )  # fmt: skip
    assert _asked(worker, place, today) == ["Dennis Visser"]
    assert _asked(worker, place, today + 2 * DAY) == []
    Team.objects.filter(pk=place.team.pk)
    other = Team.objects.create(
        municipality=place.municipality, organisation=place.team.organisation, name="Team Noord"
    )
    Membership.objects.create(
        municipality=place.municipality, user=worker, team=other, role="worker", starts_on=START
    )
    assert _asked(worker, place, today) == ["Dennis Visser"]
    Case.objects.update(team=other)
    assert _asked(worker, place, today) == [], "one stands in within a team"


def test_a_set_that_counts_with_the_day_is_refused(place: Place, worker: User, today: dt.date) -> None:
    def reckoned(_desk: Desk, day: dt.date) -> Iterator[QuerySet[Any, Any]]:
        yield asking.part("old", SignOfLife.objects.filter(day__lt=day - 3 * DAY), day=F("day"))

    with pytest.raises(ValueError, match="stand-in"):
        asking.read(reckoned, Desk.at(worker, place.municipality, timezone.now()), today)
