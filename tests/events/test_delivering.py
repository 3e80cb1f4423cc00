"""Every event arrives, those of one subject in order, and none that did not happen: whatever the receiver does."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.conftest import Place
from tests.events.making import NOW, subscribe
from tests.events.receivers import Receiver
from tests.events.servers import answering, nothing_listens, serving
from wijkzorg.events import actions, delivering, tasks
from wijkzorg.events.kinds import OPENED, PUBLISHED
from wijkzorg.events.models import Delivery, Event, Subscription
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
SUBJECTS = [str(uuid.UUID(int=number, version=4)) for number in range(1, 6)]


def happen(place: Place, subject: str = SUBJECTS[0], now: dt.datetime = NOW) -> str:
    """Let a flag be opened, and return the id by which it is told."""
    event = actions.announce(
        municipality_id=place.municipality.pk, type=OPENED.type, subject=subject, now=now
    )
    event.refresh_from_db()
    return str(event.uuid)


def run(now: dt.datetime = NOW) -> int:
    """Serve what is due, as the task does."""
    return sum(
        delivering.serve(municipality_id=municipality, subscription_id=pk, clock=lambda: now)
        for municipality, pk in delivering.due(now=now)
    )


def of(subscription: Subscription) -> Subscription:
    subscription.refresh_from_db()
    return subscription


def test_an_event_arrives_once_with_what_it_tells(place: Place, receiver: Receiver) -> None:
    subscription = subscribe(place, address=receiver.address)
    actions.announce(
        municipality_id=place.municipality.pk,
        type=PUBLISHED.type,
        subject=place.municipality.code,
        data={"editie": 3},
        now=NOW,
    )
    assert run() == 1
    assert run() == 0
    (event,) = receiver.got
    assert event["type"] == PUBLISHED.type and event["data"] == {"editie": 3}
    assert event["source"] == f"urn:nld:gemeente:{place.municipality.code}:systeem:wijkzorg"
    assert event["dataref"] == (
        f"http://localhost:8000/api/v1/statistieken?gemeenteCode={place.municipality.code}&editie=3"
    )
    delivery = Delivery.objects.get()
    assert (delivery.delivered_at, delivery.attempts, delivery.status) == (NOW, 1, 204)
    assert of(subscription).succeeded_at == NOW


def test_the_task_sends_what_waits(place: Place, receiver: Receiver) -> None:
    subscribe(place, address=receiver.address)
    happen(place)
    tasks.send_events()
    assert len(receiver.got) == 1


def test_every_municipality_is_served_and_hears_its_own(
    place: Place, elsewhere: Place, receiver: Receiver
) -> None:
    subscribe(place, address=receiver.address)
    subscribe(elsewhere, address=receiver.address)
    here = happen(place)
    with inside(elsewhere.municipality.pk):
        there = happen(elsewhere, SUBJECTS[1])
    assert run() == 2
    assert {event["id"]: event["source"].split(":")[3] for event in receiver.got} == {
        here: place.municipality.code,
        there: elsewhere.municipality.code,
    }


# --- Failing --------------------------------------------------------------------------------------


def test_a_receiver_that_is_down_for_a_day_gets_everything_in_order(place: Place, receiver: Receiver) -> None:
    """A day of simulated time, a minute at a time: an event every seven minutes, some of the same subject."""
    subscription = subscribe(place, address=f"http://localhost:{nothing_listens()}/haak")
    told, now = [], NOW
    for minute in range(24 * 60):
        now = NOW + minute * MINUTE
        if minute % 7 == 0:
            told.append(happen(place, SUBJECTS[minute % 5], now))
        run(now)
    assert of(subscription).paused_at is None
    assert sum(Delivery.objects.values_list("attempts", flat=True)) <= len(delivering.PAUSES)
    Subscription.objects.update(address=receiver.address)
    while Delivery.objects.waiting().exists():
        now += MINUTE
        run(now)
    assert receiver.ids == told
    assert now - NOW < dt.timedelta(days=2)


def test_pauses_grow_for_two_days_and_then_it_is_paused_and_nothing_is_lost(
    place: Place, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    subscription, now = subscribe(place, address=receiver.address), NOW
    first, second = happen(place), happen(place, SUBJECTS[1])
    receiver.answer = lambda _event: 503
    waited = []
    while of(subscription).paused_at is None:
        assert run(now) == 0
        if of(subscription).paused_at is None:
            assert run(subscription.next_at - dt.timedelta(seconds=1)) == 0
            waited.append(subscription.next_at - now)
            now = subscription.next_at
    assert tuple(waited) == delivering.PAUSES
    assert list(waited) == sorted(set(waited))
    assert dt.timedelta(hours=47) < sum(waited, dt.timedelta(0)) < dt.timedelta(hours=49)
    assert (subscription.paused_why, subscription.failure) == ("failing", "503")
    assert "paused after 11 failures" in caplog.text and receiver.address not in caplog.text
    receiver.answer = lambda _event: 204
    assert run(now + dt.timedelta(days=5)) == 0
    actions.resume(subscription=subscription, now=now)
    assert run(now) == 2
    assert receiver.ids == [first, second]


def test_what_comes_later_of_a_subject_waits_for_what_came_before_and_others_go(
    place: Place, receiver: Receiver
) -> None:
    subscription = subscribe(place, address=receiver.address)
    refused, after, other = happen(place), happen(place), happen(place, SUBJECTS[1])
    receiver.answer = lambda event: 422 if event["id"] == refused else 204
    assert run() == 1
    assert receiver.ids == [other]
    assert (of(subscription).failure, subscription.paused_at) == ("422", None)
    receiver.answer = lambda _event: 204
    assert run(NOW + MINUTE) == 2
    assert receiver.ids == [other, refused, after]


def test_what_is_given_up_lets_the_next_go(place: Place, receiver: Receiver) -> None:
    subscribe(place, address=receiver.address)
    refused, after = happen(place), happen(place)
    receiver.answer = lambda event: 400 if event["id"] == refused else 204
    assert run() == 0
    actions.give_up(delivery=Delivery.objects.get(event__uuid=refused), now=NOW)
    assert run() == 1
    assert receiver.ids == [after]


def test_an_event_that_is_refused_for_two_days_pauses_the_subscription(
    place: Place, receiver: Receiver
) -> None:
    subscription, now = subscribe(place, address=receiver.address), NOW
    refused = happen(place)
    receiver.answer = lambda event: 400 if event["id"] == refused else 204
    while of(subscription).paused_at is None:
        happen(place, SUBJECTS[2], now)
        run(now)
        now = Delivery.objects.get(event__uuid=refused).next_at
    assert len(receiver.got) == len(delivering.PAUSES)
    assert subscription.paused_why == "failing"


def test_a_receiver_that_is_gone_is_not_asked_again(place: Place, receiver: Receiver) -> None:
    subscription = subscribe(place, address=receiver.address)
    happen(place)
    receiver.answer = lambda _event: 410
    run()
    assert of(subscription).paused_why == "gone"


def test_a_receiver_that_is_busy_is_left_alone_as_long_as_it_asks(place: Place, receiver: Receiver) -> None:
    subscription = subscribe(place, address=receiver.address)
    happen(place)
    receiver.answer, receiver.more = lambda _event: 429, "Retry-After: 600\r\n"
    run()
    assert of(subscription).next_at == NOW + 10 * MINUTE
    receiver.more = "Retry-After: 999999999\r\n"
    run(NOW + 10 * MINUTE)
    assert of(subscription).next_at == NOW + 10 * MINUTE + dt.timedelta(days=1)


def test_a_redirect_is_a_failure_and_nobody_else_hears_of_it(place: Place, receiver: Receiver) -> None:
    with serving(answering(302, f"Location: {receiver.address}")) as server:
        subscription = subscribe(place, address=server.address)
        happen(place)
        assert run() == 0
    assert of(subscription).failure == "redirect"
    assert receiver.got == []


def test_outside_the_demo_this_machine_is_not_reached(
    place: Place, receiver: Receiver, settings: Settings
) -> None:
    subscription = subscribe(place, address=receiver.address)
    happen(place)
    settings.WIJKZORG_DEMO = False
    assert run() == 0
    assert of(subscription).failure == "address"
    settings.WIJKZORG_DEMO, settings.PRODUCTION = True, True
    assert run(NOW + MINUTE) == 0
    assert receiver.got == [] and receiver.asked == 0


# --- At least once --------------------------------------------------------------------------------


def test_what_was_sent_and_not_written_down_goes_again_with_the_same_id(
    place: Place, receiver: Receiver
) -> None:
    subscribe(place, address=receiver.address)
    first, second = happen(place), happen(place)
    receiver.answer = lambda event: None if len(receiver.got) == 0 else 204
    assert run() == 0
    assert run(NOW + MINUTE) == 2
    assert receiver.ids == [first, first, second]
    assert [event["id"] for event in receiver.first()] == [first, second]


def test_a_worker_that_dies_leaves_its_subscription_to_the_next(place: Place, receiver: Receiver) -> None:
    subscription = subscribe(place, address=receiver.address)
    happen(place)
    claim = uuid.uuid4()
    with inside(place.municipality.pk):
        assert delivering._take(subscription.pk, claim, NOW) is not None
        assert delivering._next(subscription.pk, claim, NOW) is not None
    assert run(NOW + delivering.CLAIM - dt.timedelta(seconds=1)) == 0
    assert run(NOW + delivering.CLAIM) == 1
    with inside(place.municipality.pk):
        assert delivering._next(subscription.pk, claim, NOW) is None, "the first no longer holds it"


def test_a_worker_that_was_away_too_long_sends_nothing_more(place: Place, receiver: Receiver) -> None:
    subscription = subscribe(place, address=receiver.address)
    ids = [happen(place) for _ in range(3)]
    later = NOW + delivering.CLAIM

    claim = uuid.uuid4()
    place_id = place.municipality.pk
    with inside(place_id):
        delivering._take(subscription.pk, claim, NOW)
        taken = delivering._next(subscription.pk, claim, NOW)
    assert taken is not None and taken[1] is not None
    assert run(later) == 3
    with inside(place_id):
        for outcome in (delivering.Outcome(204), delivering.Outcome(500, "500")):
            assert not delivering._settle(taken[0], claim, taken[1], outcome, later)
        assert delivering._next(subscription.pk, claim, later) is None
    assert receiver.ids == ids
    assert of(subscription).failures == 0
    assert not Delivery.objects.waiting().exists()


@pytest.mark.parametrize("seed", range(6))
def test_whatever_a_receiver_does_all_arrive_in_order_and_none_is_invented(
    place: Place, receiver: Receiver, seed: int
) -> None:
    rng = random.Random(seed)
    subscribe(place, address=receiver.address)
    told: dict[str, list[str]] = {subject: [] for subject in SUBJECTS}
    receiver.answer = lambda _event: rng.choice([204, 200, 500, 400, 429, None])
    now = NOW
    for _ in range(120):
        if rng.random() < 0.4:
            subject = rng.choice(SUBJECTS)
            told[subject].append(happen(place, subject, now))
        run(now)
        now += rng.choice([MINUTE, 10 * MINUTE])
    receiver.answer = lambda _event: 204
    Subscription.objects.filter(paused_at__isnull=False).update(paused_at=None, paused_why="")
    while Delivery.objects.waiting().exists():
        now += dt.timedelta(hours=1)
        run(now)
    arrived = receiver.first()
    assert {
        subject: [event["id"] for event in arrived if event["subject"] == subject] for subject in SUBJECTS
    } == told
    assert len(set(receiver.ids)) == Event.objects.count()


# --- Many ---------------------------------------------------------------------------------------------


def test_a_burst_costs_the_same_statements_an_event(place: Place, receiver: Receiver) -> None:
    subscribe(place, address=receiver.address)
    counts = []
    for number in (5, 25):
        for _ in range(number):
            happen(place, random.choice(SUBJECTS))
        with CaptureQueriesContext(connection) as queries:
            assert run() == number
        counts.append(len(queries) / number)
    assert counts[1] <= counts[0]


def test_deliveries_of_one_subject_are_in_the_order_of_their_events(place: Place, receiver: Receiver) -> None:
    subscribe(place, address=receiver.address)
    ids = [happen(place, SUBJECTS[number % 2]) for number in range(10)]
    assert run() == 10
    for subject in SUBJECTS[:2]:
        places = [ids.index(event["id"]) for event in receiver.got if event["subject"] == subject]
        assert all(one < next_one for one, next_one in pairwise(places))
