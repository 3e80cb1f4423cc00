"""What weeks leave behind, from stored tasks and offers: who had a double week rests, and comes back by themselves."""

from __future__ import annotations

import datetime as dt

import pytest

from neighbourhoods.models import District
from tests.conftest import Place
from tests.volunteers.conftest import NOW, Ask, Neighbour, again, at, days, offered, promised
from volunteers import facts, keeping, offering
from volunteers.elasticity import Mood
from volunteers.explaining import explain
from volunteers.facts import Known, moment_of
from volunteers.models import Away, HelpRequest, Offer, Task, Volunteer
from volunteers.offering import decline
from volunteers.rounds import match_one, match_wijk

pytestmark = pytest.mark.django_db


@pytest.fixture
def wijk(place: Place) -> District:
    return place.neighbourhood.district


def _known(volunteer: Volunteer, now: dt.datetime) -> Known:
    return facts.known(moment_of(volunteer.municipality, now), [volunteer.pk])[volunteer.pk]


def _worked(stored: Ask, volunteer: Volunteer, day: dt.date, minutes: int) -> None:
    """Let a volunteer have done so many minutes of groceries on a day, next door."""
    request = stored(first_on=day, state="done", closed_at=at(day, 20), parties=[f"phone:{day}"])
    held = offered(request, volunteer, at(day, 8), state="accepted", answered_at=at(day, 8))
    promised(
        held, at(day, 9), minutes, state="done", accepted_at=at(day, 8), ended_at=at(day, 20), travel_m=0
    )


def test_a_strain_of_080_and_a_double_week_is_rest_and_after_two_idle_weeks_they_are_asked(
    wijk: District, stored: Ask, neighbour: Neighbour
) -> None:
    volunteer = neighbour(minutes_a_week=240)
    _worked(stored, volunteer, days(-16), 655)  # leaves 0.80
    assert round(_known(volunteer, at(days(-9))).volunteer.reading.strain, -4) == 800_000
    _worked(stored, volunteer, days(-9), 480)  # twice what they give
    for ahead, mood in ((0, Mood.REST), (7, Mood.REST), (14, Mood.MIND)):
        now = at(days(ahead))
        request = stored(first_on=days(ahead + 1), received_at=now, opened_at=now)
        reading = _known(volunteer, now).volunteer.reading
        assert reading.mood(moment_of(wijk.municipality, now).numbers.elastic) == mood
        made = match_wijk(district=wijk, now=now).offers
        if mood == Mood.REST:
            assert made == []
            assert "in rust" in explain(request=request, now=now).summary
            HelpRequest.objects.filter(pk=request.pk).update(state="withdrawn", closed_at=now)
        else:
            assert [offer.request_id for offer in made] == [request.pk], "nobody had to do anything for it"


def test_exactly_the_hours_of_company_every_week_comes_to_rest_and_the_series_goes_on(
    wijk: District, ask: Ask, stored: Ask, neighbour: Neighbour
) -> None:
    volunteer = neighbour(minutes_a_week=60)
    series = ask(kind="company", rrule="FREQ=WEEKLY")
    held = offering.offer(request=series, volunteer=volunteer, now=NOW)
    offering.accept(actor=volunteer.user, offer=held, now=NOW)
    left = []
    for week in range(1, 7):
        now = at(days(7 * week))  # the Wednesday before the next
        keeping.extend(request=series, now=now)
        done = Task.objects.going().get(request=series, day=days(7 * week - 6))
        keeping.did(actor=volunteer.user, task=done, now=now)
        left.append(_known(volunteer, now).volunteer.reading.elasticity)
    assert left == sorted(left, reverse=True) and left[0] > 600_000 and left[-1] == 0, "each week it is less"
    now = at(days(42))
    # Next week there is room in their hours, as that date is somebody else's: it is rest that keeps them.
    keeping.hand_back(
        actor=volunteer.user, task=Task.objects.get(request=series, day=days(50), state="accepted"), now=now
    )
    request = stored(kind="cards", first_on=days(51), minutes=30, received_at=now, opened_at=now)
    assert volunteer.pk not in {offer.volunteer_id for offer in match_wijk(district=wijk, now=now).offers}
    assert "heeft nu rust" in explain(request=request, now=now).not_asked[0].sentence
    assert again(series).state == "accepted"
    assert Task.objects.going().filter(request=series).count() == 7, "what was promised goes on"


def test_ten_times_no_changes_nothing_and_within_a_week_asks_no_more_than_three_times(
    wijk: District, stored: Ask, neighbour: Neighbour
) -> None:
    volunteer, now = neighbour(), NOW
    before = _known(volunteer, now).volunteer
    said = []
    for number in range(10):
        now = at(days(7 * (number // 3)), 10 + number % 3)
        request = stored(first_on=days(60 + number), received_at=now, opened_at=now, kind="cards")
        (offer,) = match_one(request=request, now=now).offers
        decline(actor=volunteer.user, offer=offer, now=now)
        said.append(offer)
        if number % 3 == 2:
            fourth = stored(first_on=days(80), received_at=now, opened_at=now)
            assert match_one(request=fourth, now=now).offers == [], "three questions a week are enough"
            HelpRequest.objects.filter(pk=fourth.pk).update(state="withdrawn", closed_at=now)
    after = _known(volunteer, now).volunteer
    assert len(said) == 10
    for name in ("reading", "promised", "kept", "active", "capacity", "last_task_on"):
        assert getattr(after, name) == getattr(before, name), name
    later = at(days(40))
    request = stored(first_on=days(42), received_at=later, opened_at=later)
    (offer,) = match_one(request=request, now=later).offers
    assert offer.volunteer_id == volunteer.pk and offer.reasons["parts"]["unreliable"] == 4000, (
        "as of who is new"
    )


def test_away_1_to_14_august_is_asked_for_the_15th_and_never_for_the_10th(
    wijk: District, stored: Ask, neighbour: Neighbour
) -> None:
    volunteer, now = neighbour(), at(dt.date(2027, 7, 30))
    Away.objects.create(
        municipality=wijk.municipality,
        volunteer=volunteer,
        first_day=dt.date(2027, 8, 1),
        last_day=dt.date(2027, 8, 14),
    )
    within, after = (
        stored(first_on=dt.date(2027, 8, day), received_at=now, opened_at=now) for day in (10, 15)
    )
    assert [offer.request_id for offer in match_wijk(district=wijk, now=now).offers] == [after.pk]
    (refused,) = explain(request=within, now=now).not_asked
    assert "is weg van 1 augustus 2027 tot en met 14 augustus 2027" in refused.sentence


def test_two_of_two_hours_used_is_vol_and_no_offer(wijk: District, ask: Ask, neighbour: Neighbour) -> None:
    volunteer = neighbour(minutes_a_week=120)
    for hour in (9, 14):
        held = offering.offer(request=ask(starts_at=dt.time(hour)), volunteer=volunteer, now=NOW)
        offering.accept(actor=volunteer.user, offer=held, now=NOW)
    request = ask(first_on=days(3), minutes=30)
    assert match_one(request=request, now=NOW).offers == []
    assert explain(request=request, now=NOW).not_asked[0].sentence == "vol: 2 van 2 uur in die week"
    assert len(match_one(request=ask(first_on=days(6), minutes=30), now=NOW).offers) == 1, (
        "next week there is room"
    )


def test_scarcity_serves_the_tiers_in_order(wijk: District, stored: Ask, neighbour: Neighbour) -> None:
    neighbour(minutes_a_week=240)
    plain = stored(opened_at=NOW - dt.timedelta(hours=20))
    alone = stored(no_network=True, opened_at=NOW - dt.timedelta(hours=9))
    both = stored(urgent=True, no_network=True)
    urgent = stored(urgent=True, opened_at=NOW - dt.timedelta(hours=1))
    asked = [match_wijk(district=wijk, now=NOW).offers[0].request_id]
    for _round in range(3):
        neighbour(f"buur{_round}")
        made = match_wijk(district=wijk, now=NOW).offers
        asked += [offer.request_id for offer in made]
    assert asked[0] == both.pk and set(asked[1:3]) == {alone.pk, urgent.pk} and asked[3] == plain.pk
    assert Offer.objects.count() == 4
