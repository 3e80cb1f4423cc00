"""Nobody answers: who is called at which hour, who takes their place, and what the requester hears of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from roster.models import Absence, DutyShift
from tests.conftest import Place, make_case, make_member
from tests.volunteers.conftest import NOW, Ask, Neighbour, again, at, days, desk, kinds, letters
from volunteers import escalating, keeping, offering, rounds
from volunteers.models import EscalationStep, HelpRequest
from wijkzorg.accounts.models import Membership, User

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
MAIL = "wit@voorbeeldstad.example"


def _shift(
    place: Place, worker: User, starts: dt.datetime, ends: dt.datetime, deputy: User | None = None
) -> DutyShift:
    return DutyShift.objects.create(
        municipality=place.municipality,
        neighbourhood=place.neighbourhood,
        kind=DutyShift.Kind.SOCIAL,
        starts_at=starts,
        ends_at=ends,
        worker=worker,
        deputy=deputy,
        changed_at=starts,
    )


def _away(place: Place, user: User, first: dt.date, last: dt.date | None = None) -> None:
    Absence.objects.create(
        municipality=place.municipality,
        user=user,
        first_day=first,
        last_day=last,
        kind="sick",
        changed_at=NOW,
    )


def _call(request: HelpRequest, now: dt.datetime) -> list[str]:
    return [row.kind for row in escalating.call_due(request=request, now=now)]


def _step(request: HelpRequest, kind: str) -> EscalationStep:
    return request.clock.get(kind=kind)


def test_urgent_with_no_candidates_the_coordinator_now_the_worker_at_2_and_the_duty_at_4_hours(
    place: Place, ask: Ask, coordinator: User, worker: User, colleague: User
) -> None:
    case = make_case(place, worker, days(-90))
    _shift(place, colleague, NOW - HOUR, NOW + 9 * HOUR)
    request = ask(urgent=True, case=case, resident=case.resident, email=MAIL)
    assert _step(request, "coordinator").owner == coordinator
    assert [letter.recipient for letter in letters("called_coordinator")] == [coordinator]
    assert _call(request, NOW + 2 * HOUR - dt.timedelta(seconds=1)) == []
    assert again(request).state == "open"
    assert _call(request, NOW + 2 * HOUR) == ["worker"]
    assert (_step(request, "worker").owner, again(request).state) == (worker, "escalated")
    assert _call(request, NOW + 4 * HOUR) == ["duty"]
    assert _step(request, "duty").owner == colleague
    told = {
        template: len(letters(template))
        for template in ("help_opened", "help_coordinator", "help_professional")
    }
    assert told == {"help_opened": 1, "help_coordinator": 1, "help_professional": 2}


def test_urgent_with_an_offer_out_calls_the_coordinator_when_nobody_is_asked_any_more(
    ask: Ask, neighbour: Neighbour, coordinator: User
) -> None:
    request = ask(urgent=True, kind="cards")
    EscalationStep.objects.filter(request=request).update(reached_at=None, owner=None)
    held = offering.offer(request=request, volunteer=neighbour(), now=NOW)
    assert _call(request, NOW + dt.timedelta(minutes=1)) == []
    offering.expire(offer=held, now=NOW + dt.timedelta(minutes=30))
    assert _call(request, NOW + dt.timedelta(minutes=30)) == ["coordinator"]


def test_urgent_with_a_candidate_asks_that_one_at_once_and_leaves_the_coordinator_in_peace(
    ask: Ask, neighbour: Neighbour, coordinator: User
) -> None:
    volunteer = neighbour()
    request = again(ask(urgent=True, ask_at_once=True))
    assert [held.volunteer for held in request.offers.all()] == [volunteer]
    assert request.state == "offered" and not letters("called_coordinator")
    at_night = ask(urgent=True, ask_at_once=True, now=at(days(0), 23), kind="cards")
    assert not at_night.offers.exists()
    assert len(letters("called_coordinator")) == 1, "at night nobody is asked: the coordinator knows at once"


def test_urgent_whose_offer_ran_out_is_put_to_the_next_before_the_coordinator_is_called(
    ask: Ask, neighbour: Neighbour, coordinator: User
) -> None:
    first, second = neighbour("an"), neighbour("bo")
    request = again(ask(urgent=True, ask_at_once=True))
    (held,) = request.offers.all()
    later = NOW + dt.timedelta(minutes=30)
    offering.expire(offer=held, now=later)  # between what was put to others in this minute, and who is called
    assert rounds.ask_or_call(request=again(request), now=later) == []
    assert {one.volunteer for one in request.offers.all()} == {first, second}
    assert not letters("called_coordinator")
    offering.expire(offer=request.offers.get(state="open"), now=later + dt.timedelta(minutes=30))
    reached = rounds.ask_or_call(request=again(request), now=later + dt.timedelta(minutes=30))
    assert [row.kind for row in reached] == ["coordinator"], "nobody else can be asked"


@pytest.mark.parametrize("with_offer", [False, True])
def test_normal_at_24_48_and_72_hours_offers_out_or_not(
    place: Place, ask: Ask, neighbour: Neighbour, coordinator: User, worker: User, with_offer: bool
) -> None:
    _shift(place, worker, NOW, NOW + 100 * HOUR)
    request = ask(first_on=days(9), email=MAIL)
    if with_offer:
        offering.offer(request=request, volunteer=neighbour(), now=NOW)
    reached = {hours: _call(request, NOW + hours * HOUR) for hours in (23.99, 24, 47.99, 48, 71.99, 72, 73)}
    assert reached == {
        23.99: [], 24: ["widen"], 47.99: [], 48: ["coordinator"], 71.99: [], 72: ["duty"], 73: [],
    }  # fmt: skip
    stands = again(request)
    assert (stands.state, stands.widened_at) == ("escalated", NOW + 24 * HOUR)
    assert _step(request, "duty").owner == worker
    assert [len(letters(name)) for name in ("help_wider", "help_coordinator", "help_professional")] == [
        1,
        1,
        1,
    ]


def test_a_schedule_that_stood_still_calls_everybody_at_once_and_each_once(
    place: Place, ask: Ask, coordinator: User, worker: User
) -> None:
    _shift(place, worker, NOW, NOW + 400 * HOUR)
    request = ask(first_on=days(20))
    assert _call(request, NOW + 240 * HOUR) == ["widen", "coordinator", "duty"]
    assert _call(request, NOW + 241 * HOUR) == []
    assert {row.due_at - NOW for row in request.clock.all()} == {24 * HOUR, 48 * HOUR, 72 * HOUR}


def test_the_owner_of_a_step_is_away_the_deputy_has_it(
    place: Place, ask: Ask, worker: User, colleague: User
) -> None:
    _shift(place, worker, NOW, NOW + 100 * HOUR, deputy=colleague)
    _away(place, worker, days(0))
    request = ask(urgent=True)
    _call(request, NOW + 4 * HOUR)
    assert _step(request, "duty").owner == colleague
    assert HelpRequest.objects.on_duty_of(desk(colleague, place, NOW + 5 * HOUR)).exists()
    assert not HelpRequest.objects.on_duty_of(desk(worker, place, NOW + 5 * HOUR)).exists()


def test_who_was_called_falls_ill_and_the_next_one_has_it(
    place: Place, ask: Ask, worker: User, colleague: User, coordinator: User
) -> None:
    _shift(place, worker, NOW, NOW + 100 * HOUR, deputy=colleague)
    second = make_member(place, "cor@voorbeeldstad.example", Membership.Role.COORDINATOR)
    request = ask(urgent=True)
    assert _step(request, "coordinator").owner == coordinator
    _away(place, coordinator, days(0))
    escalating.keep_owned(request=request, now=NOW + HOUR)
    assert _step(request, "coordinator").owner == second
    _away(place, second, days(0))
    escalating.keep_owned(request=request, now=NOW + 2 * HOUR)
    assert again(request).state == "escalated", "no coordinator is there: the duty has it at once"
    assert _step(request, "duty").owner == worker
    _away(place, worker, days(0))
    escalating.keep_owned(request=request, now=NOW + 3 * HOUR)
    assert _step(request, "duty").owner == colleague
    assert escalating.keep_owned(request=request, now=NOW + 3 * HOUR) == []
    assert [letter.recipient for letter in letters("called_duty")] == [worker, colleague]


def test_the_next_on_the_roster_takes_it_over_when_the_turn_ends(
    place: Place, ask: Ask, worker: User, colleague: User
) -> None:
    _shift(place, worker, NOW, NOW + 5 * HOUR)
    _shift(place, colleague, NOW + 5 * HOUR, NOW + 9 * HOUR)
    request = ask(urgent=True)
    _call(request, NOW + 4 * HOUR)
    escalating.keep_owned(request=request, now=NOW + 6 * HOUR)
    assert _step(request, "duty").owner == colleague
    assert [letter.recipient for letter in letters("called_duty")] == [worker, colleague]


def test_nobody_is_on_duty_the_next_dutys_start_is_told_to_the_requester(
    place: Place, ask: Ask, worker: User
) -> None:
    _shift(place, worker, at(days(1), 9), at(days(1), 17))
    request = ask(urgent=True, email=MAIL)
    _call(request, NOW + 4 * HOUR)
    step = _step(request, "duty")
    assert (step.owner, step.belongs_from) == (None, at(days(1), 9))
    (letter,) = letters("help_duty_later")
    assert letter.numbers == {"day": 26, "month": 11, "hour": 9, "minute": 0}
    escalating.keep_owned(request=request, now=at(days(1), 8, 59))
    assert _step(request, "duty").owner is None and len(letters("help_duty_later")) == 1
    escalating.keep_owned(request=request, now=at(days(1), 9))
    assert _step(request, "duty").owner == worker


def test_a_roster_that_knows_nobody_gives_it_to_the_team_leads(
    place: Place, ask: Ask, team_lead: User, worker: User
) -> None:
    request = ask(urgent=True, email=MAIL)
    _call(request, NOW + 4 * HOUR)
    assert [letter.recipient for letter in letters("called_duty")] == [team_lead]
    assert HelpRequest.objects.visible_to(desk(team_lead, place)).get() == request
    assert not HelpRequest.objects.visible_to(desk(worker, place)).exists()
    assert len(letters("help_nobody_yet")) == 1


def test_no_step_is_ever_unowned(
    place: Place, ask: Ask, worker: User, coordinator: User, team_lead: User
) -> None:
    case = make_case(place, None, days(-90))  # a case without a worker
    _shift(place, worker, at(days(2), 9), at(days(2), 17))
    request = ask(urgent=True, case=case, resident=case.resident)
    for hours in range(60):
        now = NOW + hours * HOUR
        _call(request, now)
        escalating.keep_owned(request=request, now=now)
        open_steps = request.clock.filter(reached_at__isnull=False, done_at__isnull=True)
        assert open_steps.exists(), hours
        of_leads = HelpRequest.objects.visible_to(desk(team_lead, place, now)).exists()
        assert all(row.owner_id or row.belongs_from or of_leads for row in open_steps), hours
    assert of_leads, "after the last duty of the roster it is the leads'"
    assert [letter.recipient for letter in letters("called_duty")][-1] == team_lead


def test_one_professional_takes_it_up_and_the_clock_stands_still(
    place: Place, ask: Ask, worker: User, colleague: User
) -> None:
    _shift(place, worker, NOW, NOW + 100 * HOUR)
    request = ask(urgent=True, email=MAIL)
    _call(request, NOW + 4 * HOUR)
    for _ in range(2):
        escalating.take_up(actor=worker, request=request, now=NOW + 5 * HOUR)
    with (
        pytest.raises(ValidationError, match="Farida heeft deze hulpvraag al opgepakt"),
        transaction.atomic(),
    ):
        escalating.take_up(actor=colleague, request=request, now=NOW + 5 * HOUR)
    assert not request.clock.filter(done_at__isnull=True).exists()
    assert kinds(request).count("taken_up") == 1 and len(letters("help_taken_up")) == 1
    escalating.take_up(actor=colleague, request=request, now=NOW + 6 * HOUR, instead_of=worker.pk)
    assert again(request).taken_up_by == colleague


def test_a_volunteer_may_still_say_yes_to_what_a_professional_has(
    ask: Ask, neighbour: Neighbour, place: Place, worker: User
) -> None:
    request: Any = ask(urgent=True, first_on=days(2))
    _call(request, NOW + 4 * HOUR)
    volunteer = neighbour()
    held = offering.offer(request=request, volunteer=volunteer, now=NOW + 5 * HOUR)
    assert again(request).state == "escalated"
    (task,) = offering.accept(actor=volunteer.user, offer=held, now=NOW + 5 * HOUR)
    assert again(request).state == "accepted"
    assert not request.clock.filter(done_at__isnull=True).exists()
    keeping.hand_back(actor=volunteer.user, task=task, now=NOW + 6 * HOUR)
    assert again(request).state == "open"
    assert _call(request, NOW + 6 * HOUR)[-1] == "duty", "its age stayed, so it is a professional's at once"
