"""What is known of a volunteer at a moment, from what is stored; each line of the page against rows in the database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.conftest import Place
from tests.volunteers.conftest import HOME, NOW, WEDNESDAY, Ask, Neighbour, at, days, offered, promised
from volunteers import facts
from volunteers.elasticity import ONE
from volunteers.facts import Known, Moment, moment_of
from volunteers.matching import Why, may_be_asked
from volunteers.models import (
    Away,
    Block,
    HelpRequest,
    Hours,
    Offer,
    Task,
    TooMuch,
    Volunteer,
    VolunteerPolicy,
)
from volunteers.pairs import Between
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db
MONDAY = days(-2)


@pytest.fixture
def moment(place: Place) -> Moment:
    return moment_of(place.municipality, NOW)


def read(moment: Moment, volunteer: Volunteer) -> Known:
    return facts.known(moment, [volunteer.pk])[volunteer.pk]


def helped(
    request: HelpRequest, volunteer: Volunteer, starts: dt.datetime, state: str = "done", **more: Any
) -> Task:
    """Store a task that came of an offer which was answered at once."""
    offer = offered(request, volunteer, starts - dt.timedelta(days=20), state="accepted", answered_at=starts)
    Offer.objects.filter(pk=offer.pk).update(answered_at=offer.offered_at)
    ended: dict[str, Any] = {} if state == "accepted" else {"ended_at": starts}
    return promised(
        offer, starts, state=state, accepted_at=starts - dt.timedelta(days=20), **{**ended, **more}
    )


def test_of_somebody_new_nothing_is_known_and_all_is_left(moment: Moment, neighbour: Neighbour) -> None:
    volunteer = read(moment, neighbour(joined_on=WEDNESDAY)).volunteer
    assert (volunteer.reading.elasticity, volunteer.reading.strain, volunteer.reading.resting) == (
        ONE,
        0,
        False,
    )
    assert (volunteer.promised, volunteer.kept, volunteer.open_offers, volunteer.week_offers) == (0, 0, 0, 0)
    assert (volunteer.used, volunteer.busy, volunteer.last_task_on, volunteer.away) == ({}, [], None, [])


def test_strain_is_what_the_weeks_before_asked_with_the_travel_and_the_weight_of_the_kind(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    volunteer = neighbour(minutes_a_week=120)
    # Last week two hours of company 500 m away: u = 150 of 120 minutes, S = 0.293 · 1.25.
    helped(stored(kind="company"), volunteer, at(days(-7)), minutes=120, travel_m=500)
    # This week's counts when it is over; next week's not yet.
    helped(stored(), volunteer, at(days(-1)), minutes=60)
    helped(stored(), volunteer, at(days(7)), state="accepted", minutes=60)
    assert read(moment, volunteer).volunteer.reading.strain == 366_250


@pytest.mark.parametrize(
    ("state", "counts"), [("done", True), ("accepted", True), ("no_show", False), ("handed_back", False)]
)
def test_what_was_not_done_strains_nobody(
    moment: Moment, neighbour: Neighbour, stored: Ask, state: str, counts: bool
) -> None:
    volunteer = neighbour(minutes_a_week=60)
    helped(stored(), volunteer, at(days(-7)), state=state, minutes=60)
    assert read(moment, volunteer).volunteer.reading.strain == (293_000 if counts else 0)


def test_a_past_week_is_reckoned_with_the_hours_that_were_given_then(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    volunteer = neighbour(minutes_a_week=240)
    helped(stored(), volunteer, at(days(-7)), minutes=120)
    assert read(moment, volunteer).volunteer.reading.strain == 146_500
    for since, minutes in ((days(-100), 120), (MONDAY, 240)):
        Hours.objects.create(
            municipality=moment.municipality, volunteer=volunteer, valid_from=since, minutes_a_week=minutes
        )
    assert read(moment, volunteer).volunteer.reading.strain == 293_000


def test_it_is_the_same_whenever_it_is_asked_for_that_moment(
    place: Place, neighbour: Neighbour, stored: Ask
) -> None:
    volunteer = neighbour(minutes_a_week=120)
    helped(stored(), volunteer, at(days(-14)), minutes=240)
    before = read(moment_of(place.municipality, at(days(-7))), volunteer).volunteer.reading
    helped(stored(), volunteer, at(days(-6)), minutes=240)
    offered(stored(), volunteer, at(days(-5)))
    TooMuch.objects.create(municipality=place.municipality, volunteer=volunteer, at=at(days(-1)))
    assert read(moment_of(place.municipality, at(days(-7))), volunteer).volunteer.reading == before
    assert read(moment_of(place.municipality, NOW), volunteer).volunteer.reading != before


@pytest.mark.parametrize(
    ("state", "weighs"),
    [("open", True), ("expired", True), ("declined", False), ("accepted", False), ("void", False)],
)
def test_only_questions_without_an_answer_tire(
    moment: Moment, neighbour: Neighbour, stored: Ask, state: str, weighs: bool
) -> None:
    volunteer = neighbour()
    for _ in range(3):
        answered = None if state == "open" else at(days(-7), 12)
        offered(stored(), volunteer, at(days(-7)), state=state, answered_at=answered)
    reading = read(moment, volunteer).volunteer.reading
    assert reading.fatigue == (1_500_000 if weighs else 0)


def test_too_much_counts_from_the_moment_at_which_it_was_tapped(
    place: Place, moment: Moment, neighbour: Neighbour
) -> None:
    volunteer = neighbour()
    TooMuch.objects.create(municipality=place.municipality, volunteer=volunteer, at=NOW)
    assert read(moment, volunteer).volunteer.reading.elasticity == 750_000
    earlier = moment_of(place.municipality, NOW - dt.timedelta(minutes=1))
    assert read(earlier, volunteer).volunteer.reading.elasticity == ONE


def test_tasks_and_open_questions_take_hours_of_their_week(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    volunteer = neighbour()
    helped(stored(), volunteer, at(days(-2)), minutes=30)
    helped(stored(), volunteer, at(days(4)), state="accepted", minutes=45)
    helped(stored(), volunteer, at(days(3)), state="handed_back", minutes=45)
    helped(stored(), volunteer, at(days(5)), state="accepted", minutes=60)
    offered(stored(first_on=days(1), minutes=90), volunteer)
    offered(stored(first_on=days(1), minutes=90), volunteer, state="declined", answered_at=NOW)
    known = read(moment, volunteer).volunteer
    assert known.used == {MONDAY: 30 + 45 + 90, MONDAY + dt.timedelta(7): 60}
    assert (known.open_offers, known.week_offers) == (1, 2)
    assert sorted(known.busy) == [(at(days(4)), at(days(4), 10, 45)), (at(days(5)), at(days(5), 11))]
    assert known.last_task_on == days(5)


def test_offers_of_last_week_are_not_of_this_one(moment: Moment, neighbour: Neighbour, stored: Ask) -> None:
    volunteer = neighbour()
    offered(stored(), volunteer, at(days(-3), 23), state="expired", answered_at=NOW)  # Sunday
    offered(stored(), volunteer, at(days(-2), 0), state="expired", answered_at=NOW)
    assert read(moment, volunteer).volunteer.week_offers == 1


def test_kept_is_all_but_who_did_not_come_or_handed_back_within_a_day_before(
    moment: Moment, neighbour: Neighbour, stored: Ask
) -> None:
    volunteer = neighbour()
    day = at(days(-10), 10)
    one_day = dt.timedelta(days=1)
    helped(stored(), volunteer, day)
    helped(stored(), volunteer, day + one_day, state="accepted")
    helped(stored(), volunteer, day + 2 * one_day, state="no_show")
    helped(stored(), volunteer, day + 3 * one_day, state="handed_back", ended_at=day + 2 * one_day)  # in time
    late = day + 3 * one_day + dt.timedelta(seconds=1)
    helped(stored(), volunteer, day + 4 * one_day, state="handed_back", ended_at=late)
    helped(stored(), volunteer, day + 5 * one_day, state="cancelled")
    helped(stored(), volunteer, at(days(1)), state="accepted")  # still to come
    helped(stored(), volunteer, at(days(-182)))  # too long ago
    helped(stored(), volunteer, at(days(-181)))
    known = read(moment, volunteer).volunteer
    assert (known.promised, known.kept) == (6, 4)


def test_away_and_vog_are_told_and_a_refused_vog_is_none(
    place: Place, moment: Moment, neighbour: Neighbour
) -> None:
    volunteer = neighbour(vog_on=days(-10), vog_outcome="given")
    for first, last in ((-20, -10), (0, 0), (30, 40)):
        Away.objects.create(
            municipality=place.municipality, volunteer=volunteer, first_day=days(first), last_day=days(last)
        )
    known = read(moment, volunteer).volunteer
    assert sorted(known.away) == [(days(0), days(0)), (days(30), days(40))]
    assert known.vog_on == days(-10)
    refused = neighbour("refused", vog_on=days(-10), vog_outcome="refused")
    assert read(moment, refused).volunteer.vog_on is None


def test_the_numbers_are_those_of_the_policy_of_the_day(
    place: Place, neighbour: Neighbour, stored: Ask, coordinator: User
) -> None:
    VolunteerPolicy.objects.create(
        municipality=place.municipality,
        valid_from=WEDNESDAY,
        reason="Boodschappen wegen hier zwaarder.",
        changed_by=coordinator,
        changed_at=NOW,
        weight_groceries=200,
        vog_years=5,
    )
    volunteer = neighbour(minutes_a_week=60)
    helped(stored(), volunteer, at(days(-7)), minutes=60)
    assert read(moment_of(place.municipality, NOW), volunteer).volunteer.reading.strain == 586_000
    assert moment_of(place.municipality, NOW).numbers.asking.vog_years == 5
    assert moment_of(place.municipality, at(days(-1))).numbers.asking.vog_years == 3


# --- Requests and pairs ---


def test_a_request_is_told_with_its_part_of_the_week_and_its_hours(moment: Moment, stored: Ask) -> None:
    request = stored(
        first_on=days(1), starts_at=dt.time(11), minutes=90, urgent=True, skills=["car"], language="tr"
    )
    (wanted,) = facts.wanted(moment, [request.pk])
    assert wanted.request.parts == frozenset({9})  # Thursday morning
    assert wanted.request.span == (at(days(1), 11), at(days(1), 12, 30))
    assert (wanted.request.essential, wanted.request.language) == (frozenset({"car"}), "tr")
    assert (wanted.place, wanted.request.tier) == (HOME, 2)
    (any_time,) = facts.wanted(moment, [stored(day_part="any", starts_at=None).pk])
    assert (any_time.request.parts, any_time.request.span) == (frozenset({9, 10, 11}), None)


@pytest.mark.usefixtures("postcode")
def test_without_a_postcode_it_is_in_the_middle_of_its_neighbourhood(moment: Moment, stored: Ask) -> None:
    (wanted,) = facts.wanted(moment, [stored(x=None, y=None).pk])
    assert wanted.place == HOME


def test_where_nobody_knows_the_place_nobody_is_near(
    moment: Moment, stored: Ask, neighbour: Neighbour
) -> None:
    neighbour()
    wanted = facts.wanted(moment, [stored(x=None, y=None).pk])
    assert wanted[0].place is None
    assert facts.places(moment, wanted) == {}


def test_one_that_was_widened_reaches_further(moment: Moment, stored: Ask) -> None:
    (wanted,) = facts.wanted(moment, [stored(widened_at=NOW).pk])
    assert wanted.request.radius_percent == 150


@pytest.mark.parametrize(
    ("x", "reaches"), [(2000, True), (2001, True), (2002, False), (-2000, True), (-2002, False)]
)
def test_who_reaches_as_far_is_looked_at(
    moment: Moment, stored: Ask, neighbour: Neighbour, x: int, reaches: bool
) -> None:
    # A metre more than exact: who may be asked is judged afterwards.
    neighbour(x=HOME[0] + x, y=HOME[1])
    found = facts.places(moment, facts.wanted(moment, [stored().pk]))
    assert (len(found["groceries"]) == 1) is reaches


def between(moment: Moment, request: HelpRequest, volunteer: Volunteer) -> Between:
    (wanted,) = facts.wanted(moment, [request.pk])
    return facts.history(moment, [request.pk]).between(wanted, read(moment, volunteer), 0)


def test_together_is_the_last_task_that_was_done_for_the_same_people(
    moment: Moment, stored: Ask, neighbour: Neighbour
) -> None:
    volunteer = neighbour()
    request = stored()
    assert between(moment, request, volunteer).together_on is None
    helped(stored(), volunteer, at(days(-40)))
    helped(stored(), volunteer, at(days(-30)))
    helped(stored(), volunteer, at(days(-20)), state="no_show")
    helped(stored(phone="+31600000000"), volunteer, at(days(-10)))
    assert between(moment, request, volunteer).together_on == days(-30)
    assert between(moment, stored(phone=""), volunteer).together_on is None
    assert between(moment, request, neighbour("other")).together_on is None


@pytest.mark.parametrize(
    ("state", "asked"), [("open", True), ("declined", True), ("expired", True), ("void", False)]
)
def test_who_was_asked_for_it_is_not_asked_again(
    moment: Moment, stored: Ask, neighbour: Neighbour, state: str, asked: bool
) -> None:
    volunteer, request = neighbour(), stored()
    offered(request, volunteer, state=state, answered_at=None if state == "open" else NOW)
    assert between(moment, request, volunteer).asked_before is asked
    assert between(moment, stored(), volunteer).asked_before is False


@pytest.mark.parametrize("scope", ["pair", "household"])
def test_a_block_keeps_apart_also_through_the_household(
    place: Place, moment: Moment, stored: Ask, neighbour: Neighbour, coordinator: User, scope: str
) -> None:
    home = {"postcode": "1892 AB", "house_number": "12 a"}
    volunteer, lodger = neighbour(**home), neighbour("lodger", **home)
    request = stored(parties=["home:1892AB:7", "phone:+31612345678"])
    block = Block.objects.create(
        municipality=place.municipality,
        volunteer=volunteer,
        volunteer_home=volunteer.home,
        parties=["home:1892AB:7"],
        scope=scope,
        wished_by="requester",
        made_by=coordinator,
        made_at=NOW,
    )
    assert between(moment, request, volunteer).blocked
    assert between(moment, request, lodger).blocked is (scope == "household")
    for who in (volunteer, lodger):
        assert between(moment, request, who).blocked is Block.objects.between(who, request).exists()
    assert not between(moment, request, neighbour("another")).blocked
    block.ended_at, block.ended_by = NOW, coordinator
    block.save()
    assert not between(moment, request, volunteer).blocked


def test_nobody_is_asked_for_their_own_household(moment: Moment, stored: Ask, neighbour: Neighbour) -> None:
    volunteer = neighbour(postcode="1892 AB", house_number="7")
    request = stored(parties=["home:1892AB:7"])
    (wanted,) = facts.wanted(moment, [request.pk])
    refusals = may_be_asked(
        read(moment, volunteer).volunteer, wanted.request, between(moment, request, volunteer), moment.now
    )
    assert [refusal.why for refusal in refusals] == [Why.OWN]


def test_many_are_read_in_as_many_statements_as_one(
    moment: Moment, neighbour: Neighbour, stored: Ask, django_assert_num_queries: Any
) -> None:
    people = [neighbour(f"buur{number}").pk for number in range(30)]
    for ids in (people[:1], people):
        with django_assert_num_queries(1):
            assert len(facts.known(moment, ids)) == len(ids)
