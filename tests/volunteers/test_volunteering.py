"""What volunteers say of themselves, and what is noted about them: hours, te veel, away, VOG; gezien and zorgen."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from cases.models import Standing
from neighbourhoods.models import Postcode
from outreach.models import SignOfLife
from reports.models import Report
from tests.conftest import Place, make_case
from tests.volunteers.conftest import NOW, TOMORROW, Ask, Neighbour, again, at, days, letters
from volunteers import keeping, offering, signs, volunteering
from volunteers.models import Away, HelpRequest, Hours, Task, TooMuch, Volunteer
from volunteers.volunteering import Gives
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


def _gives(**more: object) -> Gives:
    return Gives(**{"postcode": "1892 AB", "kinds": ["groceries"], **more})  # type: ignore[arg-type]


def test_somebody_joins_and_changes_and_past_weeks_stay_what_they_were(
    place: Place, postcode: Postcode, volunteer: User, coordinator: User
) -> None:
    made = volunteering.join(
        actor=coordinator,
        municipality=place.municipality,
        user=volunteer,
        gives=_gives(phone="0612345678"),
        now=NOW,
    )
    assert (made.x, made.joined_on, made.phone, made.minutes_a_week) == (
        155_000,
        days(0),
        "+31612345678",
        120,
    )
    volunteering.change(actor=volunteer, volunteer=made, gives=_gives(minutes_a_week=60), now=at(days(7)))
    assert list(Hours.objects.values_list("valid_from", "minutes_a_week")) == [(days(0), 120), (days(7), 60)]


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("radius_m", {"radius_m": 0}),
        ("minutes_a_week", {"minutes_a_week": 29}),
        ("kinds", {"kinds": []}),
        ("kinds", {"kinds": ["vliegen"]}),
        ("available", {"available": []}),
        ("postcode", {"postcode": "9999 ZZ"}),
        ("phone", {"phone": "niet"}),
    ],
)
def test_who_gives_nothing_is_told_at_the_field(
    place: Place, postcode: Postcode, volunteer: User, field: str, more: dict[str, object]
) -> None:
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        volunteering.join(
            actor=volunteer, municipality=place.municipality, user=volunteer, gives=_gives(**more), now=NOW
        )
    assert set(refused.value.message_dict) == {field}


def test_too_much_tapped_twice_is_one_tap(neighbour: Neighbour) -> None:
    volunteer = neighbour()
    for minutes in (0, 1, 59):
        now = NOW + dt.timedelta(minutes=minutes)
        volunteering.too_much(actor=volunteer.user, volunteer=volunteer, now=now)
    assert TooMuch.objects.count() == 1
    volunteering.too_much(actor=volunteer.user, volunteer=volunteer, now=NOW + dt.timedelta(days=1))
    assert TooMuch.objects.count() == 2


def test_away_ends_by_itself_grows_and_is_cut_short(neighbour: Neighbour) -> None:
    volunteer = neighbour()

    def away(first: int, last: int) -> None:
        volunteering.go_away(
            actor=volunteer.user, volunteer=volunteer, first_day=days(first), last_day=days(last), now=NOW
        )

    away(3, 5)
    away(5, 9)
    row = Away.objects.get()
    assert (row.first_day, row.last_day) == (days(3), days(9))
    volunteering.come_back(actor=volunteer.user, volunteer=volunteer, now=at(days(6)))
    assert Away.objects.get().last_day == days(5)
    for first, last in ((5, 3), (-9, -3), (0, 500)):
        with pytest.raises(ValidationError), transaction.atomic():
            away(first, last)


def test_an_offer_for_a_day_on_which_somebody_is_away_is_taken_back(ask: Ask, neighbour: Neighbour) -> None:
    volunteer = neighbour()
    held = offering.offer(request=ask(first_on=days(4)), volunteer=volunteer, now=NOW)
    volunteering.go_away(
        actor=volunteer.user, volunteer=volunteer, first_day=days(3), last_day=days(5), now=NOW
    )
    assert (again(held).state, again(held.request).state) == ("void", "open")


def test_a_vog_warns_at_90_30_and_7_days_each_once_also_after_a_missed_run(neighbour: Neighbour) -> None:
    until = dt.date(2027, 6, 30)
    volunteer = neighbour(vog_on=dt.date(2024, 6, 30), vog_outcome="given")
    warned = {}
    for left in (91, 90, 89, 40, 30, 8, 6, 5, 0, -1):
        now = at(until - dt.timedelta(days=left))
        warned[left] = volunteering.warn_of_vog(volunteer=volunteer, now=now)
    assert warned == {91: None, 90: 90, 89: 90, 40: 90, 30: 30, 8: 30, 6: 7, 5: 7, 0: 7, -1: None}
    assert len(letters("vog_ends")) == 3
    assert letters("vog_ends")[0].numbers == {"day": 30, "month": 6, "year": 2027}


def test_idle_for_14_days_a_new_volunteer_hears_something_honest_once(ask: Ask, neighbour: Neighbour) -> None:
    idle, busy = neighbour("an", joined_on=days(0)), neighbour("bo", joined_on=days(0))
    _task_for(ask, busy)
    told = {
        (day, volunteer.pk): volunteering.tell_idle(volunteer=volunteer, now=at(days(day)))
        for day in (13, 14, 15, 56)
        for volunteer in (idle, busy)
    }
    assert {key for key, was in told.items() if was} == {(14, idle.pk), (15, idle.pk)}
    assert [letter.recipient for letter in letters("volunteer_waits")] == [idle.user]


def test_a_vog_to_come_is_refused(neighbour: Neighbour, coordinator: User) -> None:
    with pytest.raises(ValidationError), transaction.atomic():
        volunteering.record_vog(
            actor=coordinator, volunteer=neighbour(), on=days(1), outcome="given", now=NOW
        )


def _task_for(ask: Ask, volunteer: Volunteer, **more: object) -> tuple[HelpRequest, Task]:
    request = ask(**more)
    held = offering.offer(request=request, volunteer=volunteer, now=NOW)
    return request, offering.accept(actor=volunteer.user, offer=held, now=NOW)[0]


def test_seen_by_a_volunteer_is_on_the_case_at_once_and_resets_no_rule(
    place: Place, ask: Ask, neighbour: Neighbour, worker: User
) -> None:
    case = make_case(place, worker, days(-90))
    volunteer = neighbour()
    request, _task = _task_for(ask, volunteer, resident=case.resident)  # the volunteer knows of no case
    before = list(Standing.objects.values())
    token = uuid.uuid4()
    for _ in range(2):
        signs.seen(actor=volunteer.user, request=request, token=token, now=at(TOMORROW, 12), note="Vrolijk")
    sign = SignOfLife.objects.get()
    assert (sign.case, sign.source, sign.note, sign.read_at) == (case, "volunteer", "Vrolijk", None)
    assert list(Standing.objects.values()) == before


def test_seen_of_whom_nobody_knows_stays_with_the_request(ask: Ask, neighbour: Neighbour) -> None:
    volunteer = neighbour()
    request, _task = _task_for(ask, volunteer)
    signs.seen(actor=volunteer.user, request=request, token=uuid.uuid4(), now=NOW)
    assert request.steps.filter(kind="sign").count() == 1
    assert not SignOfLife.objects.exists()


def test_neglect_reported_in_one_tap_relieves_the_volunteer(
    ask: Ask, neighbour: Neighbour, coordinator: User
) -> None:
    volunteer = neighbour()
    request, task = _task_for(ask, volunteer, rrule="FREQ=WEEKLY")
    token = uuid.uuid4()
    for _ in range(2):
        signs.worried(actor=volunteer.user, task=again(task), text="", token=token, now=NOW, relieve=True)
    report = Report.objects.get()
    assert (report.channel, report.about, report.subject) == ("volunteer", "person", "Mevrouw de Wit")
    assert report.filed_by == volunteer.user and report.text
    assert not Task.objects.going().exists() and again(request).state == "open"


def test_worried_without_being_relieved_keeps_the_task(ask: Ask, neighbour: Neighbour) -> None:
    volunteer = neighbour()
    _request, task = _task_for(ask, volunteer)
    signs.worried(actor=volunteer.user, task=task, text="Geen eten in huis", token=uuid.uuid4(), now=NOW)
    assert again(task).state == "accepted"
    keeping.did(actor=volunteer.user, task=task, now=at(TOMORROW, 13))
