"""The duty roster as it is stored: who is on duty, and when the next one is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from roster import duty
from roster.models import Absence, DutyShift, MediumMinutes
from roster.presence import minutes_on, presence_of, stood_in_by
from tests.conftest import Place, moment
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 3, 16)
SOCIAL = DutyShift.Kind.SOCIAL


def _day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


def _shift(place: Place, worker: User, number: int = 0, **more: Any) -> DutyShift:
    values: dict[str, Any] = {
        "kind": SOCIAL,
        "starts_at": moment(_day(number), 9),
        "ends_at": moment(_day(number), 17),
        "changed_at": moment(MONDAY),
    } | more
    return DutyShift.objects.create(
        municipality=place.municipality, neighbourhood=place.neighbourhood, worker=worker, **values
    )


def _away(place: Place, user: User, first: dt.date, last: dt.date | None) -> Absence:
    return Absence.objects.create(
        municipality=place.municipality, user=user, first_day=first, last_day=last, kind="leave",
        changed_at=moment(MONDAY),
    )  # fmt: skip


def _asked(place: Place, at: dt.datetime, kind: str = SOCIAL) -> duty.DutyAnswer:
    return duty.on_duty(place.municipality.pk, place.neighbourhood.pk, kind, at)


def test_the_worker_of_the_shift_is_on_duty_and_nobody_of_another_kind(place: Place, worker: User) -> None:
    _shift(place, worker)
    assert _asked(place, moment(MONDAY, 9)) == duty.DutyAnswer(worker, None)
    assert _asked(place, moment(MONDAY, 8)) == duty.DutyAnswer(None, moment(MONDAY, 9))
    assert _asked(place, moment(MONDAY, 17)) == duty.DutyAnswer(None, None)
    assert _asked(place, moment(MONDAY, 9), "youth") == duty.DutyAnswer(None, None)


def test_the_deputy_is_on_duty_when_the_worker_is_away(place: Place, worker: User, colleague: User) -> None:
    shift = _shift(place, worker, deputy=colleague)
    away = _away(place, worker, MONDAY, None)
    assert _asked(place, moment(MONDAY)).user == colleague
    assert duty.held_by(colleague.pk, place.municipality, moment(MONDAY)) == [shift]
    assert duty.held_by(worker.pk, place.municipality, moment(MONDAY)) == []
    away.delete()
    assert _asked(place, moment(MONDAY)).user == worker
    assert duty.held_by(worker.pk, place.municipality, moment(MONDAY)) == [shift]
    assert duty.held_by(colleague.pk, place.municipality, moment(MONDAY)) == []


def test_where_both_are_away_the_next_duty_is_named(place: Place, worker: User, colleague: User) -> None:
    _shift(place, worker, deputy=colleague)
    _shift(place, colleague, 1)
    _shift(place, worker, 2)
    _away(place, worker, _day(-3), _day(0))
    _away(place, colleague, _day(0), _day(1))
    assert _asked(place, moment(MONDAY)) == duty.DutyAnswer(None, moment(_day(2), 9))


@pytest.mark.parametrize("how", ["left", "closed"])
def test_who_left_is_not_on_duty(place: Place, worker: User, colleague: User, how: str) -> None:
    _shift(place, worker, deputy=colleague)
    if how == "left":
        Membership.objects.filter(user=worker).update(ends_on=_day(-1))
    else:
        User.objects.filter(pk=worker.pk).update(is_active=False)
    assert _asked(place, moment(MONDAY)).user == colleague
    Membership.objects.filter(user=worker).update(ends_on=MONDAY)
    assert _asked(place, moment(MONDAY)).user == (worker if how == "left" else colleague)


def test_a_stranger_to_the_municipality_is_not_on_duty_there(place: Place, stranger: User) -> None:
    _shift(place, stranger)
    assert _asked(place, moment(MONDAY)).user is None


def test_the_roster_of_another_municipality_says_nothing(
    place: Place, elsewhere: Place, worker: User
) -> None:
    _shift(place, worker)
    with inside(elsewhere.municipality.pk):
        assert _asked(place, moment(MONDAY, 8)) == duty.DutyAnswer(None, None)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"starts_at": moment(MONDAY, 16), "ends_at": moment(MONDAY, 18)},
        {"starts_at": moment(_day(1), 9), "ends_at": moment(_day(1), 9)},
        {"kind": "police"},
    ],
)
def test_the_database_refuses_two_at_once_and_what_makes_no_sense(
    place: Place, worker: User, more: dict[str, Any]
) -> None:
    _shift(place, worker)
    with pytest.raises(IntegrityError), transaction.atomic():
        _shift(place, worker, **more)
    _shift(place, worker, starts_at=moment(MONDAY, 17), ends_at=moment(MONDAY, 18))
    _shift(place, worker, kind="youth")


def test_nobody_is_away_twice_on_a_day(place: Place, worker: User) -> None:
    _away(place, worker, _day(0), _day(4))
    with pytest.raises(IntegrityError), transaction.atomic():
        _away(place, worker, _day(4), None)
    _away(place, worker, _day(5), None)


def test_who_stands_in_knows_for_whom_where_and_until_when(
    place: Place, worker: User, colleague: User
) -> None:
    away = _away(place, worker, _day(0), _day(4))
    away.stand_ins.create(municipality=place.municipality, team=place.team, user=colleague, first_day=_day(0))
    own = [place.team.pk]
    assert stood_in_by(colleague.pk, own, _day(-1)) == []
    (found,) = stood_in_by(colleague.pk, own, _day(0))
    assert (found.absent, found.team_id, found.until) == (worker, place.team.pk, _day(4))
    assert len(stood_in_by(colleague.pk, own, _day(4))) == 1
    assert stood_in_by(colleague.pk, own, _day(5)) == []
    assert stood_in_by(colleague.pk, [], _day(0)) == []
    assert stood_in_by(worker.pk, own, _day(0)) == []


def test_who_is_there_has_a_role_and_is_not_away(place: Place, worker: User, volunteer: User) -> None:
    _away(place, worker, _day(1), _day(2))
    known = presence_of(place.municipality.pk, [worker.pk, volunteer.pk], MONDAY)
    assert [known.there(worker.pk, _day(number)) for number in range(4)] == [True, False, False, True]
    assert not known.there(volunteer.pk, MONDAY)
    assert not known.there(0, MONDAY)


def test_what_a_contact_takes_is_the_latest_version_else_the_defaults(place: Place) -> None:
    assert minutes_on(place.municipality.pk, MONDAY).phone == 30
    for number, phone in ((-10, 20), (0, 25), (1, 40)):
        MediumMinutes.objects.create(
            municipality=place.municipality, valid_from=_day(number), phone=phone, reason="gemeten",
            changed_at=moment(MONDAY),
        )  # fmt: skip
    assert [minutes_on(place.municipality.pk, _day(n)).phone for n in (-11, -10, -1, 0, 1)] == [
        30,
        20,
        20,
        25,
        40,
    ]
