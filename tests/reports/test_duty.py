"""Whose a report is: who is on duty, who comes on duty next, and the team leads where nobody is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from reports import agenda
from reports.actions import take_up
from reports.models import About, Report, Topic
from roster import duty
from roster.models import Absence, DutyShift
from tests.conftest import Place
from tests.reports.conftest import WEDNESDAY, File, Shift, at, days
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User
from wijkzorg.outbox.models import Letter
from wijkzorg.tenancy.models import Municipality

pytestmark = pytest.mark.django_db
Kind = DutyShift.Kind


def desk(user: User, municipality: Municipality, now: dt.datetime) -> Desk:
    request = HttpRequest()
    request.user, request.session = user, {}  # type: ignore[assignment]
    made = Desk(request)
    made.now = now
    assert made.municipality == municipality
    return made


def _seen(user: User, place: Place, now: dt.datetime) -> list[Report]:
    return list(Report.objects.visible_to(desk(user, place.municipality, now)).order_by("pk"))


def test_a_report_belongs_at_once_to_who_is_on_duty_who_gets_a_letter(
    place: Place, worker: User, colleague: User, shift: Shift, file: File
) -> None:
    shift(worker, at(WEDNESDAY, 9), at(WEDNESDAY, 17))
    made = file(at(WEDNESDAY, 10))
    assert (made.duty_kind, made.team_id, made.belongs_from) == (
        Kind.SOCIAL,
        place.team.pk,
        at(WEDNESDAY, 10),
    )
    assert made.take_up_by == days(1)
    assert _seen(worker, place, at(WEDNESDAY, 11)) == [made]
    assert _seen(colleague, place, at(WEDNESDAY, 11)) == []
    letter = Letter.objects.get()
    assert (letter.recipient, letter.template, letter.numbers) == (worker, "report_new", {})


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (at(WEDNESDAY, 10), days(1)),
        (at(days(2), 16), days(5)),  # Friday: Monday
        (at(days(3), 10), days(5)),  # Saturday: Monday
        (at(days(29), 16), days(33)),  # Thursday the 24th of December: Monday, after Christmas
    ],
)
def test_it_is_taken_up_within_one_working_day(
    worker: User, shift: Shift, file: File, received: dt.datetime, last: dt.date
) -> None:
    shift(worker, received - dt.timedelta(hours=2), received + dt.timedelta(hours=4))
    assert file(received).take_up_by == last


def test_danger_does_not_wait_for_a_day(worker: User, shift: Shift, file: File) -> None:
    shift(worker, at(WEDNESDAY, 9), at(WEDNESDAY, 17))
    made = file(at(WEDNESDAY, 10), danger=True)
    assert made.take_up_by == WEDNESDAY
    assert Letter.objects.get().template == "report_danger"


def test_with_nobody_on_duty_it_goes_to_the_next_dutys_start(
    place: Place, worker: User, shift: Shift, file: File
) -> None:
    shift(worker, at(days(5), 9), at(days(5), 17))
    made = file(at(days(2), 20))
    assert made.belongs_from == at(days(5), 9)
    assert made.take_up_by == days(6)
    assert made.team_id == place.team.pk
    assert _seen(worker, place, at(days(5), 8, 59)) == []
    assert _seen(worker, place, at(days(5), 9)) == [made]
    assert not Letter.objects.exists()


def test_with_nobody_on_the_roster_it_is_every_team_leads_at_once(
    place: Place, worker: User, team_lead: User, file: File
) -> None:
    made = file(at(WEDNESDAY, 10))
    assert made.belongs_from is None and made.team_id is None
    (item,) = agenda.ROOM.for_lead(desk(team_lead, place.municipality, at(WEDNESDAY, 10)), WEDNESDAY)
    assert item.key == f"report-{made.pk}"
    assert _seen(worker, place, at(WEDNESDAY, 10)) == []


def test_when_duty_changes_hands_what_is_new_goes_along_and_what_was_taken_up_stays(
    place: Place, worker: User, colleague: User, shift: Shift, file: File
) -> None:
    shift(worker, at(WEDNESDAY, 9), at(WEDNESDAY, 13))
    shift(colleague, at(WEDNESDAY, 13), at(WEDNESDAY, 17))
    new, taken = file(at(WEDNESDAY, 10)), file(at(WEDNESDAY, 10))
    take_up(actor=worker, report=taken, now=at(WEDNESDAY, 11))
    assert _seen(worker, place, at(WEDNESDAY, 12, 59)) == [new, taken]
    assert _seen(worker, place, at(WEDNESDAY, 13)) == [taken]
    assert _seen(colleague, place, at(WEDNESDAY, 13)) == [new]


def test_a_deputy_has_the_duty_of_who_is_away_and_no_other_day(
    place: Place, worker: User, colleague: User, shift: Shift, file: File
) -> None:
    shift(worker, at(WEDNESDAY, 9), at(WEDNESDAY, 17), deputy=colleague)
    made = file(at(WEDNESDAY, 10))
    assert (_seen(worker, place, at(WEDNESDAY, 11)), _seen(colleague, place, at(WEDNESDAY, 11))) == (
        [made],
        [],
    )
    Absence.objects.create(
        municipality=place.municipality,
        user=worker,
        first_day=WEDNESDAY,
        last_day=WEDNESDAY,
        kind="sick",
        changed_at=at(WEDNESDAY),
    )
    assert (_seen(worker, place, at(WEDNESDAY, 11)), _seen(colleague, place, at(WEDNESDAY, 11))) == (
        [],
        [made],
    )
    for user, held in ((worker, 0), (colleague, 1)):
        assert len(duty.held_by(user.pk, place.municipality, at(WEDNESDAY, 11))) == held


@pytest.mark.parametrize(
    ("topic", "kinds", "chosen"),
    [
        (Topic.YOUNG_PEOPLE, (Kind.YOUTH, Kind.COMMUNITY), Kind.YOUTH),
        (Topic.YOUNG_PEOPLE, (Kind.COMMUNITY, Kind.SOCIAL), Kind.COMMUNITY),
        (Topic.NO_SEATS, (Kind.YOUTH, Kind.COMMUNITY), Kind.COMMUNITY),
        (Topic.CONFLICT, (Kind.YOUTH,), Kind.YOUTH),
        (Topic.LONELINESS, (Kind.SOCIAL,), Kind.SOCIAL),
    ],
)
def test_a_place_goes_to_the_youth_or_community_worker(
    worker: User, shift: Shift, file: File, topic: Topic, kinds: tuple[str, ...], chosen: str
) -> None:
    for kind in kinds:
        shift(worker, at(WEDNESDAY, 9), at(WEDNESDAY, 17), kind=kind)
    assert file(at(WEDNESDAY, 10), about=About.PLACE, topic=topic).duty_kind == chosen


def test_of_two_who_come_later_the_first_gets_it(worker: User, shift: Shift, file: File) -> None:
    shift(worker, at(days(2), 9), at(days(2), 17), kind=Kind.YOUTH)
    shift(worker, at(days(1), 9), at(days(1), 17), kind=Kind.COMMUNITY)
    made = file(at(WEDNESDAY, 20), about=About.PLACE)
    assert (made.duty_kind, made.belongs_from) == (Kind.COMMUNITY, at(days(1), 9))


def test_a_person_never_goes_to_the_youth_worker(worker: User, shift: Shift, file: File) -> None:
    shift(worker, at(WEDNESDAY, 9), at(WEDNESDAY, 17), kind=Kind.YOUTH)
    assert file(at(WEDNESDAY, 10)).belongs_from is None


def test_it_comes_to_the_team_lead_on_the_day_after_the_last(
    place: Place, worker: User, team_lead: User, shift: Shift, file: File
) -> None:
    shift(worker, at(WEDNESDAY, 9), at(WEDNESDAY, 17))
    made = file(at(WEDNESDAY, 10))

    def asked(day: dt.date) -> list[str]:
        return [item.key for item in agenda.ROOM.for_lead(desk(team_lead, place.municipality, at(day)), day)]

    assert asked(days(1)) == []
    assert asked(days(2)) == [f"report-{made.pk}"]
    take_up(actor=worker, report=made, now=at(WEDNESDAY, 11))
    assert asked(days(2)) == []


def test_outsiders_strangers_and_volunteers_see_none(
    place: Place, worker: User, outsider: User, volunteer: User, shift: Shift, file: File
) -> None:
    shift(worker, at(WEDNESDAY, 9), at(WEDNESDAY, 17))
    file(at(WEDNESDAY, 10))
    for user in (outsider, volunteer):
        assert _seen(user, place, at(WEDNESDAY, 11)) == []


def test_nobody_who_is_not_signed_in_sees_one(place: Place) -> None:
    request: Any = HttpRequest()
    request.user, request.session = AnonymousUser(), {}
    assert not Report.objects.visible_to(Desk(request)).exists()
