"""What of the roster is past its years goes by itself, and nothing that is still of use."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from rights import tasks
from rights.policy import set_periods
from rights.retention import Periods, last_day_due
from roster.models import Absence, DutyShift, StandIn, WorkContract
from tests.conftest import Place, make_member, moment
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def edge(place: Place) -> dt.date:
    """The last day that is two years past."""
    return last_day_due(place.municipality.day_of(timezone.now()), 2)


def _absence(place: Place, user: User, first: dt.date, last: dt.date | None, stand_in: User) -> Absence:
    made = Absence.objects.create(
        municipality=place.municipality, user=user, first_day=first, last_day=last, kind="sick",
        changed_at=moment(first),
    )  # fmt: skip
    StandIn.objects.create(
        municipality=place.municipality, absence=made, team=place.team, user=stand_in, first_day=first, last_day=last
    )  # fmt: skip
    return made


def _contract(place: Place, user: User, day: dt.date) -> WorkContract:
    return WorkContract.objects.create(
        municipality=place.municipality, user=user, team=place.team, valid_from=day, minutes_a_week=1200,
        client_percent=70, changed_at=moment(day),
    )  # fmt: skip


def _shift(place: Place, worker: User, day: dt.date, hour: int) -> DutyShift:
    start = moment(day, hour)
    return DutyShift.objects.create(
        municipality=place.municipality, neighbourhood=place.neighbourhood, kind="social", worker=worker,
        starts_at=start, ends_at=start + dt.timedelta(hours=8), changed_at=start,
    )  # fmt: skip


def test_absences_stand_ins_and_turns_go_two_years_after_they_ended(
    place: Place, worker: User, colleague: User, edge: dt.date
) -> None:
    _absence(place, worker, edge - 5 * DAY, edge, colleague)
    kept = _absence(place, worker, edge + DAY, edge + DAY, colleague)
    open_end = _absence(place, colleague, edge - 400 * DAY, None, worker)
    _shift(place, worker, edge, 9)
    over_midnight = _shift(place, worker, edge, 20)
    tasks.forget_roster()
    assert set(Absence.objects.all()) == {kept, open_end}
    assert {row.absence_id for row in StandIn.objects.all()} == {kept.pk, open_end.pk}
    assert list(DutyShift.objects.all()) == [over_midnight]
    tasks.forget_roster()
    assert Absence.objects.count() == 2, "run twice it takes no more"


def test_of_contracts_the_one_that_holds_stays_whatever_its_age(
    place: Place, worker: User, colleague: User, edge: dt.date
) -> None:
    _contract(place, worker, edge - 900 * DAY)
    replaced_later = _contract(place, worker, edge - 100 * DAY)
    newer = _contract(place, worker, edge + DAY)
    holds = _contract(place, colleague, edge - 900 * DAY)
    gone = make_member(place, "weg@voorbeeldstad.example", Membership.Role.WORKER, place.team)
    Membership.objects.filter(user=gone).update(ends_on=edge)
    _contract(place, gone, edge - 300 * DAY)
    tasks.forget_roster()
    assert set(WorkContract.objects.all()) == {replaced_later, newer, holds}


def test_a_municipality_keeps_as_long_as_it_laid_down_and_another_as_it_did(
    place: Place, elsewhere: Place, worker: User, stranger: User, privacy_officer: User, edge: dt.date
) -> None:
    set_periods(
        actor=privacy_officer, municipality=place.municipality, periods=Periods(roster=3), reason="besluit",
        now=timezone.now(),
    )  # fmt: skip
    _absence(place, worker, edge - DAY, edge, worker)
    with inside(elsewhere.municipality.pk):
        _absence(elsewhere, stranger, edge - DAY, edge, stranger)
    tasks.forget_roster()
    assert Absence.objects.count() == 1
    with inside(elsewhere.municipality.pk):
        assert not Absence.objects.exists()
