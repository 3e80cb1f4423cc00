"""Rounds of matching: what waits is put to somebody by the verb of offers, once, by day; and why is kept in numbers."""

from __future__ import annotations

import datetime as dt

import pytest

from neighbourhoods.models import District
from tests.conftest import Place
from tests.volunteers.conftest import HOME, NOW, Ask, Neighbour, at, days, offered
from volunteers.explaining import explain
from volunteers.matching import Why
from volunteers.models import Away, MatchRound, Offer
from volunteers.offering import decline
from volunteers.rounds import match_one, match_pressing, match_wijk
from volunteers.solving import Method, Problem
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def wijk(place: Place) -> District:
    return place.neighbourhood.district


def test_each_open_request_of_the_wijk_is_put_to_somebody(
    wijk: District, stored: Ask, neighbour: Neighbour
) -> None:
    near, far = neighbour("near"), neighbour("far", x=HOME[0] + 1500)
    one, other = stored(), stored()
    done = match_wijk(district=wijk, now=NOW)
    assert {offer.request_id: offer.state for offer in done.offers} == {one.pk: "open", other.pk: "open"}
    assert {offer.volunteer_id for offer in done.offers} == {near.pk, far.pk}
    one.refresh_from_db()
    assert one.state == "offered"
    row = MatchRound.objects.get()
    assert (row.requests, row.offered, row.unmatched, row.greedy, row.at) == (2, 2, 0, False, NOW)


def test_what_an_offer_keeps_of_why_are_numbers_that_add_up(
    wijk: District, stored: Ask, neighbour: Neighbour
) -> None:
    neighbour()
    stored()
    (offer,) = match_wijk(district=wijk, now=NOW).offers
    assert offer.reasons["metres"] == 500
    assert offer.reasons["cost"] == sum(offer.reasons["parts"].values())
    assert offer.reasons["elasticity"] == 1_000_000
    assert offer.offered_by is None


def test_a_second_round_puts_nothing_to_anybody_twice(
    wijk: District, stored: Ask, neighbour: Neighbour
) -> None:
    neighbour("one"), neighbour("other")
    stored()
    assert len(match_wijk(district=wijk, now=NOW).offers) == 1
    assert match_wijk(district=wijk, now=NOW).offers == []
    assert Offer.objects.count() == 1
    assert MatchRound.objects.count() == 1


def test_after_a_no_the_next_one_is_asked(wijk: District, stored: Ask, neighbour: Neighbour) -> None:
    first, second = neighbour("first"), neighbour("second", x=HOME[0] + 1500)
    request = stored()
    (offer,) = match_one(request=request, now=NOW).offers
    assert offer.volunteer_id == first.pk
    decline(actor=first.user, offer=offer, now=NOW)
    (offer,) = match_one(request=request, now=NOW).offers
    assert offer.volunteer_id == second.pk
    decline(actor=second.user, offer=offer, now=NOW)
    done = match_one(request=request, now=NOW)
    assert (done.offers, done.left) == ([], [request.pk])


@pytest.mark.parametrize(("hour", "asked"), [(7, 0), (8, 1), (20, 1), (21, 0), (23, 0)])
def test_at_night_nobody_is_asked(
    wijk: District, stored: Ask, neighbour: Neighbour, hour: int, asked: int
) -> None:
    neighbour()
    stored(first_on=days(2))
    assert len(match_wijk(district=wijk, now=at(days(0), hour)).offers) == asked


def test_what_is_new_or_urgent_does_not_wait_for_a_round(
    place: Place, stored: Ask, neighbour: Neighbour
) -> None:
    people = [neighbour(f"buur{number}") for number in range(5)]
    fresh, urgent, waits = stored(), stored(urgent=True), stored()
    for request in (urgent, waits):
        offered(request, people[0], at(days(-1)), state="expired", answered_at=NOW)
    done = match_pressing(municipality=place.municipality, now=NOW)
    assert {offer.request_id for offer in done.offers} == {fresh.pk, urgent.pk}


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "new", "opened_at": None},
        {"state": "accepted"},
        {"first_on": days(-1)},
        {"first_on": days(0), "starts_at": dt.time(9)},
        {"danger": True},
    ],
)
def test_for_what_is_not_sought_over_or_a_professionals_nobody_is_asked(
    wijk: District, stored: Ask, neighbour: Neighbour, fields: dict[str, object]
) -> None:
    neighbour()
    stored(**fields)
    assert match_wijk(district=wijk, now=NOW).offers == []


def test_once_a_professional_took_it_up_nobody_else_is_asked(
    wijk: District, stored: Ask, neighbour: Neighbour, coordinator: User
) -> None:
    neighbour()
    stored(state="escalated", taken_up_by=coordinator, taken_up_at=NOW)
    assert match_wijk(district=wijk, now=NOW).offers == []
    stored(state="escalated")
    assert len(match_wijk(district=wijk, now=NOW).offers) == 1


def test_of_a_series_the_next_date_counts(
    wijk: District, stored: Ask, neighbour: Neighbour, place: Place
) -> None:
    volunteer = neighbour()
    # Each Tuesday since three weeks; the next is 1 December.
    stored(first_on=days(-22), rrule="FREQ=WEEKLY")
    Away.objects.create(
        municipality=place.municipality, volunteer=volunteer, first_day=days(6), last_day=days(6)
    )
    assert match_wijk(district=wijk, now=NOW).offers == []


def test_two_people_wanted_are_asked_one_after_the_other(
    wijk: District, stored: Ask, neighbour: Neighbour
) -> None:
    for number in range(3):
        neighbour(f"buur{number}")
    stored(helpers=2)
    assert [len(match_wijk(district=wijk, now=NOW).offers) for _ in range(3)] == [1, 1, 0]


def test_without_a_solver_it_goes_on_and_the_board_can_say_so(
    wijk: District, stored: Ask, neighbour: Neighbour
) -> None:
    def gone(problem: Problem) -> dict[int, int]:
        raise ImportError("no solver")

    neighbour()
    stored()
    done = match_wijk(district=wijk, now=NOW, solver=gone)
    assert (len(done.offers), done.method) == (1, Method.GREEDY)
    assert MatchRound.objects.get().greedy
    match_wijk(district=wijk, now=NOW)
    assert not MatchRound.objects.get().greedy


# --- Why ---


def test_the_best_three_are_told_with_their_reasons(stored: Ask, neighbour: Neighbour) -> None:
    turkish = neighbour("turkish", languages=["nl", "tr"])
    people = [neighbour(f"buur{number}", x=HOME[0] + 200 * number) for number in range(1, 5)]
    request = stored(language="tr")
    told = explain(request=request, now=NOW)
    assert [each.volunteer for each in told.best] == [turkish, *people[:2]]
    assert told.best[0].sentence == "500 m · spreekt Turks · was een tijd niet nodig · ruim"
    assert (told.others, told.summary) == (True, "")


def test_why_others_may_not_is_told_with_every_reason(stored: Ask, neighbour: Neighbour) -> None:
    volunteer = neighbour(minutes_a_week=30, vog_on=days(-2000), vog_outcome="given")
    told = explain(request=stored(needs_vog=True), now=NOW)
    assert told.best == []
    (refused,) = told.not_asked
    assert refused.volunteer == volunteer
    assert refused.sentence == (
        "heeft een VOG die telt tot en met 4 juni 2024 · heeft nog 0,5 van 0,5 uur in die week"
    )
    assert (
        told.summary
        == "1 vrijwilliger in de buurt doet dit, maar kan nu niet: 1 met een VOG die afloopt, 1 vol."
    )


def test_where_nobody_is_near_it_says_so(stored: Ask, neighbour: Neighbour) -> None:
    neighbour(kinds=["dog"])
    neighbour("far", x=HOME[0] + 9000)
    assert explain(request=stored(), now=NOW).summary == "Niemand die dit doet woont dichtbij genoeg."
    assert "geen plek bekend" in explain(request=stored(x=None, y=None), now=NOW).summary


def test_at_night_the_night_is_the_reason(stored: Ask, neighbour: Neighbour) -> None:
    neighbour()
    told = explain(request=stored(), now=at(days(0), 22))
    assert told.summary == "Het is nu avond of nacht. Dan vragen we niemand iets."


def test_every_reason_has_a_word_for_the_board() -> None:
    from volunteers.explaining import _said

    assert all(_said(why) for why in Why)


def test_the_statements_do_not_grow_with_the_volunteers(
    stored: Ask, neighbour: Neighbour, django_assert_max_num_queries: object
) -> None:
    request = stored()
    neighbour("first")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        explain(request=request, now=NOW)
    for number in range(20):
        neighbour(f"buur{number}")
    with CaptureQueriesContext(connection) as many:
        explain(request=request, now=NOW)
    assert len(one) == len(many)
