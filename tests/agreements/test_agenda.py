"""When what is less than needed is looked at again, and when a lead sees that nobody did."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements import agenda
from cases import lifecycle, promises, rules
from cases.changing import version_of
from cases.models import Agreement, Case, Confirmation, Reason
from tests.cases.less import less
from tests.conftest import Place, make_case, moment
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db
OPENED = dt.date(2026, 1, 5)
DAY = dt.timedelta(days=1)
CUT_ON = dt.date(2026, 3, 3)
REVIEW = dt.date(2026, 4, 2)  # the Thursday before Easter
LESS = rules.Rhythm(1, 10, rules.Medium.HOME_VISIT)


def at_desk(user: User, place: Place) -> Desk:
    desk = Desk.at(user, place.municipality, timezone.now())
    assert desk.memberships  # read once, by whatever asks first
    return desk


@pytest.fixture
def desk(worker: User, place: Place) -> Desk:
    return at_desk(worker, place)


@pytest.fixture
def lead(team_lead: User, place: Place) -> Desk:
    return at_desk(team_lead, place)


@pytest.fixture
def case(place: Place, worker: User, team_lead: User) -> Case:
    made = make_case(place, worker, OPENED)
    agree(made, worker, LESS, CUT_ON, days=(REVIEW - CUT_ON).days)
    return made


def agree(case: Case, worker: User, rhythm: rules.Rhythm, on: dt.date, *, days: int = 28) -> Agreement:
    said = less(case, Reason.BUDGET, on, days=days)
    return promises.agree(actor=worker, case=case, valid_from=on, rhythm=rhythm, less=said, now=moment(on))


def codes(items: list[Any]) -> list[str]:
    return [item.code for item in items]


def test_a_review_stands_on_vandaag_from_its_day_on(case: Case, desk: Desk) -> None:
    assert agenda.ROOM.for_worker(desk, REVIEW - DAY) == []
    (item,) = agenda.ROOM.for_worker(desk, REVIEW)
    assert (item.code, item.case_id, item.due_on) == ("review", case.pk, REVIEW)
    assert item.url.endswith("/afspraak/")
    assert codes(agenda.ROOM.for_worker(desk, REVIEW + 90 * DAY)) == ["review"], "it never renews silently"


@pytest.mark.parametrize(
    ("day", "late"),
    [
        (dt.date(2026, 4, 6), False),
        (dt.date(2026, 4, 8), False),
        (dt.date(2026, 4, 9), True),  # Tuesday 7 to Thursday 9: Good Friday and Easter Monday do not count
    ],
)
def test_three_working_days_later_the_lead_sees_it(case: Case, lead: Desk, day: dt.date, late: bool) -> None:
    assert (codes(agenda.ROOM.for_lead(lead, day)) == ["review"]) is late


def test_a_new_agreement_ends_it_and_a_closed_case_asks_nothing(
    case: Case, worker: User, desk: Desk, place: Place
) -> None:
    agree(case, worker, LESS, REVIEW)
    assert agenda.ROOM.for_worker(desk, REVIEW) == []
    assert codes(agenda.ROOM.for_worker(desk, REVIEW + 28 * DAY)) == ["review"]
    other = make_case(place, worker, OPENED, ref="D2", last_name="Bos")
    agree(other, worker, LESS, CUT_ON, days=10)
    assert other.pk in {item.case_id for item in agenda.ROOM.for_worker(desk, CUT_ON + 10 * DAY)}
    lifecycle.close_case(
        actor=worker,
        case=other,
        closed_on=CUT_ON + 5 * DAY,
        reason="verhuisd",
        seen=version_of(other),
        now=moment(CUT_ON + 5 * DAY),
    )
    assert other.pk not in {item.case_id for item in agenda.ROOM.for_worker(desk, CUT_ON + 10 * DAY)}


def test_it_is_of_the_worker_of_the_case_alone(case: Case, colleague: User, place: Place) -> None:
    assert agenda.ROOM.for_worker(at_desk(colleague, place), REVIEW) == []


def test_what_waits_stands_before_the_lead_and_costs_one_query_however_much(
    case: Case, worker: User, lead: Desk, place: Place
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            items = agenda.ROOM.for_lead(lead, CUT_ON + DAY)
        assert len(items) == Confirmation.objects.count()
        assert all(item.due_on and item.due_on > CUT_ON for item in items)
        return len(captured)

    agree(case, worker, rules.Rhythm(1, 14, rules.Medium.PHONE), CUT_ON + DAY)
    assert count() == 1
    for number in range(5):
        more = make_case(place, worker, OPENED, ref=f"M{number}", last_name=f"Meer{number}")
        agree(more, worker, rules.Rhythm(1, 14, rules.Medium.PHONE), CUT_ON)
    assert count() == 1
